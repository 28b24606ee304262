"""HTTP for agents: how often rules' invitations came to what."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain.engagement import Count
from chalicelib.domain.error import BadFrame
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import engagements

bp = Blueprint(__name__)
MOST_DAYS = 366
Day = Annotated[str, Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?(?!\n)$")]


class EngagementQuery(msgspec.Struct, forbid_unknown_fields=True):
    """Days (UTC) from one to another, both included; by default the last thirty."""

    from_: Day = msgspec.field(name="from", default="")
    to: Day = ""


class EngagementCount(msgspec.Struct, forbid_unknown_fields=True):
    """How many visits came how far with a rule's invitation, by variant and day; rule 0 is by hand.
    `control` were kept from it; of them `control_converted` converted all the same."""

    day: str
    rule: int
    variant: str
    offered: int
    shown: int
    accepted: int
    declined: int
    ignored: int
    control: int
    chatted: int
    converted: int
    control_converted: int


class EngagementCounts(msgspec.Struct, forbid_unknown_fields=True):
    """By day, rule and variant."""

    items: list[EngagementCount]


@operation(
    bp,
    "GET",
    "/v1/engagements",
    permission="visitors.read",
    query=EngagementQuery,
    answer=EngagementCounts,
)
def list_engagements(call: Call[Nothing]) -> Reply:
    """How often rules' invitations came to what."""
    today = datetime.fromtimestamp(call.now / 1_000, UTC).replace(hour=0, minute=0, second=0)
    last = _day(call.query.to, "to") or today
    first = _day(call.query.from_, "from") or last - timedelta(days=29)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise BadFrame(f"`from` comes before `to`, by {MOST_DAYS} days at most.")
    found = engagements.counts(call.speaker.account, first, last)
    return Reply(EngagementCounts([_told(one) for one in found]))


def _told(one: Count) -> EngagementCount:
    return EngagementCount(one.day, one.rule, one.variant, **one.states)


def _day(text: str, name: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError:
        raise BadFrame(f"`{name}` is no day: {text}. Write it like 2026-11-24.") from None
