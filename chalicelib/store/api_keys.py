"""API keys, and whose a secret is. Called by services."""

from chalicelib.domain.api_key import ApiKey
from chalicelib.domain.audit import Entry
from chalicelib.store import audit
from chalicelib.store.admin_tables import KeyItem, KeySecretItem
from chalicelib.store.writes import Write, transact


def get(account: str, key: str) -> ApiKey | None:
    """The key as it stands, or None."""
    try:
        return _key(KeyItem.get(account, key, consistent_read=True))
    except KeyItem.DoesNotExist:
        return None


def of_account(account: str) -> list[ApiKey]:
    """All keys of an account, by id."""
    return [_key(item) for item in KeyItem.query(account, consistent_read=True)]


def owner(digest: str) -> tuple[str, str] | None:
    """The account and key of a secret's hash, or None."""
    try:
        item = KeySecretItem.get(digest, consistent_read=True)
    except KeySecretItem.DoesNotExist:
        return None
    return item.account, item.key


def create(key: ApiKey, entry: Entry) -> None:
    """Keep a new key. Raises Conflict if there is one of this id."""
    transact(
        [
            lambda t: t.save(_item(key), condition=KeyItem.id.does_not_exist()),
            _points(key),
            audit.putting(entry),
        ]
    )


def rotate(before: ApiKey, after: ApiKey, entry: Entry) -> None:
    """Put a new secret in place; what the secret before last led to goes. Raises Conflict."""
    transact(
        [
            lambda t: t.save(_item(after), condition=KeyItem.version == before.version),
            _points(after),
            *([_leads_nowhere(before.old)] if before.old else []),
            audit.putting(entry),
        ]
    )


def remove(key: ApiKey, entry: Entry) -> None:
    """Revoke it with all its secrets, if nobody rotated it since. Raises Conflict."""
    item = KeyItem(key.account, key.id)
    transact(
        [
            lambda t: t.delete(item, condition=KeyItem.version == key.version),
            *(_leads_nowhere(digest) for digest in (key.secret, key.old) if digest),
            audit.putting(entry),
        ]
    )


def _points(key: ApiKey) -> Write:
    item = KeySecretItem(key.secret, account=key.account, key=key.id)
    return lambda t: t.save(item, condition=KeySecretItem.secret.does_not_exist())


def _leads_nowhere(digest: str) -> Write:
    return lambda t: t.delete(KeySecretItem(digest))


def _item(key: ApiKey) -> KeyItem:
    fields = key._asdict()
    held = set(fields.pop("permissions")) or None
    return KeyItem(fields.pop("account"), fields.pop("id"), permissions=held, **fields)


def _key(item: KeyItem) -> ApiKey:
    return ApiKey(
        item.account,
        item.id,
        item.name,
        frozenset(item.permissions or ()),
        int(item.created),
        int(item.expires),
        item.hint,
        item.secret,
        item.old,
        int(item.old_until),
        int(item.version),
    )
