"""HTTP for agents: why a chat went to whom."""

import re

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.need import unpack
from chalicelib.domain.routing import Decision, Verdict
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import routing

bp = Blueprint(__name__)
_ID = "[a-z]{2}_[a-z0-9]{1,32}"


class CandidateVerdict(msgspec.Struct, forbid_unknown_fields=True):
    """What was found about one agent: `used` of `limit` slots in use, `received` (epoch ms) when a
    chat last came to them, 0 for never; `detail` is what `reason` is about."""

    agent: str
    name: str
    reason: str
    used: int
    limit: int
    received: int
    detail: str


class RoutingDecision(msgspec.Struct, forbid_unknown_fields=True):
    """One change of hands: when, to whom, by which routing rule (`""`: none), and what was found
    about each agent, best first; `others` counts by reason those who are not named; `offered`:
    the agent was asked, and may have let it pass; `gone`: how many skills and groups that it asked
    for were removed meanwhile, and no longer count."""

    at: int
    agent: str
    name: str
    verdicts: list[CandidateVerdict]
    others: dict[str, int]
    rule: str
    offered: bool
    gone: int


class RoutingDecisions(msgspec.Struct, forbid_unknown_fields=True):
    """How a chat came to its agents, the first first."""

    decisions: list[RoutingDecision]


@operation(bp, "GET", "/v1/chats/{chat}/routing", permission="chats.read", answer=RoutingDecisions)
def get_routing(call: Call[Nothing]) -> Reply:
    """Why a chat went to whom."""
    found, names = routing.explained(call.speaker.account, call.path["chat"])
    return Reply(RoutingDecisions([_answer(decision, names) for decision in found]))


def verdict_of(verdict: Verdict, names: dict[str, str]) -> CandidateVerdict:
    """What was found about an agent, with their name, and names in place of ids."""
    detail = re.sub(_ID, lambda found: names.get(found[0], found[0]), verdict.detail)
    name = names.get(verdict.agent, "")
    return CandidateVerdict(verdict.agent, name, *verdict[1:5], detail)


def _answer(decision: Decision, names: dict[str, str]) -> RoutingDecision:
    verdicts = [verdict_of(verdict, names) for verdict in decision.verdicts]
    name = names.get(decision.agent, "")
    need = unpack(decision.need, decision.chat, decision.since)
    rule, others = names.get(need.rule, ""), dict(decision.others)
    told = (decision.at, decision.agent, name, verdicts, others, rule)
    return RoutingDecision(*told, decision.offered, len(need.gone))
