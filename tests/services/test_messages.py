"""A message is kept once whatever is lost on the way, masked, and told to those who answer."""

import pytest

from chalicelib.domain.error import BadFrame, NoSuchChat, NoSuchMessage, NotAllowed, Outdated
from chalicelib.domain.message import DONE, OPEN, Message
from chalicelib.services import messages
from chalicelib.services.messages import Left
from chalicelib.store import messages as message_store
from tests.faults import ANSWER, CRASH_AFTER, Fault, Injector, no_backoff
from tests.services.cast import act, start, vera
from tests.stage import SHOP, Stage

LEFT = Left(
    visitor=vera(0),
    visit="vs_" + "s" * 26,
    request="f" * 26,
    name="Vera",
    email="vera@shop.test",
    text="Please call me",
    language="en",
    url=f"{SHOP}/cart",
    title="Cart",
    chat="",
)


def leave(stage: Stage, **fields: str) -> str:
    """Vera leaves a message; its id."""
    return messages.leave("demo", SHOP, "203.0.113.9", LEFT._replace(**fields), stage.now).value


def kept(state: str = OPEN) -> list[Message]:
    """The account's messages in a state."""
    return list(messages.listed("demo", state, "", 50).items)


def test_the_same_message_sent_again_is_one_and_other_words_are_another(stage: Stage) -> None:
    first = leave(stage)
    stage.now += 1
    assert leave(stage) == first

    leave(stage, text="Or write to me")

    assert [message.text for message in kept()] == ["Or write to me", "Please call me"]


@pytest.mark.parametrize("kind", [ANSWER, CRASH_AFTER])
def test_a_lost_answer_or_a_death_leaves_one_message(stage: Stage, kind: str) -> None:
    injector = Injector(lambda: None, lambda: None)
    with no_backoff():
        for call in range(1, 5):
            with injector.armed(Fault(kind, call), None):
                leave(stage)

    assert injector.struck == 2
    assert leave(stage) == kept()[0].id
    assert len(kept()) == 1


def test_a_message_about_a_chat_is_one_from_all_tabs_and_of_its_visitor_alone(stage: Stage) -> None:
    chat, _ = start(stage)

    assert leave(stage, chat=chat) == leave(stage, chat=chat, request="g" * 26)

    (message,) = kept()
    assert message.chat == chat
    with pytest.raises(NoSuchChat):
        leave(stage, chat=chat, visitor=vera(1))
    with pytest.raises(NoSuchChat):
        leave(stage, chat="ch_other_" + "a" * 26)


def test_what_must_not_be_kept_is_masked_before_it_is_written(stage: Stage) -> None:
    leave(stage, text="My card is 4111 1111 1111 1111", name="4111111111111111")

    (message,) = kept()
    assert "1111 1111" not in message.text
    assert message.name == "411111••••••1111"


def test_nothing_is_kept_without_words_or_address_or_from_another_site(stage: Stage) -> None:
    for wrong, error in (({"text": ""}, BadFrame), ({"email": "vera"}, BadFrame)):
        with pytest.raises(error):
            leave(stage, **wrong)
    with pytest.raises(NotAllowed):
        messages.leave("demo", "https://else.test", "203.0.113.9", LEFT, stage.now)

    assert kept() == []


def test_an_agent_is_through_with_it_once_even_if_the_answer_is_lost(stage: Stage) -> None:
    message = leave(stage)

    first = messages.set_state(act(), message, "1", DONE).value
    again = messages.set_state(act(now=stage.now + 5), message, "1", DONE).value

    assert again == first
    assert (first.state, first.done_by) == (DONE, "ag_boss")
    assert (kept(), kept(DONE)) == ([], [first])
    with pytest.raises(Outdated):
        messages.set_state(act(by="ag_ben"), message, "1", DONE)
    opened = messages.set_state(act(by="ag_ben"), message, "2", OPEN).value
    assert (opened.done_by, opened.done_at) == ("", 0)


def test_of_two_agents_at_once_one_is_told_that_the_other_was_faster(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    message = messages.of_account("demo", leave(stage))
    messages.set_state(act(by="ag_ben"), message.id, "1", DONE)
    monkeypatch.setattr(message_store, "get", lambda *of: message)

    with pytest.raises(Outdated):
        messages.set_state(act(), message.id, "1", DONE)
    mine = messages.set_state(act(by="ag_ben"), message.id, "1", DONE).value

    assert mine.version == 2


def test_a_message_of_nobody_or_of_no_form_is_not_found(stage: Stage) -> None:
    for name in ("ms_" + "a" * 26, "' OR 1=1", ""):
        with pytest.raises(NoSuchMessage):
            messages.of_account("demo", name)


def test_lists_go_on_behind_a_cursor(stage: Stage) -> None:
    for text in ("one", "two", "three"):
        stage.now += 1
        leave(stage, text=text)

    first = messages.listed("demo", OPEN, "", 2)
    rest = messages.listed("demo", OPEN, first.next, 2)

    assert [message.text for message in first.items] == ["three", "two"]
    assert ([message.text for message in rest.items], rest.next) == (["one"], "")
