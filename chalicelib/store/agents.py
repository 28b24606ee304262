"""Agents, their consoles' sockets and their presence. Called by services."""

from collections.abc import Sequence
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib.domain.agent import Agent
from chalicelib.store.tables import AgentItem, SignInItem
from chalicelib.store.writes import Refused, update


def get(account: str, agent: str) -> Agent | None:
    """The agent with their load as it stands, or None."""
    try:
        item = AgentItem.get(account, agent, consistent_read=True)
    except AgentItem.DoesNotExist:
        return None
    return _agent(item)


def of_account(account: str) -> list[Agent]:
    """All agents of an account with their load as it stands, by id."""
    return [_agent(item) for item in AgentItem.query(account, consistent_read=True)]


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


def signed_in(subject: str) -> tuple[str, str] | None:
    """The account and agent of a Cognito subject, or None."""
    try:
        item = SignInItem.get(subject)
    except SignInItem.DoesNotExist:
        return None
    return item.account, item.agent


def arrive(agent: Agent, socket: str, lease: int) -> Agent:
    """A console opened a socket: keep it, renew the lease."""
    return _known(agent, [AgentItem.sockets.add({socket}), AgentItem.lease.set(lease)])


def set_watch(agent: Agent, watch: int) -> None:
    """Note when the lease is looked at next."""
    _known(agent, [AgentItem.watch.set(watch)])


def renew(account: str, agent: str, socket: str, lease: int) -> Agent | None:
    """A console's ping: renew the lease; None if the socket is not known (any more)."""
    condition = AgentItem.sockets.contains(socket)
    try:
        item = update(AgentItem, (account, agent), [AgentItem.lease.set(lease)], condition)
    except Refused:
        return None
    return _from_wire(item)


def depart(account: str, agent: str, socket: str) -> Agent | None:
    """A console's socket is gone; the agent as they stand, or None if it was not theirs."""
    actions = [AgentItem.sockets.delete({socket})]
    try:
        item = update(AgentItem, (account, agent), actions, AgentItem.sockets.contains(socket))
    except Refused:
        return None
    return _from_wire(item)


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


def set_status(agent: Agent, status: str) -> Agent:
    """Set whether the agent takes chats."""
    return _known(agent, [AgentItem.status.set(status)])


def set_gone(agent: Agent, now: int) -> Agent | None:
    """Set an agent whose lease is over to away, without sockets; None if they came back.

    Who is away is given no chat: the chats of the answer are all they hold.
    """
    actions: list[Action] = [AgentItem.status.set("away"), AgentItem.sockets.remove()]
    try:
        item = update(AgentItem, (agent.account, agent.id), actions, AgentItem.lease <= now)
    except Refused:
        return None
    return _from_wire(item)


def set_max_chats(agent: Agent, max_chats: int) -> Agent:
    """Set how many chats the agent takes at once."""
    return _known(agent, [AgentItem.max_chats.set(max_chats)])


def _known(agent: Agent, actions: Sequence[Action]) -> Agent:
    return _from_wire(update(AgentItem, (agent.account, agent.id), actions))


def _from_wire(item: dict[str, Any]) -> Agent:
    return _agent(AgentItem.from_raw_data(item))


def _agent(item: AgentItem) -> Agent:
    return Agent(
        account=item.account,
        id=item.id,
        name=item.name,
        email=item.email,
        role=item.role,
        max_chats=int(item.max_chats),
        status=item.status,
        chats=frozenset(item.chats or ()),
        last_received=int(item.last_received),
        lease=int(item.lease),
        watch=int(item.watch),
        sockets=frozenset(item.sockets or ()),
    )
