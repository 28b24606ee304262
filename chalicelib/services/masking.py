"""Masking at the door: every text that visitors and agents fill, before it is written or told.
Called by services."""

from dataclasses import replace
from typing import TYPE_CHECKING

from chalicelib.domain.chat import Chat, Draft, Line
from chalicelib.domain.error import Unauthenticated
from chalicelib.domain.ids import account_of
from chalicelib.domain.masking import MASK, MOST_PARTS, Rules, mask, mask_together, may_go_on
from chalicelib.services import access
from chalicelib.store import chats as chat_store

if TYPE_CHECKING:
    pass


def masked(account: str, text: str, now: int) -> str:
    """A text as it may be kept. Raises Unauthenticated if there is no such account."""
    return mask(text, rules(account, now)) if text else text


def rules(account: str, now: int) -> Rules:
    """What the account masks, as of some seconds ago at most. Raises Unauthenticated."""
    found = access.account(account, now)
    return Rules(found.mask_cards, found.mask_patterns)


def masked_draft(chat_id: str, draft: Draft, now: int) -> tuple[Draft, dict[int, str]]:
    """A line as it may be kept, and what must be masked of the sender's lines before it, by seq.

    Those are read only if a number that they began may end here.
    """
    known = _rules_of_chat(chat_id, now)
    text = mask(draft.text, known)
    if text != draft.text:
        return replace(draft, text=text), {}
    if not may_go_on(text, known):
        return draft, {}
    chat = chat_store.get(chat_id)
    return _masked_with_those_before(chat, draft, known) if chat else (draft, {})


def _rules_of_chat(chat_id: str, now: int) -> Rules:
    try:
        return rules(account_of(chat_id), now)
    except Unauthenticated:
        # The write refuses the line: it looks like any other chat that is not the sender's.
        return Rules()


def _masked_with_those_before(
    chat: Chat, draft: Draft, known: Rules
) -> tuple[Draft, dict[int, str]]:
    before = _lines_before(chat, draft)
    *earlier, text = mask_together([*(line.text for line in before), draft.text], known)
    told = zip(before, earlier, strict=True)
    changed = {line.seq: whole for line, whole in told if whole != line.text}
    return replace(draft, text=_as_stored(chat, draft) or text), changed


def _lines_before(chat: Chat, draft: Draft) -> list[Line]:
    """The sender's latest lines at hand, from whatever tab, in order."""
    seat = chat.seat(draft.client)
    lines = [
        line
        for line in chat.lines
        if seat
        and line.sender == seat.holder
        and not (line.client == draft.client and line.n >= draft.n)
    ]
    return lines[-MOST_PARTS:]


def _as_stored(chat: Chat, draft: Draft) -> str:
    """The text of a line sent again that was masked because of those before it: by now they are
    masked too and do not tell."""
    for line in chat.lines:
        if (line.client, line.n) == (draft.client, draft.n) and _covers(line.text, draft.text):
            return line.text
    return ""


def _covers(masked: str, text: str) -> bool:
    return len(masked) == len(text) and all(
        kept in (MASK, char) for kept, char in zip(masked, text, strict=True)
    )
