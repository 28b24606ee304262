"""Reading what somebody saved, value by value: each is what it should be, or refused by its place.
Used by domain/rule.py, domain/condition.py, domain/action.py."""

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from chalicelib.domain.error import BadRule
from chalicelib.domain.text import clean


class Told(NamedTuple):
    """A value out of JSON and its place in it, as a JSON pointer (`/when/all/1/value`)."""

    value: Any
    place: str = ""

    def refused(self, words: str) -> BadRule:
        """The error to raise about it."""
        return BadRule(self.place, words)

    def at(self, name: str, default: Any = None) -> "Told":
        """A field of an object, or what stands where it is left out."""
        return Told(self.value.get(name, default), f"{self.place}/{name}")

    def of_fields(self, *names: str) -> "Told":
        """Itself: an object of these fields at most."""
        if not isinstance(self.value, dict):
            raise self.refused(f"an object with {', '.join(names)} is needed here.")
        for name in self.value:
            if name not in names:
                known = ", ".join(f"`{one}`" for one in names)
                raise self.refused(f"there is no field `{str(name)[:40]}` here, only {known}.")
        return self

    def items(self, least: int, most: int) -> list["Told"]:
        """The parts of a list."""
        return list(self._items(least, most))

    def _items(self, least: int, most: int) -> Iterator["Told"]:
        if not isinstance(self.value, list):
            raise self.refused("a list is needed here.")
        if not least <= len(self.value) <= most:
            raise self.refused(f"the list must have {least} to {most} entries.")
        for index, value in enumerate(self.value):
            yield Told(value, f"{self.place}/{index}")

    def text(self, most: int, least: int = 0) -> str:
        """A text of so many characters, cleaned."""
        if not isinstance(self.value, str):
            raise self.refused("a text is needed here.")
        text = clean(self.value)
        if not least <= len(text.strip() if least else text) <= most:
            raise self.refused(f"the text must have {least} to {most} characters.")
        return text

    def choice(self, choices: Collection[str]) -> str:
        """One of these words."""
        if not isinstance(self.value, str) or self.value not in choices:
            known = ", ".join(f"`{one}`" for one in choices)
            raise self.refused(f"{_shown(self.value)} is not known here. Say one of {known}.")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            raise self.refused("true or false is needed here.")
        return self.value

    def whole(self, least: int, most: int) -> int:
        """A whole number between these."""
        number = self.number(least, most)
        if not number.is_integer():
            raise self.refused("a whole number is needed here.")
        return int(number)

    def number(self, least: float, most: float) -> float:
        """A number between these, of six decimals at most."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            raise self.refused(f"{_shown(self.value)} is no number.")
        if not least <= self.value <= most:
            raise self.refused(f"the number must be from {least:.15g} to {most:.15g}.")
        return round(float(self.value), 6)


def _shown(value: object) -> str:
    return f"`{str(value)[:40]}`"
