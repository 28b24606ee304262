"""Each action of the server, dying at each database call, or losing an answer, or beaten by a
rival there: whatever is left half-done is put right by what comes after. Run by `make prove`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from tests.faults import ANSWER, CRASH_AFTER, RIVAL, Fault
from tests.services.test_under_faults import Chats

# A sweep makes some eighty calls, the later ones much alike.
CALLS = (*range(1, 24), *range(24, 150, 3))
# Dying before a call is dying after the one before it.
KINDS = (CRASH_AFTER, ANSWER, RIVAL)


def post(chats: Chats, fault: Fault) -> None:
    (browser, talk), *_ = chats.sitting()
    for turn in range(14):
        talk.write(f"line {turn}")
        chats.post(browser, talk, fault if turn == 13 else None, 0)


def join(chats: Chats, fault: Fault) -> None:
    browser = chats.consoles[0]
    browser.lose(told=False)
    browser.open()
    for talk in list(browser.talks.values())[:1]:
        chats.resume(browser, talk, fault, 0)


def end_an_open_chat(chats: Chats, fault: Fault) -> None:
    (talk,) = (talk for talk in chats.consoles[0].talks.values() if talk.joined)
    frame = {"chat": talk.chat, "client": talk.client}
    chats.send(chats.consoles[0], fault, 0, action="end", **frame)


def end_a_waiting_chat(chats: Chats, fault: Fault) -> None:
    waiting = chats.windows[3]
    (talk,) = waiting.talks.values()
    chats.send(waiting, fault, 0, action="end", chat=talk.chat, client=talk.client)


def start(chats: Chats, fault: Fault) -> None:
    end_a_waiting_chat(chats, Fault(ANSWER, CALLS[-1]))
    chats.start(3, fault, 0)


def come_online(chats: Chats, fault: Fault) -> None:
    chats.set_limit_now(0, 3)
    chats.go(0, fault, 0, "online")


def raise_a_limit(chats: Chats, fault: Fault) -> None:
    chats.set_limit(0, 3, fault, 0)


def say_hello(chats: Chats, fault: Fault) -> None:
    chats.consoles[0].lose(told=False)
    chats.send(chats.consoles[0], fault, 0, action="hello")


def close_the_laptop(chats: Chats, fault: Fault) -> None:
    chats.invoke(lambda: chats.consoles[0].lose(told=True), fault, 0)


def close_the_window(chats: Chats, fault: Fault) -> None:
    chats.invoke(lambda: chats.windows[0].lose(told=True), fault, 0)


def sweep_a_lost_agent(chats: Chats, fault: Fault) -> None:
    chats.consoles[0].lose(told=False)
    chats.stage.now += 46_000
    chats.ping(1, None, 0)
    chats.pass_time(0, fault, 0)


def sweep_those_who_waited_too_long(chats: Chats, fault: Fault) -> None:
    for window in chats.windows:
        window.lose(told=True)
    chats.stage.now += 1_000_000
    chats.pass_time(0, fault, 0)


ACTIONS: tuple[Callable[[Chats, Fault], None], ...] = (
    post,
    join,
    start,
    end_an_open_chat,
    end_a_waiting_chat,
    come_online,
    raise_a_limit,
    say_hello,
    close_the_laptop,
    close_the_window,
    sweep_a_lost_agent,
    sweep_those_who_waited_too_long,
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("act", ACTIONS, ids=lambda act: act.__name__)
def test_whatever_happens_in_the_middle_all_is_well_in_the_end(
    act: Callable[[Chats, Fault], None], kind: str
) -> None:
    for call in CALLS:
        with scene() as chats:
            act(chats, Fault(kind, call))
            chats.hands_are_clean()
            chats.nobody_was_overfull()
            chats.settle()
            chats.nobody_was_overfull()
            if chats.injector.struck == 0:
                assert call > 1, "the action makes no call at all"
                return
    raise AssertionError(f"{act.__name__} makes over {CALLS[-1]} calls")


@contextmanager
def scene() -> Iterator[Chats]:
    """Two agents with a chat each, two visitors waiting."""
    chats = Chats()
    try:
        chats.arrive()
        yield chats
    finally:
        chats.held.close()
