"""A chat: who sits in it, its lines, and which changes of state are legal."""

from dataclasses import dataclass

WAITING, OPEN, ENDED = "waiting", "open", "ended"
VISITOR, AGENT, SYSTEM = "visitor", "agent", "system"
VISITOR_HOLDER = "v"
# What stands before the id of an agent who sits in a chat that is another's: they write in it, they
# only read it, or they did one of these and left.
GUEST, MONITOR, LEFT = "+", "?", "-"
# An item with HOT_LINES lines moves all but KEPT_LINES of them, at most BLOCK_LINES, to a block of
# their own.
HOT_LINES, KEPT_LINES, BLOCK_LINES = 14, 2, 48
# From PRUNE_SEATS seats on, empty ones that never wrote are given up; MAX_SEATS is the end.
PRUNE_SEATS, MAX_SEATS = 12, 64


@dataclass(frozen=True)
class Line:
    """One line. `client` and `n` are the sender's own name and number for it; the system has none.

    `sender` is `v` (the visitor), an agent's id, or `""` (the system); `at` is epoch ms.
    """

    seq: int
    sender: str
    client: str
    n: int
    at: int
    text: str

    @property
    def kind(self) -> str:
        """`visitor`, `agent` or `system`."""
        return holder_kind(self.sender)


@dataclass(frozen=True)
class Draft:
    """A line on its way in: the client's name and number for it, and the marks that ride on it.

    `sealed` is what is kept of what was masked in it.
    """

    client: str
    n: int
    text: str
    delivered: int = 0
    read: int = 0
    sealed: str = ""


@dataclass(frozen=True)
class Seat:
    """One browser tab in a chat: its socket (`""`: gone), the last number stored, its marks.

    `holder` is `v`, or an agent's id, which GUEST, MONITOR or LEFT stands before where the chat is
    another's.
    """

    client: str
    holder: str
    socket: str
    number: int
    delivered: int = 0
    read: int = 0

    @property
    def who(self) -> str:
        """`v`, or the agent's id."""
        return bare(self.holder)

    @property
    def monitors(self) -> bool:
        """Whether they only read, and nobody but the agents knows of them."""
        return self.holder.startswith(MONITOR)


@dataclass(frozen=True)
class Chat:
    """A chat as its item holds it: `lines` from `first` on, the older ones are in blocks.

    `fence` rises with each change of hands. `waiting_since` is when it last came to the queue;
    `away_since` is when the visitor's last socket went (0 = there). `place` is the key of its entry
    in the queue while it waits. `masks` names the rules by which lines are masked; `sealed`
    is what is kept of what was masked in lines at hand: client, number, sealed value. `need` is
    what it asks for, as domain/need.py packs it. `offered` is the agent whom it is offered to until
    `offered_until`, while it waits; it is in no queue then. `asked` are the agents whom its own
    asked in.
    """

    account: str
    id: str
    state: str
    visitor: str
    visit: str
    name: str
    email: str
    language: str
    agent: str
    agent_name: str
    fence: int
    place: str
    started: int
    assigned: int
    ended: int
    ended_by: str
    waiting_since: int
    away_since: int
    url: str
    title: str
    seq: int
    first: int
    lines: tuple[Line, ...]
    seats: tuple[Seat, ...]
    masks: str = ""
    sealed: tuple[tuple[str, int, str], ...] = ()
    need: str = ""
    offered: str = ""
    offered_until: int = 0
    asked: frozenset[str] = frozenset()

    def seat(self, client: str) -> Seat | None:
        """The seat of a client, or None."""
        return next((seat for seat in self.seats if seat.client == client), None)

    def sockets(self, *, but: str = "") -> tuple[str, ...]:
        """The sockets of all who sit here now, but those of one client."""
        return tuple(s.socket for s in self.seats if s.socket and s.client != but and self.sits(s))

    def seats_of(self, kind: str) -> list[Seat]:
        """The seats with a socket of the visitor, or of the agents: who holds the chat, guests and
        monitors."""
        return [
            seat
            for seat in self.seats
            if seat.socket and self.sits(seat) and holder_kind(seat.holder) == kind
        ]

    def sockets_of(self, kind: str) -> tuple[str, ...]:
        """The sockets of the visitor, or of the agents."""
        return tuple(seat.socket for seat in self.seats_of(kind))

    def sits(self, seat: Seat) -> bool:
        """Whether the seat's holder still takes part: an agent who lost the chat does not."""
        return seat.holder in (VISITOR_HOLDER, self.agent) or seat.holder[:1] in (GUEST, MONITOR)

    def is_seated(self, seat: Seat) -> bool:
        """Whether the same sits there already, as the same."""
        before = self.seat(seat.client)
        return before is not None and before.holder == seat.holder

    def sits_as(self, agent: str) -> str:
        """GUEST or MONITOR if an agent who does not hold the chat sits in it so, or `""`."""
        kinds = {seat.holder[:1] for seat in self.seats if seat.who == agent}
        return GUEST if GUEST in kinds else MONITOR if MONITOR in kinds else ""

    def is_present(self, kind: str) -> bool:
        """Whether the visitor, or an agent who does not only look on, has a socket here."""
        return any(not seat.monitors for seat in self.seats_of(kind))

    def marks(self, kind: str) -> tuple[int, int]:
        """The highest seq delivered to, and read by, the visitor or the agents."""
        seats = [
            seat for seat in self.seats if holder_kind(seat.holder) == kind and not seat.monitors
        ]
        return (
            max((seat.delivered for seat in seats), default=0),
            max((seat.read for seat in seats), default=0),
        )

    def last_text(self) -> str:
        """The last line somebody wrote that is still at hand, for lists."""
        return next((line.text for line in reversed(self.lines) if line.client), "")

    def asked_text(self) -> str:
        """The visitor's last line still at hand: what whoever takes the chat is to answer."""
        return next((line.text for line in reversed(self.lines) if line.kind == VISITOR), "")


def holder_kind(holder: str) -> str:
    """`visitor`, `agent` or `system` for who holds a seat or sent a line."""
    if holder == VISITOR_HOLDER:
        return VISITOR
    return AGENT if holder else SYSTEM


def bare(holder: str) -> str:
    """`v`, or the agent's id: the holder of a seat without what they are there."""
    return holder.lstrip(GUEST + MONITOR + LEFT)
