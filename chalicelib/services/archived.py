"""What is in an account's archive: how far it is, what lies there, one transcript of it. Called by
handlers/archive.py. How it comes there: services/archive.py."""

from typing import NamedTuple

from chalicelib.domain import retention, transcript_xml
from chalicelib.domain.audit import Act
from chalicelib.domain.error import NoSuchChat, NotReadable
from chalicelib.domain.ids import account_of, is_chat_id
from chalicelib.domain.transcript import Transcript
from chalicelib.services import access, archive, audit, visitor_keys
from chalicelib.services.changes import Page
from chalicelib.store import archive as archive_store
from chalicelib.store import objects
from chalicelib.store.archive import Archived, Head


class State(NamedTuple):
    """How far an archive is. `until`: what ended before is over its time; `oldest_due`: the end of
    the first chat that is so and still in the database, 0 if none is."""

    head: Head
    months: int
    until: int
    oldest_due: int


def state(account_id: str, now: int) -> State:
    """How far the account's archive is."""
    account = access.known_account(account_id, now)
    until = retention.cutoff(now, account.retention_months)
    head = archive_store.head(account_id)
    due = archive.first_due(head, until)
    return State(head, account.retention_months, until, due[0].ended if due else 0)


def of_month(account: str, at: int, after: str, limit: int) -> Page[Archived]:
    """What ended in the month of a moment, the first first; behind a cursor."""
    found = archive_store.of_month(account, at, after, limit + 1)
    more = len(found) > limit
    return Page(found[:limit], archive_store.cursor(found[limit - 1]) if more else "")


def of_visitor(account: str, visitor: str, limit: int) -> Page[Archived]:
    """What there is of a visitor, the first first."""
    return Page(archive_store.of_visitor(account, visitor, limit), "")


def opened(act: Act, chat_id: str) -> Transcript:
    """A transcript out of the archive, proven to be what was put there; that somebody read it is in
    the audit trail. Raises NoSuchChat, NotReadable."""
    archived = _named(act.speaker.account, chat_id)
    audit.note(act, "archive.read", chat_id)
    entry = archived.entry
    key = visitor_keys.known(act.speaker.account, entry.visitor, act.at)
    if key is None:
        raise NotReadable("The key of this chat's visitor was destroyed: it cannot be read again.")
    sealed = objects.get(entry.key) or b""
    xml = visitor_keys.open_(key, sealed)
    if archive.digest(xml) != entry.xml_sha256:
        raise NotReadable("This is not the transcript that was put into the archive.")
    return transcript_xml.read(xml)


def _named(account: str, chat_id: str) -> Archived:
    found = None
    if is_chat_id(chat_id) and account_of(chat_id) == account:
        found = archive_store.get(chat_id)
    if found is None:
        raise NoSuchChat("There is no such chat in your account's archive.")
    return found
