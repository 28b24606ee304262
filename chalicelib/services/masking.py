"""Masking at the door: every text that visitors and agents fill, before it is written or told.
Called by services."""

from dataclasses import replace

from chalicelib.domain.chat import Chat, Draft, Line
from chalicelib.domain.ids import account_of
from chalicelib.domain.masking import MASK, MOST_PARTS, Rules, mask, mask_together, may_go_on
from chalicelib.services import access
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store

_MOST_CHATS = 100_000
_MOST_KNOWN = 1_000
_known: dict[str, Rules] = {}


def masked(account: str, text: str, now: int) -> str:
    """A text as it may be kept. Raises Unauthenticated if there is no such account."""
    return mask(text, rules(account, now)) if text else text


def rules(account: str, now: int) -> Rules:
    """What the account masks, as of some seconds ago at most. Raises Unauthenticated."""
    found = access.account(account, now)
    return Rules(found.mask_cards, found.mask_patterns)


def known(chat_id: str) -> Rules:
    """The rules for a chat as this process last read them, however long ago: the write of a line
    says whether the chat has others, so that no line costs a read."""
    return _known.get(account_of(chat_id), Rules())


def fresh(account_id: str) -> Rules:
    """The rules as they stand."""
    account = account_store.get(account_id, consistent=True)
    # Without an account the write refuses the line: it looks like any other chat's.
    found = Rules(account.mask_cards, account.mask_patterns) if account else Rules()
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[account_id] = found
    return found


def follow(account_id: str) -> None:
    """Name the rules as they stand in all chats that run, so that they hold from the next line on.

    A chat that starts meanwhile looks again itself.
    """
    masks = fresh(account_id).digest()
    held = [chat for agent in agent_store.of_account(account_id) for chat in sorted(agent.chats)]
    for chat in [*held, *routing_store.waiting(account_id, _MOST_CHATS)]:
        chat_store.set_masks(chat, masks)


def masked_draft(chat_id: str, draft: Draft, known: Rules) -> tuple[Draft, dict[int, str]]:
    """A line as it may be kept, and what must be masked of the sender's lines before it, by seq.

    Those are read only if a number that they began may end here.
    """
    text = mask(draft.text, known)
    if text != draft.text:
        return replace(draft, text=text), {}
    if not may_go_on(text, known):
        return draft, {}
    chat = chat_store.get(chat_id)
    return _masked_with_those_before(chat, draft, known) if chat else (draft, {})


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
