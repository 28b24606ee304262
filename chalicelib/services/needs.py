"""What a chat asks for when it starts: by its routing rule, and whom its visitor spoke with last.
Called by services/chats.py and services/routing_rules.py.

An account without routing rules pays nothing for them but what its settings, read anyway, weigh.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.account import Account
from chalicelib.domain.chat import ENDED, Chat
from chalicelib.domain.need import Need, pack, unpack
from chalicelib.domain.visitor import Visitor
from chalicelib.services import access
from chalicelib.store import keys

if TYPE_CHECKING:
    from chalicelib.domain.routing_rule import Facts, RoutingRule
    from chalicelib.domain.skill import Skill
    from chalicelib.services.routes import Route

_DAY_MS = 86_400_000
_KEPT_MS = 4_000
_known: dict[str, tuple[int, int, "list[RoutingRule]", "list[Skill]"]] = {}


def asking(
    chat: Chat, visitor: Visitor, previous: Chat | None, told: tuple[str, str], now: int
) -> Chat:
    """A new chat with what it asks for, and the place that its credit gives it.

    `told`: the skill and the rule that its page named, the rule by its number or by a name of the
    page's own; `previous` is the visitor's chat before.
    """
    account = access.account(chat.account, now)
    need = Need(chat.id, now)
    route = _route(chat.account, told[1])
    if route:
        told = (route.skill or told[0], route.name)
    if account.rules or told[0]:
        need = _by_rules(account, chat, visitor, told, now)
    if route:
        need = _routed(need, route, chat.account, now)
    if account.last_agent_days and previous:
        need = _after(need, previous, account.last_agent_days * _DAY_MS, now)
    need = _by_hand(account, chat, need, now)
    place = keys.back(now - need.credit, chat.id)
    return replace(chat, need=pack(need), place=place)


def note_led(chat: Chat, rule: str, now: int) -> None:
    """Note that an invitation led to a chat, if one did: of the rule that its page named, or of an
    agent. No other start pays for it."""
    if rule or _invited_until(access.account(chat.account, now), chat):
        from chalicelib.services import engagements

        engagements.chatted(chat, rule, now)


def open_skills(skills: "Iterable[Skill]", now: int) -> dict[str, bool]:
    """Which skills there are, and whether each is open."""
    from chalicelib.domain.hours import is_open

    return {one.id: not one.hours or is_open(one.hours, now) for one in skills}


def names(account_id: str) -> dict[str, str]:
    """What skills, groups and routing rules are called, by id."""
    from chalicelib.store import accounts, groups, routing_rules, skills

    account = accounts.get(account_id)
    rules = routing_rules.of_account(account) if account else []
    told = {rule.id: rule.name for rule in rules}
    told |= {skill.id: skill.name for skill in skills.of_account(account_id)}
    return told | {group.id: group.name for group in groups.of_account(account_id)}


def named(need: Need, account_id: str, now: int) -> tuple[str, str]:
    """What the skill and the routing rule of a need are called; `""` where there is none."""
    rules, skills = _rules(access.known_account(account_id, now), now)
    skill = next((skill.name for skill in skills if skill.id == need.skill), "")
    return skill, next((rule.name for rule in rules if rule.id == need.rule), "")


def forget() -> None:
    """What this process knows of rules: for tests."""
    _known.clear()


def _route(account: str, rule: str) -> "Route | None":
    """Where the rule that led to the chat sends it; None if none did."""
    if not rule.isdecimal():
        return None
    from chalicelib.services import routes

    found = routes.of_rule(account, rule)
    return found if found.name else None


def _routed(need: Need, route: "Route", account: str, now: int) -> Need:
    from chalicelib.services import routes

    return routes.taken(need, route, account, now)


def _by_rules(
    account: Account, chat: Chat, visitor: Visitor, told: tuple[str, str], now: int
) -> Need:
    # Only accounts with rules, or with pages that name a skill, pay for these.
    from chalicelib.domain.routing_rule import choose

    rules, skills = _rules(account, now)
    facts = _facts(chat, visitor, told, rules)
    need, _ = choose(rules, facts, open_skills(skills, now), now)
    return need._replace(id=chat.id, since=now)


def _rules(account: Account, now: int) -> "tuple[list[RoutingRule], list[Skill]]":
    """Rules and skills, at most 4 s old, and none older than the account that was read."""
    read_at, version, rules, skills = _known.get(account.id, (0, -1, [], []))
    if version == account.rules_version and 0 <= now - read_at < _KEPT_MS:
        return rules, skills
    from chalicelib.store import routing_rules
    from chalicelib.store import skills as skill_store

    rules = routing_rules.of_account(account) if account.rules else []
    skills = skill_store.of_account(account.id)
    _known[account.id] = (now, account.rules_version, rules, skills)
    return rules, skills


def _facts(
    chat: Chat, visitor: Visitor, told: tuple[str, str], rules: "list[RoutingRule]"
) -> "Facts":
    from chalicelib.domain.routing_rule import Facts, asks_returning, asks_visits

    skill, rule = told
    facts = Facts(
        skill=skill,
        rule=rule,
        url=chat.url,
        title=chat.title,
        language=chat.language,
        returning=visitor.chats > 0 or (asks_returning(rules) and _is_returning(chat)),
    )
    return _of_visit(facts, chat) if asks_visits(rules) else facts


def _is_returning(chat: Chat) -> bool:
    from chalicelib.store import visits

    return len(visits.of_visitor(chat.account, chat.visitor, 2)) > 1


def _of_visit(facts: "Facts", chat: Chat) -> "Facts":
    """With what only the visit's last page view tells."""
    from chalicelib.store import visits

    visit = visits.get(chat.account, chat.visit)
    if visit is None:
        return facts
    return facts._replace(
        referrer=visit.referrer,
        country=visit.source.place.country,
        device=visit.browser.device,
        variables=visit.variables,
    )


def _by_hand(account: Account, chat: Chat, need: Need, now: int) -> Need:
    """With the agent who invited them by hand, if one did: preferred for as long as it was open."""
    until = _invited_until(account, chat)
    if until <= now:
        return need
    from chalicelib.store import visits

    visit = visits.get(chat.account, chat.visit)
    # The file that all read names a visit by its end alone: only its own visitor was invited.
    if not visit or visit.visitor != chat.visitor or not visit.invitation:
        return need
    return need._replace(last=visit.invitation.agent, last_until=until)


def _invited_until(account: Account, chat: Chat) -> int:
    """Until when an agent's invitation by hand to who begins the chat is open, as far as is known
    without a read; 0: there is none."""
    if not account.invited:
        return 0
    from chalicelib.domain.invitation import told_as

    visit = told_as(chat.visit)
    return next((until for told, _, until in account.invited if told == visit), 0)


def _after(need: Need, previous: Chat, days: int, now: int) -> Need:
    """With whom the visitor spoke last, as long as that is not too long ago."""
    if previous.state != ENDED:
        return need
    if not previous.agent:
        # They left the queue then: whom they wanted is whom they want still.
        before = unpack(previous.need, previous.id, previous.started)
        last, until = before.last, before.last_until
    else:
        last, until = previous.agent, previous.ended + days
    return need._replace(last=last, last_until=until) if until > now else need
