"""Masking at the door: every text that visitors and agents fill, before it is written or told.
Called by services."""

from collections import deque
from collections.abc import Iterable
from contextvars import copy_context
from dataclasses import replace

from chalicelib.domain.account import Account
from chalicelib.domain.chat import Chat, Draft, Line
from chalicelib.domain.ids import account_of
from chalicelib.domain.masking import MASK, MOST_PARTS, Rules, mask, mask_together, may_go_on
from chalicelib.services import access
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import chats as chat_store
from chalicelib.store import routing as routing_store

_AT_ONCE = 16
_MOST_CHATS = 100_000
_MOST_KNOWN = 1_000
_known: dict[str, Rules] = {}
# Of lines before one, by seq: their masked texts, and what is kept sealed of what they had there.
Earlier = dict[int, tuple[str, str]]


def masked(account: str, text: str, now: int) -> str:
    """A text as it may be kept. Raises Unauthenticated if there is no such account."""
    return mask(text, rules(account, now)) if text else text


def rules(account: str, now: int) -> Rules:
    """What the account masks, as of some seconds ago at most. Raises Unauthenticated."""
    return _rules(access.account(account, now))


def known(chat_id: str) -> Rules:
    """The rules for a chat as this process last read them, however long ago: the write of a line
    says whether the chat has others, so that no line costs a read."""
    return _known.get(account_of(chat_id), Rules())


def fresh(account_id: str) -> Rules:
    """The rules as they stand."""
    account = account_store.get(account_id, consistent=True)
    # Without an account the write refuses the line: it looks like any other chat's.
    found = _rules(account) if account else Rules()
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    _known[account_id] = found
    return found


def follow(account_id: str) -> None:
    """Name the rules as they stand in all chats that run, so that they hold from the next line on.

    A chat that starts meanwhile looks again itself. Several are written at once: one after the
    other, a few thousand would take longer than a route may.
    """
    # Rare: no other start pays for the import.
    from concurrent.futures import ThreadPoolExecutor

    masks = fresh(account_id).digest()
    held = [chat for agent in agent_store.of_account(account_id) for chat in sorted(agent.chats)]
    chats = [*held, *(need.id for need in routing_store.waiting(account_id, _MOST_CHATS))]
    # Each with a context of its own, which holds the request within its account (store/wall.py).
    contexts = [copy_context() for _ in chats]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        done = pool.map(lambda of, chat: of.run(chat_store.set_masks, chat, masks), contexts, chats)
        deque(done, maxlen=0)


def changes_any(names: Iterable[str]) -> bool:
    """Whether settings of these names say what is masked or kept."""
    return any(name.startswith(("mask_", "keep_")) for name in names)


def masked_draft(chat_id: str, draft: Draft, known: Rules, now: int) -> tuple[Draft, Earlier]:
    """A line as it may be kept, and what must be masked of the sender's lines before it, by seq.

    Those are read only if a number that they began may end here. What the account keeps is sealed.
    Raises Unavailable if it cannot be, BadFrame if it is too much.
    """
    text = mask(draft.text, known)
    if text != draft.text:
        whole = mask(draft.text, known.lost()) if known.keeps_any else text
        sealed = _sealed(chat_id, draft.client, draft.n, whole, text, now)
        return replace(draft, text=text, sealed=sealed), {}
    if not may_go_on(text, known):
        return draft, {}
    chat = chat_store.get(chat_id)
    return _masked_with_those_before(chat, draft, known, now) if chat else (draft, {})


def _masked_with_those_before(
    chat: Chat, draft: Draft, known: Rules, now: int
) -> tuple[Draft, Earlier]:
    before = _lines_before(chat, draft)
    *earlier, text = mask_together([*(line.text for line in before), draft.text], known)
    told = zip(before, earlier, strict=True)
    changed = {line.seq: (line, whole) for line, whole in told if whole != line.text}
    stored = _as_stored(chat, draft)
    # Without a number over several lines it is the date or the code that belongs to one which is
    # masked: those are never kept.
    if stored or not (known.keep_cards and changed):
        masked = {seq: (whole, "") for seq, (_, whole) in changed.items()}
        return replace(draft, text=stored or text), masked
    kept = {
        seq: (whole, _sealed(chat.id, line.client, line.n, line.text, whole, now))
        for seq, (line, whole) in changed.items()
    }
    sealed = _sealed(chat.id, draft.client, draft.n, draft.text, text, now)
    return replace(draft, text=text, sealed=sealed), kept


def _sealed(chat_id: str, client: str, n: int, text: str, masked: str, now: int) -> str:
    if text == masked:
        return ""
    # Most functions never see a line of which something is kept.
    from chalicelib.services.sealed import seal

    return seal(chat_id, client, n, text, masked, now)


def _rules(account: Account) -> Rules:
    kept = tuple(sorted(account.keep_patterns))
    return Rules(account.mask_cards, account.mask_patterns, account.keep_cards, kept)


def _lines_before(chat: Chat, draft: Draft) -> list[Line]:
    """The sender's latest lines at hand, from whatever tab, in order."""
    seat = chat.seat(draft.client)
    lines = [
        line
        for line in chat.lines
        if seat
        and line.sender == seat.who
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
