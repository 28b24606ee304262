"""What visitors and agents do in a chat. Called by handlers/socket.py."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import NamedTuple

from chalicelib.domain.chat import (
    AGENT,
    ENDED,
    GUEST,
    MAX_SEATS,
    PRUNE_SEATS,
    VISITOR,
    VISITOR_HOLDER,
    WAITING,
    Chat,
    Draft,
    Line,
    Seat,
    holder_kind,
)
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import (
    ChatEnded,
    Conflict,
    NotAllowed,
    NotJoined,
    NumberGap,
    NumberTaken,
    TooMany,
)
from chalicelib.domain.estimate import Estimate
from chalicelib.domain.event import (
    Event,
    Outcome,
    Remind,
    assigns,
    last_line,
    line_posted,
    to_others,
)
from chalicelib.domain.ids import account_of, new_chat_id
from chalicelib.domain.limit import LINES, STARTS
from chalicelib.domain.note import Note
from chalicelib.services import access, limits, masking, needs, notes, queue, routing, waits
from chalicelib.store import chats as chat_store
from chalicelib.store import connections as connection_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import keys
from chalicelib.store import routing as routing_store
from chalicelib.store import visitors as visitor_store
from chalicelib.store.writes import Refused

# A frame to a browser is 128 KB at most; JSON may double a text.
PAGE_LINES, PAGE_BYTES = 100, 48 * 1024
CONFLICTS = 5


@dataclass(frozen=True)
class Opening:
    """What a visitor tells when they start a chat."""

    client: str
    name: str = ""
    email: str = ""
    language: str = "en"
    url: str = ""
    title: str = ""
    skill: str = ""
    rule: str = ""


class Joined(NamedTuple):
    """A seat taken: the chat, the lines asked for, whether there are more, the queue's position and
    how long it will likely take, if that is known."""

    chat: Chat
    seat: Seat
    lines: list[Line]
    more: bool
    position: int
    wait: Estimate | None = None
    notes: tuple[Note, ...] = ()


class Posted(NamedTuple):
    """A line as it is stored; `seq` is 0 and `text` is "" if that was long ago."""

    chat_id: str
    client: str
    n: int
    seq: int
    at: int
    text: str = ""


def start(
    bearer: Bearer,
    socket: str,
    opening: Opening,
    now: int,
    new_id: Callable[[str], str] = new_chat_id,
) -> Outcome[Joined]:
    """Begin a chat, or join the visitor's running one. Raises NotAllowed, QueueFull, TooMany."""
    if bearer.role != VISITOR:
        raise NotAllowed("Only visitors start chats.")
    opening = _masked(opening, bearer.account, now)
    for _ in range(CONFLICTS):
        visitor = visitor_store.get(bearer.account, bearer.subject, consistent=True)
        running = chat_store.get(visitor.chat) if visitor.chat else None
        if running and running.state != ENDED:
            return join(bearer, socket, running.id, opening.client, 0, now)
        queue.need_place(bearer.account, now)
        chat = _new_chat(bearer, socket, opening, new_id(bearer.account), now)
        told = (opening.skill, opening.rule)
        chat = needs.asking(chat, visitor, running, told, now)
        limits.take(STARTS, bearer.account, now, bearer.account)
        reminder = waits.watch(chat, now)
        try:
            routing_store.start(chat, visitor.chat)
        except Conflict:
            continue
        # After the write: rules changed before it are met here, later ones follow to all chats.
        if masks := masking.fresh(bearer.account).digest():
            chat_store.set_masks(chat.id, masks)
        needs.note_led(chat, opening.rule, now)
        return _started(chat, socket, reminder, now)
    raise Conflict("The visitor's chats are busy. Try again.")


def join(
    bearer: Bearer,
    socket: str,
    chat_id: str,
    client: str,
    after: int,
    now: int,
    *,
    part: str = "",
    name: str = "",
) -> Outcome[Joined]:
    """Take or renew a seat and read on after `after`. An ended chat is only read.

    `part`: GUEST or MONITOR for an agent by `name` who may be that in a chat of another.

    Raises NoSuchChat, NumberTaken (the client's name is somebody else's), TooMany (seats).
    """
    for _ in range(CONFLICTS):
        chat = access.chat_of(bearer, chat_id, guest=bool(part))
        if chat.state == ENDED:
            read = _read(chat, chat.seat(client) or Seat(client, "", "", 0), after)
            return Outcome(read._replace(notes=_notes(chat, bearer)))
        seat = _seat_for(chat, bearer, client, socket, part)
        # The visitor is told of each tab of a guest: whose lines come from there.
        new = seat.holder.startswith(GUEST) and not chat.is_seated(seat)
        line = f"joined:{client}:{name}" if new and name else ""
        if not connection_store.add_seat(socket, chat_id, client):
            raise NotJoined("This socket is closed. Open a new one.")
        try:
            joined = chat_store.join(chat, seat, _leaving(chat, client), (line, now))
        except Refused:
            continue
        access.remember(joined, now)
        read = _read(joined, seat, after)
        wait = routing.wait(joined, read.position, now)
        told = [*_arrival(joined, client), *(last_line(joined) if line else [])]
        return Outcome(read._replace(wait=wait, notes=_notes(joined, bearer)), tuple(told))
    raise Conflict("The chat is busy. Try again.")


def post(chat_id: str, socket: str, draft: Draft, now: int) -> Outcome[Posted]:
    """Store a line, masked, and tell the others. One write, no read.

    Raises NotJoined, ChatEnded, NumberGap, NumberTaken, TooMany, and Unavailable where what must be
    kept cannot be sealed. A line that is stored already is
    told again: the first answer, or the first telling, may have been lost.
    """
    limits.take(LINES, chat_id, now)
    rules = masking.known(chat_id)
    before = rules.digest()
    for _ in range(CONFLICTS):
        masked, earlier = masking.masked_draft(chat_id, draft, rules, now)
        try:
            chat = chat_store.append(chat_id, socket, masked, now, rules.digest(), before)
        except Refused as refused:
            named = chat_store.masks_of(refused.item)
            if named == before:
                return _explain(refused, chat_id, socket, masked, earlier)
            # The account's rules changed since this process read them.
            rules, before = masking.fresh(account_of(chat_id)), named
            continue
        return _stored(chat, masked, earlier, now)
    raise Conflict("The chat is busy. Try again.")


def type_on(chat_id: str, client: str, socket: str, on: bool, now: int) -> Outcome[None]:
    """Tell the others that somebody types, or stopped. Nothing is stored. Raises NotJoined."""
    chat, seat = access.seat_for_hint(chat_id, client, socket, now)
    if seat.monitors:
        return Outcome(None)
    events = to_others(chat, client, "typing", on=on, **{"from": holder_kind(seat.holder)})
    return Outcome(None, tuple(events))


def mark(
    chat_id: str, client: str, socket: str, delivered: int, read: int, keep: bool, now: int
) -> Outcome[None]:
    """Tell the others what this side received and read; stored only with `keep`.

    Raises NotJoined.
    """
    if keep:
        chat = _seated(lambda: chat_store.mark(chat_id, client, socket, delivered, read))
        seat = chat.seat(client)
    else:
        chat, seat = access.seat_for_hint(chat_id, client, socket, now)
    return Outcome(None, tuple(_marked(chat, seat, client, delivered, read)))


def show_page(
    chat_id: str, client: str, socket: str, url: str, title: str, now: int
) -> Outcome[None]:
    """Note the page the visitor is on and tell the agent.

    Raises NotJoined, NotAllowed for agents.
    """
    _, seat = access.seat_in(chat_id, client, socket)
    if seat.holder != VISITOR_HOLDER:
        raise NotAllowed("Only visitors are on a page.")
    url, title = (masking.masked(account_of(chat_id), text, now) for text in (url, title))
    chat = _seated(lambda: chat_store.set_page(chat_id, client, socket, url, title))
    events = to_others(chat, client, "page", url=url, title=title, at=now)
    return Outcome(None, tuple(events))


def end(chat_id: str, client: str, socket: str, now: int) -> Outcome[None]:
    """End the chat for all. Raises NotJoined. Ending an ended chat does nothing new."""
    chat, seat = access.whole_seat_in(chat_id, client, socket)
    if seat.holder not in (VISITOR_HOLDER, chat.agent):
        raise NotAllowed("Only who holds the chat ends it. Leave it instead.")
    _, events = routing.end(chat, holder_kind(seat.holder), now)
    return Outcome(None, tuple(events))


def _masked(opening: Opening, account: str, now: int) -> Opening:
    texts = {
        name: masking.masked(account, getattr(opening, name), now)
        for name in ("name", "email", "url", "title")
    }
    return replace(opening, **texts)


def _new_chat(bearer: Bearer, socket: str, opening: Opening, chat_id: str, now: int) -> Chat:
    return Chat(
        account=bearer.account,
        id=chat_id,
        state=WAITING,
        visitor=bearer.subject,
        visit=bearer.visit,
        name=opening.name,
        email=opening.email,
        language=opening.language,
        agent="",
        agent_name="",
        fence=0,
        place=keys.back(now, chat_id),
        started=now,
        assigned=0,
        ended=0,
        ended_by="",
        waiting_since=now,
        away_since=0,
        url=opening.url,
        title=opening.title,
        seq=0,
        first=1,
        lines=(),
        seats=(Seat(opening.client, VISITOR_HOLDER, socket, 0),),
    )


def _started(chat: Chat, socket: str, reminder: Remind, now: int) -> Outcome[Joined]:
    connection_store.add_seat(socket, chat.id, chat.seats[0].client)
    # The place before the hand-out: whoever gets an agent at once is told so by the events that
    # follow.
    joined = _read(chat, chat.seats[0], 0)
    events = routing.drain(chat.account, now, entered=1)
    if assigns(events, chat.id):
        deadline_store.remove(reminder.deadline)
        return Outcome(joined, tuple(events))
    return Outcome(joined, (*events, reminder))


def _read(chat: Chat, seat: Seat, after: int) -> Joined:
    lines = chat_store.lines_after(chat, after, PAGE_LINES + 1)
    seat = chat.seat(seat.client) or seat
    page = _page(lines)
    return Joined(chat, seat, page, len(page) < len(lines), routing.position(chat))


def _notes(chat: Chat, bearer: Bearer) -> tuple[Note, ...]:
    """What agents noted, which no visitor is told."""
    return tuple(notes.latest(chat)) if bearer.role == AGENT else ()


def _page(lines: list[Line]) -> list[Line]:
    """As many of the lines, at least one, as a frame holds."""
    size = 0
    for count, line in enumerate(lines[:PAGE_LINES]):
        size += len(line.text.encode())
        if size > PAGE_BYTES and count:
            return lines[:count]
    return lines[:PAGE_LINES]


def _seat_for(chat: Chat, bearer: Bearer, client: str, socket: str, part: str) -> Seat:
    who = VISITOR_HOLDER if bearer.role == VISITOR else bearer.subject
    other = "" if who in (VISITOR_HOLDER, chat.agent) else part or chat.sits_as(who)
    holder, seat = other + who, chat.seat(client)
    if seat and seat.who != who:
        raise NumberTaken("Another participant uses this client name. Take a new one.")
    if not seat and len(chat.seats) >= MAX_SEATS:
        raise TooMany("Too many tabs took part in this chat. Go on in one of them.")
    return Seat(client, holder, socket, seat.number if seat else 0)


def _leaving(chat: Chat, client: str) -> tuple[str, ...]:
    """Empty seats that never wrote are given up when there are many."""
    if len(chat.seats) < PRUNE_SEATS:
        return ()
    return tuple(
        seat.client
        for seat in chat.seats
        if not seat.socket and not seat.number and seat.client != client
    )


def _arrival(chat: Chat, client: str) -> list[Event]:
    seat = chat.seat(client)
    if seat is None or seat.monitors:
        return []
    kind = holder_kind(seat.holder)
    return to_others(chat, client, "presence", present=True, **{"from": kind})


def _stored(chat: Chat, draft: Draft, earlier: masking.Earlier, now: int) -> Outcome[Posted]:
    line = chat.lines[-1]
    access.remember(chat, now)
    chat_store.mask_lines(chat, earlier)
    chat_store.rotate(chat)
    renewed = waits.offer_renewed(chat, now) if chat.offered else ()
    return _posted(chat, line, draft, renewed)


def _posted(chat: Chat, line: Line, draft: Draft, more: Iterable[Event] = ()) -> Outcome[Posted]:
    events = line_posted(chat, line, but=draft.client, marks=(draft.delivered, draft.read))
    posted = Posted(chat.id, draft.client, draft.n, line.seq, line.at, line.text)
    return Outcome(posted, (*events, *more))


def _marked(chat: Chat, seat: Seat | None, client: str, delivered: int, read: int) -> list[Event]:
    if seat is None or seat.monitors:
        return []
    kind = holder_kind(seat.holder)
    return to_others(chat, client, "marked", delivered=delivered, read=read, **{"from": kind})


def _seated(write: Callable[[], Chat]) -> Chat:
    try:
        return write()
    except Refused:
        raise NotJoined("This socket does not sit in the chat. Join it first.") from None


def _explain(
    refused: Refused, chat_id: str, socket: str, draft: Draft, earlier: masking.Earlier
) -> Outcome[Posted]:
    """Why a line was refused; or that it is stored already, perhaps by us with the answer lost."""
    chat = chat_store.to_chat(refused.item) if refused.item else None
    seat = chat.seat(draft.client) if chat else None
    if chat is None or seat is None or seat.socket != socket or not chat.sits(seat):
        raise NotJoined("This socket does not sit in the chat. Join it first.")
    if seat.monitors:
        raise NotAllowed("You only look on. Write a note, or come in as a guest.")
    if draft.n <= seat.number:
        chat_store.mask_lines(chat, earlier)
        return _posted_before(chat, draft)
    if chat.state == ENDED:
        raise ChatEnded("The chat is over. Start a new one.")
    raise NumberGap(f"The last line stored is number {seat.number}; send number {seat.number + 1}.")


def _posted_before(chat: Chat, draft: Draft) -> Outcome[Posted]:
    line = next((x for x in chat.lines if (x.client, x.n) == (draft.client, draft.n)), None)
    if line is None:
        return Outcome(Posted(chat.id, draft.client, draft.n, 0, 0))
    if line.text != draft.text:
        raise NumberTaken(f"Number {draft.n} of this client holds another line. Take a new name.")
    return _posted(chat, line, replace(draft, delivered=0, read=0))
