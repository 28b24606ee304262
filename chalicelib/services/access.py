"""The only way from an outsider's word (an id, a socket, an origin) to an object of Parley. Called
by services."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import AGENT, GUEST, Chat, Seat
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import (
    MfaRequired,
    NoSuchAgent,
    NoSuchChat,
    NoSuchGroup,
    NoSuchKey,
    NoSuchRole,
    NoSuchSkill,
    NotAllowed,
    NotJoined,
    Suspended,
    Unauthenticated,
)
from chalicelib.domain.ids import (
    API_KEY,
    GROUP,
    ROLE,
    SKILL,
    account_of,
    is_agent_id,
    is_chat_id,
    matches,
)
from chalicelib.domain.role import BUILT_IN, Role, built_in
from chalicelib.domain.speaker import KEY, Speaker
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import connections as connection_store
from chalicelib.store import wall

if TYPE_CHECKING:
    from chalicelib.domain.api_key import ApiKey
    from chalicelib.domain.group import Group
    from chalicelib.domain.skill import Skill

_SETTINGS_MS = 4_000
_settings: dict[str, tuple[int, Account]] = {}
_SEATED_MS = 60_000
_MOST_SEATED = 1_000
_seated: dict[str, tuple[int, Chat]] = {}


def confine(account_id: str) -> None:
    """From here on this request reaches that account's data alone; "" lifts it."""
    wall.confine(account_id)


def confine_named(account_id: str, now: int) -> None:
    """As `confine`, for an id that an outsider named: first it is looked up, with rights that are
    no account's. Raises Unauthenticated."""
    account(account_id, now)
    confine(account_id)


def bearer(socket: str) -> Bearer:
    """Who speaks through a socket. Raises Unauthenticated."""
    connection = connection_store.get(socket)
    if connection is None:
        raise Unauthenticated("This socket is not known any more. Open a new one.")
    return connection.bearer


def agent_at(socket: str) -> Agent:
    """The agent who speaks through a socket. Raises Unauthenticated, NotAllowed for visitors."""
    found = bearer(socket)
    if found.role != AGENT:
        raise NotAllowed("Only agents do this.")
    return agent(found.account, found.subject)


def may(agent: Agent, permission: str) -> bool:
    """Whether an agent's role allows something."""
    return permission in permissions(agent.account, agent.role)


def speaker(account_id: str, kind: str, subject: str, now: int) -> Speaker:
    """Who asks: an agent by id, or an API key by `KEY#HASH of the secret that was sent`.

    Read anew each time, since the authorizer's word is minutes old. Raises Unauthenticated,
    Suspended, MfaRequired.
    """
    if account(account_id, now).suspended:
        raise Suspended("This account is suspended. Ask who runs this installation.")
    if kind == KEY:
        return _key(account_id, subject, now)
    found = agent(account_id, subject)
    let_in(found, now)
    return Speaker(account_id, kind, found.id, found.name, permissions(account_id, found.role))


def let_in(agent: Agent, now: int) -> None:
    """Whether the account takes the agent as they signed in. Raises Suspended, MfaRequired."""
    found = account(agent.account, now)
    if found.suspended:
        raise Suspended("This account is suspended. Ask who runs this installation.")
    if found.mfa_required and not agent.factor:
        raise MfaRequired("Your account asks for a second step at sign-in. Set it up, then go on.")


def permissions(account_id: str, role: str) -> frozenset[str]:
    """What a role of the account may do; of a role that is gone: nothing."""
    if role in BUILT_IN:
        return BUILT_IN[role]
    # Only accounts with roles of their own pay for it.
    from chalicelib.store import roles as role_store

    found = role_store.get(account_id, role)
    return found.permissions if found else frozenset()


def agent(account: str, agent_id: str) -> Agent:
    """The agent who signed in. Raises Unauthenticated if there is none (any more)."""
    found = agent_store.get(account, agent_id)
    if found is None:
        raise Unauthenticated("This sign-in belongs to no agent. Ask an admin of your account.")
    if not found.active:
        raise Unauthenticated("This sign-in is deactivated. Ask an admin of your account.")
    return found


def agent_of_account(account_id: str, agent_id: str) -> Agent:
    """An agent of the account, active or not. Raises NoSuchAgent."""
    found = agent_store.get(account_id, agent_id) if is_agent_id(agent_id) else None
    if found is None:
        raise NoSuchAgent(f"There is no agent {agent_id[:40]} in your account.")
    return found


def group(account_id: str, group_id: str) -> "Group":
    """A group of the account. Raises NoSuchGroup."""
    from chalicelib.store import groups as group_store

    found = group_store.get(account_id, group_id) if matches(GROUP, group_id) else None
    if found is None:
        raise NoSuchGroup(f"There is no group {group_id[:40]} in your account.")
    return found


def skill(account_id: str, skill_id: str) -> "Skill":
    """A skill of the account. Raises NoSuchSkill."""
    from chalicelib.store import skills as skill_store

    found = skill_store.get(account_id, skill_id) if matches(SKILL, skill_id) else None
    if found is None:
        raise NoSuchSkill(f"There is no skill {skill_id[:40]} in your account.")
    return found


def role(account_id: str, role_id: str) -> Role:
    """A role of the account, built in or its own. Raises NoSuchRole."""
    if role_id in BUILT_IN:
        return next(role for role in built_in(account_id) if role.id == role_id)
    from chalicelib.store import roles as role_store

    found = role_store.get(account_id, role_id) if matches(ROLE, role_id) else None
    if found is None:
        raise NoSuchRole(f"There is no role {role_id[:40]} in your account.")
    return found


def api_key(account_id: str, key_id: str) -> "ApiKey":
    """An API key of the account. Raises NoSuchKey."""
    from chalicelib.store import api_keys as key_store

    found = key_store.get(account_id, key_id) if matches(API_KEY, key_id) else None
    if found is None:
        raise NoSuchKey(f"There is no API key {key_id[:40]} in your account.")
    return found


def account(account_id: str, now: int) -> Account:
    """An account's settings, at most 4 s old.

    Raises Unauthenticated if there is no such account.
    """
    read_at, known = _settings.get(account_id, (0, None))
    if known is not None and 0 <= now - read_at < _SETTINGS_MS:
        return known
    found = account_store.get(account_id)
    if found is None:
        raise Unauthenticated("There is no such account. Check the snippet in the page.")
    _settings[account_id] = (now, found)
    return found


def known_account(account_id: str, now: int) -> Account:
    """An account's settings, at most 4 s old; of one that is not there, those of a new one."""
    try:
        return account(account_id, now)
    except Unauthenticated:
        return Account(account_id, "", frozenset())


def renew_account(account_id: str, now: int) -> None:
    """Its settings were changed by this process: it is the first to know them."""
    found = account_store.get(account_id, consistent=True)
    if found is not None:
        _settings[account_id] = (now, found)


def account_on_site(account_id: str, origin: str, now: int) -> Account:
    """The account, for a page of one of its sites.

    Raises Unauthenticated, Suspended, NotAllowed.
    """
    found = account(account_id, now)
    if found.suspended:
        raise Suspended("This account is suspended. There is no chat for now.")
    if origin not in found.origins:
        raise NotAllowed(f"The site {origin or '(none)'} is not on the account's list of sites.")
    return found


def chat_of_account(account_id: str, chat_id: str) -> Chat:
    """A chat of the account. Raises NoSuchChat."""
    if is_chat_id(chat_id) and account_of(chat_id) == account_id:
        chat = chat_store.get(chat_id)
        if chat is not None:
            return chat
    raise NoSuchChat("There is no such chat, or it is not yours.")


def chat_of(bearer: Bearer, chat_id: str, *, guest: bool = False) -> Chat:
    """A chat in which the bearer takes part: their own, the one they hold, or one in which they are
    a guest or a monitor, or may become one (`guest`). Raises NoSuchChat."""
    chat = chat_of_account(bearer.account, chat_id)
    if guest:
        return chat
    if bearer.subject not in (chat.visitor, chat.agent) and not _is_guest(chat, bearer):
        raise NoSuchChat("There is no such chat, or it is not yours.")
    return chat


def may_sit(agent: Agent, *, asked: bool) -> bool:
    """Whether an agent's role allows to sit beside a chat's own, where they were asked in or not:
    roles change."""
    held = permissions(agent.account, agent.role)
    return "chats.supervise" in held or (asked and "chats.answer" in held)


def remember(chat: Chat, now: int) -> None:
    """Keep who sits in a chat for some seconds, for hints."""
    if len(_seated) >= _MOST_SEATED:
        _seated.clear()
    _seated[chat.id] = (now, replace(chat, lines=()))


def forget(chat_id: str) -> None:
    """Somebody who sat there is gone: the next hint reads anew."""
    _seated.pop(chat_id, None)


def seat_for_hint(chat_id: str, client: str, socket: str, now: int) -> tuple[Chat, Seat]:
    """As `seat_in`, but perhaps as of some seconds ago: a line says soon after who sits where.

    For what is passed on and not stored (typing, marks): who left meanwhile may get a hint too
    many, which makes it forgotten; who came is told by the next line or stored mark.
    Raises NotJoined.
    """
    read_at, chat = _seated.get(chat_id, (0, None))
    seat = chat.seat(client) if chat and 0 <= now - read_at < _SEATED_MS else None
    if chat and seat and seat.socket == socket and chat.sits(seat):
        return chat, seat
    chat, seat = seat_in(chat_id, client, socket)
    remember(chat, now)
    return chat, seat


def seat_in(chat_id: str, client: str, socket: str) -> tuple[Chat, Seat]:
    """The chat, without its lines, and the seat at which a socket sits. Raises NotJoined."""
    return _seat(chat_store.get_seats(chat_id), client, socket)


def whole_seat_in(chat_id: str, client: str, socket: str) -> tuple[Chat, Seat]:
    """The whole chat and the seat at which a socket sits. Raises NotJoined."""
    return _seat(chat_store.get(chat_id), client, socket)


def _is_guest(chat: Chat, bearer: Bearer) -> bool:
    """Whether an agent sits beside the chat's own, and still may."""
    part = chat.sits_as(bearer.subject)
    asked = part == GUEST and bearer.subject in chat.asked
    return bool(part) and may_sit(agent(bearer.account, bearer.subject), asked=asked)


def _key(account_id: str, subject: str, now: int) -> Speaker:
    from chalicelib.store import api_keys as key_store

    key_id, _, digest = subject.partition("#")
    found = key_store.get(account_id, key_id)
    if found is None or not found.takes(digest, now):
        raise Unauthenticated("This API key is revoked, expired or replaced. Ask for a new one.")
    return Speaker(account_id, KEY, found.id, found.name, found.permissions)


def _seat(chat: Chat | None, client: str, socket: str) -> tuple[Chat, Seat]:
    seat = chat.seat(client) if chat else None
    if chat is None or seat is None or seat.socket != socket or not chat.sits(seat):
        raise NotJoined("This socket does not sit in the chat. Join it first.")
    return chat, seat
