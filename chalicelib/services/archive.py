"""What is over its time goes to the archive, then from the database. Called by handlers/jobs.py.

In this order, so that nothing is ever deleted that the archive does not hold: the transcript is
written once, read back, opened and compared; a part of the manifest names it; the catalogue does;
then the chat is read once more and deleted, if it is still what was archived. Each step may be done
twice, by two at once, or be left by a crash: whoever comes next finds what stands and goes on.
"""

from collections.abc import Callable, Container, Mapping
from contextlib import suppress
from hashlib import sha256

from chalicelib.domain import manifest, retention, transcript_xml
from chalicelib.domain.chat import Chat
from chalicelib.domain.deadline import Deadline, next_look
from chalicelib.domain.error import Conflict, NotReadable, ParleyError
from chalicelib.domain.manifest import Entry, Part
from chalicelib.domain.transcript_xml import Unreadable, Unwritable
from chalicelib.services import access, transcripts, visitor_keys
from chalicelib.store import archive as archive_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import objects
from chalicelib.store import visitors as visitor_store
from chalicelib.store import visits as visit_store
from chalicelib.store.archive import Head

AT_ONCE = 40
MOST_TRIES = 5
# From so many on it is no single chat's fault.
MOST_STUCK = 60
KIND = "application/jose"
# Of an account that was never looked at, nothing is older than this when it is over its time: it is
# looked at from the day on which its first chat ends, and that is since there are archives.
OLDEST_MS = 400 * retention.DAY_MS
Going = Callable[[], bool]


class NotArchived(ParleyError):
    """What the archive holds is not what was to be archived: nothing is deleted."""

    code = "not_archived"


def run(account_id: str, now: int, going: Going) -> bool:
    """Archive and delete what is over its time, as long as `going()`; whether nothing is left.

    Safe to repeat, and for two at once. A chat that cannot be archived stays and keeps no other
    from it; raises NotArchived then, when all else is done.
    """
    account = access.known_account(account_id, now)
    until = retention.cutoff(now, account.retention_months)
    # What was cleared once stays so: nothing ends, or begins, in the past.
    since = archive_store.head(account_id).cleared or until - OLDEST_MS
    stuck: dict[str, Exception] = {}
    while going():
        due = _due(account_id, since, until, stuck)
        if not due or len(stuck) > MOST_STUCK:
            _need_none(stuck)
            return _clear_visits(account_id, since, until, now, going)
        entries = [entry for chat in due for entry in _prepared(chat, now, stuck)]
        _archive(entries, now)
        for chat in due:
            if chat.id not in stuck:
                _delete(chat)
    return False


def settle(deadline: Deadline, now: int, going: Going) -> bool:
    """What a look at an account is for: all that is due, and the next look. Whether it is done."""
    if not run(deadline.account, now, going):
        return False
    deadline_store.put(next_look(deadline.account, now))
    deadline_store.remove(deadline)
    return True


def first_due(head: Head, until: int) -> list[Chat]:
    """The first chats of an account that are over their time."""
    return _due(head.account, head.cleared or until - OLDEST_MS, until, {})


def digest(content: bytes) -> str:
    """Its SHA-256, in hexadecimal digits."""
    return sha256(content).hexdigest()


def _due(account: str, since: int, until: int, stuck: Container[str]) -> list[Chat]:
    """The first chats, by their end, that are over their time, but for those that are stuck."""
    for month in retention.months_between(since, until):
        found = chat_store.ended_before(account, month, until, AT_ONCE + MOST_STUCK)
        free = [chat for chat in found if chat.id not in stuck]
        if free:
            return free[:AT_ONCE]
    return []


def _prepared(chat: Chat, now: int, stuck: dict[str, Exception]) -> list[Entry]:
    """What is to be named of a chat that now lies in the archive; nothing if it is named already,
    or cannot be archived, which is noted."""
    try:
        return [] if _is_held(chat, now) else [_put(chat, now)]
    except (NotArchived, NotReadable, Unwritable, Unreadable) as failure:
        stuck[chat.id] = failure
        return []


def _need_none(stuck: Mapping[str, Exception]) -> None:
    for chat, failure in stuck.items():
        words = f"{len(stuck)} chats cannot be archived and stay. The first is {chat}: {failure}"
        raise NotArchived(words)


# ---- to the archive ----


def _archive(entries: list[Entry], now: int) -> None:
    """Name these in the manifest, and then in the catalogue. Raises Conflict."""
    for _ in range(MOST_TRIES):
        if not entries:
            return
        head = archive_store.head(entries[0].key.partition("/")[0])
        part = _written(head, entries, now)
        # Another's part may come first: what of ours is in no part yet goes into the next.
        with suppress(Conflict):
            archive_store.keep(head, manifest.link(part.key, manifest.write(part)), part.entries)
        entries = [entry for entry in entries if not _is_named(entry)]
    raise Conflict("Others archive the same at this moment. The next run goes on.")


def _is_named(entry: Entry) -> bool:
    archived = archive_store.get(entry.chat)
    # All of it: after a restore another object may hold the same, sealed by a key that is lost.
    return archived is not None and archived.entry == entry


def _is_held(chat: Chat, now: int) -> bool:
    """Whether an earlier run has archived the chat, just as it stands."""
    archived = archive_store.get(chat.id)
    key = visitor_keys.known(chat.account, chat.visitor, now) if archived else None
    if archived is None or key is None:
        return False
    try:
        _compare(archived.entry, objects.get(archived.entry.key) or b"", key, chat)
    except (NotArchived, NotReadable):
        # Somebody was renamed since, or the object was harmed: it is archived anew.
        return False
    return True


def _put(chat: Chat, now: int) -> Entry:
    """A chat's transcript in the archive, read back; as the manifest tells it."""
    xml = transcript_xml.write(transcripts.gathered(chat))
    key = visitor_keys.of(chat.account, chat.visitor, now)
    for number in range(MOST_TRIES):
        name, sealed = _name(chat, number), visitor_keys.seal(key, xml)
        try:
            objects.put_once(name, sealed, KIND)
        except objects.AlreadyThere:
            # Of a run that died; or of something else, which then stays as it is.
            sealed = objects.get(name) or b""
            if not _opens_to(sealed, key, xml):
                continue
        entry = _entry(chat, name, sealed, xml)
        _compare(entry, objects.get(name) or b"", key, chat)
        return entry
    raise NotArchived(f"Below {_name(chat, 0)} lies something else, {MOST_TRIES} times over.")


def _entry(chat: Chat, name: str, sealed: bytes, xml: bytes) -> Entry:
    sums = digest(sealed), digest(xml)
    lines = len(transcript_xml.read(xml).lines)
    place = (name, len(sealed), sums[0], len(xml), sums[1])
    return Entry(chat.id, chat.visitor, chat.ended, *place, lines)


def _name(chat: Chat, number: int) -> str:
    day = manifest.date(chat.ended).replace("-", "/")
    return f"{chat.account}/chats/{day}/{chat.id}{f'.{number}' if number else ''}.xml.jwe"


def _opens_to(sealed: bytes, key: visitor_keys.VisitorKey, xml: bytes) -> bool:
    try:
        return visitor_keys.open_(key, sealed) == xml
    except NotReadable:
        return False


def _written(head: Head, entries: list[Entry], now: int) -> Part:
    """The part behind the last one: ours, or what another run wrote there and did not live to tell;
    in the archive either way."""
    number = manifest.number_of(head.last.key) + 1
    part = Part(head.account, manifest.date(now), number, head.last, tuple(entries))
    # A part of another day has the same number: that is looked for first.
    found = _found(head, number, now)
    if found:
        return found
    body = manifest.write(part)
    try:
        objects.put_once(part.key, body, "application/jsonl")
    except objects.AlreadyThere:
        return _read(part.key)
    if objects.get(part.key) != body:
        raise NotArchived(f"{part.key} does not read as it was written.")
    return part


def _found(head: Head, number: int, now: int) -> Part | None:
    """A part of this number, of today or of the days that a run may have died on."""
    since = now - 7 * retention.DAY_MS
    for day in retention.days_between(since, now):
        key = Part(head.account, manifest.date(day), number, head.last, ()).key
        if objects.get(key) is not None:
            return _read(key)
    return None


def _read(key: str) -> Part:
    part = manifest.read(objects.get(key) or b"")
    for entry in part.entries:
        sealed = objects.get(entry.key)
        if sealed is None or digest(sealed) != entry.sha256:
            raise NotArchived(f"{entry.key} is not what {key} says.")
    return part


# ---- from the database ----


def _delete(chat: Chat) -> None:
    """Delete a chat that was just seen in the archive."""
    chat_store.delete(chat)
    visitor_store.forget_chat(chat.account, chat.visitor, chat.id)


def _compare(entry: Entry, sealed: bytes, key: visitor_keys.VisitorKey, chat: Chat) -> None:
    """Raises NotArchived unless the archive holds the chat as it stands in the database."""
    if digest(sealed) != entry.sha256:
        raise NotArchived(f"{entry.key} is not what was written there.")
    held = transcript_xml.read(visitor_keys.open_(key, sealed))
    if held != transcripts.gathered(chat):
        raise NotArchived(f"{entry.key} holds chat {chat.id} otherwise than it is.")


def _clear_visits(account: str, since: int, until: int, now: int, going: Going) -> bool:
    """Delete the visits that are over their time; whether none is left."""
    last = until - retention.VISITS_AFTER_MS
    for day in retention.days_between(since - retention.VISITS_AFTER_MS, last):
        while found := visit_store.of_day(account, day, last, AT_ONCE):
            if not going():
                return False
            visit_store.delete(account, found)
    archive_store.note_run(account, now, until)
    return True
