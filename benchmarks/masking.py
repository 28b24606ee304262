"""How surely card numbers are masked, how rarely anything else is, and what a line pays for it.

Run by `make bench-masking`. `random_16` says how many random numbers of 16 digits are taken for
cards: those that begin and sum up as one cannot be told from one.
"""

import json
import random
import statistics
import time
from collections import Counter

from benchmarks import numbers
from chalicelib.domain.card import KEPT_FIRST, KEPT_LAST
from chalicelib.domain.masking import MASK, Rules, mask, mask_together

RULES = Rules()
LINES = {
    "microseconds": "A line of about one hundred characters, as people write about order 471",
    "microseconds_arabic": "\u0645\u0631\u062d\u0628\u0627 \u0623\u064a\u0646 " * 10,
    "microseconds_numbers": "Order 20264711 of 23.11.2026 to Berlin, call me: +49 151 1234567",
}
SEED = 20_261_123


def main() -> None:
    """Print the figures; the last line is JSON."""
    figures = {**measure(), **_times()}
    for name, figure in figures.items():
        print(f"{name:24} {figure}")
    print(json.dumps(figures))


def measure() -> dict[str, float]:
    """Recall and false masks over both corpora; what was wrong is printed."""
    chance = random.Random(SEED)
    tried, missed = 0, Counter[str]()
    for kind, text, number in numbers.hidden(chance):
        tried += 1
        missed[kind] += not is_masked(mask(text, RULES), number)
    for parts, number in numbers.split(chance):
        tried += 1
        missed["split"] += not is_masked("\n".join(masked_in_turn(parts)), number)
    kept, false = 0, Counter[str]()
    for kind, text in numbers.innocent(chance):
        kept += 1
        false[kind] += mask(text, RULES) != text
    for what, counts in {"missed": missed, "masked": false}.items():
        for kind, count in counts.most_common(20):
            if count:
                print(f"{what} {count:5} {kind}")
    return {
        "recall": 1 - missed.total() / tried,
        "false_masks": round(false.total() / kept, 5),
        "random_16": _random(chance, 20_000),
        "hidden_tried": tried,
        "innocent_tried": kept,
    }


def is_masked(text: str, number: str) -> bool:
    """Whether no more than the first six and the last four digits can be read."""
    return text.count(MASK) >= len(number) - KEPT_FIRST - KEPT_LAST


def masked_in_turn(parts: list[str]) -> list[str]:
    """Lines as they come in one after the other, each with those before it at hand."""
    told: list[str] = []
    for part in parts:
        told = mask_together([*told, part], RULES)
    return told


def _random(chance: random.Random, count: int) -> float:
    texts = ("".join(chance.choices("0123456789", k=16)) for _ in range(count))
    return round(sum(mask(text, RULES) != text for text in texts) / count, 4)


def _times() -> dict[str, float]:
    return {name: round(_microseconds(text.ljust(100, ".")), 2) for name, text in LINES.items()}


def _microseconds(text: str, times: int = 2_000) -> float:
    rounds = []
    for _ in range(9):
        begun = time.process_time_ns()
        for _ in range(times):
            mask(text, RULES)
        rounds.append((time.process_time_ns() - begun) / times / 1_000)
    return statistics.median(rounds)


if __name__ == "__main__":
    main()
