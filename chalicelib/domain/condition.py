"""What a rule may ask of a visit: the sources, and for each the operators and values that make
sense of it. Used by domain/rule.py and domain/compilation.py; docs/rules.md explains each."""

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import NamedTuple

from chalicelib.domain import ids, pattern
from chalicelib.domain.told import Told

Single = str | float | bool
Asked = Single | tuple[Single, ...] | None

IS, IS_NOT, ONE_OF, NONE_OF = "is", "is_not", "one_of", "none_of"
CONTAINS, CONTAINS_NOT, BEGINS, ENDS = "contains", "contains_not", "begins", "ends"
MATCHES, REGEX = "matches", "regex"
AT_LEAST, AT_MOST, BETWEEN = "at_least", "at_most", "between"
KNOWN, UNKNOWN = "known", "unknown"
REACHED, LEFT, BACK = "reached", "left", "back"
_EQUAL = (IS, IS_NOT, ONE_OF, NONE_OF)
_KNOWING = (KNOWN, UNKNOWN)
_TEXTUAL = (CONTAINS, CONTAINS_NOT, BEGINS, ENDS, MATCHES, REGEX)
_NUMERIC = (AT_LEAST, AT_MOST, BETWEEN)
WITHOUT_VALUE, LISTED = _KNOWING, (ONE_OF, NONE_OF)

MOST_TEXT, MOST_LISTED, MOST_NAME = 500, 100, 64
LEAST_STEPS, MOST_STEPS = 2, 10
MOST_NUMBER = 1e12
DAY_S, YEARS_S = 86_400, 10 * 366 * 86_400

TEXT, ADDRESS, NUMBER, CHOICE, MOMENT, FLOW, ANY = (
    "text",
    "address",
    "number",
    "choice",
    "moment",
    "flow",
    "any",
)
OPERATORS: Mapping[str, tuple[str, ...]] = {
    TEXT: (*_EQUAL, *_TEXTUAL, *_KNOWING),
    ADDRESS: (*_EQUAL, *_TEXTUAL, *_KNOWING),
    NUMBER: (*_EQUAL, *_NUMERIC, *_KNOWING),
    CHOICE: (*_EQUAL, *_KNOWING),
    MOMENT: (IS,),
    FLOW: (REACHED, LEFT, BACK),
    ANY: (*_EQUAL, *_TEXTUAL, *_NUMERIC, *_KNOWING),
}
# What a name may be besides one of a list: a variable's or conversion's, a skill, a rule's number.
FREE, SKILL, RULE = "free", "skill", "rule"


class Source(NamedTuple):
    """Where a condition's value comes from: its `letter` in compiled rules and, if that has several
    values, which (`part`); what kind it is of; for numbers the greatest, for choices which; which
    `names` it takes, and whether it may go without."""

    letter: str
    kind: str
    most: float = MOST_NUMBER
    choices: tuple[Single, ...] = ()
    part: str = ""
    names: str | tuple[str, ...] = ()
    nameless: bool = True


def _named(letter: str, kind: str, *names: str) -> Source:
    return Source(letter, kind, names=names, nameless=False)


_ENDINGS = ("shown", "accepted", "declined", "ignored")
SOURCES: Mapping[str, Source] = {
    "url": Source("u", ADDRESS),
    "title": Source("t", TEXT),
    "visited": Source("v", ADDRESS),
    "flow": Source("v", FLOW),
    "page_time_s": Source("T", NUMBER, DAY_S),
    "visit_time_s": Source("V", NUMBER, 7 * DAY_S),
    "pages": Source("P", NUMBER, 100_000),
    "scroll": Source("s", NUMBER, 100),
    "exit": Source("x", MOMENT, choices=(True,)),
    "idle_s": Source("i", NUMBER, DAY_S),
    "error": Source("e", TEXT),
    "errors": Source("E", NUMBER, 100_000),
    "product": _named("p", ANY, "name", "sku", "category", "price"),
    "cart_value": Source("c", NUMBER, part="value"),
    "cart_items": Source("c", NUMBER, 100_000, part="items"),
    "cart_removed": Source("c", NUMBER, 100_000, part="removed"),
    "converted": Source("C", NUMBER, 100_000, names=FREE),
    "visits": Source("n", NUMBER, 1_000_000),
    "last_visit_s": Source("l", NUMBER, YEARS_S),
    "last_chat_s": Source("L", NUMBER, YEARS_S),
    "referrer": Source("r", ADDRESS),
    "search_words": Source("w", TEXT),
    "campaign": _named("m", TEXT, "source", "medium", "name", "term", "content"),
    "country": Source("g", TEXT, part="country"),
    "region": Source("g", TEXT, part="region"),
    "city": Source("g", TEXT, part="city"),
    "language": Source("a", TEXT),
    "device": Source("d", CHOICE, choices=("desktop", "phone", "tablet")),
    "browser": Source("b", TEXT),
    "system": Source("o", TEXT),
    "connection": Source("k", TEXT),
    "screen_width": Source("W", NUMBER, 100_000),
    "variable": Source("$", ANY, names=FREE, nameless=False),
    "identity": Source("I", CHOICE, choices=("verified", "claimed")),
    "hour": Source("h", NUMBER, 24),
    "weekday": Source("D", CHOICE, choices=tuple(map(float, range(7)))),
    "availability": Source("A", CHOICE, choices=("online", "busy", "offline"), names=SKILL),
    "queue": _named("q", NUMBER, "waiting", "wait_s"),
    "engagement": Source("G", CHOICE, choices=_ENDINGS, names=RULE),
    "engagements": Source("N", NUMBER, 100_000, names=RULE),
    "engagement_s": Source("O", NUMBER, YEARS_S, names=RULE),
}


class Condition(NamedTuple):
    """What is asked of one source; of `name` there, if it has several. A list as a tuple."""

    source: str
    operator: str
    value: Asked = None
    name: str = ""


def condition_of(told: Told) -> Condition:
    """A condition out of `{on, is, value, name}`. Raises BadRule that names the place."""
    told.of_fields("on", "is", "value", "name")
    on = told.at("on").choice(SOURCES)
    source = SOURCES[on]
    operator = told.at("is").choice(OPERATORS[source.kind])
    return Condition(
        on, operator, _value(told.at("value"), source, operator), _name(told.at("name", ""), source)
    )


def condition_record(condition: Condition) -> dict[str, object]:
    """A condition as it is told outside, without what says nothing."""
    told: dict[str, object] = {"on": condition.source, "is": condition.operator}
    if condition.value is not None:
        value = condition.value
        told["value"] = [*map(_plain, value)] if isinstance(value, tuple) else _plain(value)
    if condition.name:
        told["name"] = condition.name
    return told


def _plain(value: Single) -> Single:
    """Whole numbers as such: 30, not 30.0."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _name(told: Told, source: Source) -> str:
    if not source.names:
        if told.value != "":
            raise told.refused("this source takes no name. Leave it out.")
        return ""
    if told.value == "" and source.nameless:
        return ""
    if isinstance(source.names, tuple):
        return told.choice(source.names)
    name = told.text(MOST_NAME, 1)
    if source.names == SKILL and not ids.matches(ids.SKILL, name):
        raise told.refused("the id of a skill is needed here (`sk_` and 26 characters), or none.")
    if source.names == RULE and not (name.isascii() and name.isdigit() and name[0] != "0"):
        raise told.refused("the number of a rule is needed here, or none for any rule.")
    return name


def _value(told: Told, source: Source, operator: str) -> Asked:
    if operator in WITHOUT_VALUE:
        if told.value is not None:
            raise told.refused(f"`{operator}` takes no value. Leave it out.")
        return None
    if source.kind == FLOW:
        return tuple(step.text(MOST_TEXT, 1) for step in told.items(LEAST_STEPS, MOST_STEPS))
    if operator in LISTED:
        return tuple(_single(one, source, operator) for one in told.items(1, MOST_LISTED))
    if operator == BETWEEN:
        return _bounds(told, source)
    return _single(told, source, operator)


def _bounds(told: Told, source: Source) -> Asked:
    pair = tuple(_number(one, source) for one in told.items(2, 2))
    if any(low > high for low, high in pairwise(pair)):
        raise told.refused("the smaller number comes first.")
    return pair


def _single(told: Told, source: Source, operator: str) -> Single:
    if operator in _NUMERIC or source.kind == NUMBER:
        return _number(told, source)
    if operator in _TEXTUAL:
        return _text(told, operator)
    if source.choices:
        return _chosen(told, source)
    if source.kind == ANY and isinstance(told.value, bool):
        return told.flag()
    if source.kind == ANY and not isinstance(told.value, str):
        return _number(told, source)
    return told.text(MOST_TEXT, 1)


def _number(told: Told, source: Source) -> float:
    return told.number(0 if source.kind == NUMBER else -source.most, source.most)


def _text(told: Told, operator: str) -> str:
    text = told.text(MOST_TEXT, 1)
    reason = pattern.reason(text) if operator == REGEX else ""
    if reason:
        raise told.refused(reason)
    if operator == MATCHES and not text.replace("*", ""):
        raise told.refused("it holds of every text. Ask whether it is `known` instead.")
    return text


def _chosen(told: Told, source: Source) -> Single:
    """One of the choices; true is no 1, and 1 is not true."""
    value = told.value
    if isinstance(value, bool) != (source.kind == MOMENT) or value not in source.choices:
        raise told.refused(f"only {', '.join(_words(source))} can be here.")
    return source.choices[source.choices.index(value)]


def _words(source: Source) -> Iterator[str]:
    for choice in source.choices:
        yield f"`{str(choice).lower() if isinstance(choice, bool) else _plain(choice)}`"
