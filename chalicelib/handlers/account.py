"""HTTP for admins: the account's name, sites and settings, and the snippet for its pages."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain import ids, pattern, snippet
from chalicelib.domain.account import Account, settings_record
from chalicelib.domain.error import BadFrame, NotPublished
from chalicelib.domain.record import Record
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.hours import HoursBody, hours_asked, hours_told
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.handlers.people import Limit, Name, name_of
from chalicelib.outbound import files
from chalicelib.services import accounts, data_keys
from chalicelib.settings import settings

bp = Blueprint(__name__)

DAY_S = 86_400
MOST_SITES = 50
Origin = Annotated[str, Meta(min_length=8, max_length=200)]
Origins = Annotated[list[Origin], Meta(max_length=MOST_SITES)]
Seconds = Annotated[int, Meta(ge=5, le=DAY_S)]
_LABEL = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_PORT = "[1-9][0-9]{0,4}"
# Without TLS only what is on the owner's own machine.
_SITE = (
    rf"^(?:https://{_LABEL}(?:\.{_LABEL})*(?::{_PORT})?"
    rf"|http://(?:localhost|127\.0\.0\.1):{_PORT}){ids.END}"
)


class MaskPattern(msgspec.Struct, forbid_unknown_fields=True):
    """A regular expression; what it matches is masked before it is stored. With `keep` what lines
    had there is kept sealed, for whoever may reveal it."""

    name: Annotated[str, Meta(min_length=1, max_length=40)]
    pattern: Annotated[str, Meta(min_length=1, max_length=500)]
    keep: bool = False


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """An account's settings; durations in seconds.

    `max_chats` is what a new agent takes at once; `grace_s` how long a vanished agent's chats wait
    for them; `max_wait_s` how long a chat may wait; `away_waiting_s` and `away_open_s` how long a
    visitor may be gone before their chat ends; `password_days` 0 lets passwords grow old.
    `keep_cards` keeps card numbers of lines, sealed: whoever does must meet PCI DSS. Chats are
    handed out (`accept_mode` `auto`), offered to one agent after the other for `offer_s` each
    (`offer`), or picked by agents (`pick`); an ended one holds its slot for `wrap_up_s`. For
    `last_agent_days` a visitor goes to whom they spoke with last (0: not). Ended chats
    stay in the database for `retention_months`, then in the archive. The button is busy while
    `max_queue` wait, or a wait is likely longer than `busy_wait_s` (0: any). `hours` say when chats
    about no skill are answered (null: always). `rules_control` visitors of a hundred never see any
    rule's invitation; of others a visit sees `invitations_per_visit` at most, `invitation_pause_s`
    apart (0: as they come). `consent` is `ask` or `assume`: whether anything is
    kept of visitors before they agree; `do_not_track` says whether browsers' wish not to be tracked
    is kept to (`honour`) or not (`ignore`); `anonymise_ip` cuts the end off addresses before they
    are kept.
    """

    max_chats: int
    grace_s: int
    max_wait_s: int
    away_waiting_s: int
    away_open_s: int
    accept_mode: str
    offer_s: int
    wrap_up_s: int
    last_agent_days: int
    retention_months: int
    max_queue: int
    busy_wait_s: int
    consent: str
    do_not_track: str
    anonymise_ip: bool
    hours: HoursBody | None
    rules_control: float
    invitations_per_visit: int
    invitation_pause_s: int
    mfa_required: bool
    password_days: int
    mask_cards: bool
    keep_cards: bool
    mask_patterns: list[MaskPattern]


class SettingsChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of the settings; what is left out stays."""

    max_chats: Limit | UnsetType = UNSET
    grace_s: Seconds | UnsetType = UNSET
    max_wait_s: Seconds | UnsetType = UNSET
    away_waiting_s: Seconds | UnsetType = UNSET
    away_open_s: Seconds | UnsetType = UNSET
    accept_mode: Literal["auto", "offer", "pick"] | UnsetType = UNSET
    offer_s: Annotated[int, Meta(ge=5, le=300)] | UnsetType = UNSET
    wrap_up_s: Annotated[int, Meta(ge=0, le=900)] | UnsetType = UNSET
    last_agent_days: Annotated[int, Meta(ge=0, le=365)] | UnsetType = UNSET
    retention_months: Annotated[int, Meta(ge=1, le=84)] | UnsetType = UNSET
    max_queue: Annotated[int, Meta(ge=0, le=10_000)] | UnsetType = UNSET
    busy_wait_s: Annotated[int, Meta(ge=0, le=3_600)] | UnsetType = UNSET
    consent: Literal["ask", "assume"] | UnsetType = UNSET
    do_not_track: Literal["honour", "ignore"] | UnsetType = UNSET
    anonymise_ip: bool | UnsetType = UNSET
    hours: HoursBody | UnsetType | None = UNSET
    rules_control: Annotated[float, Meta(ge=0, le=100)] | UnsetType = UNSET
    invitations_per_visit: Annotated[int, Meta(ge=0, le=1_000)] | UnsetType = UNSET
    invitation_pause_s: Annotated[int, Meta(ge=0, le=DAY_S)] | UnsetType = UNSET
    mfa_required: bool | UnsetType = UNSET
    password_days: Annotated[int, Meta(ge=0, le=3_650)] | UnsetType = UNSET
    mask_cards: bool | UnsetType = UNSET
    keep_cards: bool | UnsetType = UNSET
    mask_patterns: Annotated[list[MaskPattern], Meta(max_length=20)] | UnsetType = UNSET


class AccountChange(msgspec.Struct, forbid_unknown_fields=True):
    """What changes of the account; what is left out stays."""

    name: Name | UnsetType = UNSET
    origins: Origins | UnsetType = UNSET
    settings: SettingsChange | UnsetType = UNSET


class AccountAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The account; `origins` are the sites that may carry its tag."""

    id: str
    name: str
    origins: list[str]
    settings: Settings


class DataKeyAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """The number of the data key that seals from now on."""

    version: int


class SnippetAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What to paste into a page: `html`, or `self_host` if the file at `src` lies on one's site."""

    html: str
    src: str
    integrity: str
    self_host: str


@operation(bp, "GET", "/v1/account", permission="settings.read", answer=AccountAnswer)
def get_account(call: Call[Nothing]) -> Reply:
    """The account and its settings."""
    return _reply(accounts.get(call.speaker.account))


@operation(
    bp,
    "PATCH",
    "/v1/account",
    permission="settings.write",
    body=AccountChange,
    answer=AccountAnswer,
)
def change_account(call: Call[AccountChange]) -> Reply:
    """Change name, sites or settings."""
    asked = call.body
    told = {} if asked.settings is UNSET else settings_told(asked.settings)
    if asked.settings is not UNSET and asked.settings.hours is not UNSET:
        hours_asked(asked.settings.hours, call.now)
    if asked.name is not UNSET:
        told["name"] = name_of(asked.name)
    if asked.origins is not UNSET:
        told["origins"] = sites(asked.origins)
    outcome = accounts.change(call.act, call.etag, told)
    return _reply(outcome.value)._replace(events=outcome.events)


@operation(
    bp,
    "POST",
    "/v1/account/data-key",
    permission="settings.write",
    answer=DataKeyAnswer,
    status=201,
)
def renew_data_key(call: Call[Nothing]) -> Reply:
    """A new data key: what is kept from now on is sealed with it, what was stays readable."""
    return Reply(DataKeyAnswer(data_keys.renew(call.act)))


@operation(bp, "GET", "/v1/account/snippet", permission="settings.read", answer=SnippetAnswer)
def get_snippet(call: Call[Nothing]) -> Reply:
    """What to paste into a page."""
    account = call.speaker.account
    found = files.published(account)
    if found is None:
        raise NotPublished("The tag is not published yet. Publish the web files, then ask again.")
    path, integrity = found
    origin = _own_origin()
    return Reply(
        SnippetAnswer(
            snippet.for_cdn(f"{origin}/tag/{account}/parley.js"),
            f"{origin}{path}",
            integrity,
            snippet.for_own_file(integrity),
        )
    )


def settings_told(asked: SettingsChange) -> Record:
    """What is given of settings, in the form of `settings_record`. Raises BadFrame."""
    given = {name: getattr(asked, name) for name in SettingsChange.__struct_fields__}
    told: Record = {name: value for name, value in given.items() if value is not UNSET}
    if asked.mask_patterns is not UNSET:
        pattern.check((one.name, one.pattern) for one in asked.mask_patterns)
        told["mask_patterns"] = [
            {"name": one.name, "pattern": one.pattern, "keep": one.keep}
            for one in asked.mask_patterns
        ]
    if asked.hours is not UNSET:
        told["hours"] = hours_told(asked.hours)
    return told


def sites(origins: list[str]) -> list[str]:
    """Sites in order, each once. Raises BadFrame."""
    return sorted(set(map(site, origins)))


def site(text: str) -> str:
    """A site's origin as browsers send it. Raises BadFrame."""
    origin = text.strip().removesuffix("/").lower().removesuffix(":443")
    if not re.search(_SITE, origin):
        raise BadFrame(
            f"`origins`: {text[:80]} is not the address of a site."
            " Write it like https://www.example.com, without a path."
        )
    return origin


def _own_origin() -> str:
    """Where browsers reach the stage: sockets, console and tag are behind one name."""
    parts = urlsplit(settings().socket_url)
    return f"{'http' if parts.scheme == 'ws' else 'https'}://{parts.netloc}"


def _reply(account: Account) -> Reply:
    told = settings_record(account)
    name, origins = told.pop("name"), told.pop("origins")
    body = {"id": account.id, "name": name, "origins": origins, "settings": told}
    return Reply(msgspec.convert(body, AccountAnswer), etag=str(account.version))
