"""Card numbers in all the ways people hide them, and numbers that are none. For
benchmarks/masking.py and the tests of masking."""

import random
from collections.abc import Callable, Iterator

# First digits and length of what issuers give out.
CARDS = {
    "visa": ("4", 16),
    "visa, short": ("4", 13),
    "visa, long": ("4", 19),
    "mastercard": ("53", 16),
    "mastercard, new": ("2345", 16),
    "amex": ("37", 15),
    "diners": ("36", 14),
    "discover": ("6011", 16),
    "jcb": ("3550", 16),
    "unionpay": ("62", 16),
    "unionpay, long": ("62", 19),
    "maestro": ("6759", 16),
    "mir": ("2201", 16),
}
SEPARATORS = {
    "none": "",
    "space": " ",
    "spaces": "   ",
    "many spaces": " " * 20,
    "a line of hyphens": "-" * 9,
    "hyphen": "-",
    "no-break space": "\u00a0",
    "narrow no-break space": "\u202f",
    "thin space": "\u2009",
    "ideographic space": "\u3000",
    "dot": ".",
    "middle dot": "\u00b7",
    "comma": ",",
    "slash": "/",
    "underscore": "_",
    "colon": ":",
    "bar": "|",
    "star": "*",
    "plus": "+",
    "tab": "\t",
    "new line": "\n",
    "blank line": "\n\n",
    "en dash": "\u2013",
    "em dash between spaces": " \u2014 ",
    "minus": "\u2212",
    "zero-width space": "\u200b",
    "zero-width joiner": "\u200d",
    "word joiner": "\u2060",
    "soft hyphen": "\u00ad",
    "right-to-left mark": "\u200f",
    "byte order mark": "\ufeff",
    "combining mark": "\u0301",
    "filler": "\u3164",
    "in an address": "%20",
    "in an address in an address": "%2520",
    "emoji": "\U0001f600",
    "dot and zero-width space": ".\u200b",
}
ZEROS = {
    "plain": "0",
    "full width": "\uff10",
    "arabic": "\u0660",
    "persian": "\u06f0",
    "devanagari": "\u0966",
    "bengali": "\u09e6",
    "thai": "\u0e50",
    "bold": "\U0001d7ce",
    "double-struck": "\U0001d7d8",
    "segmented": "\U0001fbf0",
}
# Digits that do not stand in a row.
OTHERS = {
    "in circles": "\u24ea\u2460\u2461\u2462\u2463\u2464\u2465\u2466\u2467\u2468",
    "superscript": "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079",
    "han": "\u3007\u4e00\u4e8c\u4e09\u56db\u4e94\u516d\u4e03\u516b\u4e5d",
}
AROUND = {
    "alone": "{}",
    "in a sentence": "My card is {}, please use it",
    "glued to words": "VISA{}END",
    "with date and code": "{} 12/27 123",
    "date first": "12/27 {}",
    "in an address": "https://shop.test/pay?card={}&step=2",
    "in brackets": "({})",
    "after a number": "2 tickets: {}",
    "behind an order": "order 4711, card {}",
    "in a second line": "Here it is:\n{}\nThanks",
}


def card(chance: random.Random, first: str, length: int) -> str:
    """A number whose check digit is right."""
    body = first + "".join(chance.choices("0123456789", k=length - 1 - len(first)))
    return next(body + last for last in "0123456789" if _sums_up(body + last))


def hidden(chance: random.Random) -> Iterator[tuple[str, str, str]]:
    """How it is hidden, the text, and the number in it."""
    for kind, (first, length) in CARDS.items():
        for name, separator in SEPARATORS.items():
            for around, form in AROUND.items():
                number = card(chance, first, length)
                written = separator.join(_grouped(number, _sizes(length)))
                yield f"{kind}, {name}, {around}", form.format(written), number
        for name, digits in _scripts().items():
            number = card(chance, first, length)
            spaced = " ".join(_grouped(number, _sizes(length)))
            for text in (number, spaced, " ".join(number)):
                yield f"{kind}, {name}", text.translate(str.maketrans("0123456789", digits)), number
        for name, size in {"each digit": 1, "pairs": 2}.items():
            number = card(chance, first, length)
            for separator in (" ", "-", ".", "\u200b ", "\n"):
                text = separator.join(_grouped(number, [size] * length))
                yield f"{kind}, {name}", text, number
        number = card(chance, first, length)
        yield f"{kind}, keycaps", "".join(f"{digit}\ufe0f\u20e3" for digit in number), number
        yield f"{kind}, coded", "".join(f"%3{digit}" for digit in number), number
        mixed = "".join(a + b for a, b in zip(number, "  -.  - .- . - .  -", strict=False))
        yield f"{kind}, mixed", mixed, number


def split(chance: random.Random) -> Iterator[tuple[list[str], str]]:
    """A number over several lines, and the number."""
    for first, length in CARDS.values():
        for parts in (2, 3, 4):
            for form in ("{}", "{} ", " {}", "{}-", "...{}", "{},"):
                number = card(chance, first, length)
                cuts = sorted(chance.sample(range(1, length), parts - 1))
                pieces = [number[a:b] for a, b in zip([0, *cuts], [*cuts, length], strict=True)]
                yield [form.format(piece) for piece in pieces], number
        number = card(chance, first, length)
        yield [f"It begins with {number[:8]}", f"{number[8:]} is the rest"], number


def innocent(chance: random.Random) -> Iterator[tuple[str, str]]:
    """What it is, and a text with numbers that are no cards."""
    for _ in range(1_000):
        for kind, make in _INNOCENT.items():
            yield kind, make(chance)


def _order(chance: random.Random) -> str:
    forms = ["#########", "ORD-2026-######", "R##########", "1##-#######-#######", "########-##"]
    return "My order " + _filled(chance, chance.choice(forms)) + " has not come yet"


def _phone(chance: random.Random) -> str:
    forms = [
        "+49 15# ########",
        "+49 (0)30 #######",
        "0049 15## #######",
        "+4915#########",
        "+44 20 #### ####",
        "+1 (###) ###-####",
        "+33 6 ## ## ## ##",
        "+86 13# #### ####",
        "+62 8##-####-####",
        "030 #######, 0171 #######",
    ]
    return "Call " + _filled(chance, chance.choice(forms))


def _parcel(chance: random.Random) -> str:
    forms = [
        "1Z999AA1##########",
        "9400 1### #### #### #### ##",
        "92##################",
        "00340434############",
        "JJD0##############",
        "01505#########",
        "############",
        "RR#########DE",
    ]
    return "Parcel " + _filled(chance, chance.choice(forms))


def _iban(chance: random.Random) -> str:
    account = _filled(chance, "#" * 18)
    check = 98 - int(account + "131400") % 97
    whole = f"DE{check:02d}{account}"
    return "IBAN " + (" ".join(_grouped(whole, [4] * 6)) if chance.random() < 0.7 else whole)


def _moment(chance: random.Random) -> str:
    day, month, year = chance.randint(1, 31), chance.randint(1, 12), chance.randint(2024, 2027)
    hour, minute, second = chance.randint(0, 23), chance.randint(0, 59), chance.randint(0, 59)
    forms = [
        f"{day:02d}.{month:02d}.{year} {hour:02d}:{minute:02d}:{second:02d}",
        f"{year}-{month:02d}-{day:02d} {hour:02d}:{minute:02d}:{second:02d}.{second:06d}",
        f"{year}{month:02d}{day:02d}{hour:02d}{minute:02d}{second:02d}",
        f"{chance.randint(1_700_000_000_000, 1_900_000_000_000)}",
        f"{month}/{day}/{year}, {hour}:{minute:02d} - {hour}:{second:02d}",
    ]
    return "It was at " + chance.choice(forms)


def _prices(chance: random.Random) -> str:
    parts = [f"{chance.randint(1, 9)} x {chance.uniform(1, 500):.2f} EUR" for _ in range(4)]
    return "; ".join(parts) + f", in all {chance.uniform(100, 5000):,.2f}"


_INNOCENT: dict[str, Callable[[random.Random], str]] = {
    "order": _order,
    "phone": _phone,
    "parcel": _parcel,
    "iban": _iban,
    "moment": _moment,
    "prices": _prices,
}


def _filled(chance: random.Random, form: str) -> str:
    return "".join(chance.choice("0123456789") if char == "#" else char for char in form)


def _scripts() -> dict[str, str]:
    rows = {name: "".join(chr(ord(zero) + n) for n in range(10)) for name, zero in ZEROS.items()}
    return {**rows, **OTHERS}


def _sizes(length: int) -> list[int]:
    return {15: [4, 6, 5], 14: [4, 6, 4]}.get(length, [4] * 5)


def _grouped(text: str, sizes: list[int]) -> list[str]:
    parts = []
    for size in sizes:
        parts.append(text[:size])
        text = text[size:]
    return [part for part in parts if part]


def _sums_up(digits: str) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (1 + place % 2)
        total += value - 9 * (value > 9)
    return total % 10 == 0
