"""Agents, their consoles' sockets and their presence. Called by services."""

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from pynamodb.expressions.condition import Condition, size
from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent, is_admin
from chalicelib.domain.error import Unauthenticated
from chalicelib.domain.role import ADMIN
from chalicelib.store import keys, reads
from chalicelib.store.tables import AccountItem, AgentItem, SignInItem
from chalicelib.store.writes import Item, Refused, Write, transact, update

if TYPE_CHECKING:
    from chalicelib.domain.audit import Entry


def get(account: str, agent: str) -> Agent | None:
    """The agent with their load as it stands, or None."""
    item = reads.get(AgentItem, account, agent)
    return _agent(item) if item else None


def of_account(account: str) -> list[Agent]:
    """All agents of an account with their load as it stands, by id."""
    return list(reads.query(AgentItem, account, _agent))


def put(agent: Agent, subject: str) -> None:
    """Create the agent and their sign-in, or bring name, e-mail, role and limit up to date."""
    actions = [
        AgentItem.name.set(agent.name),
        AgentItem.email.set(agent.email),
        AgentItem.role.set(agent.role),
        AgentItem.max_chats.set(agent.max_chats),
        AgentItem.status.set(AgentItem.status | "away"),
    ]
    update(AgentItem, (agent.account, agent.id), actions)
    SignInItem(subject, account=agent.account, agent=agent.id).save()
    _count_admin(agent)


def create(agent: Agent, subject: str, entry: "Entry") -> None:
    """A new agent and their sign-in. Raises Conflict if either is there."""
    item = AgentItem(
        agent.account,
        agent.id,
        name=agent.name,
        email=agent.email,
        role=agent.role,
        max_chats=agent.max_chats,
        skills=set(agent.skills) or None,
        levels=dict(agent.levels),
        groups=set(agent.groups) or None,
        created=agent.created,
        password_at=agent.password_at,
        version=agent.version,
    )
    sign_in = SignInItem(subject, account=agent.account, agent=agent.id)
    transact(
        [
            lambda t: t.save(item, condition=AgentItem.id.does_not_exist()),
            lambda t: t.save(sign_in, condition=SignInItem.subject.does_not_exist()),
            *_admins(None, agent),
            _noted(entry),
        ]
    )


def change(before: Agent, after: Agent, entry: "Entry") -> None:
    """Change what admins say of an agent, if none did since; the last admin stays. Raises Conflict.

    Status and lease are written only if they differ: the agent's consoles write them too.
    """
    transact([*changing(before, after), _noted(entry)])


def changing(before: Agent, after: Agent) -> list[Write]:
    """The writes that change an agent, to be joined with others."""
    item, actions = AgentItem(before.account, before.id), _actions(before, after)
    return [
        lambda t: t.update(item, actions, condition=_is_at(before.version)),
        *_admins(before, after),
    ]


def _actions(before: Agent, after: Agent) -> list[Action]:
    actions: list[Action] = [AgentItem.version.set(before.version + 1)]
    for name in ("name", "role", "max_chats", "status", "lease"):
        if getattr(before, name) != getattr(after, name):
            actions.append(getattr(AgentItem, name).set(getattr(after, name)))
    for name in ("skills", "groups"):
        held = getattr(after, name)
        if getattr(before, name) != held:
            attribute = getattr(AgentItem, name)
            # A set is never empty in DynamoDB.
            actions.append(attribute.set(set(held)) if held else attribute.remove())
    if before.levels != after.levels:
        actions.append(AgentItem.levels.set(dict(after.levels)))
    if before.deactivated != after.deactivated:
        since = AgentItem.deactivated
        actions.append(since.set(after.deactivated) if after.deactivated else since.remove())
    return actions


def dismiss(agent: Agent) -> Agent:
    """Set an agent away, without a lease: the chats of the answer are all they hold."""
    return _known(agent, [AgentItem.status.set("away"), AgentItem.lease.set(0)])


def is_last_admin(agent: Agent) -> bool:
    """Whether nobody else who is active has the role admin."""
    item = AccountItem.get(agent.account, consistent_read=True)
    return not (set(item.admins or ()) - {agent.id})


def take_group(account: str, group: str) -> None:
    """Take a group that is gone from the agents in it."""
    _take(account, group, "groups")


def take_skill(account: str, skill: str) -> None:
    """Take a skill that is gone from the agents who have it."""
    _take(account, skill, "skills")


def set_factor(agent: Agent, *, there: bool) -> None:
    """Note whether a second factor is asked of the agent at sign-in."""
    _known(agent, [AgentItem.factor.set(there)])


def set_password_at(agent: Agent, now: int) -> None:
    """Note when the agent's password was new, or has to be."""
    _known(agent, [AgentItem.password_at.set(now)])


def signed_in(subject: str) -> tuple[str, str] | None:
    """The account and agent of a Cognito subject, or None."""
    try:
        item = SignInItem.get(subject)
    except SignInItem.DoesNotExist:
        return None
    return item.account, item.agent


def arrive(agent: Agent, socket: str, lease: int) -> Agent:
    """A console opened a socket: keep it, renew the lease.

    Raises Unauthenticated if the agent is deactivated by now.
    """
    return _active(agent, [AgentItem.sockets.add({socket}), AgentItem.lease.set(lease)])


def attend(agent: Agent, socket: str) -> None:
    """A console of an agent who answers no chats opened a socket: keep it, without a lease.

    Raises Unauthenticated if the agent is deactivated by now.
    """
    _active(agent, [AgentItem.sockets.add({socket})])


def set_watch(agent: Agent, watch: int) -> None:
    """Note when the lease is looked at next."""
    _known(agent, [AgentItem.watch.set(watch)])


def renew(account: str, agent: str, socket: str, lease: int) -> Agent | None:
    """A console's ping: renew the lease; None if the socket or the lease is gone."""
    # Who was shown out, or answers no chats, has sockets and no lease.
    condition = AgentItem.sockets.contains(socket) & (AgentItem.lease > 0)
    try:
        item = update(AgentItem, (account, agent), [AgentItem.lease.set(lease)], condition)
    except Refused:
        return None
    return _agent(item)


def depart(account: str, agent: str, socket: str) -> Agent | None:
    """A console's socket is gone; the agent as they stand, or None if it was not theirs."""
    actions = [AgentItem.sockets.delete({socket})]
    try:
        item = update(AgentItem, (account, agent), actions, AgentItem.sockets.contains(socket))
    except Refused:
        return None
    return _agent(item)


def shorten_lease(agent: Agent, lease: int) -> bool:
    """Let the lease end sooner, and look at it then: the last console is gone.

    False if one came back.
    """
    condition = AgentItem.sockets.does_not_exist() & (AgentItem.lease > lease)
    key = (agent.account, agent.id)
    try:
        update(AgentItem, key, [AgentItem.lease.set(lease), AgentItem.watch.set(lease)], condition)
    except Refused:
        return False
    return True


def set_status(agent: Agent, status: str, now: int = 0) -> Agent:
    """Set whether the agent takes chats. Raises Unauthenticated if they are deactivated by now."""
    actions: list[Action] = [AgentItem.status.set(status)]
    if status != agent.status:
        actions.append(AgentItem.status_at.set(now))
    return _active(agent, actions)


def set_gone(agent: Agent, now: int) -> Agent | None:
    """Set an agent whose lease is over to away, without sockets; None if they came back.

    Who is away is given no chat: the chats of the answer are all they hold.
    """
    actions: list[Action] = [AgentItem.status.set("away"), AgentItem.sockets.remove()]
    if agent.status != "away":
        actions.append(AgentItem.status_at.set(now))
    try:
        item = update(AgentItem, (agent.account, agent.id), actions, AgentItem.lease <= now)
    except Refused:
        return None
    return _agent(item)


def _active(agent: Agent, actions: Sequence[Action]) -> Agent:
    # The condition guards against a deactivation between reading the agent and this write.
    try:
        item = update(
            AgentItem,
            (agent.account, agent.id),
            actions,
            AgentItem.deactivated.does_not_exist(),
        )
    except Refused:
        raise Unauthenticated("This sign-in is deactivated. Ask an admin.") from None
    return _agent(item)


def _take(account: str, thing: str, name: str) -> None:
    attribute = getattr(AgentItem, name)
    for agent in of_account(account):
        if thing in getattr(agent, name):
            _known(agent, [attribute.delete({thing}), AgentItem.version.add(1)])


def _is_at(version: int) -> Condition:
    held: Condition = AgentItem.version == version
    # Agents of before there were versions have none.
    return held if version else AgentItem.version.does_not_exist() | held


def _admins(before: Agent | None, after: Agent) -> list[Write]:
    """Keep the account's set of admins; its last one stays."""
    was, will = is_admin(before), is_admin(after)
    if was == will:
        return []
    item, held, change = AccountItem(after.account), AccountItem.admins, {after.id}
    if will:
        return [lambda t: t.update(item, [held.add(change)], condition=AccountItem.id.exists())]
    return [lambda t: t.update(item, [held.delete(change)], condition=size(held) > 1)]


def _count_admin(agent: Agent) -> None:
    admins, counted = AccountItem.admins, AccountItem.admins.contains(agent.id)
    change, condition = (
        (admins.add({agent.id}), AccountItem.id.exists())
        if agent.role == ADMIN
        else (admins.delete({agent.id}), counted)
    )
    # Refused: they are counted as they should be, or there is no account to count them in.
    with suppress(Refused):
        update(AccountItem, (agent.account, None), [change], condition)


def _known(agent: Agent, actions: Sequence[Action]) -> Agent:
    return _agent(update(AgentItem, (agent.account, agent.id), actions))


def _agent(item: Item) -> Agent:
    # From DynamoDB's own form: each look of the router makes all agents of an account.
    slots, skills = reads.texts(item, "chats"), reads.texts(item, "skills")
    wraps = frozenset(map(keys.of_wrap, reads.texts(item, "wraps")))
    over = {chat for chat, _ in wraps}
    chats = frozenset(slot for slot in slots - over if keys.SLOT not in slot)
    levels: dict[str, dict[str, str]] = item.get("levels", {}).get("M", {})
    return Agent(
        account=reads.text(item, "account"),
        id=reads.text(item, "id"),
        name=reads.text(item, "name"),
        email=reads.text(item, "email"),
        role=reads.text(item, "role"),
        max_chats=reads.whole(item, "max_chats"),
        status=reads.text(item, "status", "away"),
        status_at=reads.whole(item, "status_at"),
        chats=chats,
        more_slots=len(slots) - len(chats),
        wraps=wraps,
        offers=frozenset(map(keys.of_wrap, reads.texts(item, "offers"))),
        asked=reads.texts(item, "asked"),
        last_received=reads.whole(item, "last_received"),
        lease=reads.whole(item, "lease"),
        watch=reads.whole(item, "watch"),
        sockets=reads.texts(item, "sockets"),
        skills=skills,
        # What an older release left of a skill that is gone is nothing.
        levels={skill: int(level["N"]) for skill, level in levels.items() if skill in skills},
        groups=reads.texts(item, "groups"),
        created=reads.whole(item, "created"),
        deactivated=reads.whole(item, "deactivated"),
        version=reads.whole(item, "version"),
        factor=item.get("factor", {}).get("BOOL", False),
        password_at=reads.whole(item, "password_at"),
    )


def _noted(entry: "Entry") -> Write:
    # Frames read only: what admins' changes need is imported with the first of them.
    from chalicelib.store import audit

    return audit.putting(entry)
