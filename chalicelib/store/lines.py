"""A chat's lines and what is kept sealed of them, as they stand in its item and in blocks.

Called by store/chats.py and services."""

import json
import zlib
from typing import Any

from pynamodb.expressions.update import Action

from chalicelib.domain.chat import BLOCK_LINES, Chat, Line, bare
from chalicelib.store import keys
from chalicelib.store.tables import ChatItem

# Client, number and what is sealed of the line that they name.
Sealed = tuple[str, int, str]


def whole(chat: Chat, limit: int) -> tuple[list[Line], frozenset[tuple[str, int]]]:
    """All lines, oldest first; and of which, by client and number, something is kept sealed."""
    blocks = of_blocks(chat, 0) if chat.first > 1 else []
    lines = [line for block in blocks for line in unpack_block(block)]
    lines += [line for line in chat.lines if not lines or line.seq > lines[-1].seq]
    sealed = [*chat.sealed, *(one for block in blocks for one in sealed_in(block))]
    return lines[:limit], frozenset((client, n) for client, n, _ in sealed)


def sealed_of(chat: Chat, seq: int) -> tuple[Line, list[str]] | None:
    """A line and what is kept sealed of it, in the order in which it was; None if there is no such
    line."""
    blocks = of_blocks(chat, seq - 1) if 0 < seq < chat.first else []
    lines = [line for block in blocks for line in unpack_block(block)]
    line = next((line for line in [*lines, *chat.lines] if line.seq == seq), None)
    if line is None:
        return None
    # A release that does not know of it leaves it in the chat's item when lines move.
    sealed = [*(one for block in blocks for one in sealed_in(block)), *chat.sealed]
    return line, [value for client, n, value in sealed if (client, n) == (line.client, line.n)]


def of_blocks(chat: Chat, seq: int) -> list[ChatItem]:
    """The blocks that hold lines after `seq`."""
    # The block that holds seq + 1 may begin earlier.
    since = keys.block(max(1, seq + 2 - BLOCK_LINES))
    found = ChatItem.query(
        keys.below(chat.account, chat.id),
        ChatItem.part.between(since, keys.block(99_999_999)),
        consistent_read=True,
    )
    return list(found)


def pack_block(lines: tuple[Line, ...]) -> bytes:
    """Older lines, for a block."""
    rows: list[list[Any]] = [[x.seq, x.sender, x.client, x.n, x.at, x.text] for x in lines]
    return zlib.compress(json.dumps(rows, ensure_ascii=False).encode())


def unpack_block(item: ChatItem) -> list[Line]:
    """The lines of a block."""
    return [Line(*row) for row in json.loads(zlib.decompress(item.packed))]


def pack(client: str, n: int, at: int, text: str) -> str:
    """A line, for the chat's own item."""
    return json.dumps([client, n, at, text], ensure_ascii=False, separators=(",", ":"))


def unpack(item: ChatItem) -> list[Line]:
    """The lines in a chat's own item."""
    lines = []
    for seq, packed in enumerate(item.lines, int(item.first)):
        client, n, at, text = json.loads(packed)
        lines.append(Line(seq, bare(item.holders.get(client, "")), client, n, at, text))
    return lines


def sealing(client: str, n: int, value: str) -> Action:
    """The write that keeps what is sealed of a line; it is only ever added to."""
    action: Action = ChatItem.sealed.set((ChatItem.sealed | []).append([_pack((client, n, value))]))
    return action


def sealed_in(item: ChatItem) -> list[Sealed]:
    """What a chat's item or a block holds sealed."""
    parts = (packed.split(" ", 2) for packed in item.sealed or ())
    return [(client, int(n), value) for client, n, value in parts]


def sealed_going(chat: Chat, moving: int) -> tuple[list[str], list[Action]]:
    """What is sealed of the first lines and of those that moved before, for the block they move to;
    and the writes that take it from the chat's item."""
    staying = {(line.client, line.n) for line in chat.lines[moving:]}
    going = [at for at, (client, n, _) in enumerate(chat.sealed) if (client, n) not in staying]
    # From the last on, as the lines themselves.
    removals: list[Action] = [ChatItem.sealed[at].remove() for at in reversed(going)]
    return [_pack(chat.sealed[at]) for at in going], removals


def _pack(sealed: Sealed) -> str:
    client, n, value = sealed
    return f"{client} {n} {value}"
