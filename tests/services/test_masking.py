"""Masking at the door: neither tables nor the other side ever see what must not be kept."""

import json
import threading
from unittest import mock

import pytest

from chalicelib.domain.audit import Act
from chalicelib.domain.error import Unavailable
from chalicelib.domain.role import BUILT_IN
from chalicelib.domain.speaker import Speaker
from chalicelib.services import accounts, chats, masking
from chalicelib.store import accounts as account_store
from chalicelib.store import chats as chat_store
from chalicelib.store import visits as visit_store
from chalicelib.store import wall
from tests.handlers.cast import VIEW, VISIT, as_agent, beacon, stored
from tests.services.cast import agent as agent_of
from tests.services.cast import join, start, vera
from tests.stage import Stage

CARD = "4111 1111 1111 1111"
MASKED = "4111 11\u2022\u2022 \u2022\u2022\u2022\u2022 1111"
HIDDEN = "1111 1111 1111"
Talk = tuple[Stage, str, str, str]


@pytest.fixture
def talk(stage: Stage) -> Talk:
    """Vera and Ada in a chat: stage, chat, Vera's socket, Ada's."""
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, window = start(stage, 0)
    join(stage, console, chat)
    return stage, chat, window, console


def say(talk: Talk, n: int, text: str, client: str = "visitora") -> list[dict[str, object]]:
    """Vera writes."""
    stage, chat, window, _ = talk
    return stage.send(window, action="post", chat=chat, client=client, n=n, text=text)


def everything(stage: Stage) -> str:
    """All that is stored and all that was sent."""
    return json.dumps(stored()) + json.dumps(stage.inbox)


def test_a_line_is_masked_before_it_is_written_or_told(talk: Talk) -> None:
    stage, chat, _, console = talk

    masked, plain = say(talk, 1, f"It is {CARD}"), say(talk, 2, "Thanks")

    assert (masked[-1]["text"], "text" in plain[-1]) == (f"It is {MASKED}", False)
    assert stage.lines(chat)[-2] == f"It is {MASKED}"
    assert stage.frames(console, "line")[-2]["line"]["text"] == f"It is {MASKED}"
    assert HIDDEN not in everything(stage)


def test_an_agents_line_is_masked_as_well(talk: Talk) -> None:
    stage, chat, window, console = talk
    client = next(c for c in (s.client for s in stage.chat(chat).seats) if c != "visitora")

    stage.send(console, action="post", chat=chat, client=client, n=1, text=CARD)

    assert stage.frames(window, "line")[-1]["line"]["text"] == MASKED
    assert HIDDEN not in everything(stage)


def test_every_field_of_a_start_and_a_page_is_masked(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    window = stage.open_visitor(vera(0))
    fields = {name: f"x {CARD}" for name in ("name", "email", "url", "title")}
    (joined, *_) = stage.send(window, action="start", client="visitora", **fields)
    chat = joined["chat"]["id"]
    join(stage, console, chat)
    page = {"url": f"https://shop.test/?card={CARD.replace(' ', '%20')}", "title": CARD}
    stage.send(window, action="page", chat=chat, client="visitora", **page)
    texts = {name: CARD for name in ("url", "title", "referrer", "language", "screen", "zone")}
    variables = {"card": CARD, CARD: 1, "number": int(CARD.replace(" ", "")), "sum": 4111.5}

    assert beacon({**VIEW, **texts, "connection": CARD, "variables": variables}).status == 200

    panel = as_agent("GET", "/v1/chats/{chat}/visitor", pathParameters={"chat": chat}).text
    visit = visit_store.get("demo", VISIT)
    assert visit
    (view,) = visit.pages
    assert view.variables == {
        "card": MASKED,
        MASKED: 1,
        "number": MASKED.replace(" ", ""),
        "sum": 4111.5,
    }
    assert MASKED in panel
    for written in (HIDDEN, "1111%201111%201111", "41111111"):
        assert written not in everything(stage) + panel


def test_a_number_over_two_lines_is_masked_in_both(talk: Talk) -> None:
    stage, chat, *_ = talk

    say(talk, 1, "4111 1111 11")
    say(talk, 2, "11 1111")

    assert stage.lines(chat)[-2:] == ["4111 11\u2022\u2022 \u2022\u2022", "\u2022\u2022 1111"]


def test_a_number_in_pieces_between_the_other_sides_lines_is_masked(talk: Talk) -> None:
    stage, chat, _, console = talk
    client = next(c for c in (s.client for s in stage.chat(chat).seats) if c != "visitora")
    for n in range(1, 5):
        say(talk, n, CARD.split()[n - 1])
        stage.send(console, action="post", chat=chat, client=client, n=n, text="Yes?")

    said = [text for text in stage.lines(chat) if text[0] in "1234\u2022"]
    assert said == MASKED.split()


def test_two_senders_do_not_make_a_number(talk: Talk) -> None:
    stage, chat, _, console = talk
    client = next(c for c in (s.client for s in stage.chat(chat).seats) if c != "visitora")
    say(talk, 1, "4111 1111")
    stage.send(console, action="post", chat=chat, client=client, n=1, text="1111 1111")

    assert stage.lines(chat)[-2:] == ["4111 1111", "1111 1111"]


def test_a_masked_line_sent_again_is_the_same_line(talk: Talk) -> None:
    stage, chat, *_ = talk
    say(talk, 1, CARD)
    say(talk, 2, "4111 1111 11")

    again = [say(talk, 1, CARD)[-1], *(say(talk, 3, "11 1111")[-1] for _ in range(2))]

    assert [frame["event"] for frame in again] == ["posted"] * 3
    assert len({frame["seq"] for frame in again}) == 2
    assert stage.lines(chat)[-1] == "\u2022\u2022 1111"


def test_a_resend_masks_what_a_dead_function_left(talk: Talk) -> None:
    stage, chat, *_ = talk
    say(talk, 1, "4111 1111 11")
    with mock.patch.object(chat_store, "mask_lines", side_effect=RuntimeError):
        say(talk, 2, "11 1111")
    assert stage.lines(chat)[-2] == "4111 1111 11"

    say(talk, 2, "11 1111")

    assert stage.lines(chat)[-2:] == ["4111 11\u2022\u2022 \u2022\u2022", "\u2022\u2022 1111"]


def test_a_line_is_still_one_write_and_no_read(talk: Talk) -> None:
    say(talk, 1, "Hi")
    with mock.patch.object(chat_store, "get", side_effect=AssertionError):
        assert say(talk, 2, "Is 4711 my order? See 12345678 of 2026.")[-1]["event"] == "posted"


def settings(stage: Stage, **given: object) -> None:
    """The account's admin changes what is masked."""
    stage.now += 1
    boss = agent_of(stage.add_agent("Boss", role="admin"))
    act = Act(
        Speaker("demo", "agent", boss.id, "Boss", BUILT_IN["admin"]),
        stage.now,
        "",
        f"seed{stage.now}",
    )
    account = account_store.get("demo")
    assert account
    accounts.change(act, str(account.version), given)


def staff(stage: Stage) -> None:
    """The account masks staff numbers and keeps card numbers."""
    settings(stage, mask_cards=False, mask_patterns=[{"name": "staff", "pattern": r"ST-\d{4}"}])


OWN_RULES = f"\u2022\u2022-\u2022\u2022\u2022\u2022 {CARD}"


def test_an_accounts_rules_hold_from_the_next_line_on(talk: Talk) -> None:
    stage, chat, *_ = talk
    say(talk, 1, f"ST-1234 {CARD}")
    staff(stage)

    say(talk, 2, f"ST-1234 {CARD}")

    assert stage.lines(chat)[-2:] == [f"ST-1234 {MASKED}", OWN_RULES]


def test_another_process_hears_of_them_by_the_write_it_is_refused(talk: Talk) -> None:
    stage, chat, *_ = talk
    staff(stage)
    masking._known.clear()

    answer = say(talk, 1, f"ST-1234 {CARD}")

    assert stage.lines(chat)[-1] == answer[-1]["text"] == OWN_RULES
    assert "ST-1234" not in everything(stage)


def test_a_chat_left_behind_by_a_change_is_brought_along_by_its_next_line(talk: Talk) -> None:
    stage, chat, *_ = talk
    staff(stage)
    chat_store.set_masks(chat, "long ago")

    say(talk, 1, f"ST-1234 {CARD}")

    assert stage.lines(chat)[-1] == OWN_RULES
    assert stage.chat(chat).masks == masking.known(chat).digest() != ""


def test_chats_that_wait_or_begin_later_have_them_too(stage: Stage) -> None:
    waiting, window = start(stage, 0)
    staff(stage)
    later, other = start(stage, 1)

    for index, (chat, socket) in enumerate(((waiting, window), (later, other))):
        client = f"visitor{'ab'[index]}"
        stage.send(socket, action="post", chat=chat, client=client, n=1, text="ST-1234")
        assert stage.lines(chat)[-1] == "\u2022\u2022-\u2022\u2022\u2022\u2022"


def test_rules_taken_back_mask_no_more(talk: Talk) -> None:
    stage, chat, *_ = talk
    staff(stage)
    settings(stage, mask_cards=True, mask_patterns=[])

    say(talk, 1, f"ST-1234 {CARD}")

    assert stage.lines(chat)[-1] == f"ST-1234 {MASKED}"
    assert stage.chat(chat).masks == ""


def test_with_rules_of_its_own_a_line_is_one_write_and_no_read_either(talk: Talk) -> None:
    stage, *_ = talk
    staff(stage)
    say(talk, 1, "Hi")
    with mock.patch.object(account_store, "get", side_effect=AssertionError):
        stage.now += 60_000
        assert say(talk, 2, "ST-1234")[-1]["event"] == "posted"


def test_a_text_of_no_account_is_nobodys() -> None:
    assert masking.masked("demo", "", 0) == ""
    assert chats.Opening("visitora").name == ""


def test_all_chats_that_run_follow_at_once_each_within_its_account(stage: Stage) -> None:
    stage.open_agent(stage.add_agent("Ada"))
    running = [start(stage, number)[0] for number in range(24)]
    done: list[tuple[str, str]] = []
    together = threading.Barrier(8)

    def set_masks(chat: str, masks: str) -> None:
        # Eight are on their way before any is done, or the barrier breaks.
        together.wait(10)
        done.append((chat, wall.confined()))
        named(chat, masks)

    named = chat_store.set_masks
    wall.confine("demo")
    with mock.patch.object(chat_store, "set_masks", set_masks):
        masking.follow("demo")
    wall.confine("")

    assert sorted(done) == sorted((chat, "demo") for chat in running)


def test_a_chat_that_cannot_follow_fails_the_change(stage: Stage) -> None:
    start(stage)
    with (
        mock.patch.object(chat_store, "set_masks", side_effect=Unavailable("Try again.")),
        pytest.raises(Unavailable),
    ):
        masking.follow("demo")
