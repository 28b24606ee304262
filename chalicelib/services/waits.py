"""Chats that wait: looked at again in time, and back at their places when an offer is over. For
services/routing.py and all that put chats into the queue."""

from contextlib import suppress

from chalicelib.domain import routing
from chalicelib.domain.agent import NOT_RESPONDING, Agent
from chalicelib.domain.chat import SYSTEM, WAITING, Chat
from chalicelib.domain.deadline import WAITING as WAITING_DEADLINE
from chalicelib.domain.deadline import Deadline
from chalicelib.domain.error import Conflict
from chalicelib.domain.event import Event, Remind, chat_offered, offer_withdrawn, status_changed
from chalicelib.domain.need import named, without
from chalicelib.domain.note import Note
from chalicelib.domain.record import Record, offer_record
from chalicelib.services import access
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import notes as note_store
from chalicelib.store import offers as offer_store
from chalicelib.store import routing as routing_store
from chalicelib.store.routing import need_of

LOOK_AGAIN_MS = 30_000
# After which time those who let a chat pass are asked again, if there is nobody else.
PASSED_MS = 30_000
CONFLICTS = 20
# So many of those who wait are looked at.
LOOK_AHEAD = 100
# So far back among the lines it is looked for who passed a chat on: nobody answers while it waits.
LOOK_BACK = 50
_TRANSFERRED = "transferred"
_HANDS = (_TRANSFERRED, "requeued", "assigned")


def watch(chat: Chat, now: int) -> Remind:
    """See to it that a waiting chat is looked at again."""
    # On a grid, so that two who watch at once keep one deadline.
    looks = (now - chat.waiting_since) // LOOK_AGAIN_MS + 1
    until = chat.waiting_since + access.account(chat.account, now).max_wait
    opens = routing.opens_next(need_of(chat), now) or until
    due = min(chat.waiting_since + looks * LOOK_AGAIN_MS, until, opens)
    deadline = Deadline(max(due, now + 1), WAITING_DEADLINE, chat.account, chat.id)
    deadline_store.put(deadline)
    return Remind(deadline)


def withdraw(chat: Chat, agent: Agent, reason: str, now: int) -> list[Event] | None:
    """Put a chat that is offered to an agent back at its place in the queue: they declined it, did
    not answer (`late`) or are `gone`. Who let it pass is not asked again; who did not answer gets
    no more until they say that they are there. None if it is not offered to them any more.

    Of `gone` they are told; of the others the caller tells, who knows what becomes of the chat."""
    for _ in range(CONFLICTS):
        if chat.state != WAITING or chat.offered != agent.id:
            return None
        need, silent = need_of(chat), reason == "late" and agent.status == "online"
        if reason != "gone":
            need = need._replace(tried=need.tried | {agent.id}, passed=now)
        if need.agent == agent.id:
            # Nobody else is kept waiting for them.
            need = need._replace(agent="", agent_until=0)
        try:
            offer_store.withdraw(chat, need, silent=silent)
        except Conflict:
            chat = chat_store.get(chat.id) or chat
            agent = agent_store.get(agent.account, agent.id) or agent
            continue
        count_share(chat, agent, now, -1)
        told = offer_withdrawn(chat.id, agent.sockets, reason) if reason == "gone" else []
        if silent:
            told += status_changed(agent.sockets, NOT_RESPONDING, agent.max_chats)
        return [*told, watch(chat, now)]
    raise Conflict("The chat is busy. Try again.")


def forget_offer(chat: Chat) -> None:
    """The offer of a chat that waits no more, since a release that knows of none gave or ended it,
    is over; any other stays."""
    if chat.offered and chat.state != WAITING:
        with suppress(Conflict):
            offer_store.forget(chat)


def offer(chat: Chat, now: int) -> Record:
    """What an agent is told of a chat that is offered to them."""
    need, skill, rule = need_of(chat), "", ""
    if need.skill or need.rule:
        # Only accounts with routing rules pay for it.
        from chalicelib.services import needs

        skill, rule = needs.named(need, chat.account, now)
    note = _passed_with(chat) if need.front else None
    return offer_record(chat, skill, rule, note)


def offer_renewed(chat: Chat, now: int) -> list[Event]:
    """Whom a chat is offered to sees what its visitor writes meanwhile."""
    agent = agent_store.get(chat.account, chat.offered)
    if agent is None or chat.state != WAITING:
        return []
    return chat_offered(offer(chat, now), agent.sockets)


def count_share(chat: Chat, agent: Agent, now: int, by: int = 1) -> None:
    """A chat came to an agent, or did not after all (`by` -1): count it for the groups that share
    such chats."""
    names = routing.shares_of(need_of(chat), agent.groups)
    if names:
        # Only accounts that share chats out pay for it.
        from chalicelib.store import routing_rules

        routing_rules.count(chat.account, names, now, by)


def ask_for_what_is(chat: Chat) -> Chat:
    """The chat as it waits on: asking no more for skills and groups that were removed."""
    need = need_of(chat)
    asked = named(need)
    if not asked:
        return chat
    # Only accounts that route by skills or groups pay for it.
    from chalicelib.store import groups, skills

    there = {skill.id for skill in skills.of_account(chat.account)}
    there |= {group.id for group in groups.of_account(chat.account)}
    if asked <= there:
        return chat
    with suppress(Conflict):
        offer_store.ask_for(chat, without(need, asked - there))
    return chat_store.get(chat.id) or chat


def ask_again(chat: Chat, now: int) -> None:
    """Where all who could take a chat let it pass, they are asked once more after a pause: it must
    not wait for nobody."""
    need = need_of(chat)
    if not need.tried or now < need.passed + PASSED_MS:
        return
    if _is_passed_by_all(chat, now):
        with suppress(Conflict):
            offer_store.ask_for(chat, need._replace(tried=frozenset(), passed=0))


def come_back(agent: Agent, now: int) -> None:
    """Who says that they are there may be asked at once for what they let pass, where nobody else
    can take it."""
    let_pass = [
        need for need in routing_store.waiting(agent.account, LOOK_AHEAD) if agent.id in need.tried
    ]
    if not let_pass:
        return
    candidates = [routing.candidate(one, now) for one in agent_store.of_account(agent.account)]
    for need in let_pass:
        chat = chat_store.get(need.id)
        if chat and routing.is_only_for(need_of(chat), agent.id, candidates, now):
            asks = need_of(chat)
            with suppress(Conflict):
                offer_store.ask_for(chat, asks._replace(tried=asks.tried - {agent.id}))


def asked_again(chat: Chat, now: int) -> int:
    """When those who let a waiting chat pass are asked once more; 0: others may take it before."""
    need = need_of(chat)
    if not need.tried or not _is_passed_by_all(chat, now):
        return 0
    # At the first look, on the grid of `watch`, after the pause.
    looks = -(-(need.passed + PASSED_MS - chat.waiting_since) // LOOK_AGAIN_MS)
    return chat.waiting_since + looks * LOOK_AGAIN_MS


def _is_passed_by_all(chat: Chat, now: int) -> bool:
    candidates = [routing.candidate(agent, now) for agent in agent_store.of_account(chat.account)]
    return routing.is_passed_by_all(need_of(chat), candidates, now)


def _passed_with(chat: Chat) -> Note | None:
    """What was noted where the chat was passed on last, if that is why it waits."""
    kept = chat_store.lines_after(chat, max(chat.seq - LOOK_BACK, 0), LOOK_BACK)
    passed = [line for line in kept if line.kind == SYSTEM and line.text.split(":")[0] in _HANDS]
    if not passed or not passed[-1].text.startswith(_TRANSFERRED):
        return None
    return next((note for note in note_store.of_chat(chat) if note.at == passed[-1].at), None)
