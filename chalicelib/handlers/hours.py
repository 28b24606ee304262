"""HTTP for admins: business hours as routes take and give them, and how they would be now."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.domain import ids
from chalicelib.domain.error import BadFrame
from chalicelib.domain.hours import (
    DAYS,
    Hours,
    Told,
    hours_of,
    hours_record,
    is_open,
    next_change,
)
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, operation

bp = Blueprint(__name__)

MOST_SHIFTS = 10
MOST_DATES = 200
_CLOCK = rf"^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00){ids.END}"
Clock = Annotated[str, Meta(pattern=_CLOCK)]
Zone = Annotated[str, Meta(pattern=rf"^[A-Za-z0-9_+/-]{{1,64}}{ids.END}")]
Date = Annotated[str, Meta(pattern=rf"^[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}{ids.END}")]


class Shift(msgspec.Struct, forbid_unknown_fields=True):
    """Open from `opens` to before `closes`; one that closes before it opens does so the day
    after."""

    opens: Clock
    closes: Clock


Shifts = Annotated[list[Shift], Meta(max_length=MOST_SHIFTS)]


class HoursBody(msgspec.Struct, forbid_unknown_fields=True):
    """Business hours by the clock of `zone`: the shifts of each day of the `week`, Monday first,
    and in their place those of `special` dates, none for a holiday."""

    zone: Zone
    week: Annotated[list[Shifts], Meta(min_length=len(DAYS), max_length=len(DAYS))]
    special: Annotated[dict[Date, Shifts], Meta(max_length=MOST_DATES)] = {}


class HoursPreview(msgspec.Struct, forbid_unknown_fields=True):
    """Whether it is open now, and when that changes (epoch ms); null: never."""

    open: bool
    changes: int | None


@operation(
    bp,
    "POST",
    "/v1/hours/preview",
    permission="settings.read",
    body=HoursBody,
    answer=HoursPreview,
)
def preview_hours(call: Call[HoursBody]) -> Reply:
    """Whether such hours would be open now. Nothing is kept."""
    hours = _opening(call.body, call.now)
    return Reply(HoursPreview(is_open(hours, call.now), next_change(hours, call.now)))


def hours_asked(asked: HoursBody | None, now: int) -> Hours | None:
    """Hours as they were sent; None: always open. Raises BadFrame if they cannot be, or if all of
    their dates are over."""
    return _opening(asked, now) if asked else None


def hours_told(asked: HoursBody | None) -> Told | None:
    """Hours in the form of records, as a configuration keeps them. Raises BadFrame."""
    return hours_record(hours_of(msgspec.to_builtins(asked))) if asked else None


def hours_answer(hours: Hours | None) -> HoursBody | None:
    """Hours as answers give them."""
    return msgspec.convert(hours_record(hours), HoursBody) if hours else None


def _opening(asked: HoursBody, now: int) -> Hours:
    hours = hours_of(msgspec.to_builtins(asked))
    if not is_open(hours, now) and next_change(hours, now) is None:
        raise BadFrame("`hours` never open from now on: all dates are over. Add a shift.")
    return hours
