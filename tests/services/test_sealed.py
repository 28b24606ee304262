"""What is masked and kept: sealed before it is written, shown to nobody but who may reveal it."""

import json
from unittest import mock

import pytest

from chalicelib.domain.error import (
    KeyDisabled,
    NoSuchChat,
    NoSuchLine,
    NothingKept,
    NotReadable,
    Unavailable,
)
from chalicelib.services import accounts, audit, data_keys, sealed
from chalicelib.store import accounts as account_store
from chalicelib.store import chats as chat_store
from chalicelib.store import lines as line_store
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import update
from tests.handlers.cast import stored
from tests.services.cast import act, join, start
from tests.stage import Stage
from tests.vault import Vault

ORDER, CARD = "ORD-739154", "4111 1111 1111 1111"
MASKED_ORDER = "\u2022\u2022\u2022-\u2022\u2022\u2022\u2022\u2022\u2022"
PATTERNS = [
    {"name": "order", "pattern": r"ORD-\d{6}", "keep": True},
    {"name": "staff", "pattern": r"ST-\d{4}", "keep": False},
]


class Talk:
    """Vera writes to Ada, in an account that keeps order numbers."""

    def __init__(self, stage: Stage) -> None:
        self.stage, self.vault = stage, Vault()
        self.settings(mask_patterns=PATTERNS)
        self.console = stage.open_agent(stage.add_agent("Ada"))
        self.chat, self.window = start(stage)
        join(stage, self.console, self.chat)
        self.n = 0

    def settings(self, **given: object) -> None:
        """The account's admin changes what is masked and kept."""
        account = account_store.get("demo")
        assert account
        accounts.change(act(now=self.stage.now), str(account.version), given)

    def say(self, text: str, n: int = 0) -> dict[str, object]:
        """Vera writes; what her tab is answered."""
        self.n = n or self.n + 1
        post = {"action": "post", "chat": self.chat, "client": "visitora", "n": self.n}
        answers = self.stage.send(self.window, **post, text=text)
        return answers[-1]

    def reveal(self, seq: int) -> str:
        """An admin reveals a line."""
        return sealed.reveal(act(now=self.stage.now), self.chat, seq, "A refund")

    def everything(self) -> str:
        """All that is stored and all that was sent."""
        return json.dumps(stored()) + json.dumps(self.stage.inbox)


@pytest.fixture
def talk(stage: Stage) -> Talk:
    """As above."""
    return Talk(stage)


def test_a_line_is_masked_for_all_and_revealed_to_whoever_asks(talk: Talk) -> None:
    answer = talk.say(f"It is {ORDER}, by ST-1234")

    masked = f"It is {MASKED_ORDER}, by \u2022\u2022-\u2022\u2022\u2022\u2022"
    assert answer["text"] == talk.stage.lines(talk.chat)[-1] == masked
    assert talk.reveal(2) == f"It is {ORDER}, by \u2022\u2022-\u2022\u2022\u2022\u2022"
    assert "739154" not in talk.everything()


def test_nothing_that_is_kept_stands_anywhere_in_clear(
    talk: Talk, capfd: pytest.CaptureFixture[str]
) -> None:
    words = enumerate(("", "\u00e4", "\U0001d400"))
    texts = [f"{word} ORD-73915{n}" * (n + 1) for n, word in words]
    texts += [f"{'x' * 3_000} {ORDER}", "ORD-739151\nORD-739152", f"\u202e{ORDER}"]
    for text in [*texts, *texts, *texts]:
        talk.say(text)

    assert talk.stage.chat(talk.chat).first > 1
    revealed = [talk.reveal(seq) for seq in range(2, len(texts) * 3 + 2)]
    assert all("ORD-73915" in text for text in revealed)
    told = capfd.readouterr()
    assert "73915" not in talk.everything() + told.out + told.err
    assert talk.stage.chat(talk.chat).seq == len(texts) * 3 + 1


def test_what_is_kept_moves_with_its_line_to_a_block(talk: Talk) -> None:
    for number in range(30):
        talk.say(f"ORD-7391{number:02d}")

    chat = talk.stage.chat(talk.chat)
    assert len(chat.sealed) == len([line for line in chat.lines if line.client])
    assert [talk.reveal(seq) for seq in (2, 15, 31)] == ["ORD-739100", "ORD-739113", "ORD-739129"]
    _, kept = line_store.whole(chat, 1_000)
    assert len(kept) == 30


def test_card_numbers_are_kept_only_where_that_is_switched_on(talk: Talk) -> None:
    talk.say(CARD)
    talk.settings(keep_cards=True)
    talk.say(CARD)

    with pytest.raises(NothingKept):
        talk.reveal(2)
    assert talk.reveal(3) == CARD
    assert "1111 1111 1111" not in talk.everything()


def test_a_number_over_two_lines_is_kept_in_both(talk: Talk) -> None:
    talk.settings(keep_cards=True)
    talk.say("4111 1111 11")
    talk.say("11 1111")

    masked = ["4111 11\u2022\u2022 \u2022\u2022", "\u2022\u2022 1111"]
    assert talk.stage.lines(talk.chat)[-2:] == masked
    assert [talk.reveal(seq) for seq in (2, 3)] == ["4111 1111 11", "11 1111"]


def test_the_code_that_belongs_to_a_card_is_never_kept(talk: Talk) -> None:
    talk.settings(keep_cards=True)
    talk.say("4111 1111 1111")
    talk.say("1111")
    talk.say("737")

    assert talk.stage.lines(talk.chat)[-1] == "\u2022\u2022\u2022"
    with pytest.raises(NothingKept):
        talk.reveal(4)


def test_a_line_without_anything_to_keep_asks_nothing_more(talk: Talk) -> None:
    talk.say("Hi")
    with (
        mock.patch.object(data_keys, "newest", side_effect=AssertionError),
        mock.patch.object(account_store, "get", side_effect=AssertionError),
        mock.patch.object(chat_store, "get", side_effect=AssertionError),
    ):
        talk.stage.now += 60_000
        assert talk.say("Hello, ST-1234")["event"] == "posted"
    assert talk.stage.chat(talk.chat).sealed == ()


def test_a_line_that_cannot_be_sealed_is_refused_and_comes_again(talk: Talk) -> None:
    data_keys.forget()
    for failing in (talk.vault.away, talk.vault.off):
        with failing():
            refused = talk.say(f"It is {ORDER}", n=1)
            assert (refused["event"], refused["code"]) == ("error", "unavailable")
            assert ORDER not in json.dumps(refused)
            assert talk.stage.chat(talk.chat).seq == 1

    assert talk.say(f"It is {ORDER}", n=1)["event"] == "posted"
    assert talk.reveal(2) == f"It is {ORDER}"
    assert talk.stage.chat(talk.chat).seq == 2


def test_other_lines_go_on_while_kms_is_away(talk: Talk) -> None:
    data_keys.forget()
    with talk.vault.away():
        assert talk.say("Hi")["event"] == "posted"


def test_a_line_sent_again_is_sealed_once(talk: Talk) -> None:
    first = talk.say(ORDER, n=1)
    again = talk.say(ORDER, n=1)

    assert again["seq"] == first["seq"]
    assert len(talk.stage.chat(talk.chat).sealed) == 1


def test_what_was_sealed_for_one_line_opens_for_no_other(talk: Talk) -> None:
    talk.say(ORDER)
    talk.say("ORD-739155")
    (_, _, first), (client, n, _) = talk.stage.chat(talk.chat).sealed
    swapped = [f"{client} {n} {first}"]
    key = (chat_store.chat_key(talk.chat), "chat")
    update(ChatItem, key, [ChatItem.sealed.set(swapped)])

    with pytest.raises(NotReadable):
        talk.reveal(3)


def test_what_was_sealed_in_one_chat_opens_in_no_other(talk: Talk) -> None:
    talk.say(ORDER)
    other, window = start(talk.stage, 1)
    post = {"action": "post", "chat": other, "client": "visitorb", "n": 1, "text": "ORD-000000"}
    talk.stage.send(window, **post)
    stolen = [f"visitorb 1 {talk.stage.chat(talk.chat).sealed[0][2]}"]
    update(ChatItem, (chat_store.chat_key(other), "chat"), [ChatItem.sealed.set(stolen)])

    seq = talk.stage.chat(other).seq
    with pytest.raises(NotReadable):
        sealed.reveal(act(), other, seq, "A refund")


def test_without_its_key_nothing_is_opened_or_noted(talk: Talk) -> None:
    talk.say(ORDER)
    data_keys.forget()

    with talk.vault.off(), pytest.raises(KeyDisabled):
        talk.reveal(2)
    with talk.vault.away(), pytest.raises(Unavailable):
        talk.reveal(2)
    assert "chat.reveal" not in {e.action for e in audit.entries("demo", "", 9, 2**45).items}


def test_each_reveal_is_in_the_audit_trail_with_its_reason(talk: Talk) -> None:
    talk.say(ORDER)
    sealed.reveal(act(), talk.chat, 2, f"Refund of {ORDER}")

    entries = audit.entries("demo", "", 10, talk.stage.now).items
    (entry,) = (entry for entry in entries if entry.action == "chat.reveal")
    assert (entry.object, entry.by) == (talk.chat, "ag_boss")
    assert json.loads(entry.after) == {"line": 2, "reason": f"Refund of {MASKED_ORDER}"}
    assert "739154" not in talk.everything()


def test_what_cannot_be_noted_is_not_told(talk: Talk) -> None:
    talk.say(ORDER)
    with (
        mock.patch("chalicelib.store.audit.put", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        talk.reveal(2)


def test_old_values_stay_readable_after_a_new_key(talk: Talk) -> None:
    talk.say(ORDER)
    data_keys.renew(act())
    talk.say("ORD-739155")

    assert [value[:2] for _, _, value in talk.stage.chat(talk.chat).sealed] == ["1.", "2."]
    assert [talk.reveal(seq) for seq in (2, 3)] == [ORDER, "ORD-739155"]


def test_lines_that_hide_too_much_are_refused(talk: Talk) -> None:
    talk.settings(mask_patterns=[{"name": "all", "pattern": r"\w", "keep": True}])

    refused = talk.say("\u4e2d----" * 600)

    assert (refused["code"], talk.stage.chat(talk.chat).seq) == ("bad_frame", 1)
    assert "several lines" in str(refused["message"])


def test_who_asks_for_what_is_not_there_is_told(talk: Talk) -> None:
    talk.say("Hi")

    with pytest.raises(NothingKept):
        talk.reveal(2)
    with pytest.raises(NoSuchLine, match="It has 2 lines"):
        talk.reveal(3)
    with pytest.raises(NoSuchChat):
        sealed.reveal(act(account="acme"), talk.chat, 2, "A refund")


def test_settings_that_keep_need_a_key(stage: Stage) -> None:
    vault = Vault()
    account = account_store.get("demo")
    assert account
    with vault.away(), pytest.raises(Unavailable):
        accounts.change(act(), str(account.version), {"mask_patterns": PATTERNS})

    assert account_store.get("demo") == account
