"""An account: a customer of the installation, owner of all data below it, and its settings."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from chalicelib.domain.pace import UNKNOWN, Pace
from chalicelib.domain.record import Record

if TYPE_CHECKING:
    from chalicelib.domain.hours import Hours

MINUTE_MS = 60_000
# How agents come to chats: handed to them, offered to one after the other, or picked by them.
AUTO, OFFER, PICK = "auto", "offer", "pick"
# Whether visitors are asked before anything is kept of them, and what their browser's wish is.
ASK, ASSUME = "ask", "assume"
HONOUR, IGNORE = "honour", "ignore"


@dataclass(frozen=True)
class Account:
    """An account and its settings; times in milliseconds.

    `origins`: the sites that may carry the tag. `grace`: how long a vanished agent's chats wait for
    them. `max_wait`: when a waiting chat that nobody took is over. `away_waiting`, `away_open`: how
    long a visitor may be gone before their waiting or open chat is over. `max_chats`: what a new
    agent takes at once. `mfa_required`, `password_days`: what sign-ins must bring (0: any age).
    `mask_cards`, `mask_patterns` (by name): what is masked in texts; `keep_cards`, `keep_patterns`
    (names): of which it is kept sealed. `accept_mode`: `auto`, `offer` (to each for `offer`) or
    `pick`. `wrap_up`: how long an ended chat holds its slot. `last_agent_days`: for how long a
    visitor goes to whom they spoke with last (0: not). `retention_months`: how long
    ended chats stay in the database. The button is busy while `max_queue` wait
    (0: any number) or a wait is likely longer than `busy_wait` (0: any). `hours`: when chats about
    no skill are answered (None: always). `suspended`: since when nothing is done for it (0: all
    is). `rules`: its routing rules by id, in their order; `rules_version` rises with each change of
    them. `version` rises with each change of settings. `pace`: how its chats go. `shown`:
    what the button tells beside its state, as JSON; `hours_watch`: when hours are looked at next.
    `rules_control`: how many visitors of a hundred never see a rule's invitation; a visit sees
    `invitations_per_visit` at most, `invitation_pause` apart (0: as they come).
    `consent`: `ask` visitors before anything is kept, or `assume`; `do_not_track`: `honour` or
    `ignore` it; `anonymise_ip`: addresses lose their end before they are kept. `identity_secrets`:
    what signs identities. `invited`: whom agents invite by hand.
    """

    id: str
    name: str
    origins: frozenset[str]
    grace: int = 20_000
    max_wait: int = 15 * MINUTE_MS
    away_waiting: int = 2 * MINUTE_MS
    away_open: int = 10 * MINUTE_MS
    availability: str = "offline"
    availability_at: int = 0
    max_chats: int = 3
    mfa_required: bool = False
    password_days: int = 0
    mask_cards: bool = True
    mask_patterns: tuple[tuple[str, str], ...] = ()
    keep_cards: bool = False
    keep_patterns: frozenset[str] = frozenset()
    accept_mode: str = AUTO
    offer: int = 30_000
    wrap_up: int = 0
    last_agent_days: int = 0
    retention_months: int = 13
    max_queue: int = 0
    busy_wait: int = 0
    consent: str = ASSUME
    do_not_track: str = HONOUR
    anonymise_ip: bool = False
    hours: "Hours | None" = None
    rules_control: float = 0
    invitations_per_visit: int = 0
    invitation_pause: int = 0
    rules: tuple[str, ...] = ()
    rules_version: int = 0
    suspended: int = 0
    version: int = 0
    pace: Pace = UNKNOWN
    shown: str = ""
    hours_watch: int = 0
    identity_secrets: tuple[tuple[str, int], ...] = ()
    invited: tuple[tuple[str, str, int], ...] = ()


def settings_record(account: Account) -> Record:
    """Name, sites and settings as they are told outside: durations in seconds."""
    return {
        "name": account.name,
        "origins": sorted(account.origins),
        "max_chats": account.max_chats,
        "grace_s": account.grace // 1_000,
        "max_wait_s": account.max_wait // 1_000,
        "away_waiting_s": account.away_waiting // 1_000,
        "away_open_s": account.away_open // 1_000,
        "accept_mode": account.accept_mode,
        "offer_s": account.offer // 1_000,
        "wrap_up_s": account.wrap_up // 1_000,
        "last_agent_days": account.last_agent_days,
        "retention_months": account.retention_months,
        "max_queue": account.max_queue,
        "busy_wait_s": account.busy_wait // 1_000,
        "hours": _told_hours(account),
        **tag_settings(account),
        "anonymise_ip": account.anonymise_ip,
        "mfa_required": account.mfa_required,
        "password_days": account.password_days,
        "mask_cards": account.mask_cards,
        "keep_cards": account.keep_cards,
        "mask_patterns": [
            {"name": name, "pattern": pattern, "keep": name in account.keep_patterns}
            for name, pattern in account.mask_patterns
        ],
    }


def tag_settings(account: Account) -> Record:
    """Those that are compiled into the account's tag."""
    return {
        "rules_control": account.rules_control,
        "invitations_per_visit": account.invitations_per_visit,
        "invitation_pause_s": account.invitation_pause // 1_000,
        "consent": account.consent,
        "do_not_track": account.do_not_track,
    }


def with_settings(account: Account, told: Mapping[str, Any]) -> Account:
    """The account with what is told of its settings, in the form of `settings_record`."""
    fields: dict[str, Any] = {
        name.removesuffix("_s"): value * 1_000 if name.endswith("_s") else value
        for name, value in told.items()
    }
    if "origins" in fields:
        fields["origins"] = frozenset(fields["origins"])
    if "mask_patterns" in fields:
        told_of = fields["mask_patterns"]
        fields["mask_patterns"] = tuple(sorted((one["name"], one["pattern"]) for one in told_of))
        kept = (one["name"] for one in told_of if one.get("keep", False))
        fields["keep_patterns"] = frozenset(kept)
    if fields.get("hours"):
        from chalicelib.domain.hours import hours_of

        fields["hours"] = hours_of(fields["hours"])
    return replace(account, **fields)


def _told_hours(account: Account) -> Record | None:
    if account.hours is None:
        return None
    # Frames never tell them.
    from chalicelib.domain.hours import hours_record

    return hours_record(account.hours)
