"""A chat as a lasting record: all that is known of it, as one value. Made by
services/transcripts.py; written and read by domain/transcript_xml.py and its neighbours.

Times are epoch ms, spans ms; `""`, 0 and `()` mean that something is not known or did not come.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from chalicelib.domain.chat import AGENT, SYSTEM, VISITOR, Chat, Line
from chalicelib.domain.note import Note
from chalicelib.domain.routing import Decision
from chalicelib.domain.visit import Scalar, SeenPage, Visit

VERSION = "2"
NAMESPACE = "urn:parley:transcript:2"
QUEUED, OFFERED, ASSIGNED, REQUEUED, TRANSFERRED = MOVES = (
    "queued",
    "offered",
    "assigned",
    "requeued",
    "transferred",
)
JOINED, LEFT, NOTED, PAGE, ENDED = "joined", "left", "noted", "page", "ended"
KINDS = (*MOVES, JOINED, LEFT, NOTED, PAGE, ENDED)
# Why a chat ended; `unattended`: its visitor was gone, or nobody there any more.
REASONS = ("visitor", "agent", "unattended", "left_queue")


class Spoken(NamedTuple):
    """A line as somebody wrote it. `seq` is its number in the chat, in which lines of the system
    count; `kept`: what was masked in it lies sealed beside it."""

    seq: int
    at: int
    sender: str
    agent: str
    name: str
    client: str
    n: int
    kept: bool
    text: str


class Milestone(NamedTuple):
    """What happened beside the lines: `kind` is one of KINDS, `agent` and `name` whom it is about,
    `text` a note, a page's title or why, `url` a page's address; `seq` that of the system's line
    that told of it, 0 if none did."""

    at: int
    kind: str
    agent: str = ""
    name: str = ""
    seq: int = 0
    text: str = ""
    url: str = ""


class Segment(NamedTuple):
    """The time in which one agent had the chat; `answered` is the span to their first line, `mean`
    that from a visitor's line to theirs."""

    agent: str
    name: str
    since: int
    until: int
    lines: int
    answered: int
    mean: int


class Variable(NamedTuple):
    """What the page said of the visitor; `kind` is text, number or flag."""

    name: str
    kind: str
    value: str


class Page(NamedTuple):
    """A page of the visit, seen for so long."""

    n: int
    at: int
    shown: int
    url: str
    title: str


class Candidate(NamedTuple):
    """What the router found about an agent."""

    agent: str
    name: str
    reason: str
    used: int
    limit: int
    detail: str


class Choice(NamedTuple):
    """A decision of the router: to whom, and why."""

    at: int
    agent: str
    name: str
    offered: bool
    candidates: tuple[Candidate, ...]


class Engaged(NamedTuple):
    """What became of an invitation in the visit; rule 0: an agent's own."""

    at: int
    rule: int
    variant: str
    state: str


class Remark(NamedTuple):
    """What an agent noted beside the chat."""

    at: int
    agent: str
    name: str
    reason: str
    text: str


class Answered(NamedTuple):
    """An answer in a survey: `survey` is which, `question` as it was asked."""

    at: int
    survey: str
    question: str
    value: str


class Transcript(NamedTuple):
    """All of an ended chat. What `visitor` and `visit` say is as it stood at the end."""

    account: str
    chat: str
    visitor: str
    visit: str
    language: str
    started: int
    assigned: int
    ended: int
    reason: str
    agent: str
    agent_name: str
    skill: str
    skill_name: str
    routing_rule: str
    rule: int
    variant: str
    name: str
    email: str
    identity: str
    identity_name: str
    identity_email: str
    verified: bool
    ip: str
    country: str
    region: str
    city: str
    browser: str
    system: str
    device: str
    user_agent: str
    screen: str
    zone: str
    connection: str
    referrer: str
    url: str
    title: str
    lines: tuple[Spoken, ...]
    milestones: tuple[Milestone, ...]
    segments: tuple[Segment, ...]
    remarks: tuple[Remark, ...]
    pages: tuple[Page, ...]
    variables: tuple[Variable, ...]
    choices: tuple[Choice, ...]
    engagements: tuple[Engaged, ...]
    answers: tuple[Answered, ...]

    @property
    def waited(self) -> int:
        """From start to the first agent, or to the end if none came."""
        return max((self.assigned or self.ended) - self.started, 0)

    @property
    def duration(self) -> int:
        """From start to end."""
        return max(self.ended - self.started, 0)


class Sources(NamedTuple):
    """What a transcript is made of. `names`: of agents, skills and routing rules by id; `kept`:
    client and number of lines of which something is sealed."""

    chat: Chat
    lines: Sequence[Line]
    kept: frozenset[tuple[str, int]]
    notes: Sequence[Note]
    decisions: Sequence[Decision]
    visit: Visit
    names: Mapping[str, str]
    skill: str = ""
    routing_rule: str = ""


def transcript_of(sources: Sources) -> Transcript:
    """The transcript of a chat."""
    chat, visit, names = sources.chat, sources.visit, sources.names
    identity, source, browser = visit.identity, visit.source, visit.browser
    lines = tuple(_spoken(sources, line) for line in sources.lines if line.kind != SYSTEM)
    milestones = _milestones(sources)
    engaged = tuple(Engaged(x.at, x.rule, x.variant, x.state) for x in visit.engagements)
    led = next((one for one in reversed(engaged) if one.state == "chatted"), None)
    return Transcript(
        account=chat.account,
        chat=chat.id,
        visitor=chat.visitor,
        visit=chat.visit,
        language=chat.language,
        started=chat.started,
        assigned=chat.assigned,
        ended=chat.ended,
        reason=reason_of(chat),
        agent=chat.agent,
        agent_name=chat.agent_name,
        skill=sources.skill,
        skill_name=names.get(sources.skill, ""),
        routing_rule=names.get(sources.routing_rule, sources.routing_rule),
        rule=led.rule if led else 0,
        variant=led.variant if led else "",
        name=chat.name,
        email=chat.email,
        identity=identity.id if identity else "",
        identity_name=identity.name if identity else "",
        identity_email=identity.email if identity else "",
        verified=bool(identity and identity.verified),
        ip=source.ip,
        country=source.place.country,
        region=source.place.region,
        city=source.place.city,
        browser=browser.name,
        system=browser.system,
        device=browser.device if source.agent else "",
        user_agent=source.agent,
        screen=visit.screen,
        zone=visit.zone,
        connection=visit.connection,
        referrer=visit.referrer,
        url=chat.url,
        title=chat.title,
        lines=lines,
        milestones=milestones,
        segments=segments_of(lines, milestones, _latest(chat)),
        remarks=tuple(Remark(x.at, x.agent, x.name, x.reason, x.text) for x in sources.notes),
        pages=tuple(Page(x.n, x.at, x.shown_ms, x.url, x.title) for x in visit.pages),
        variables=tuple(variable_of(*pair) for pair in visit.variables.items()),
        choices=tuple(_choice(one, names) for one in sources.decisions),
        engagements=engaged,
        answers=(),
    )


def reason_of(chat: Chat) -> str:
    """Why it ended, one of REASONS; `""` while it runs."""
    if chat.ended_by == VISITOR and not chat.assigned:
        return "left_queue"
    return "unattended" if chat.ended_by == SYSTEM else chat.ended_by


def variable_of(name: str, value: Scalar) -> Variable:
    """A variable, of whose value the text says all."""
    if isinstance(value, bool):
        return Variable(name, "flag", "true" if value else "false")
    if isinstance(value, str):
        return Variable(name, "text", value)
    return Variable(name, "number", repr(value))


def segments_of(
    lines: Sequence[Spoken], milestones: Iterable[Milestone], ended: int
) -> tuple[Segment, ...]:
    """Who had the chat from when to when, as its milestones tell it."""
    found: list[Segment] = []
    holder: Milestone | None = None
    for one in milestones:
        if holder and one.kind in (ASSIGNED, REQUEUED, TRANSFERRED, ENDED):
            found.append(_segment(lines, holder, one.at))
            holder = None
        if one.kind == ASSIGNED:
            holder = one
    if holder:
        found.append(_segment(lines, holder, ended))
    return tuple(found)


def _segment(lines: Sequence[Spoken], holder: Milestone, until: int) -> Segment:
    theirs, waits, asked = 0, [], 0
    first = 0
    for line in lines:
        if not holder.at <= line.at <= until:
            continue
        if line.sender == VISITOR:
            asked = asked or line.at
        elif line.name == holder.name:
            theirs += 1
            first = first or line.at - holder.at
            waits += [line.at - asked] if asked else []
            asked = 0
    mean = round(sum(waits) / len(waits)) if waits else 0
    return Segment(holder.agent, holder.name, holder.at, until, theirs, first, mean)


def _spoken(sources: Sources, line: Line) -> Spoken:
    agent = line.sender if line.kind == AGENT else ""
    name = sources.names.get(agent, "") if agent else ""
    kept = (line.client, line.n) in sources.kept
    return Spoken(line.seq, line.at, line.kind, agent, name, line.client, line.n, kept, line.text)


def _milestones(sources: Sources) -> tuple[Milestone, ...]:
    chat, names = sources.chat, sources.names
    found = [Milestone(chat.started, QUEUED)]
    found += [_told(line, sources) for line in sources.lines if line.kind == SYSTEM]
    found += [
        Milestone(one.at, OFFERED, one.agent, names.get(one.agent, ""))
        for one in sources.decisions
        if one.offered and one.agent
    ]
    found += [
        Milestone(one.at, NOTED, one.agent, one.name, text=one.reason) for one in sources.notes
    ]
    found += [
        Milestone(page.at, PAGE, text=page.title, url=page.url)
        for page in sources.visit.pages
        if _during(chat, page)
    ]
    return tuple(sorted(found, key=lambda one: (one.at, KINDS.index(one.kind), one.seq)))


def _latest(chat: Chat) -> int:
    """Its end; while it runs, its last line."""
    return chat.ended or max((line.at for line in chat.lines), default=chat.started)


def _during(chat: Chat, page: SeenPage) -> bool:
    return chat.started < page.at <= _latest(chat)


def _told(line: Line, sources: Sources) -> Milestone:
    """What a line of the system tells: `assigned:NAME`, `joined:CLIENT:NAME` and so on."""
    kind, _, rest = line.text.partition(":")
    if kind == ENDED:
        return Milestone(line.at, kind, seq=line.seq, text=reason_of(sources.chat))
    name = rest.partition(":")[2] if kind == JOINED else rest
    agent = next((id for id, known in sources.names.items() if known == name), "")
    if kind not in KINDS:
        return Milestone(line.at, NOTED, seq=line.seq, text=line.text)
    return Milestone(line.at, kind, agent if agent.startswith("ag_") else "", name, line.seq)


def _choice(decision: Decision, names: Mapping[str, str]) -> Choice:
    candidates = tuple(
        Candidate(x.agent, names.get(x.agent, ""), x.reason, x.used, x.limit, x.detail)
        for x in decision.verdicts
    )
    agent = decision.agent
    return Choice(decision.at, agent, names.get(agent, ""), decision.offered, candidates)
