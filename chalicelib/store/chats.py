"""Chats: one small item each with the latest lines, older lines in blocks beside it. Called by
services."""

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.chat import (
    BLOCK_LINES,
    ENDED,
    GUEST,
    HOT_LINES,
    KEPT_LINES,
    LEFT,
    MONITOR,
    OPEN,
    VISITOR_HOLDER,
    WAITING,
    Chat,
    Draft,
    Line,
    Seat,
)
from chalicelib.domain.error import Conflict
from chalicelib.domain.ids import account_of
from chalicelib.store import keys, lines
from chalicelib.store.tables import ChatItem
from chalicelib.store.writes import Item, Refused, transact, update

PAGE = 50
# What tells who sits where, by its names in the item.
SEATS = [
    attribute.attr_name
    for attribute in (
        ChatItem.key,
        ChatItem.state,
        ChatItem.agent,
        ChatItem.holders,
        ChatItem.sockets,
        ChatItem.numbers,
    )
]


def append(
    chat_id: str, socket: str, draft: Draft, now: int, masks: str = "", before: str | None = None
) -> Chat:
    """Store a line: authorise, de-duplicate, order and store in one conditional write.

    `masks` names the rules by which it was masked; `before` those the chat has, if others. Raises
    Refused with the old item if the chat has others still, the socket does not sit there, the chat
    is over, or the number is not next.
    """
    had = masks if before is None else before
    client = draft.client
    actions: list[Action] = [
        ChatItem.lines.set(ChatItem.lines.append([lines.pack(client, draft.n, now, draft.text)])),
        ChatItem.seq.add(1),
        ChatItem.numbers[client].set(draft.n),
    ]
    if draft.delivered:
        actions.append(ChatItem.marks[client].set(_pack_marks(draft.delivered, draft.read)))
    if had != masks:
        actions.append(_masks_to(masks))
    if draft.sealed:
        actions.append(lines.sealing(client, draft.n, draft.sealed))
    # The socket sits here under this client's name, is still the agent's who holds the chat (or a
    # guest's, or the visitor's), the chat runs, and the number is the next one.
    condition = (
        _sits(client, socket)
        & ChatItem.state.is_in(WAITING, OPEN)
        & (ChatItem.numbers[client] == draft.n - 1)
        & (ChatItem.masks == had if had else ChatItem.masks.does_not_exist())
    )
    return to_chat(update(ChatItem, _key(chat_id), actions, condition))


def join(chat: Chat, seat: Seat, leaving: tuple[str, ...], line: tuple[str, int] = ("", 0)) -> Chat:
    """Take or renew a seat; `leaving` names clients whose seats are given up; `line`: what the
    system says of it, and when. Raises Refused.

    The condition repeats what the caller decided from its read: the same hands (fence), a running
    chat, and a client's name that is nobody else's.
    """
    client = seat.client
    holder = ChatItem.holders[client]
    actions: list[Action] = [
        ChatItem.sockets[client].set(seat.socket),
        holder.set(seat.holder),
        ChatItem.numbers[client].set(ChatItem.numbers[client] | 0),
    ]
    for gone in leaving:
        actions += [ChatItem.sockets[gone].remove(), ChatItem.holders[gone].remove()]
        actions += [ChatItem.numbers[gone].remove(), ChatItem.marks[gone].remove()]
    if seat.holder == VISITOR_HOLDER:
        actions.append(ChatItem.away_since.set(0))
    if line[0]:
        actions += system_line(*line)
    condition = (
        (ChatItem.fence == chat.fence)
        & ChatItem.state.is_in(WAITING, OPEN)
        & (holder.does_not_exist() | holder.is_in(*_same(seat)))
    )
    for gone in leaving:
        condition &= ChatItem.sockets[gone] == ""
    return to_chat(update(ChatItem, _key(chat.id), actions, condition))


def leave(chat_id: str, client: str, socket: str) -> Chat | None:
    """Empty a seat if this socket sits there; None if another does by now.

    A seat found empty counts as emptied: after a lost answer it was us.
    """
    try:
        item = update(
            ChatItem,
            _key(chat_id),
            [ChatItem.sockets[client].set("")],
            ChatItem.sockets[client] == socket,
        )
    except Refused as refused:
        chat = to_chat(refused.item) if refused.item else None
        seat = chat.seat(client) if chat else None
        return chat if seat and not seat.socket else None
    return to_chat(item)


def set_away(chat: Chat, now: int) -> None:
    """Note that the visitor's last socket is gone, unless they came back or it is noted already."""
    condition = (ChatItem.away_since == 0) & (ChatItem.state != ENDED)
    for seat in chat.seats:
        if seat.holder == VISITOR_HOLDER:
            condition &= ChatItem.sockets[seat.client] == seat.socket
    try:
        update(ChatItem, _key(chat.id), [ChatItem.away_since.set(now)], condition)
    except Refused:
        return


def mark(chat_id: str, client: str, socket: str, delivered: int, read: int) -> Chat:
    """Store a client's marks. Raises Refused if the socket does not sit there."""
    actions = [ChatItem.marks[client].set(_pack_marks(delivered, read))]
    return to_chat(update(ChatItem, _key(chat_id), actions, _sits(client, socket)))


def set_page(chat_id: str, client: str, socket: str, url: str, title: str) -> Chat:
    """Store the page the visitor is on. Raises Refused if the socket does not sit there."""
    actions = [ChatItem.url.set(url), ChatItem.title.set(title)]
    return to_chat(update(ChatItem, _key(chat_id), actions, _sits(client, socket)))


def mask_lines(chat: Chat, texts: dict[int, tuple[str, str]]) -> None:
    """Put masked texts in the place of lines at hand, by seq, each with what is kept sealed of it
    (`""`: nothing). One that moved to a block stays."""
    for line in chat.lines:
        text, sealed = texts.get(line.seq, (line.text, ""))
        if text == line.text:
            continue
        place = ChatItem.lines[line.seq - chat.first]
        packed = [lines.pack(line.client, line.n, line.at, each) for each in (line.text, text)]
        actions: list[Action] = [place.set(packed[1])]
        if sealed:
            actions.append(lines.sealing(line.client, line.n, sealed))
        try:
            # Lines move up when others move to a block: only this very line is replaced.
            update(ChatItem, _key(chat.id), actions, place == packed[0])
        except Refused:
            continue


def set_masks(chat_id: str, masks: str) -> None:
    """Name the rules by which a running chat's lines are masked from now on."""
    running = ChatItem.state.is_in(WAITING, OPEN)
    try:
        update(ChatItem, _key(chat_id), [_masks_to(masks)], running)
    except Refused:
        return


def rotate(chat: Chat) -> None:
    """Move older lines to a block of their own, in one transaction; another may be faster."""
    moving = min(len(chat.lines) - KEPT_LINES, BLOCK_LINES)
    if len(chat.lines) < HOT_LINES:
        return
    packed = lines.pack_block(chat.lines[:moving])
    sealed, removals = lines.sealed_going(chat, moving)
    block = ChatItem(
        chat_key(chat.id), keys.block(chat.first), packed=packed, sealed=sealed or None
    )
    # From the last on: DynamoDB counts places before any is removed, the emulator after each.
    actions: list[Action] = [ChatItem.lines[index].remove() for index in reversed(range(moving))]
    actions += removals
    actions.append(ChatItem.first.set(chat.first + moving))
    unmoved = ChatItem.first == chat.first
    try:
        transact(
            [
                lambda t: t.save(block),
                lambda t: t.update(head(chat.id), actions, condition=unmoved),
            ]
        )
    except Conflict:
        return


def get(chat_id: str, *, consistent: bool = True) -> Chat | None:
    """The chat with its latest lines, or None."""
    try:
        item = ChatItem.get(chat_key(chat_id), keys.CHAT, consistent_read=consistent)
    except ChatItem.DoesNotExist:
        return None
    return _chat(item)


def get_seats(chat_id: str) -> Chat | None:
    """The chat with who sits in it and without its lines; or None."""
    try:
        item = ChatItem.get(
            chat_key(chat_id), keys.CHAT, consistent_read=True, attributes_to_get=SEATS
        )
    except ChatItem.DoesNotExist:
        return None
    return _chat(item)


def get_many(chat_ids: list[str], *, consistent: bool = False) -> dict[str, Chat]:
    """The chats by id, those that exist; not necessarily their very latest state, unless that is
    asked for."""
    wanted = [_key(chat_id) for chat_id in chat_ids]
    found = ChatItem.batch_get(wanted, consistent_read=consistent)
    return {chat.id: chat for chat in map(_chat, found)}


def lines_after(chat: Chat, seq: int, limit: int) -> list[Line]:
    """The lines after `seq`, oldest first, at most `limit`; the older ones from the blocks."""
    if seq >= chat.first - 1:
        return [line for line in chat.lines if line.seq > seq][:limit]
    found = [line for item in lines.of_blocks(chat, seq) for line in lines.unpack_block(item)]
    found += [line for line in chat.lines if not found or line.seq > found[-1].seq]
    return [line for line in found if line.seq > seq][:limit]


def ended(account: str, at: int, before: str) -> tuple[list[Chat], bool]:
    """A page of the chats that ended in the month of `at`, newest first; whether there are more."""
    condition = ChatItem.ended_key < before if before else None
    found = ChatItem.by_end.query(
        keys.month(account, at), condition, scan_index_forward=False, limit=PAGE + 1
    )
    chats = [_chat(item) for item in found]
    return chats[:PAGE], len(chats) > PAGE


def ended_before(account: str, month: int, until: int, limit: int) -> list[Chat]:
    """Chats that ended in the month of a moment and before another, the first first."""
    over = ChatItem.ended_key < keys.moment(until, "")
    return [*map(_chat, ChatItem.by_end.query(keys.month(account, month), over, limit=limit))]


def delete(chat: Chat) -> None:
    """Delete a chat and all beside it; itself last: whatever a crash leaves is found again."""
    parts = [item.part for item in ChatItem.query(chat_key(chat.id), consistent_read=True)]
    with ChatItem.batch_write() as batch:
        for part in set(parts) - {keys.CHAT}:
            batch.delete(ChatItem(chat_key(chat.id), part))
    head(chat.id).delete()


def earlier(account: str, visitor: str) -> list[Chat]:
    """A visitor's ended chats, newest first, at most a page."""
    found = ChatItem.by_visitor.query(
        keys.below(account, visitor), scan_index_forward=False, limit=PAGE
    )
    return [_chat(item) for item in found]


def chat_key(chat_id: str) -> str:
    """The hash key of a chat."""
    return keys.below(account_of(chat_id), chat_id)


def head(chat_id: str) -> ChatItem:
    """The chat's own item, for transactions."""
    return ChatItem(chat_key(chat_id), keys.CHAT)


def new_item(chat: Chat) -> ChatItem:
    """A new chat as an item, with its system lines."""
    return ChatItem(
        chat_key(chat.id),
        keys.CHAT,
        state=chat.state,
        visitor=chat.visitor,
        visit=chat.visit,
        name=chat.name,
        email=chat.email,
        language=chat.language,
        place=chat.place,
        started=chat.started,
        waiting_since=chat.waiting_since,
        url=chat.url,
        title=chat.title,
        seq=chat.seq,
        sockets={seat.client: seat.socket for seat in chat.seats},
        holders={seat.client: seat.holder for seat in chat.seats},
        numbers={seat.client: seat.number for seat in chat.seats},
        masks=chat.masks or None,
        need=chat.need or None,
    )


def system_line(text: str, now: int) -> list[Action]:
    """The writes that add a line of the system's own."""
    packed = lines.pack("", 0, now, text)
    return [ChatItem.lines.set(ChatItem.lines.append([packed])), ChatItem.seq.add(1)]


def masks_of(item: Item | None) -> str:
    """The rules that a chat names, from DynamoDB's own form."""
    named: str = (item or {}).get(ChatItem.masks.attr_name, {}).get("S", "")
    return named


def to_chat(item: Item) -> Chat:
    """A chat from DynamoDB's own form."""
    return _chat(ChatItem.from_raw_data(item))


def _masks_to(masks: str) -> Action:
    action: Action = ChatItem.masks.set(masks) if masks else ChatItem.masks.remove()
    return action


def _sits(client: str, socket: str) -> Condition:
    holder = ChatItem.holders[client]
    mine = (holder == VISITOR_HOLDER) | (ChatItem.agent == holder) | holder.startswith(GUEST)
    sits: Condition = (ChatItem.sockets[client] == socket) & mine
    return sits


def _same(seat: Seat) -> list[str]:
    """Whoever sits there, in whatever part they did."""
    parts = () if seat.holder == VISITOR_HOLDER else (GUEST, MONITOR, LEFT)
    return [seat.who, *(part + seat.who for part in parts)]


def _key(chat_id: str) -> tuple[str, str]:
    return chat_key(chat_id), keys.CHAT


def _chat(item: ChatItem) -> Chat:
    return Chat(
        account=item.key.split("#")[0],
        id=item.key.split("#")[1],
        state=item.state or ENDED,
        visitor=item.visitor or "",
        visit=item.visit or "",
        name=item.name,
        email=item.email,
        language=item.language,
        agent=item.agent,
        agent_name=item.agent_name,
        fence=int(item.fence),
        place=item.place,
        started=int(item.started),
        assigned=int(item.assigned),
        ended=int(item.ended),
        ended_by=item.ended_by,
        waiting_since=int(item.waiting_since),
        away_since=int(item.away_since),
        url=item.url,
        title=item.title,
        seq=int(item.seq),
        first=int(item.first),
        lines=tuple(lines.unpack(item)),
        seats=tuple(_seats(item)),
        masks=item.masks or "",
        sealed=tuple(lines.sealed_in(item)),
        need=item.need or "",
        offered=item.offered or "",
        offered_until=int(item.offered_until or 0),
        asked=frozenset(item.asked or ()),
    )


def _seats(item: ChatItem) -> list[Seat]:
    return [
        Seat(
            client, holder, item.sockets[client], item.numbers[client], *_unpack_marks(item, client)
        )
        for client, holder in item.holders.items()
    ]


def _pack_marks(delivered: int, read: int) -> str:
    return f"{delivered} {read}"


def _unpack_marks(item: ChatItem, client: str) -> tuple[int, int]:
    delivered, _, read = item.marks.get(client, "0 0").partition(" ")
    return int(delivered), int(read)
