"""The audit trail: entries are put and read; nothing here changes or removes one. Called by
services, and by the store where a change and its entry are one transaction."""

from pynamodb.exceptions import PutError

from chalicelib.domain.audit import Entry
from chalicelib.store import keys
from chalicelib.store.admin_tables import AuditItem
from chalicelib.store.writes import Write


def put(entry: Entry) -> None:
    """Keep an entry that belongs to no other write; putting it twice keeps it once."""
    try:
        _item(entry).save(condition=AuditItem.key.does_not_exist())
    except PutError as error:
        if error.cause_response_code != "ConditionalCheckFailedException":
            raise


def putting(entry: Entry) -> Write:
    """The write that keeps an entry with what it tells of: both or neither."""
    item = _item(entry)
    return lambda t: t.save(item, condition=AuditItem.key.does_not_exist())


def stands(entry: Entry) -> bool:
    """Whether this very entry is kept: then what it tells of was done."""
    try:
        AuditItem.get(_month(entry), keys.moment(entry.at, entry.id), consistent_read=True)
    except AuditItem.DoesNotExist:
        return False
    return True


def of_month(account: str, at: int, before: str, limit: int) -> list[Entry]:
    """The entries of the month of `at`, newest first, before a cursor if there is one."""
    condition = AuditItem.key < before if before else None
    found = AuditItem.query(
        keys.month(account, at), condition, scan_index_forward=False, limit=limit
    )
    return [_entry(item) for item in found]


def cursor(entry: Entry) -> str:
    """Where a list goes on behind an entry."""
    return keys.moment(entry.at, entry.id)


def _month(entry: Entry) -> str:
    return keys.month(entry.account, entry.at)


def _item(entry: Entry) -> AuditItem:
    fields = entry._asdict()
    account, id_ = fields.pop("account"), fields.pop("id")
    return AuditItem(keys.month(account, entry.at), keys.moment(entry.at, id_), **fields)


def _entry(item: AuditItem) -> Entry:
    return Entry(
        account=item.month.rpartition("#")[0],
        id=item.key.partition("#")[2],
        at=int(item.at),
        **{
            name: getattr(item, name)
            for name in ("kind", "by", "by_name", "action", "object", "before", "after", "ip")
        },
    )
