"""Whatever is lost, doubled, reordered or dies half-way: no line is lost, no agent is overfull,
and everybody who waits is answered once the faults stop."""

import os
from collections.abc import Callable
from contextlib import ExitStack, suppress
from functools import partial
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.chat import ENDED, OPEN, WAITING
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import Outdated
from chalicelib.handlers import boundary
from chalicelib.services import routing
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store
from tests.faults import KINDS, Fault, Injector, no_backoff
from tests.people import Browser, Talk
from tests.services.cast import set_limit, set_up
from tests.stage import emulated

VISITORS, AGENTS = 4, 2
HOUR_MS = 3_600_000
# Shrinking takes minutes: PARLEY_SHRINK=1 when a failure is to be understood.
PHASES = tuple(Phase) if "PARLEY_SHRINK" in os.environ else (Phase.reuse, Phase.generate)
EXAMPLES = int(os.environ.get("PARLEY_EXAMPLES", "3"))

# Most invocations make few calls: a fault at the tenth would rarely strike.
calls = st.integers(1, 3) | st.integers(1, 14)
faults = st.none() | st.builds(Fault, st.sampled_from(KINDS), calls)
visitors = st.integers(0, VISITORS - 1)
agents = st.integers(0, AGENTS - 1)
picks = st.integers(0, 1_000)


class Chats(RuleBasedStateMachine):
    """Visitors and agents at work; each rule is one invocation, perhaps with a fault in it."""

    def __init__(self) -> None:
        super().__init__()
        self.held = ExitStack()
        self.stage = self.held.enter_context(emulated())
        self.held.enter_context(no_backoff())
        self.loads: dict[str, int] = {}
        self.overfull: list[str] = []
        self.injector = Injector(self.check_loads, self.hand_out)
        self.past: list[Callable[[], Any]] = []
        self.windows: list[Browser] = []
        self.consoles: list[Browser] = []
        self.texts = 0
        self.ever: set[str] = set()

    @initialize(mode=st.sampled_from(["auto", "offer"]))
    def arrive(self, mode: str = "auto") -> None:
        if mode != "auto":
            set_up(accept_mode=mode)
        for index in range(VISITORS):
            bearer = Bearer("demo", "visitor", f"vr_{'abcd'[index] * 26}", "vs_" + "s" * 26)
            self.windows.append(Browser(self.stage, bearer, f"window{'abcd'[index]}a"))
        for index in range(AGENTS):
            agent = self.stage.add_agent("ab"[index], max_chats=1)
            bearer = Bearer("demo", "agent", agent)
            self.consoles.append(Browser(self.stage, bearer, f"console{'ab'[index]}"))
            self.go(index, None, 0, "online")
        for visitor in range(VISITORS):
            self.start(visitor, None, 0)
        for console in self.consoles:
            for talk in list(console.talks.values()):
                self.resume(console, talk, None, 0)

    def teardown(self) -> None:
        try:
            if self.windows:
                self.settle()
        finally:
            self.held.close()

    # What people do.

    @rule(visitor=visitors, fault=faults, pick=picks)
    def start(self, visitor: int, fault: Fault | None, pick: int) -> None:
        window = self.windows[visitor]
        self.send(window, fault, pick, action="start", client=window.client, name="V")

    @rule(who=picks, burst=st.integers(1, 6), fault=faults, pick=picks)
    def write(self, who: int, burst: int, fault: Fault | None, pick: int) -> None:
        for browser, talk in self.one_of(self.sitting(), who):
            for turn in range(burst):
                self.texts += 1
                talk.write(f"text {self.texts}")
                self.post(browser, talk, fault if turn == burst - 1 else None, pick)

    @rule(who=picks, fault=faults, pick=picks)
    def send_again(self, who: int, fault: Fault | None, pick: int) -> None:
        pending = [(browser, talk) for browser, talk in self.sitting() if talk.outbox]
        for browser, talk in self.one_of(pending, who):
            self.post(browser, talk, fault, pick)

    @rule(who=picks, fault=faults, pick=picks)
    def join(self, who: int, fault: Fault | None, pick: int) -> None:
        standing = [(b, talk) for b, talk in self.all_talks() if b.socket and not talk.joined]
        for browser, talk in self.one_of(standing or self.all_talks(), who):
            self.resume(browser, talk, fault, pick)

    @rule(who=picks, fault=faults, pick=picks)
    def end(self, who: int, fault: Fault | None, pick: int) -> None:
        for browser, talk in self.one_of(self.sitting(), who):
            self.send(browser, fault, pick, action="end", chat=talk.chat, client=talk.client)

    @rule(agent=agents, fault=faults, pick=picks, status=st.sampled_from(["online", "away"]))
    def go(self, agent: int, fault: Fault | None, pick: int, status: str) -> None:
        console = self.consoles[agent]
        if not console.socket:
            console.open()
            self.send(console, fault, pick, action="hello")
        self.send(console, fault, pick, action="status", status=status)

    @rule(agent=agents, fault=faults, pick=picks)
    def ping(self, agent: int, fault: Fault | None, pick: int) -> None:
        self.send(self.consoles[agent], fault, pick, action="ping", renew=True)

    @rule(who=picks, told=st.booleans(), fault=faults, pick=picks)
    def vanish(self, who: int, told: bool, fault: Fault | None, pick: int) -> None:
        there = [browser for browser in self.windows + self.consoles if browser.socket]
        for browser in self.one_of(there, who):
            self.invoke(partial(browser.lose, told=told), fault, pick)

    @rule(agent=agents, limit=st.integers(0, 3), fault=faults, pick=picks)
    def set_limit(self, agent: int, limit: int, fault: Fault | None, pick: int) -> None:
        whom = self.consoles[agent].bearer.subject

        def change() -> None:
            # Whoever meets another who changes the same is refused, and nothing happened.
            with suppress(Outdated):
                self.deliver(set_limit(whom, limit, self.stage.now).events)

        self.invoke(change, fault, pick)

    @rule(who=picks, accepts=st.booleans(), fault=faults, pick=picks)
    def answer_an_offer(self, who: int, accepts: bool, fault: Fault | None, pick: int) -> None:
        offered = [chat for chat in self.chats() if chat.offered]
        for chat in self.one_of(offered, who):
            action = "accept" if accepts else "decline"
            self.send(self.console_of(chat.offered), fault, pick, action=action, chat=chat.id)

    @rule(who=picks, fault=faults, pick=picks)
    def pass_on(self, who: int, fault: Fault | None, pick: int) -> None:
        held = [(b, talk) for b, talk in self.sitting() if b in self.consoles]
        for console, talk in self.one_of(held, who):
            other = self.consoles[1 - self.consoles.index(console)].bearer.subject
            frame = {"chat": talk.chat, "client": talk.client, "id": f"note{who % 9 + 2222:04}"}
            frame["id"] = frame["id"].translate(str.maketrans("0189", "abcd"))
            self.send(console, fault, pick, action="transfer", agent=other, **frame)

    # What happens by itself.

    @rule(ms=st.sampled_from([1_000, 21_000, 46_000, 130_000, 700_000]), fault=faults, pick=picks)
    def pass_time(self, ms: int, fault: Fault | None, pick: int) -> None:
        self.stage.now += ms
        self.invoke(lambda: self.stage.pass_time(0), fault, pick)

    @rule(pick=picks, fault=faults)
    def remind_again(self, pick: int, fault: Fault | None) -> None:
        reminders = self.stage.reminders
        if reminders:
            deadline = reminders[pick % len(reminders)]
            self.invoke(lambda: self.stage.remind(deadline), fault, pick)

    @rule(pick=picks, fault=faults)
    def repeat_an_old_invocation(self, pick: int, fault: Fault | None) -> None:
        if self.past:
            self.invoke(self.past[pick % len(self.past)], fault, pick + 1)

    # What must hold.

    @invariant()
    def hands_are_clean(self) -> None:
        """Each open chat is in its agent's set and nobody else's, at every step; a waiting one in
        that of whom it is offered to, an ended one where it is finished up."""
        held = {row["id"]: row.get("chats", set()) for row in self.rows("test-agents")}
        for row in self.rows("test-chats"):
            if row["part"] == "chat":
                chat = row["key"].split("#")[1]
                holders = [agent for agent, chats in held.items() if chat in chats]
                whose = row["ag"] if row["st"] == OPEN else row.get("of", "")
                if row["st"] == ENDED and chat in self.finished_up(row["ag"]):
                    whose = row["ag"]
                assert holders == ([whose] if whose else []), row

    @invariant()
    def the_day_says_what_chats_say(self) -> None:
        """Each chat that was ever answered is counted once, so is each that left before; at every
        step, whatever was lost on the way."""
        days = self.rows("test-days")
        heads = [row for row in self.rows("test-chats") if row["part"] == "chat"]
        never = [row for row in heads if not int(row.get("t1", 0))]
        left = [row for row in never if row["st"] == ENDED]
        assert sum(int(row.get("answered", 0)) for row in days) == len(heads) - len(never)
        assert sum(int(row.get("left", 0)) for row in days) == len(left)

    def finished_up(self, agent: str) -> set[str]:
        """The ended chats that hold an agent's slots still."""
        wraps = [row.get("wraps", ()) for row in self.rows("test-agents") if row["id"] == agent]
        return {wrap.partition("@")[0] for held in wraps for wrap in held}

    @invariant()
    def nobody_was_overfull(self) -> None:
        assert self.overfull == []

    def lines_are_dense(self) -> None:
        for chat in self.chats():
            lines = chat_store.lines_after(chat, 0, 10_000)
            assert [line.seq for line in lines] == list(range(1, chat.seq + 1))
            sent = [(line.client, line.n) for line in lines if line.client]
            assert len(sent) == len(set(sent)), "a line is doubled"
            for client in {name for name, _ in sent}:
                numbers = [n for name, n in sent if name == client]
                assert numbers == list(range(1, len(numbers) + 1)), "out of order"

    def check_loads(self) -> None:
        """After every single write: nobody was given a chat above their limit."""
        for row in self.rows("test-agents"):
            agent, load = row["id"], len(row.get("chats", ()))
            if load > self.loads.get(agent, 0):
                # Noted, not raised: the boundary would take it for a failure of the handler's.
                self.overfull += [agent] if load > int(row["max_chats"]) else []
            self.loads[agent] = load

    def rows(self, table: str) -> list[dict[str, Any]]:
        """A table as it is, without a call that faults could meet."""
        backend = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
        stored = backend.tables[table].items if table in backend.tables else {}
        items = [item for keyed in stored.values() for item in keyed.values()]
        return [{name: value.value for name, value in item.attrs.items()} for item in items]

    def settle(self) -> None:
        """The faults stop: all reconnect, everything comes through, everybody is answered."""
        for browser in self.windows + self.consoles:
            browser.lose(told=False)
            browser.open()
        for agent, console in enumerate(self.consoles):
            self.set_limit_now(agent, 3)
            self.send(console, None, 0, action="hello")
            self.send(console, None, 0, action="status", status="online")
        self.answer_offers()
        self.resume_all()
        self.catch_up()
        self.lines_are_dense()
        self.check_what_people_saw()
        self.stage.pass_time(31_000)
        assert not self.can_be_served(), "somebody waits although an agent has room"
        for browser in self.windows + self.consoles:
            browser.lose(told=False)
        for _ in range(6):
            self.stage.pass_time(HOUR_MS)
        assert [chat.id for chat in self.chats() if chat.state != ENDED] == []
        assert {row["id"]: row.get("chats", set()) for row in self.rows("test-agents")} == {
            console.bearer.subject: set() for console in self.consoles
        }
        assert routing_store.waiting("demo", 100) == []
        self.the_day_says_what_chats_say()

    # How it is done.

    def answer_offers(self) -> None:
        for chat in self.chats():
            if chat.offered:
                self.send(self.console_of(chat.offered), None, 0, action="accept", chat=chat.id)

    def console_of(self, agent: str) -> Browser:
        return next(console for console in self.consoles if console.bearer.subject == agent)

    def resume_all(self) -> None:
        for browser in self.windows + self.consoles:
            for talk in list(browser.talks.values()):
                self.resume(browser, talk, None, 0)
                while talk.outbox and talk.joined:
                    self.post(browser, talk, None, 0)

    def catch_up(self) -> None:
        for browser, talk in self.sitting():
            if talk.cursor() < self.stage.chat(talk.chat).seq:
                self.resume(browser, talk, None, 0)

    def check_what_people_saw(self) -> None:
        for browser in self.windows + self.consoles:
            for talk in browser.talks.values():
                chat = self.stage.chat(talk.chat)
                stored = {x.seq: x for x in chat_store.lines_after(chat, 0, 10_000)}
                for seq, told in talk.seen.items():
                    line = stored[seq]
                    assert (line.client, line.n, line.text) == told, "a line was told otherwise"
                texts = {(x.client, x.n): x.text for x in stored.values()}
                for n, text in talk.acked.items():
                    assert texts[(talk.client, n)] == text, "an accepted line is lost"
                if talk.joined:
                    assert sorted(talk.seen) == list(range(1, chat.seq + 1)), "a gap stayed"
                    assert not talk.outbox

    def can_be_served(self) -> bool:
        online = [a for a in agent_store.of_account("demo") if a.is_online(self.stage.now)]
        waits = any(chat.state == WAITING and not chat.offered for chat in self.chats())
        return waits and any(agent.has_room() for agent in online)

    def set_limit_now(self, agent: int, limit: int) -> None:
        set_limit(self.consoles[agent].bearer.subject, limit, self.stage.now)

    def all_talks(self) -> list[tuple[Browser, Talk]]:
        people = self.windows + self.consoles
        return [(browser, talk) for browser in people for talk in browser.talks.values()]

    def sitting(self) -> list[tuple[Browser, Talk]]:
        return [(b, talk) for b, talk in self.all_talks() if b.socket and talk.joined]

    def one_of(self, things: list[Any], pick: int) -> list[Any]:
        return [things[pick % len(things)]] if things else []

    def resume(self, browser: Browser, talk: Talk, fault: Fault | None, pick: int) -> None:
        after = talk.cursor()
        frame = {"chat": talk.chat, "client": talk.client, "after": after}
        self.send(browser, fault, pick, action="join", **frame)

    def post(self, browser: Browser, talk: Talk, fault: Fault | None, pick: int) -> None:
        if talk.outbox:
            n, text = talk.outbox[0]
            frame = {"chat": talk.chat, "client": talk.client, "n": n, "text": text}
            self.send(browser, fault, pick, action="post", **frame)

    def send(self, browser: Browser, fault: Fault | None, pick: int, **frame: Any) -> None:
        if not browser.socket:
            browser.open()
        socket = browser.socket
        self.invoke(lambda: self.stage.send(socket, **frame), fault, pick)

    def invoke(self, invocation: Callable[[], Any], fault: Fault | None, pick: int) -> None:
        """Run an invocation; what comes in between is an older one, come late and twice."""
        between = self.past[pick % len(self.past)] if self.past else None
        with self.injector.armed(fault, between):
            invocation()
        self.past.append(invocation)
        for browser in self.windows + self.consoles:
            browser.read()
            self.ever |= browser.talks.keys()

    def hand_out(self) -> None:
        self.deliver(routing.drain("demo", self.stage.now))

    def deliver(self, events: Any) -> None:
        boundary.deliver(events, self.stage.now)

    def chats(self) -> list[Any]:
        """All chats there are, whether any browser heard of them or not."""
        keys = {row["key"] for row in self.rows("test-chats")}
        return [self.stage.chat(key.split("#")[1]) for key in sorted(keys)]


TestChats = Chats.TestCase
TestChats.settings = settings(
    max_examples=EXAMPLES,
    stateful_step_count=50,
    deadline=None,
    phases=PHASES,
    suppress_health_check=list(HealthCheck),
    print_blob=True,
)
