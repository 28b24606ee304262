"""Which agent gets which waiting chat, and why. Pure and deterministic; called by
services/routing.py and by the simulation, which both use nothing else to decide.

Lowest share of slots in use first, then the longest since they last *received* a chat, then the id:
LivePerson's Automatic Conversation Distribution with a last tie-break that makes it deterministic.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.agent import Agent
from chalicelib.domain.need import Need, Ring, pack, unpack

# Why a candidate was not taken, in the order in which it is looked at.
AWAY, NOT_NAMED, TRIED, GROUP, SKILL, LEVEL, FULL, KEPT = (
    "away",
    "not_named",
    "tried",
    "group",
    "skill",
    "level",
    "full",
    "kept",
)
# Why one who could have taken it was not the best.
LATER_RING, OTHER_GROUP, NOT_LAST, BUSIER, RECEIVED_LATER, LAST_TIE = (
    "later_ring",
    "other_group",
    "not_last",
    "busier",
    "received_later",
    "last_tie",
)
CHOSEN = "chosen"
# Not decided here: an agent took the chat from the queue, or from another.
PICKED, TAKEN_OVER = "picked", "taken_over"
KEPT_VERDICTS = 20


class Candidate(NamedTuple):
    """An agent as the router sees them. `used` counts slots: of chats by weight, and those that
    wrap-ups hold; `skills` says how well they know each."""

    id: str
    online: bool
    used: int
    limit: int
    received: int
    skills: Mapping[str, int] = {}
    groups: frozenset[str] = frozenset()

    def load(self) -> float:
        """The share of their slots in use."""
        return self.used / self.limit if self.limit else 1.0


class Verdict(NamedTuple):
    """What was found about one candidate; `received` 0: never. `skills` and `groups` are theirs of
    those that the chat asks for."""

    agent: str
    reason: str
    used: int
    limit: int
    received: int
    detail: str = ""
    skills: Mapping[str, int] = {}
    groups: Sequence[str] = ()


class Decision(NamedTuple):
    """Who gets the chat (`""`: nobody now), and what was found about each candidate, best first.

    `others`: how many more there were for each reason, where a brief form leaves them out. `since`,
    `need` (packed), `front` and `given` are what else was looked at, so that it can be decided
    again. `offered`: the agent was asked, and may have let it pass.
    """

    chat: str
    at: int
    agent: str
    verdicts: tuple[Verdict, ...]
    others: Mapping[str, int] = {}
    since: int = 0
    need: str = ""
    front: bool = False
    given: Mapping[str, int] = {}
    offered: bool = False


def order(queue: Iterable[Need]) -> list[Need]:
    """The queue as it is served: those who come back first, then by wait and credit.

    Credit is a number of seconds and no class of its own: who waits long enough overtakes every
    later chat, so nobody starves.
    """
    return sorted(queue, key=lambda need: (not need.front, need.since - need.credit, need.id))


def decide(
    need: Need,
    candidates: Iterable[Candidate],
    now: int,
    *,
    given: Mapping[str, int] | None = None,
    kept: frozenset[str] = frozenset(),
) -> Decision:
    """Who gets a chat, and why.

    `given`: how many chats each group was given so far, by `share_name`; `kept`: agents whose next
    slots belong to a heavier chat that came before.
    """
    rings = _open_rings(need, now)
    asked = _Asked.by(need)
    found = [(_obstacle(need, rings, one, now, kept), one) for one in candidates]
    fit = [(_rank(need, rings, one, now, given or {}), one) for why, one in found if not why]
    fit.sort(key=lambda pair: pair[0])
    best = fit[0] if fit else None
    verdicts = [asked.verdict(one, _why(rank, best[0])) for rank, one in fit if best]
    verdicts += sorted((asked.verdict(one, *why) for why, one in found if why), key=_by_reason)
    chosen = best[1].id if best else ""
    names = {share_name(need, group) for group in asked.groups}
    shares = {name: count for name, count in (given or {}).items() if name in names}
    told = (need.since, pack(need), need.front, shares)
    return Decision(need.id, now, chosen, tuple(verdicts), {}, *told)


def match(
    queue: Iterable[Need],
    candidates: Iterable[Candidate],
    now: int,
    *,
    given: Mapping[str, int] | None = None,
) -> list[Decision]:
    """The decisions of one pass over the queue by which somebody gets a chat, in their order.

    A chat that nobody has room for although somebody is fit keeps the next slots of the one who
    lacks the fewest for it: lighter chats behind it would else take each of them.
    """
    agents = {one.id: one for one in candidates}
    shares, kept, hopeless = dict(given or {}), set[str](), set[object]()
    decisions: list[Decision] = []
    for need in order(queue) if _has_room(agents) else ():
        if not _has_room(agents):
            break
        wanted = demand(need, now)
        if wanted in hopeless:
            continue
        decision = decide(need, agents.values(), now, given=shares, kept=frozenset(kept))
        if not decision.agent:
            # Slots only become fewer in a pass: whoever asks the same finds nobody either.
            hopeless.add(wanted)
            kept |= _keep(need, agents, decision)
            continue
        decisions.append(decision)
        taken = agents[decision.agent]
        agents[taken.id] = taken._replace(used=taken.used + need.weight, received=now)
        for name in shares_of(need, taken.groups):
            shares[name] = shares.get(name, 0) + 1
    return decisions


def share_name(need: Need, group: str) -> str:
    """Under which name it is counted what a group was given: each routing rule has shares of its
    own."""
    return f"{need.rule}/{group}" if need.rule else group


def shares_of(need: Need, groups: Iterable[str]) -> list[str]:
    """Under which names a chat counts that comes to an agent of these groups."""
    shared = {group for ring in need.rings for group, share in ring.groups.items() if share}
    return [share_name(need, group) for group in sorted(shared.intersection(groups))]


def brief(decision: Decision) -> Decision:
    """The decision as it is kept: the first verdicts one by one, the others counted by reason."""
    rest = Counter(decision.others)
    rest.update(verdict.reason for verdict in decision.verdicts[KEPT_VERDICTS:])
    return decision._replace(verdicts=decision.verdicts[:KEPT_VERDICTS], others=dict(rest))


def again(decision: Decision) -> Decision:
    """The decision made once more from what is kept of it: the same, if it was made so. One that
    somebody made themselves stays as it is."""
    if any(one.reason in (PICKED, TAKEN_OVER) for one in decision.verdicts):
        return decision
    need = unpack(decision.need, decision.chat, decision.since, front=decision.front)
    candidates = [
        Candidate(one.agent, one.reason != AWAY, *one[2:5], dict(one.skills), frozenset(one.groups))
        for one in decision.verdicts
    ]
    kept = frozenset(one.agent for one in decision.verdicts if one.reason == KEPT)
    made = decide(need, candidates, decision.at, given=decision.given, kept=kept)
    return made._replace(others=decision.others, offered=decision.offered)


def demand(need: Need, now: int) -> object:
    """All by which it is decided whether anybody is fit."""
    rings = [
        (frozenset(ring.skills.items()), frozenset(ring.groups)) for ring in _open_rings(need, now)
    ]
    return tuple(rings), need.agent if now < need.agent_until else "", need.weight, need.tried


def able(need: Need, candidates: Iterable[Candidate], now: int) -> frozenset[str]:
    """Who could take a chat now if all their slots were free."""
    rings = _open_rings(need, now)
    idle = (one._replace(used=0) for one in candidates)
    return frozenset(one.id for one in idle if not _obstacle(need, rings, one, now, frozenset()))


def is_passed_by_all(need: Need, candidates: Sequence[Candidate], now: int) -> bool:
    """Whether nobody takes a chat only because those who could let it pass."""
    if not need.tried or decide(need, candidates, now).agent:
        return False
    return bool(decide(need._replace(tried=frozenset()), candidates, now).agent)


def is_only_for(need: Need, agent: str, candidates: Sequence[Candidate], now: int) -> bool:
    """Whether a chat that an agent let pass finds nobody now but them."""
    if agent not in need.tried or decide(need, candidates, now).agent:
        return False
    return decide(need._replace(tried=need.tried - {agent}), candidates, now).agent == agent


def taken(chat: str, agent: Agent, how: str, now: int) -> Decision:
    """What is kept where an agent took a chat by themselves."""
    verdict = Verdict(agent.id, how, agent.used, agent.max_chats, agent.last_received)
    return Decision(chat, now, agent.id, (verdict,))


def opens_next(need: Need, now: int) -> int | None:
    """When more agents may take a chat than now (epoch ms), or None if never."""
    times = [need.since + ring.after for ring in need.rings]
    times += [need.agent_until] if need.agent else []
    return min((moment for moment in times if moment > now), default=None)


def candidate(agent: Agent, now: int) -> Candidate:
    """An agent as the router sees them."""
    return Candidate(
        agent.id,
        agent.is_online(now),
        agent.used,
        agent.max_chats,
        agent.last_received,
        {skill: agent.levels.get(skill, 1) for skill in agent.skills},
        agent.groups,
    )


class _Rank(NamedTuple):
    """By which the fit are compared, the most important first."""

    ring: int
    not_last: bool
    over_share: float
    load: float
    received: int
    id: str


_WHY = (LATER_RING, NOT_LAST, OTHER_GROUP, BUSIER, RECEIVED_LATER, LAST_TIE)
_REASONS = (KEPT, FULL, LEVEL, SKILL, GROUP, TRIED, NOT_NAMED, AWAY)


def _obstacle(
    need: Need, rings: Sequence[Ring], one: Candidate, now: int, kept: frozenset[str]
) -> tuple[str, str] | None:
    """The first reason for which a candidate cannot take a chat, and what it is about."""
    if not one.online:
        return AWAY, ""
    named = need.agent if now < need.agent_until else ""
    if named and one.id != named:
        return NOT_NAMED, named
    if one.id in need.tried:
        return TRIED, ""
    misses = [_miss(ring, one) for ring in rings]
    # Who is named needs nothing else.
    if not named and all(misses):
        return misses[-1] or (SKILL, "")
    if one.used + need.weight > one.limit:
        return FULL, ""
    return (KEPT, "") if one.id in kept else None


def _open_rings(need: Need, now: int) -> list[Ring]:
    """Those whose time has come; the first is open from the beginning."""
    return [ring for ring in need.rings if need.since + ring.after <= now] or [*need.rings[:1]]


def _miss(ring: Ring, one: Candidate) -> tuple[str, str] | None:
    if ring.groups and not one.groups & ring.groups.keys():
        return GROUP, ",".join(sorted(ring.groups))
    for skill, level in sorted(ring.skills.items()):
        known = one.skills.get(skill, 0)
        if known < level:
            return (LEVEL, f"{skill}:{known}<{level}") if known else (SKILL, skill)
    return None


def _rank(
    need: Need, rings: Sequence[Ring], one: Candidate, now: int, given: Mapping[str, int]
) -> _Rank:
    fits = [index for index, ring in enumerate(rings) if not _miss(ring, one)]
    place = fits[0] if fits else len(rings)
    is_last = one.id == need.last and now < need.last_until
    share = _over_share(need, rings[place], one, given) if fits else 0.0
    return _Rank(place, not is_last, share, one.load(), one.received, one.id)


def _over_share(need: Need, ring: Ring, one: Candidate, given: Mapping[str, int]) -> float:
    """How much of its share the group would have had with this chat; the least of the agent's.

    Smooth weighted round robin: whoever is furthest below their share is next.
    """
    counts = [
        ((given.get(share_name(need, name), 0) + 1) / ring.groups[name])
        for name in sorted(one.groups)
        if ring.groups.get(name, 0) > 0
    ]
    return min(counts, default=0.0)


def _why(rank: _Rank, best: _Rank) -> str:
    """What speaks against one who is fit: the first in which the best is better."""
    differs = (why for why, own, its in zip(_WHY, rank, best, strict=True) if own != its)
    return next(differs, CHOSEN)


class _Asked(NamedTuple):
    """The skills and groups that any ring of a need names."""

    skills: frozenset[str]
    groups: frozenset[str]

    @classmethod
    def by(cls, need: Need) -> "_Asked":
        return cls(
            frozenset(name for ring in need.rings for name in ring.skills),
            frozenset(name for ring in need.rings for name in ring.groups),
        )

    def verdict(self, one: Candidate, reason: str, detail: str = "") -> Verdict:
        known = {name: one.skills[name] for name in self.skills & one.skills.keys()}
        groups = tuple(sorted(one.groups & self.groups))
        return Verdict(one.id, reason, *one[2:5], detail, known, groups)


def _by_reason(verdict: Verdict) -> tuple[int, str]:
    return _REASONS.index(verdict.reason), verdict.agent


def _has_room(agents: Mapping[str, Candidate]) -> bool:
    return any(one.online and one.used < one.limit for one in agents.values())


def _keep(need: Need, agents: Mapping[str, Candidate], decision: Decision) -> set[str]:
    """Whose slots are kept for a chat that takes several: who can hold it and lacks the fewest."""
    if need.weight == 1:
        return set()
    full = [agents[verdict.agent] for verdict in decision.verdicts if verdict.reason == FULL]
    able = [
        (one.used + need.weight - one.limit, one.id) for one in full if need.weight <= one.limit
    ]
    return {min(able)[1]} if able else set()
