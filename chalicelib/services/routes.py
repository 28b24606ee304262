"""Where a rule sends the chats that it led to. Called by services/needs.py for chats that name one
by its number, and by services/rules.py when one is saved."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from chalicelib.domain.error import BadRule
from chalicelib.domain.need import ANYBODY, Need, Ring
from chalicelib.domain.publishing import Book
from chalicelib.store import agents as agent_store
from chalicelib.store import groups as group_store
from chalicelib.store import rules as rule_store
from chalicelib.store import skills as skill_store

_ALONE_MS = 60_000
_DIGITS = 9
MOST_ACCOUNTS = 500
_known: dict[str, tuple[tuple[str, ...], "dict[str, Route]"]] = {}


class Route(NamedTuple):
    """What a rule is called, and what it asks for its chats: an agent for a minute alone, agents of
    a group, a skill, `credit` ms."""

    name: str = ""
    skill: str = ""
    group: str = ""
    agent: str = ""
    credit: int = 0


NOWHERE = Route()


def of_rule(account: str, number: str) -> Route:
    """The route of a rule by its number; NOWHERE if there is no such rule."""
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        return NOWHERE
    book = rule_store.head(account)
    blocks, routes = _known.get(account, ((), {}))
    if blocks != book.blocks:
        routes = _routes(book)
        _known[account] = (book.blocks, routes)
        while len(_known) > MOST_ACCOUNTS:
            del _known[next(iter(_known))]
    return routes.get(number, NOWHERE)


def taken(need: Need, route: Route, account: str, now: int) -> Need:
    """The need with what the route asks for. Where a routing rule has said who takes the chat, that
    holds; who is named and is there no more is not waited for."""
    need = need._replace(credit=need.credit + route.credit)
    if need.rule:
        return need
    if route.agent:
        agent = agent_store.get(account, route.agent)
        if agent and agent.active:
            need = need._replace(agent=route.agent, agent_until=now + _ALONE_MS)
    if route.group and need.rings == ANYBODY and group_store.get(account, route.group):
        need = need._replace(rings=(Ring(0, {}, {route.group: 0}),))
    return need


def check(account: str, actions: Sequence[Mapping[str, Any]]) -> None:
    """Raises BadRule if actions name a skill, a group or an agent that the account has not."""
    for place, action in enumerate(actions):
        for kind in ("skill", "group", "agent"):
            target = str(action.get(kind, ""))
            if action["do"] == "route" and target and not _is_there(account, kind, target):
                words = (
                    f"there is no {kind} {target} in your account. Choose one of those there are."
                )
                raise BadRule(f"/actions/{place}/{kind}", words)


def forget() -> None:
    """What this process knows of rules: for tests."""
    _known.clear()


def _is_there(account: str, kind: str, target: str) -> bool:
    if kind == "agent":
        agent = agent_store.get(account, target)
        return agent is not None and agent.active
    store = skill_store if kind == "skill" else group_store
    return store.get(account, target) is not None


def _routes(book: Book) -> dict[str, Route]:
    rules = rule_store.of_blocks(book.account, book.blocks)
    return {str(rule["number"]): _route(rule) for rule in rules}


def _route(rule: Mapping[str, Any]) -> Route:
    none: dict[str, Any] = {}
    asked = next((one for one in rule["actions"] if one["do"] == "route"), none)
    return Route(
        str(rule["name"]),
        str(asked.get("skill", "")),
        str(asked.get("group", "")),
        str(asked.get("agent", "")),
        int(asked.get("credit_s", 0)) * 1_000,
    )
