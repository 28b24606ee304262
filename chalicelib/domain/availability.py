"""What the button shows before anybody clicks: whether somebody is there, for each skill too, when
it opens, and how long a newcomer would wait. Called by services/availability.py."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.account import Account
from chalicelib.domain.estimate import Estimate, wait_record, waits
from chalicelib.domain.need import Need
from chalicelib.domain.record import Record
from chalicelib.domain.routing import Candidate

if TYPE_CHECKING:
    from chalicelib.domain.hours import Hours
    from chalicelib.domain.skill import Skill

ONLINE, BUSY, OFFLINE = "online", "busy", "offline"


class Shown(NamedTuple):
    """What the button shows. `skills`: the same for chats that ask for a skill, by its id. `opens`:
    when business hours begin again (0: they are not why it is closed). `full`: nobody more is to
    wait. `position` and `wait` are a newcomer's (0, None: they would not wait, or it is not known).
    `changes`: when hours next change it (0: never). `invited`: whom agents invite by hand, as pairs
    of what stands for a visit, and the invitation's id."""

    state: str
    skills: Mapping[str, str] = {}
    opens: int = 0
    full: bool = False
    position: int = 0
    wait: Estimate | None = None
    changes: int = 0
    invited: Sequence[tuple[str, str]] = ()


class Crowd(NamedTuple):
    """Who is there and who waits: all agents, the first of the queue, how many wait."""

    agents: Sequence[Candidate]
    queue: Sequence[Need]
    waiting: int


def shown(
    account: Account, skills: Sequence["Skill"], crowd: Crowd, now: int, *, hints: bool = True
) -> Shown:
    """What the account's button shows now. `hints`: with a newcomer's wait, which costs most of the
    work, even if nothing else depends on it."""
    by_skill = {skill.id: _of_skill(account, skill, crowd, now) for skill in skills}
    every = [account.hours, *(skill.hours for skill in skills)]
    changes = _changes([hours for hours in every if hours], now)
    closed = Shown(OFFLINE, by_skill, changes=changes)
    if not _is_open(account.hours, now):
        return closed._replace(opens=_changes([account.hours] if account.hours else [], now))
    if account.suspended or not any(one.online for one in crowd.agents):
        return closed
    found = _open(account, crowd, now, hints=hints or bool(account.busy_wait))
    return found._replace(skills=by_skill, changes=changes)


def shown_record(shown: Shown) -> Record:
    """What the file says beside the state; nothing that would say nothing."""
    told: Record = {"skills": dict(shown.skills), "opens": shown.opens, "full": shown.full}
    told["invited"] = [list(one) for one in shown.invited]
    # A newcomer stands behind those who wait: rules ask for their number.
    told["waiting"] = max(0, shown.position - 1)
    told["position"] = shown.position
    told["wait"] = wait_record(shown.wait) if shown.wait else None
    return {name: value for name, value in told.items() if value}


def _open(account: Account, crowd: Crowd, now: int, *, hints: bool) -> Shown:
    """Somebody is there. Without limits it is busy while nobody is free or others wait; with them
    while as many wait, or it takes as long, as they say."""
    free = crowd.waiting == 0 and _is_free(crowd.agents)
    if free:
        return Shown(ONLINE)
    position = crowd.waiting + 1
    wait = _newcomers_wait(account, crowd, now) if hints else None
    limited = bool(account.max_queue or account.busy_wait)
    full = bool(account.max_queue) and crowd.waiting >= account.max_queue
    full = full or bool(account.busy_wait and wait and wait.likely > account.busy_wait)
    state = BUSY if full or not limited else ONLINE
    return Shown(state, full=full, position=position, wait=wait)


def _newcomers_wait(account: Account, crowd: Crowd, now: int) -> Estimate | None:
    if crowd.waiting > len(crowd.queue):
        # Beyond what is in sight nobody knows for whom they wait.
        return None
    queue = [*crowd.queue, Need("", now)]
    first = len(crowd.queue)
    (found,) = waits(queue, crowd.agents, account.pace, now, wrap_up=account.wrap_up, first=first)
    return found


def _of_skill(account: Account, skill: "Skill", crowd: Crowd, now: int) -> str:
    """As for the account, of those who have the skill; its own hours count in place of others."""
    able = [one for one in crowd.agents if one.online and skill.id in one.skills]
    if account.suspended or not able or not _is_open(skill.hours or account.hours, now):
        return OFFLINE
    waiting = any(skill.id in need.rings[0].skills for need in crowd.queue if need.rings)
    return BUSY if waiting or not _is_free(able) else ONLINE


def _is_free(agents: Iterable[Candidate]) -> bool:
    return any(one.online and one.used < one.limit for one in agents)


def _is_open(hours: "Hours | None", now: int) -> bool:
    if hours is None:
        return True
    # Few accounts have them: no other start pays for the import.
    from chalicelib.domain.hours import is_open

    return is_open(hours, now)


def _changes(all_: Sequence["Hours"], now: int) -> int:
    if not all_:
        return 0
    from chalicelib.domain.hours import next_change

    return min((moment for one in all_ if (moment := next_change(one, now))), default=0)
