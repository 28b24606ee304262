"""What would happen with other agents, limits, skills or hours: the real router over a day that is
made up or was recorded. Called by handlers/simulation.py."""

import random
from collections import Counter
from collections.abc import Iterator, Mapping

from chalicelib.domain.account import OFFER, Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.chat import Chat
from chalicelib.domain.error import BadFrame
from chalicelib.domain.hours import hour_at
from chalicelib.domain.need import unpack
from chalicelib.domain.pace import Pace
from chalicelib.domain.scenario import (
    HOUR_MS,
    HOURS,
    Outcome,
    Scenario,
    Team,
    generated,
    patience_of,
    played,
)
from chalicelib.domain.simulation import Arrival
from chalicelib.services import access, transcripts
from chalicelib.store import agents as agent_store
from chalicelib.store import keys
from chalicelib.store import skills as skill_store

# A run takes about a second of a processor.
MOST_CHATS = 10_000
MOST_WORK = 300_000
# Each fifty of them are a read.
MOST_RECORDED = 3_000
# Fewer chats than these are no curve.
FEW = 10
DAY_MS = HOURS * HOUR_MS
# Of a chat that began within the day, the end is looked for so much later.
_LATE_MS = 6 * HOUR_MS
# Where nothing is known yet.
_TYPICAL = Pace(chats=1, handling=6 * 60_000, square=2 * (6 * 60_000) ** 2)
_TYPICAL_PATIENCE = 3 * 60_000
# How long an agent takes to accept an offer.
_ACCEPTING = 5_000
_TYPICAL_DAY = (0, 0, 0, 0, 0, 0, 1, 2, 5, 8, 10, 10, 8, 9, 10, 9, 7, 5, 3, 2, 1, 1, 0, 0)


def run(scenario: Scenario) -> Outcome:
    """A day that is made up. Raises BadFrame if it is too much for one request."""
    _check(scenario, scenario.chats())
    return played(scenario, list(generated(scenario)))


def replay(account_id: str, since: int, scenario: Scenario, now: int) -> Outcome:
    """The chats that came within a day from `since` on, with the agents of the scenario.

    Who left is given the patience that they showed, all others what visitors have on average.
    Raises BadFrame.
    """
    chats = sorted(_recorded(account_id, since, now), key=lambda chat: (chat.started, chat.id))
    _check(scenario, len(chats))
    chance = random.Random(f"{scenario.seed} stays")
    return played(scenario, [_arrival(chat, since, scenario, chance) for chat in chats])


def today(account_id: str, now: int) -> Scenario:
    """How it is now, as a scenario: the active agents with their limits and skills, the account's
    pace, and the chats of the last 24 hours by hour of the day."""
    account = access.account(account_id, now)
    pace = account.pace if account.pace.is_known() else _TYPICAL
    leaving = pace.leaving()
    agents = [agent for agent in agent_store.of_account(account_id) if agent.active]
    return Scenario(
        _rates(account, now),
        round(pace.handling),
        _teams(agents, _skill_names(account_id)),
        spread=round(pace.spread() ** 0.5, 2),
        patience=round(1 / leaving) if leaving else _TYPICAL_PATIENCE,
        max_wait=account.max_wait,
        wrap_up=account.wrap_up,
        accept=_ACCEPTING if account.accept_mode == OFFER else 0,
    )


def _check(scenario: Scenario, chats: float) -> None:
    if chats > MOST_CHATS:
        raise BadFrame(f"{chats:.0f} chats are too many for one run; at most {MOST_CHATS}.")
    work = chats * scenario.agents()
    if work > MOST_WORK:
        raise BadFrame(
            f"{chats:.0f} chats for {scenario.agents()} agents are too much for one run: the"
            f" product may be {MOST_WORK} at most. Take a tenth of both, which behaves alike."
        )


def _recorded(account_id: str, since: int, now: int) -> Iterator[Chat]:
    """The ended chats that began within the day, the latest first. Raises BadFrame if there are
    too many."""
    before: str | None = keys.moment(since + DAY_MS + _LATE_MS, "")
    count = 0
    while before:
        page = transcripts.ended(account_id, before, now)
        for chat in page.chats:
            count += 1
            if chat.ended < since:
                return
            if since <= chat.started < since + DAY_MS:
                yield chat
        if count > MOST_RECORDED:
            raise BadFrame(f"That day had more than {MOST_RECORDED} chats. Take a made-up one.")
        before = page.next_key


def _arrival(chat: Chat, since: int, scenario: Scenario, chance: random.Random) -> Arrival:
    need = unpack(chat.need, chat.id, chat.started - since)
    answered = bool(chat.assigned)
    handling = max(chat.ended - chat.assigned, 0) if answered else scenario.handling
    stays = patience_of(scenario, chance)
    patience = stays if answered else min(chat.ended - chat.started, scenario.max_wait)
    return Arrival(
        need._replace(agent="", last="", tried=frozenset()),
        handling + scenario.accept + scenario.wrap_up,
        patience,
    )


def _rates(account: Account, now: int) -> tuple[float, ...]:
    """Chats by the hour on the clock of the account's business hours; by UTC without any."""
    try:
        chats = list(_recorded(account.id, now - DAY_MS, now))
    except BadFrame:
        chats = []
    hours = account.hours
    counts = Counter(
        hour_at(hours, chat.started) if hours else chat.started % DAY_MS // HOUR_MS
        for chat in chats
    )
    rates = tuple(float(counts[hour]) for hour in range(HOURS))
    return rates if len(chats) >= FEW else tuple(float(rate) for rate in _TYPICAL_DAY)


def _skill_names(account_id: str) -> dict[str, str]:
    return {skill.id: skill.name for skill in skill_store.of_account(account_id)}


def _teams(agents: list[Agent], names: Mapping[str, str]) -> tuple[Team, ...]:
    """Agents of the same limit and skills are a team."""
    alike = Counter(
        (agent.max_chats, tuple(sorted(names.get(skill, skill) for skill in agent.skills)))
        for agent in agents
        if agent.max_chats
    )
    return tuple(
        Team(count, slots, skills=skills) for (slots, skills), count in sorted(alike.items())
    )
