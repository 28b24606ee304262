"""HTTP for admins: the versions of the account's tag, what differs between them, the way back."""

import re
from typing import Any

import msgspec
from chalice.app import Blueprint

from chalicelib.domain.error import BadFrame, NoSuchVersion
from chalicelib.domain.publishing import RuleChange, TagVersion
from chalicelib.handlers.audit import By
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.config import ChangeAnswer
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.services import publishing

bp = Blueprint(__name__)

_NUMBER = r"^[1-9][0-9]{0,11}(?!\n)$"
MOST_TOLD = 500


class TagVersionAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A version of the tag: since when, by whom, what was done to what, how many rules it has.
    `src` and `integrity` are those of the copy that never changes (`""` before it was published, or
    where a later version overtook it), `published` when it was made."""

    version: int
    at: int
    by: By
    action: str
    object: str
    rules: int
    src: str
    integrity: str
    engine: str
    published: int


class TagVersionList(msgspec.Struct, forbid_unknown_fields=True):
    """Versions, the newest first, and where the list goes on."""

    items: list[TagVersionAnswer]
    next: str


class CompareQuery(msgspec.Struct, forbid_unknown_fields=True):
    """With which version to compare: -1 is the one before, 0 a tag without rules."""

    other: int = -1


class RuleChangeAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What became of a rule: `added`, `removed`, `changed` or `moved`; the fields that differ."""

    kind: str
    rule: str
    number: int
    name: str
    before: dict[str, Any]
    after: dict[str, Any]


class ComparedAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A version, and what was changed in it since another; `total` changes of rules, of which the
    first 500 are told."""

    version: TagVersionAnswer
    other: int
    rules: list[RuleChangeAnswer]
    total: int
    settings: list[ChangeAnswer]


@operation(
    bp, "GET", "/v1/tag/versions", permission="rules.read", query=Page, answer=TagVersionList
)
def list_tag_versions(call: Call[Nothing]) -> Reply:
    """The versions of the account's tag, the newest first."""
    after = call.query.after
    if after and not re.search(_NUMBER, after):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    page = publishing.versions(call.speaker.account, int(after or 0), call.query.limit)
    return Reply(TagVersionList([_answer(version) for version in page.items], page.next))


@operation(
    bp,
    "GET",
    "/v1/tag/versions/{version}",
    permission="rules.read",
    query=CompareQuery,
    answer=ComparedAnswer,
)
def get_tag_version(call: Call[Nothing]) -> Reply:
    """A version of the tag, and what differs from the one before it or from another."""
    found = publishing.compare(call.speaker.account, _number(call), call.query.other)
    changes = [_change(one) for one in found.rules[:MOST_TOLD]]
    settings = [ChangeAnswer(*one) for one in found.settings]
    answer = _answer(found.version)
    return Reply(ComparedAnswer(answer, found.other, changes, len(found.rules), settings))


@operation(
    bp,
    "POST",
    "/v1/tag/versions/{version}/restore",
    permission="rules.write",
    answer=TagVersionAnswer,
)
def restore_tag_version(call: Call[Nothing]) -> Reply:
    """Bring the rules back as they were in a version, all of them, as a new one."""
    outcome = publishing.restore(call.act, _number(call))
    return Reply(_answer(outcome.value), events=outcome.events)


def _number(call: Call[Any]) -> int:
    number = call.path["version"]
    if not re.search(_NUMBER, number):
        raise NoSuchVersion(
            f"The tag has no version {number[:20]}. The list of versions names them."
        )
    return int(number)


def _answer(version: TagVersion) -> TagVersionAnswer:
    return TagVersionAnswer(
        version.number,
        version.at,
        By(version.kind, version.by, version.by_name),
        version.action,
        version.object,
        version.total,
        version.src,
        version.integrity,
        version.engine,
        version.published,
    )


def _change(change: RuleChange) -> RuleChangeAnswer:
    return RuleChangeAnswer(*change)
