"""Rules and the versions of the tag. Called by services and by outbound/publishing.py.

Rules are kept in blocks: packed, named by what they hold, never changed. Where an account stands is
its head, which names its blocks in order; so any change, of one rule or of ten thousand, is one
write of the head, and going back to a version is naming its blocks again.
"""

import hashlib
import json
import zlib
from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.publishing import Book, TagVersion
from chalicelib.domain.record import Record
from chalicelib.store.admin_tables import RuleItem
from chalicelib.store.writes import Refused, Write, update

HEAD = "head"
_BLOCK, _VERSION = "block#", "version#"
# On average; a rule of a long text makes them shorter, since an item holds 400 KB.
_RULES_IN_BLOCK = 64
_BLOCK_BYTES = 200_000
_MOST_KEPT = 2_000
_packed: OrderedDict[tuple[str, str], bytes] = OrderedDict()


def head(account: str) -> Book:
    """Where an account's rules stand, without them."""
    try:
        item = RuleItem.get(account, HEAD, consistent_read=True)
    except RuleItem.DoesNotExist:
        return Book(account)
    return Book(
        account,
        (),
        int(item.rules or 0),
        int(item.version or 0),
        int(item.next or 1),
        tuple(item.blocks or ()),
        int(item.published or 0),
    )


def read(account: str) -> Book:
    """An account's rules as they stand."""
    found = head(account)
    return found._replace(rules=of_blocks(account, found.blocks))


def of_blocks(account: str, blocks: Sequence[str]) -> tuple[Record, ...]:
    """The rules of some blocks, in their order."""
    # Taken out before others are put in: room is made of what was used longest ago.
    held = {name: _packed[account, name] for name in blocks if (account, name) in _packed}
    held |= dict(_read(account, [name for name in blocks if name not in held]))
    rules: list[Record] = []
    for name in blocks:
        packed = held[name]
        _keep(account, name, packed)
        rules += json.loads(zlib.decompress(packed))
    return tuple(rules)


def keep(book: Book, rules: Sequence[Record]) -> Book:
    """The book with these rules in place of its own, whose blocks are written: nobody names them
    before the head does. Writing them twice is writing them once."""
    texts = {_name(text): text for text in _texts(rules)}
    new = [name for name in texts if name not in book.blocks]
    packed = {name: zlib.compress(texts[name].encode(), 6) for name in new}
    with RuleItem.batch_write() as batch:
        for name in new:
            batch.save(RuleItem(book.account, _BLOCK + name, packed=packed[name]))
    for name in new:
        _keep(book.account, name, packed[name])
    top = max((int(str(rule["number"])) for rule in rules), default=0)
    return book._replace(
        rules=tuple(rules),
        total=len(rules),
        # A number is never used again.
        next=max(book.next, top + 1),
        blocks=tuple(texts),
    )


def saving(before: Book, after: Book, version: TagVersion) -> list[Write]:
    """The writes by which a book is what it is from now on, and its version is kept, if nobody
    changed it since `before`."""
    item, shown = RuleItem(before.account, HEAD), _version_item(version)
    actions = [
        RuleItem.version.set(after.version),
        RuleItem.next.set(after.next),
        RuleItem.rules.set(after.total),
        RuleItem.blocks.set(list(after.blocks)),
    ]
    same = RuleItem.version == before.version
    unchanged = same if before.version else RuleItem.part.does_not_exist()
    return [
        lambda t: t.update(item, actions, condition=unchanged),
        lambda t: t.save(shown, condition=RuleItem.part.does_not_exist()),
    ]


def versions(account: str, before: int, limit: int) -> list[TagVersion]:
    """The tag's versions, the newest first; those before a number if it is not 0."""
    below = RuleItem.part.between(_VERSION, _version_key(before - 1))
    condition = below if before else RuleItem.part.startswith(_VERSION)
    found = RuleItem.query(
        account, condition, scan_index_forward=False, limit=limit, consistent_read=True
    )
    return [_version(item) for item in found]


def version(account: str, number: int) -> TagVersion | None:
    """A version of the tag, or None."""
    try:
        return _version(RuleItem.get(account, _version_key(number), consistent_read=True))
    except RuleItem.DoesNotExist:
        return None


def note_published(made: TagVersion) -> None:
    """Keep which copy was made of a version, and that the CDN has it; a later one stays noted."""
    copy: list[Action] = [
        RuleItem.src.set(made.src),
        RuleItem.integrity.set(made.integrity),
        RuleItem.engine.set(made.engine),
        RuleItem.published.set(made.published),
    ]
    behind = RuleItem.published.does_not_exist() | (RuleItem.published <= made.number)
    there = RuleItem.part.exists()
    _note(made.account, _version_key(made.number), copy, there)
    _note(made.account, HEAD, [RuleItem.published.set(made.number)], there & behind)


def _note(account: str, part: str, actions: list[Action], condition: Condition) -> None:
    try:
        update(RuleItem, (account, part), actions, condition)
    except Refused:
        # Of an account without rules there is no version; a later one is noted already.
        return


def _read(account: str, names: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    keys = [(account, _BLOCK + name) for name in dict.fromkeys(names)]
    for item in RuleItem.batch_get(keys, consistent_read=True):
        yield item.part.removeprefix(_BLOCK), bytes(item.packed or b"")


def _keep(account: str, name: str, packed: bytes) -> None:
    """What never changes may be remembered for as long as there is room."""
    _packed[account, name] = packed
    _packed.move_to_end((account, name))
    while len(_packed) > _MOST_KEPT:
        _packed.popitem(last=False)


def _texts(rules: Iterable[Record]) -> Iterator[str]:
    """The rules in blocks. Where one ends depends on its last rule alone, so that a change makes
    one block anew and leaves those behind it as they are."""
    block: list[str] = []
    size = 0
    for rule in rules:
        text = json.dumps(rule, separators=(",", ":"))
        if block and size + len(text) > _BLOCK_BYTES:
            yield f"[{','.join(block)}]"
            block, size = [], 0
        block.append(text)
        size += len(text)
        if _ends_block(str(rule["id"])):
            yield f"[{','.join(block)}]"
            block, size = [], 0
    if block:
        yield f"[{','.join(block)}]"


def _ends_block(rule_id: str) -> bool:
    return zlib.crc32(rule_id.encode()) % _RULES_IN_BLOCK == 0


def _name(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:20]


def _version_key(number: int) -> str:
    return f"{_VERSION}{number:012d}"


def _version_item(version: TagVersion) -> RuleItem:
    return RuleItem(
        version.account,
        _version_key(version.number),
        version=version.number,
        blocks=list(version.blocks),
        rules=version.total,
        settings=json.dumps(version.settings),
        at=version.at,
        kind=version.kind,
        by=version.by,
        by_name=version.by_name,
        action=version.action,
        object=version.object,
    )


def _version(item: RuleItem) -> TagVersion:
    return TagVersion(
        item.account,
        int(item.version or 0),
        int(item.at or 0),
        item.kind or "",
        item.by or "",
        item.by_name or "",
        item.action or "",
        item.object or "",
        tuple(item.blocks or ()),
        int(item.rules or 0),
        json.loads(item.settings or "{}"),
        item.src or "",
        item.integrity or "",
        item.engine or "",
        int(item.published or 0),
    )
