"""HTTP for whoever plans: what would happen with other agents, limits, skills or hours."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain.error import BadFrame
from chalicelib.domain.scenario import WITHIN_S, Hour, Outcome, Scenario, Team
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import simulation

bp = Blueprint(__name__)
Rate = Annotated[float, Meta(ge=0, le=5_000)]
Minute = Annotated[int, Meta(ge=0, le=1_440)]
Seconds = Annotated[int, Meta(ge=0, le=86_400)]
SkillName = Annotated[str, Meta(min_length=1, max_length=60)]


class TeamBody(msgspec.Struct, forbid_unknown_fields=True):
    """So many agents with as many slots each, who have these skills and are there from minute
    `starts` of the day to `ends`: past midnight if that is earlier, all day if it is the same."""

    agents: Annotated[int, Meta(ge=0, le=500)]
    slots: Annotated[int, Meta(ge=1, le=50)]
    starts: Minute = 0
    ends: Minute = 0
    skills: Annotated[list[SkillName], Meta(max_length=20)] = []


class ScenarioBody(msgspec.Struct, forbid_unknown_fields=True):
    """A day. `rates`: chats in each of its 24 hours; `handling_s`: how long one takes on average,
    `spread`: the standard deviation over that; `patience_s`: how long visitors wait on average (0:
    until `max_wait_s`); `accept_s`: how long an agent takes to accept an offer; `skills`: which
    share of chats asks for each; after `relax_s` anybody may take them (0: never). `recorded`: the
    chats of the 24 hours from then on (epoch ms) in place of `rates` (0: none). The same `seed`
    makes the same day."""

    rates: Annotated[list[Rate], Meta(min_length=24, max_length=24)]
    handling_s: Annotated[int, Meta(ge=1, le=86_400)]
    teams: Annotated[list[TeamBody], Meta(max_length=50)]
    spread: Annotated[float, Meta(ge=0, le=5)] = 1.0
    patience_s: Seconds = 0
    max_wait_s: Annotated[int, Meta(ge=1, le=86_400)] = 900
    wrap_up_s: Seconds = 0
    accept_s: Seconds = 0
    skills: Annotated[dict[SkillName, Annotated[float, Meta(ge=0, le=1)]], Meta(max_length=20)] = {}
    relax_s: Seconds = 0
    recorded: Annotated[int, Meta(ge=0, le=4_102_444_800_000)] = 0
    seed: Annotated[int, Meta(ge=0, le=1_000_000)] = 1


class HourAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What became of the chats that came in an hour, or in the day. Waits are of those who were
    answered; `within_20`, `_30`, `_60`: the share of all who came that was answered in so many
    seconds; `occupancy`: the share of slots of those who were there that was in use."""

    arrivals: int
    answered: int
    abandoned: int
    mean_wait_s: float
    p90_wait_s: float
    within_20: float
    within_30: float
    within_60: float
    occupancy: float


class SimulationAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The 24 hours, and the day as one."""

    hours: list[HourAnswer]
    day: HourAnswer


@operation(
    bp,
    "GET",
    "/v1/simulations/today",
    permission="settings.read",
    answer=ScenarioBody,
)
def get_today(call: Call[Nothing]) -> Reply:
    """How it is now, as a day to be changed: agents, limits, how long chats take, who came."""
    return Reply(_body(simulation.today(call.speaker.account, call.now)))


@operation(
    bp,
    "POST",
    "/v1/simulations",
    permission="settings.read",
    body=ScenarioBody,
    answer=SimulationAnswer,
)
def run_simulation(call: Call[ScenarioBody]) -> Reply:
    """Play a day by the real router. Nothing is kept."""
    asked = call.body
    if sum(asked.skills.values()) > 1.0001:
        raise BadFrame("The shares in `skills` are more than 1 together. Lower some of them.")
    scenario = _scenario(asked)
    if asked.recorded:
        account = call.speaker.account
        return Reply(_answer(simulation.replay(account, asked.recorded, scenario, call.now)))
    return Reply(_answer(simulation.run(scenario)))


def _scenario(asked: ScenarioBody) -> Scenario:
    return Scenario(
        tuple(asked.rates),
        asked.handling_s * 1_000,
        tuple(
            Team(one.agents, one.slots, one.starts % 1_440, one.ends % 1_440, tuple(one.skills))
            for one in asked.teams
        ),
        spread=asked.spread,
        patience=asked.patience_s * 1_000,
        max_wait=asked.max_wait_s * 1_000,
        wrap_up=asked.wrap_up_s * 1_000,
        accept=asked.accept_s * 1_000,
        skills=asked.skills,
        relax=asked.relax_s * 1_000,
        seed=asked.seed,
    )


def _body(scenario: Scenario) -> ScenarioBody:
    return ScenarioBody(
        list(scenario.rates),
        max(round(scenario.handling / 1_000), 1),
        [
            TeamBody(team.agents, team.slots, team.starts, team.ends, list(team.skills))
            for team in scenario.teams
        ],
        spread=min(scenario.spread, 5.0),
        patience_s=round(scenario.patience / 1_000),
        max_wait_s=scenario.max_wait // 1_000,
        wrap_up_s=scenario.wrap_up // 1_000,
        accept_s=scenario.accept // 1_000,
    )


def _answer(outcome: Outcome) -> SimulationAnswer:
    return SimulationAnswer([_hour(hour) for hour in outcome.hours], _hour(outcome.day))


def _hour(hour: Hour) -> HourAnswer:
    within = dict(zip((f"within_{limit}" for limit in WITHIN_S), hour.within, strict=True))
    return HourAnswer(
        arrivals=hour.arrivals,
        answered=hour.answered,
        abandoned=hour.abandoned,
        mean_wait_s=round(hour.mean_wait / 1_000, 1),
        p90_wait_s=round(hour.p90_wait / 1_000, 1),
        occupancy=hour.occupancy,
        **within,
    )
