"""Bank account numbers in free text: groups of digits that a card's number must not be seen in.
Called by domain/card.py."""

import re
from functools import cache

# ISO 13616: the countries by the length of their numbers.
_COUNTRIES = {
    15: "NO",
    16: "BE",
    18: "DK FO FI GL NL SD",
    19: "MK SI",
    20: "AT BA EE KZ LT LU XK MN",
    21: "CH HR LI LV",
    22: "BG BH CR DE GB GE IE ME RS VA",
    23: "AE GI IL IQ OM TL SO",
    24: "AD CZ ES MD PK RO SA SE SK TN VG",
    25: "LY PT ST",
    26: "IS TR",
    27: "BI DJ FR GR IT MC MR SM",
    28: "AL AZ BY CY DO GT HU LB NI PL SV",
    29: "BR EG PS QA UA",
    30: "JO KW MU",
    31: "MT SC",
    32: "LC",
    33: "RU",
}
_LENGTHS = {country: n for n, names in _COUNTRIES.items() for country in names.split()}


def spans(text: str) -> list[tuple[int, int]]:
    """Where bank account numbers stand whose check digits are right."""
    found = []
    for begin in _beginning().finditer(text):
        end = _end(text, begin.start(), _LENGTHS.get(begin[0][:2].upper(), 0))
        if end and _sums_up(text[begin.start() : end]):
            found.append((begin.start(), end))
    return found


def _end(text: str, start: int, length: int) -> int:
    """Behind so many letters and digits; 0 if there are fewer, or anything but spaces between."""
    seen = 0
    for at in range(start, len(text)):
        char = text[at]
        if char.isascii() and char.isalnum():
            seen += 1
            if seen == length:
                return at + 1
        elif char not in " \u00a0-":
            break
    return 0


def _sums_up(iban: str) -> bool:
    """The check of ISO 7064, modulo 97."""
    plain = "".join(filter(str.isalnum, iban))
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


@cache
def _beginning() -> re.Pattern[str]:
    return re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{2}\d{2}", re.ASCII)
