"""What is asked of those who are on the site: filters, search, order. Pure; called by
services/visitors.py and handlers/visitors.py."""

from typing import NamedTuple

from chalicelib.domain.engagement import latest
from chalicelib.domain.invitation import EXPIRES_MS
from chalicelib.domain.visit import Visit

SORTS = ("seen", "pages", "time", "cart")


class Asked(NamedTuple):
    """Who is asked for; `""` is anybody. `variable` is a name, or `NAME:VALUE`; `rule` a number, or
    `NUMBER:STATE`; `before` and `visit` say where the list goes on."""

    sort: str = "seen"
    page: str = ""
    country: str = ""
    device: str = ""
    variable: str = ""
    state: str = ""
    rule: str = ""
    search: str = ""
    limit: int = 50
    before: int = 0
    visit: str = ""

    def order(self, one: Visit) -> tuple[float, str]:
        """What the list is sorted by, the highest first."""
        cart = float((one.cart or {}).get("value", 0))
        by = {"pages": one.page, "time": -one.started, "cart": cart}
        return by.get(self.sort, one.until), one.id

    def comes_after(self, one: Visit) -> bool:
        """Whether the list has not told of it before."""
        return not self.visit or (one.until, one.id) < (self.before, self.visit)


def holds(asked: Asked, one: Visit, now: int) -> bool:
    """Whether a visit is asked for, as far as it tells: not whether its visitor is in a chat."""
    return (
        (not asked.page or page_of(asked.page) == page_of(one.url))
        and asked.country.upper() in ("", one.source.place.country.upper())
        and asked.device in ("", one.browser.device)
        and (not asked.variable or _has_variable(asked.variable, one))
        and (not asked.rule or _has_rule(asked.rule, one))
        and (not asked.search or _has_text(asked.search, one))
        and (asked.state != "invited" or _is_invited(one, now))
        and (asked.state != "browsing" or not _is_invited(one, now))
    )


def page_of(url: str) -> str:
    """A page's address without what follows it."""
    return url.split("#", 1)[0].split("?", 1)[0]


def _has_variable(asked: str, one: Visit) -> bool:
    name, colon, value = asked.partition(":")
    if name not in one.variables:
        return False
    held = one.variables[name]
    told = (
        str(held).lower()
        if isinstance(held, bool)
        else f"{held:g}"
        if isinstance(held, float)
        else str(held)
    )
    return not colon or told.casefold() == value.casefold()


def _has_rule(asked: str, one: Visit) -> bool:
    rule, _, state = asked.partition(":")
    found = {str(each.rule): each.state for each in latest(one.engagements)}
    return rule in found and state in ("", found[rule])


def _has_text(asked: str, one: Visit) -> bool:
    told = (one.visitor, one.id, one.url, one.title, *(one.identity or ())[:3])
    return any(asked.casefold() in text.casefold() for text in told)


def _is_invited(one: Visit, now: int) -> bool:
    return bool(one.invitation and now - one.invitation.at < EXPIRES_MS)
