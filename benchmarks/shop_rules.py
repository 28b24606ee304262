"""Rules such as a shop makes: where on the site, what the visitor does there, who they are; the
same ones each time. Used by benchmarks/tag.py and benchmarks/rules.py."""

import random
from collections.abc import Callable
from typing import Any

from chalicelib.domain.ids import seeded
from chalicelib.domain.rule import Rule, rule_of

SEED = 20_261_124
Told = dict[str, Any]
# What a page's address holds.
_PAGES = (
    "/cart /checkout /checkout/address /checkout/payment /checkout/review /account /account/orders"
    " /account/returns /help /help/delivery /help/returns /contact /search /sale /sale/last-chance"
    " /women/shoes /women/dresses /women/coats /women/bags /men/shoes /men/shirts /men/suits"
    " /kids/toys /kids/shoes /home/kitchen /home/lamps /home/sofas /garden/tools /garden/grills"
    " /sports/running /sports/cycling /sports/tents /electronics/phones /electronics/laptops"
    " /electronics/cameras /gift-cards /size-guide /stores /newsletter /compare"
)
SECTIONS = tuple(_PAGES.split())
CATEGORIES = ("shoes", "coats", "sofas", "grills", "laptops", "cameras", "bikes", "lamps")
SOURCES = ("newsletter", "instagram", "google", "partner", "youtube", "leaflet")
# As random as ids are: nothing in them can be told shorter.
SKILLS = tuple(seeded("sk", name) for name in ("sales", "help", "returns", "trade"))
SECONDS = (5, 10, 15, 20, 30, 45, 60, 90, 120, 180)


def rules(count: int, seed: int = SEED) -> list[Rule]:
    """So many different rules of three conditions, enabled, numbered from 1."""
    random_ = random.Random(seed)
    found: dict[str, Rule] = {}
    while len(found) < count:
        told = _rule(random_)
        key = repr((told["when"], told["actions"], told["caps"]))
        if key not in found:
            number = len(found) + 1
            found[key] = rule_of("bench", f"ru_{number}", number, {**told, "name": f"R{number}"})
    return list(found.values())


def _rule(random_: random.Random) -> Told:
    when = [_one(random_, kind) for kind in (_PLACES, _DEEDS, _PEOPLE)]
    return {
        "enabled": True,
        "when": {"all": when},
        "actions": _actions(random_),
        "caps": random_.choice(_CAPS),
        "schedule": _OFFICE if random_.random() < 0.1 else None,
        "experiment": {"control": 10} if random_.random() < 0.1 else None,
    }


def _actions(random_: random.Random) -> list[Told]:
    texts = {"en": "May we help you?", "ar": "هل يمكننا مساعدتك؟"}
    invite = {"do": "invite", "text": texts, "skill": random_.choice(SKILLS)}
    banner = {"do": "banner", "text": texts, "link": "/sale"}
    article = {"do": "article", "title": texts, "link": "/help/delivery"}
    ways: list[list[Told]] = [
        [invite],
        [banner],
        [article],
        [{"do": "open"}],
        [invite, {"do": "route", "skill": random_.choice(SKILLS), "credit_s": 60}],
        [invite, {"do": "set", "name": "interest", "value": random_.choice(CATEGORIES)}],
    ]
    return random_.choices(ways, weights=(70, 8, 6, 4, 6, 6))[0]


def _one(random_: random.Random, kinds: "_Kinds") -> Told:
    makes, weights = zip(*kinds, strict=True)
    made: Told = random_.choices(makes, weights=weights)[0](random_)
    return made


def _is(on: str, operator: str, value: Any = None, name: str = "") -> Told:
    told: Told = {"on": on, "is": operator, "name": name}
    return told if value is None else {**told, "value": value}


_Kinds = list[tuple[Callable[[random.Random], Told], int]]
_PLACES: _Kinds = [
    (lambda r: _is("url", "contains", r.choice(SECTIONS)), 70),
    (lambda r: _is("visited", "contains", r.choice(SECTIONS)), 12),
    (lambda r: _is("flow", "left", [r.choice(SECTIONS[:2]), "/checkout/done"]), 4),
    (lambda r: _is("product", "is", r.choice(CATEGORIES), "category"), 14),
]
_DEEDS: _Kinds = [
    (lambda r: _is("page_time_s", "at_least", r.choice(SECONDS)), 40),
    (lambda r: _is("scroll", "at_least", r.choice((25, 50, 75, 90))), 15),
    (lambda r: _is("exit", "is", True), 12),
    (lambda r: _is("idle_s", "at_least", r.choice(SECONDS)), 10),
    (lambda r: _is("pages", "at_least", r.choice((2, 3, 4, 5, 8))), 15),
    (lambda r: _is("errors", "at_least", r.choice((1, 2))), 8),
]
_PEOPLE: _Kinds = [
    (lambda r: _is("cart_value", "at_least", r.choice((20, 50, 75, 100, 150, 200, 500))), 25),
    (lambda r: _is("visits", "is" if r.random() < 0.5 else "at_least", r.choice((1, 2, 3))), 12),
    (lambda r: _is("device", "is", r.choice(("phone", "desktop"))), 8),
    (lambda r: _is("country", "one_of", sorted(r.sample(("DE", "AT", "CH", "EG", "SA"), 2))), 10),
    (lambda r: _is("language", "is", r.choice(("en", "ar", "de"))), 6),
    (lambda r: _is("campaign", "is", r.choice(SOURCES), "source"), 10),
    (lambda r: _is("variable", "is", r.choice(("gold", "silver", "trade")), "plan"), 8),
    (lambda r: _is("availability", "is", "online", r.choice(SKILLS)), 12),
    (lambda r: _is("engagement", "none_of", ["declined"]), 5),
    (lambda r: _is("cart_items", "between", [1, r.choice((3, 5))]), 4),
]
_CAPS: list[Told] = [
    {"per_visit": 1},
    {"per_visit": 1, "after_decline_s": 604_800},
    {"per_visitor": 3, "again_after_s": 86_400},
    {},
]
_OFFICE: Told = {"zone": "Europe/Berlin", "days": [0, 1, 2, 3, 4], "hours": ["09:00", "17:00"]}
