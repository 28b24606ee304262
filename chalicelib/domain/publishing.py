"""The account's tag as files: the engine's template filled in with what the account says; and the
versions it had. Called by services/publishing.py, store/rules.py, outbound/publishing.py and by the
publishers of infra."""

import base64
import hashlib
import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from chalicelib.domain.record import Record

if TYPE_CHECKING:
    from chalicelib.domain.account import Account
    from chalicelib.domain.compilation import Compiled
    from chalicelib.domain.rule import Rule

FOREVER = "public, max-age=31536000, immutable"
# With the time it takes to publish, a saved change reaches browsers in less than five seconds.
BRIEFLY = "public, max-age=3"
ENGINE = "tag/engine.json"
# The form of compiled rules. It changes with domain/compilation.py and web/tag/rules together: what
# one release compiles, the engine of another may misread.
FORM = "3"
_NAMING = ("id", "number", "version")
SCRIPT, DATA = "text/javascript; charset=utf-8", "application/json"
# With its quotes, of whichever kind the build chose.
PLACEHOLDER = re.compile("""["'`]__PARLEY_CONFIG__["'`]""")


class File(NamedTuple):
    """A file on the CDN."""

    key: str
    body: bytes
    kind: str
    caching: str

    @property
    def md5(self) -> str:
        """S3's name for what it holds."""
        return hashlib.md5(self.body, usedforsecurity=False).hexdigest()


class Engine(NamedTuple):
    """What all tags of a stage are made of: the template's name below `tag/`, where the stage is
    reached, the names of the window and of what shows invitations (`""`: none is built), the form
    of the compiled rules that it reads, the name of the button's words in other languages."""

    template: str
    origin: str
    window: str
    invitation: str = ""
    form: str = FORM
    words: str = ""

    @property
    def id(self) -> str:
        """Another engine has another."""
        return hashlib.sha256(json.dumps(self).encode()).hexdigest()[:16]


class TagVersion(NamedTuple):
    """What an account's tag was made of from `at` on: the rules in `blocks`, `total` of them, and
    `settings`. `action` on `object` led to it. `src`, `integrity` and `engine` are those of the
    copy that was published of it last, `published` when; empty and 0 if it never was."""

    account: str
    number: int
    at: int
    kind: str
    by: str
    by_name: str
    action: str
    object: str
    blocks: tuple[str, ...]
    total: int
    settings: Record
    src: str = ""
    integrity: str = ""
    engine: str = ""
    published: int = 0


class Book(NamedTuple):
    """An account's rules in their order, as of `version`; `total` of them. `next` is the next
    rule's number, `blocks` where they are kept, `published` the version that the CDN was last seen
    to have."""

    account: str
    rules: tuple[Record, ...] = ()
    total: int = 0
    version: int = 0
    next: int = 1
    blocks: tuple[str, ...] = ()
    published: int = 0

    def find(self, rule_id: str) -> Record | None:
        """The rule of an id, or None."""
        return next((rule for rule in self.rules if rule["id"] == rule_id), None)


class RuleChange(NamedTuple):
    """How a rule differs between two versions: `added`, `removed`, `changed` or `moved` (it is
    elsewhere in the order). `before` and `after` hold the fields that differ."""

    kind: str
    id: str
    number: int
    name: str
    before: Record
    after: Record


class Made(NamedTuple):
    """An account's tag: `named` are files that never change, in the order in which they go out,
    before `evergreen` and `told`, which name them."""

    named: tuple[File, ...]
    evergreen: File
    told: File
    src: str
    integrity: str


def stored(rule: "Rule") -> Record:
    """A rule as it is kept and told: with its id, number and version."""
    from chalicelib.domain.rule import rule_record

    return {"id": rule.id, "number": rule.number, "version": rule.version, **rule_record(rule)}


def told_of(rule: Record) -> Record:
    """What admins say of a rule that is kept."""
    return {name: value for name, value in rule.items() if name not in _NAMING}


def rule_kept(account: str, rule: Record) -> "Rule":
    """A rule that is kept. Raises BadRule for one that this release cannot read."""
    # Who only looks where rules stand, such as whoever signs in, does not pay for these imports.
    from chalicelib.domain.rule import rule_of

    number, version = int(str(rule["number"])), int(str(rule["version"]))
    return rule_of(account, str(rule["id"]), number, told_of(rule), version)


def compiled_of(account: "Account", rules: Iterable["Rule"], now: int) -> "Compiled":
    """Rules as the account's tag gets them. Raises BadRule."""
    from chalicelib.domain.compilation import compile_rules
    from chalicelib.domain.rule import Bounds

    bounds = Bounds(
        account.rules_control, account.invitations_per_visit, account.invitation_pause // 1_000
    )
    return compile_rules(rules, bounds, now)


def engine_file(engine: Engine) -> File:
    """What tells functions which engine there is."""
    return File(ENGINE, json.dumps(engine._asdict()).encode(), DATA, "no-cache")


def engine_of(body: bytes) -> Engine:
    """The engine that such a file tells of; what a later release says besides is its own."""
    told = json.loads(body)
    return Engine(*(str(told.get(name, "")) for name in Engine._fields))


def template_file(text: str) -> File:
    """The engine's template under the name of its content. Raises ValueError if it lacks the place
    of the configuration."""
    if not PLACEHOLDER.search(text):
        raise ValueError("it lacks the place of the account's configuration")
    body = text.encode()
    return File(f"tag/template.{_digest(body, 12)}.js", body, SCRIPT, FOREVER)


def compose(
    account: str,
    template: str,
    engine: Engine,
    version: int,
    *,
    rules: str = "",
    offers: str = "",
    consent: bool = False,
    dnt: bool = False,
) -> Made:
    """An account's tag. `rules` and `offers` are the texts that compiling gave, if any. `consent`:
    visitors are asked first; `dnt`: a browser's wish not to be tracked is kept to."""
    config: Record = {"account": account, "api": engine.origin, "cdn": engine.origin}
    config |= {"window": engine.window, "language": "en", "version": version}
    others = (("invitation", engine.invitation), ("words", engine.words))
    config |= {name: file for name, file in others if file}
    config |= {name: True for name, on in (("consent", consent), ("dnt", dnt)) if on}
    named: list[File] = []
    if rules:
        file = _offers_file(offers)
        named.append(file)
        config["offers"] = file.key.removeprefix("tag/")
    body = PLACEHOLDER.sub(lambda _: _config_text(config, rules), template).encode()
    copy = File(f"tag/{_digest(body, 20)}/parley.js", body, SCRIPT, FOREVER)
    src, vouched = f"/{copy.key}", integrity(body)
    said = json.dumps({"src": src, "integrity": vouched, "version": version}).encode()
    return Made(
        (*named, copy),
        File(f"tag/{account}/parley.js", body, SCRIPT, BRIEFLY),
        File(f"tag/{account}/published.json", said, DATA, BRIEFLY),
        src,
        vouched,
    )


def difference(before: Sequence[Record], after: Sequence[Record]) -> list[RuleChange]:
    """What became of which rule: those of `after` in their order, then those that are gone."""
    was = {rule["id"]: rule for rule in before}
    stay = {rule["id"] for rule in after}
    settled = _settled([r["id"] for r in before if r["id"] in stay], [r["id"] for r in after])
    found = [_change(was.get(rule["id"]), rule, settled) for rule in after]
    found += [_change(rule, None, settled) for rule in before if rule["id"] not in stay]
    return [change for change in found if change]


def _change(before: Record | None, after: Record | None, settled: set[object]) -> RuleChange | None:
    rule: Record = after or before or {}
    first, second = _fields(before, after) if before != after else ({}, {})
    kind = "changed" if first or second else "moved"
    if before is None or after is None:
        kind = "added" if before is None else "removed"
    elif kind == "moved" and rule["id"] in settled:
        return None
    number = int(str(rule["number"]))
    return RuleChange(kind, str(rule["id"]), number, str(rule["name"]), first, second)


def _fields(before: Record | None, after: Record | None) -> tuple[Record, Record]:
    """What the two do not share, but for what names the rule and counts its changes."""
    one, other = (
        {name: value for name, value in (rule or {}).items() if name not in _NAMING}
        for rule in (before, after)
    )
    differ = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return (
        {name: one[name] for name in differ if name in one},
        {name: other[name] for name in differ if name in other},
    )


def _settled(before: Sequence[object], after: Sequence[object]) -> set[object]:
    """The most rules that stand in the same order in both: all others were moved. By patience: the
    longest run of places that rise."""
    places = {name: place for place, name in enumerate(before)}
    ends: list[int] = []
    names: list[object] = []
    came_after: dict[object, object] = {}
    for name in after:
        if name not in places:
            continue
        at = bisect_left(ends, places[name])
        came_after[name] = names[at - 1] if at else None
        ends[at : at + 1] = [places[name]]
        names[at : at + 1] = [name]
    found: set[object] = set()
    last = names[-1] if names else None
    while last is not None:
        found.add(last)
        last = came_after[last]
    return found


def integrity(body: bytes) -> str:
    """As it stands in a script's `integrity`."""
    return f"sha384-{base64.b64encode(hashlib.sha384(body).digest()).decode()}"


def _offers_file(text: str) -> File:
    body = text.encode()
    return File(f"tag/{_digest(body, 20)}/offers.json", body, DATA, FOREVER)


def _config_text(config: Record, rules: str) -> str:
    text = json.dumps(config, separators=(",", ":"))
    # Compiled rules are JSON already: read and written again they would only cost time.
    return f'{text[:-1]},"rules":{rules}}}' if rules else text


def _digest(body: bytes, length: int) -> str:
    return hashlib.sha256(body).hexdigest()[:length]
