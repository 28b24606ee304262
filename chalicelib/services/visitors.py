"""Who is on the site now, and whom an agent invites by hand. Called by handlers/visitors.py.

What is read does not grow with the visitors: of each shard the latest are looked at, a thousand in
all. Up to there everything is exact; beyond, lists go on by cursor, and totals are those of one
shard, a fair sample, times the number of shards.
"""

from collections.abc import Callable, Iterable, Sequence
from contextvars import copy_context
from typing import NamedTuple

from chalicelib.domain.audit import Act
from chalicelib.domain.chat import ENDED
from chalicelib.domain.error import Conflict, NoSuchVisitor
from chalicelib.domain.event import Event, Outcome
from chalicelib.domain.ids import seeded
from chalicelib.domain.invitation import EXPIRES_MS, MOST_OPEN, Invitation, told_as
from chalicelib.domain.live import Asked, holds, page_of
from chalicelib.domain.visit import SILENCE_MS, Visit
from chalicelib.domain.visitor import Visitor
from chalicelib.services import access, masking, routing, visits
from chalicelib.services.changes import Page, fitting
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import audit as audit_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store
from chalicelib.store import visitors as visitor_store
from chalicelib.store import visits as visit_store
from chalicelib.store.keys import LIVE_SHARDS

PER_SHARD, SAMPLE = 80, 1_500
MOST_CHATS = 200
MOST_LATEST = 20


class Here(NamedTuple):
    """Somebody on the site: the visit, what chats know of the visitor, and their running chat."""

    visit: Visit
    visitor: Visitor
    state: str
    chat: str


class Live(NamedTuple):
    """A part of who is here; `total` and `matching` are estimates unless `exact`."""

    items: list[Here]
    next: str
    total: int
    matching: int
    exact: bool


class Counted(NamedTuple):
    """How many are on each page, the fullest first."""

    items: list[tuple[str, str, int]]
    total: int
    exact: bool


class Looked(NamedTuple):
    """The visits that were looked at, the latest first; all of them if `exact`. `after` is where
    the next look begins."""

    visits: list[Visit]
    after: int
    exact: bool


def listed(account: str, asked: Asked, now: int) -> Live:
    """Those who are here and are asked for."""
    looked = _looked(account, now, asked.before or now + SILENCE_MS)
    chats = _running(account)
    found = _in_chats(account, asked, chats, now)
    if found is None:
        found = [one for one in looked.visits if holds(asked, one, now)]
    found = [one for one in found if asked.comes_after(one)]
    shown = sorted(found, key=asked.order, reverse=True)[: asked.limit]
    total, matching = _counted(account, asked, looked, found, now)
    items = _here(account, shown, chats, now)
    if asked.state:
        # Whether somebody chats no visit tells: who does is neither invited nor browsing.
        items = [one for one in items if one.state == asked.state]
    return Live(items, _next(asked, looked, found, shown), total, matching, looked.exact)


def pages(account: str, asked: Asked, now: int) -> Counted:
    """How many are on each page, of those asked for."""
    looked = _looked(account, now, now + SILENCE_MS)
    sample, times = (looked.visits, 1) if looked.exact else (_sample(account, now), LIVE_SHARDS)
    titles: dict[str, tuple[str, int]] = {}
    for visit in sample:
        if holds(asked, visit, now):
            url = page_of(visit.url)
            title, count = titles.get(url, (visit.title, 0))
            titles[url] = (title, count + 1)
    counted = [(url, title, count * times) for url, (title, count) in titles.items()]
    counted.sort(key=lambda one: (-one[2], one[0]))
    return Counted(counted[: asked.limit], len(sample) * times, looked.exact)


def known(account: str, visitor: str) -> tuple[Visitor, int, list[Visit]]:
    """A visitor, when they last had a chat, and their latest visits. Raises NoSuchVisitor."""
    rows = visit_store.of_visitor(account, visitor, MOST_LATEST)
    held = visit_store.get_many(account, [row.visit for row in rows])
    latest = [held[row.visit] for row in rows if row.visit in held]
    found = visits.known_visitor(account, visitor, latest[0] if latest else None)
    if not latest and not found.chat:
        raise NoSuchVisitor(f"There is no visitor {visitor[:40]} in your account.")
    chat = chat_store.get(found.chat, consistent=False) if found.chat else None
    return found, (chat.ended or chat.started) if chat else 0, latest


def recorded(account: str, begin: int, end: int, after: str, limit: int) -> Page[Visit]:
    """Visits with all that is kept of them, the latest first: those that began between two times,
    both of the same day (UTC)."""
    before = int(after) if after else end
    found = visit_store.of_day(account, begin, before, limit + 1)
    rows = [row for row in found if row.started >= begin]
    held = visit_store.get_many(account, [row.visit for row in rows[:limit]])
    shown = fitting(rows[:limit], lambda row: _size(held.get(row.visit)))
    if len(shown) < len(rows):
        shown = _until(shown, rows[len(shown)].started)
    return Page(
        [held[row.visit] for row in shown if row.visit in held],
        str(shown[-1].started) if len(shown) < len(rows) else "",
    )


def invite(act: Act, visitor: str, visit: str, text: str) -> Outcome[Invitation]:
    """Offer a visitor something by hand. Raises NoSuchVisitor, Conflict."""
    account, now = act.speaker.account, act.at
    held = visit_store.get(account, visit)
    if held is None or held.visitor != visitor or held.until <= now:
        raise NoSuchVisitor("This visitor is not on the site any more.")
    if _is_chatting(account, visitor):
        raise Conflict("This visitor is in a chat already.")
    text = masking.masked(account, text, now)
    made = Invitation(seeded("iv", act.seed), text, act.speaker.id, act.speaker.name, now)
    told = access.account(account, now)
    over = [one for one in told.invited if one[2] <= now]
    if len(told.invited) - len(over) >= MOST_OPEN:
        raise Conflict(f"{MOST_OPEN} invitations are open. Withdraw one, or wait for an answer.")
    # Noted first: whatever happens next, nobody is invited without it.
    after = {"visit": visit, "text": text}
    audit_store.put(act.entry("visitor.invite", visitor, after=after))
    if visit_store.invite(account, visit, made) is None:
        raise NoSuchVisitor("This visitor is not on the site any more.")
    account_store.invite(account, _told(held, made), over)
    return Outcome(made, _published(account, now))


def withdraw(act: Act, visitor: str) -> Outcome[None]:
    """Take back what is offered to a visitor by hand. Raises NoSuchVisitor."""
    account, now = act.speaker.account, act.at
    _, _, latest = known(account, visitor)
    offered = [(one, one.invitation) for one in latest if one.invitation]
    if offered:
        audit_store.put(act.entry("visitor.withdraw", visitor))
    for visit, invitation in offered:
        visit_store.withdraw(account, visit.id, invitation.id)
    # As each was told, not as this process remembers: another may have invited a moment ago.
    account_store.withdraw(account, [_told(visit, one) for visit, one in offered])
    return Outcome(None, _published(account, now) if offered else ())


def _until(shown: Sequence[visit_store.Row], following: int) -> Sequence[visit_store.Row]:
    """Without those that began in the very moment in which the next did: a list goes on by time."""
    return [row for row in shown if row.started != following] or shown


def _size(visit: Visit | None) -> int:
    """About how much of an answer it takes; its texts are all in these."""
    return len(repr((visit.pages, visit.events, visit.variables)).encode()) if visit else 0


def _told(visit: Visit, invitation: Invitation) -> tuple[str, str, int]:
    """What all tags are told of an invitation."""
    return told_as(visit.id), invitation.id, invitation.at + EXPIRES_MS


def _published(account: str, now: int) -> tuple[Event, ...]:
    access.renew_account(account, now)
    return tuple(routing.drain(account, now))


def _is_chatting(account: str, visitor: str) -> bool:
    chat_id = visitor_store.get(account, visitor).chat
    chat = chat_store.get(chat_id) if chat_id else None
    return bool(chat and chat.state != ENDED)


def _looked(account: str, now: int, before: int) -> Looked:
    parts = _of_shards(lambda shard: visit_store.live(account, shard, now, before, PER_SHARD))
    # Below the latest end of a part that goes on, others may hold what was not looked at.
    ends = [part[-1].until for part in parts if len(part) == PER_SHARD]
    after = max(ends, default=0)
    found = [visit for part in parts for visit in part if visit.until >= after]
    found.sort(key=lambda one: (one.until, one.id), reverse=True)
    return Looked(found, after, not ends)


def _sample(account: str, now: int) -> list[Visit]:
    return visit_store.live(account, 0, now, now + SILENCE_MS, SAMPLE)


def _of_shards(read: Callable[[int], list[Visit]]) -> list[list[Visit]]:
    """All shards at once: one after the other they would take as many answers' time."""
    from concurrent.futures import ThreadPoolExecutor

    # Each with a context of its own, which holds the request within its account (store/wall.py).
    contexts = [copy_context() for _ in range(LIVE_SHARDS)]
    with ThreadPoolExecutor(LIVE_SHARDS) as pool:
        return list(pool.map(lambda of, shard: of.run(read, shard), contexts, range(LIVE_SHARDS)))


def _running(account: str) -> dict[str, str]:
    """The chats that run, by id: `waiting` or `chatting`."""
    waiting = {need.id: "waiting" for need in routing_store.waiting(account, MOST_CHATS)}
    agents = agent_store.of_account(account)
    return waiting | {chat: "chatting" for agent in agents for chat in agent.chats}


def _in_chats(account: str, asked: Asked, chats: dict[str, str], now: int) -> list[Visit] | None:
    """Where only those who wait or chat are asked for: from their chats, not from all visits."""
    if asked.state not in ("waiting", "chatting"):
        return None
    wanted = [chat for chat, state in chats.items() if state == asked.state][:MOST_CHATS]
    found = chat_store.get_many(wanted).values()
    held = visit_store.get_many(account, [chat.visit for chat in found if chat.visit])
    return [one for one in held.values() if holds(asked, one, now)]


def _counted(
    account: str, asked: Asked, looked: Looked, found: Sequence[Visit], now: int
) -> tuple[int, int]:
    if looked.exact or asked.state in ("waiting", "chatting"):
        total = len(looked.visits) if looked.exact else LIVE_SHARDS * len(_sample(account, now))
        return total, len(found)
    sample = _sample(account, now)
    matching = sum(holds(asked, one, now) for one in sample)
    return len(sample) * LIVE_SHARDS, matching * LIVE_SHARDS


def _next(asked: Asked, looked: Looked, found: Sequence[Visit], shown: Sequence[Visit]) -> str:
    """Where the list goes on; sorted by anything but time it has one part."""
    if asked.sort != "seen" or asked.state in ("waiting", "chatting"):
        return ""
    if len(found) > len(shown):
        return f"{shown[-1].until}.{shown[-1].id}"
    if looked.exact:
        return ""
    # Hundreds that end at the same moment are not told apart any further.
    stuck = looked.after == asked.before
    return f"{looked.after - stuck}.{'' if stuck else looked.visits[-1].id}"


def _here(account: str, shown: Iterable[Visit], chats: dict[str, str], now: int) -> list[Here]:
    shown = list(shown)
    visitors = visitor_store.get_many(account, [one.visitor for one in shown])
    found = []
    for visit in shown:
        visitor = visitors.get(visit.visitor) or Visitor(account, visit.visitor)
        chat = visitor.chat if visitor.chat in chats else ""
        state = chats[chat] if chat else "invited" if _is_invited(visit, now) else "browsing"
        found.append(Here(visit, visitor, state, chat))
    return found


def _is_invited(visit: Visit, now: int) -> bool:
    return bool(visit.invitation and now - visit.invitation.at < EXPIRES_MS)
