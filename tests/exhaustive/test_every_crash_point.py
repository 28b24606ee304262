"""Each action of the server, dying at each database call, or losing an answer, or beaten by a
rival there: whatever is left half-done is put right by what comes after. Run by `make prove`."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from chalicelib.store import agents
from tests.faults import ANSWER, CRASH_AFTER, RIVAL, Fault
from tests.people import Browser
from tests.services.cast import act, set_up
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


def offer(chats: Chats, fault: Fault) -> None:
    set_up(accept_mode="offer")
    come_online(chats, fault)


def accept_an_offer(chats: Chats, fault: Fault) -> None:
    console, chat = offered(chats)
    chats.send(console, fault, 0, action="accept", chat=chat)


def decline_an_offer(chats: Chats, fault: Fault) -> None:
    console, chat = offered(chats)
    chats.send(console, fault, 0, action="decline", chat=chat)


def end_a_chat_that_is_offered(chats: Chats, fault: Fault) -> None:
    _, chat = offered(chats)
    (window, talk), *_ = ((w, w.talks[chat]) for w in chats.windows if chat in w.talks)
    chats.send(window, fault, 0, action="end", chat=chat, client=talk.client)


def sweep_an_offer_that_nobody_answers(chats: Chats, fault: Fault) -> None:
    offered(chats)
    chats.pass_time(31_000, fault, 0)


def close_the_laptop_on_an_offer(chats: Chats, fault: Fault) -> None:
    console, _ = offered(chats)
    chats.invoke(lambda: console.lose(told=True), fault, 0)
    chats.pass_time(21_000, None, 0)


def pass_a_chat_on(chats: Chats, fault: Fault) -> None:
    chats.set_limit_now(1, 9)
    (talk,) = (talk for talk in chats.consoles[0].talks.values() if talk.joined)
    frame = {"chat": talk.chat, "client": talk.client, "id": "noteaaaa", "note": "In a hurry"}
    target = chats.consoles[1].bearer.subject
    chats.send(chats.consoles[0], fault, 0, action="transfer", agent=target, **frame)


def take_a_chat_over(chats: Chats, fault: Fault) -> None:
    chats.set_limit_now(1, 9)
    (talk,) = (talk for talk in chats.consoles[0].talks.values() if talk.joined)
    promote(chats.consoles[1].bearer.subject)
    chats.send(chats.consoles[1], fault, 0, action="take", chat=talk.chat)


def come_in_as_a_guest(chats: Chats, fault: Fault) -> None:
    (talk,) = (talk for talk in chats.consoles[0].talks.values() if talk.joined)
    promote(chats.consoles[1].bearer.subject)
    client = chats.consoles[1].client
    frame = {"chat": talk.chat, "client": client, "part": "guest"}
    chats.send(chats.consoles[1], fault, 0, action="watch", **frame)


def end_a_chat_and_finish_up(chats: Chats, fault: Fault) -> None:
    set_up(wrap_up_s=60)
    end_an_open_chat(chats, fault)


def finish_up(chats: Chats, fault: Fault) -> None:
    set_up(wrap_up_s=60)
    (talk,) = (talk for talk in chats.consoles[0].talks.values() if talk.joined)
    end_an_open_chat(chats, Fault(ANSWER, CALLS[-1]))
    chats.send(chats.consoles[0], fault, 0, action="done", chat=talk.chat)


def offered(chats: Chats) -> tuple[Browser, str]:
    """A chat that is offered, and the console of whom it is offered to."""
    set_up(accept_mode="offer")
    come_online(chats, Fault(ANSWER, CALLS[-1]))
    chat = next(chat for chat in chats.chats() if chat.offered)
    whose = (one for one in chats.consoles if one.bearer.subject == chat.offered)
    return next(whose), chat.id


def promote(agent: str) -> None:
    """An agent becomes a manager."""
    found = agents.get("demo", agent)
    assert found
    changed = replace(found, role="manager")
    agents.change(found, changed, act().entry("agent.change", agent))


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
    offer,
    accept_an_offer,
    decline_an_offer,
    end_a_chat_that_is_offered,
    sweep_an_offer_that_nobody_answers,
    close_the_laptop_on_an_offer,
    pass_a_chat_on,
    take_a_chat_over,
    come_in_as_a_guest,
    end_a_chat_and_finish_up,
    finish_up,
)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.__name__)
def test_whatever_happens_in_the_middle_all_is_well_in_the_end(
    action: Callable[[Chats, Fault], None], kind: str
) -> None:
    for call in CALLS:
        with scene() as chats:
            action(chats, Fault(kind, call))
            chats.hands_are_clean()
            chats.nobody_was_overfull()
            chats.the_day_says_what_chats_say()
            chats.settle()
            chats.nobody_was_overfull()
            if chats.injector.struck == 0:
                assert call > 1, "the action makes no call at all"
                return
    raise AssertionError(f"{action.__name__} makes over {CALLS[-1]} calls")


@contextmanager
def scene() -> Iterator[Chats]:
    """Two agents with a chat each, two visitors waiting."""
    chats = Chats()
    try:
        chats.arrive()
        yield chats
    finally:
        chats.held.close()
