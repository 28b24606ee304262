"""The audit trail: who did what to which object, when and whence. An entry is never changed."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from chalicelib.domain.ids import seeded
from chalicelib.domain.record import Record
from chalicelib.domain.speaker import COMMAND, Speaker

MOST_TOLD, MOST_NAMED = 20_000, 200


class Entry(NamedTuple):
    """What was done; `before` and `after` hold what differs, as JSON objects."""

    account: str
    id: str
    at: int
    kind: str
    by: str
    by_name: str
    action: str
    object: str
    before: str
    after: str
    ip: str


class Act(NamedTuple):
    """Something asked for: by whom, when, from which address. New ids are made of `seed`."""

    speaker: Speaker
    at: int
    ip: str
    seed: str

    def entry(
        self,
        action: str,
        thing: str,
        before: Mapping[str, object] | None = None,
        after: Mapping[str, object] | None = None,
    ) -> Entry:
        """The entry of what is done to a thing; asked again it is the same entry."""
        speaker = self.speaker
        first, second = difference(before or {}, after or {})
        return Entry(
            speaker.account,
            seeded("au", f"{action}#{thing}#{self.seed}"),
            self.at,
            speaker.kind,
            speaker.id,
            speaker.name,
            action,
            thing,
            _told(first),
            _told(second),
            self.ip,
        )


def command(account: str, name: str, now: int, seed: str) -> Act:
    """An act of who runs the installation: it may all, and comes from no address."""
    from chalicelib.domain.role import PERMISSIONS

    return Act(Speaker(account, COMMAND, name, name, frozenset(PERMISSIONS)), now, "", seed)


def difference(before: Mapping[str, object], after: Mapping[str, object]) -> tuple[Record, Record]:
    """What the two do not share: the one's and the other's."""
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return (
        {name: before[name] for name in names if name in before},
        {name: after[name] for name in names if name in after},
    )


def _told(fields: Record) -> str:
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True) if fields else "{}"
    if len(text) <= MOST_TOLD:
        return text
    # An item holds 400 KB; what is longer stands in the version of the configuration, or the tag.
    names = sorted(fields)
    more: Record = {"more": len(names) - MOST_NAMED} if len(names) > MOST_NAMED else {}
    return json.dumps({"fields": names[:MOST_NAMED], **more})
