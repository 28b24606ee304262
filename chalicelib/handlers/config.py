"""HTTP for admins: the account's configuration as one document."""

import re
from typing import Annotated, Any, Literal

import msgspec
from chalice.app import Blueprint
from msgspec import UNSET, Meta, UnsetType

from chalicelib.domain import ids
from chalicelib.domain.config import Change, Document, Version
from chalicelib.domain.error import BadFrame, NoSuchVersion
from chalicelib.domain.event import Outcome
from chalicelib.domain.record import Record
from chalicelib.handlers.account import Origins, SettingsChange, settings_told, sites
from chalicelib.handlers.audit import By
from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.hours import HoursBody, hours_told
from chalicelib.handlers.operation import Call, Nothing, Page, operation
from chalicelib.handlers.people import Levels, Limit, Name, name_of
from chalicelib.handlers.roles import Permissions
from chalicelib.handlers.routing_rules import NewRoutingRule, rule_told
from chalicelib.handlers.rules import RuleBody
from chalicelib.services import config
from chalicelib.services.config import Applied
from chalicelib.services.routing_rules import MOST_RULES
from chalicelib.services.rules import MOST_RULES as MOST_PROACTIVE

bp = Blueprint(__name__)

MOST_BYTES = 5_000_000
GroupId = Annotated[str, Meta(pattern=ids.GROUP)]
SkillId = Annotated[str, Meta(pattern=ids.SKILL)]
OwnRoleId = Annotated[str, Meta(pattern=ids.OWN_ROLE)]
RuleId = Annotated[str, Meta(pattern=ids.ROUTING_RULE)]
ProactiveId = Annotated[str, Meta(pattern=ids.RULE)]
AgentId = Annotated[str, Meta(pattern=ids.AGENT)]
MOST_THINGS = 5_000


class GroupDocument(msgspec.Struct, forbid_unknown_fields=True):
    """A group."""

    name: Name


class SkillDocument(msgspec.Struct, forbid_unknown_fields=True):
    """A skill, and when chats that ask for it are answered (null: always; left out: as before)."""

    name: Name
    hours: HoursBody | UnsetType | None = UNSET


class RoleDocument(msgspec.Struct, forbid_unknown_fields=True):
    """A role of the account's own."""

    name: Name
    permissions: Permissions


class AgentDocument(msgspec.Struct, forbid_unknown_fields=True):
    """What a configuration says of an agent; `email` says who it is, and must be theirs. A skill
    that `levels` does not name is known at level 1."""

    email: str | UnsetType = UNSET
    max_chats: Limit | UnsetType = UNSET
    skills: Annotated[list[SkillId], Meta(max_length=100)] | UnsetType = UNSET
    levels: Levels | UnsetType = UNSET
    groups: Annotated[list[GroupId], Meta(max_length=100)] | UnsetType = UNSET


class RoutingRuleDocument(NewRoutingRule, forbid_unknown_fields=True, kw_only=True):
    """A routing rule; they are asked in the order of their places."""

    place: int


class RuleDocument(RuleBody, forbid_unknown_fields=True, kw_only=True):
    """A rule; they are asked in the order of their places. It keeps its number where it is known
    in the account, and gets a new one where it is not."""

    place: int


class SettingsDocument(SettingsChange, forbid_unknown_fields=True):
    """Name, sites and settings; what is left out stays."""

    name: Name | UnsetType = UNSET
    origins: Origins | UnsetType = UNSET


class ConfigDocument(msgspec.Struct, forbid_unknown_fields=True):
    """An account's configuration. A part that is left out stays; of groups, skills, roles, routing
    rules and rules, what is not in its part is removed; agents are never removed."""

    parley: Literal[1]
    settings: SettingsDocument | UnsetType = UNSET
    groups: Annotated[dict[GroupId, GroupDocument], Meta(max_length=MOST_THINGS)] | UnsetType = (
        UNSET
    )
    skills: Annotated[dict[SkillId, SkillDocument], Meta(max_length=MOST_THINGS)] | UnsetType = (
        UNSET
    )
    roles: Annotated[dict[OwnRoleId, RoleDocument], Meta(max_length=MOST_THINGS)] | UnsetType = (
        UNSET
    )
    routing_rules: (
        Annotated[dict[RuleId, RoutingRuleDocument], Meta(max_length=MOST_RULES)] | UnsetType
    ) = UNSET
    agents: Annotated[dict[AgentId, AgentDocument], Meta(max_length=MOST_THINGS)] | UnsetType = (
        UNSET
    )
    rules: (
        Annotated[dict[ProactiveId, RuleDocument], Meta(max_length=MOST_PROACTIVE)] | UnsetType
    ) = UNSET


class ChangeAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A place that differs; null where there is nothing."""

    path: str
    before: Any
    after: Any


class DiffAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What a document would change."""

    changes: list[ChangeAnswer]


class AppliedAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """What was changed (on a dry run: would be), and the version it made; 0 if it made none."""

    changes: list[ChangeAnswer]
    version: int


class ApplyQuery(msgspec.Struct, forbid_unknown_fields=True):
    """A dry run changes nothing."""

    dry_run: bool = False


class VersionAnswer(msgspec.Struct, forbid_unknown_fields=True):
    """A version: since when, by whom, and how much it changed."""

    version: int
    at: int
    by: By
    changes: int


class VersionList(msgspec.Struct, forbid_unknown_fields=True):
    """Versions, the newest first, and where the list goes on."""

    items: list[VersionAnswer]
    next: str


@operation(bp, "GET", "/v1/config", permission="config.read", answer=ConfigDocument)
def get_config(call: Call[Nothing]) -> Reply:
    """The configuration as it stands, to keep, review and apply."""
    return Reply(msgspec.convert(config.export(call.speaker.account), ConfigDocument))


@operation(
    bp,
    "POST",
    "/v1/config/diff",
    permission="config.read",
    body=ConfigDocument,
    answer=DiffAnswer,
    most=MOST_BYTES,
)
def compare_config(call: Call[ConfigDocument]) -> Reply:
    """What applying a document would change."""
    return Reply(DiffAnswer(_changes(config.compare(call.act, _document(call.body)))))


@operation(
    bp,
    "POST",
    "/v1/config",
    permission="config.write",
    body=ConfigDocument,
    query=ApplyQuery,
    answer=AppliedAnswer,
    most=MOST_BYTES,
)
def apply_config(call: Call[ConfigDocument]) -> Reply:
    """Make the account as a document says."""
    if call.query.dry_run:
        return Reply(AppliedAnswer(_changes(config.compare(call.act, _document(call.body))), 0))
    return _applied(config.apply(call.act, _document(call.body)))


@operation(
    bp,
    "GET",
    "/v1/config/versions",
    permission="config.read",
    query=Page,
    answer=VersionList,
)
def list_versions(call: Call[Nothing]) -> Reply:
    """Former configurations, the newest first."""
    after = call.query.after
    if after and not re.search(r"^[0-9]{1,15}(?!\n)$", after):
        raise BadFrame("`after` is not a cursor. Take `next` of an earlier answer.")
    page = config.versions(call.speaker.account, after, call.query.limit)
    return Reply(VersionList([_version(version) for version in page.items], page.next))


@operation(
    bp,
    "POST",
    "/v1/config/versions/{version}/rollback",
    permission="config.write",
    query=ApplyQuery,
    answer=AppliedAnswer,
)
def roll_back_config(call: Call[Nothing]) -> Reply:
    """Make the account as a former configuration says."""
    number = call.path["version"]
    if not re.search(r"^[1-9][0-9]{0,14}(?!\n)$", number):
        raise NoSuchVersion(f"There is no version {number[:20]}. The list of versions names them.")
    if call.query.dry_run:
        return Reply(AppliedAnswer(_changes(config.compare_with(call.act, int(number))), 0))
    return _applied(config.roll_back(call.act, int(number)))


def _document(body: ConfigDocument) -> Document:
    """The document as services take it, with each list in order and each part checked."""
    document: Document = msgspec.to_builtins(body)
    if body.settings is not UNSET:
        document["settings"] = _settings(body.settings)
    if body.skills is not UNSET:
        for name, skill in body.skills.items():
            if skill.hours is not UNSET:
                document["skills"][name]["hours"] = hours_told(skill.hours)
    if body.routing_rules is not UNSET:
        document["routing_rules"] = _rules(body.routing_rules)
    for part in ("groups", "skills", "roles", "agents"):
        for thing in document.get(part, {}).values():
            _tidy(thing)
    return document


def _settings(asked: SettingsDocument) -> Record:
    told = settings_told(asked)
    if asked.name is not UNSET:
        told["name"] = name_of(asked.name)
    if asked.origins is not UNSET:
        told["origins"] = sites(asked.origins)
    return told


def _rules(asked: dict[str, RoutingRuleDocument]) -> Record:
    """Routing rules as they are told, with places from 1 on."""
    order = sorted(asked, key=lambda name: (asked[name].place, name))
    return {name: {**rule_told(asked[name]), "place": order.index(name) + 1} for name in order}


def _tidy(thing: Document) -> None:
    if "name" in thing:
        thing["name"] = name_of(thing["name"])
    for name in ("permissions", "skills", "groups"):
        if name in thing:
            thing[name] = sorted(set(thing[name]))
    if "levels" in thing:
        thing["levels"] = {name: level for name, level in thing["levels"].items() if level > 1}


def _applied(outcome: Outcome[Applied]) -> Reply:
    answer = AppliedAnswer(_changes(outcome.value.changes), outcome.value.version)
    return Reply(answer, events=outcome.events)


def _changes(changes: list[Change]) -> list[ChangeAnswer]:
    return [ChangeAnswer(*change) for change in changes]


def _version(version: Version) -> VersionAnswer:
    kind = "key" if version.by.startswith("ke_") else "agent"
    by = By(kind, version.by, version.by_name)
    return VersionAnswer(version.number, version.at, by, version.changes)
