"""`make simulate`: a day as it is and as it might be, by the router itself: tables and a drawing.

python -m infra.simulate --agents 8 --slots 2 --chats 600 --with-agents 10 --svg day.svg
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from chalicelib.domain.scenario import WITHIN_S, Hour, Outcome, Scenario, Team, generated, played

# How chats spread over a day of 24 hours, in parts of a thousand.
CURVE = (4, 2, 1, 1, 2, 5, 12, 28, 55, 82, 95, 98, 84, 88, 93, 86, 72, 54, 42, 36, 26, 18, 10, 6)
WIDTH, HEIGHT, ROOM = 760, 260, 46


def main(words: Sequence[str] | None = None) -> None:
    """Play both days, print them, draw their waits."""
    asked = _asked(words)
    before, after = scenarios(asked)
    outcomes = [played(one, list(generated(one))) for one in (before, after)]
    for name, scenario, outcome in zip(
        ("today", "changed"), (before, after), outcomes, strict=True
    ):
        team = scenario.teams[0]
        print(f"\n{name}: {team.agents} agents with {team.slots} slots each")
        print("\n".join(table(outcome)))
    if asked.svg:
        Path(asked.svg).write_text(drawing(*outcomes), encoding="utf-8")
        print(f"\nThe mean waits are drawn in {asked.svg}.")


def scenarios(asked: argparse.Namespace) -> tuple[Scenario, Scenario]:
    """The day as it is and as it might be."""
    rates = tuple(asked.chats * share / sum(CURVE) for share in CURVE)
    times = {"handling": asked.handling * 1_000, "patience": asked.patience * 1_000}
    today = Scenario(rates, teams=(Team(asked.agents, asked.slots),), seed=asked.seed, **times)
    more = asked.chats if asked.with_chats is None else asked.with_chats
    changed = today._replace(
        rates=tuple(rate * more / max(asked.chats, 1) for rate in rates),
        teams=(Team(_or(asked.with_agents, asked.agents), _or(asked.with_slots, asked.slots)),),
        handling=_or(asked.with_handling, asked.handling) * 1_000,
    )
    return today, changed


def table(outcome: Outcome) -> list[str]:
    """The hours and the day, a line each."""
    heads = ["hour", "chats", "answered", "left", "mean wait", "p90 wait", "in use"]
    heads += [f"<= {limit} s" for limit in WITHIN_S]
    rows = [[f"{hour:02}", *_cells(told)] for hour, told in enumerate(outcome.hours)]
    return [
        "".join(f"{cell:>10}" for cell in row)
        for row in [heads, *rows, ["day", *_cells(outcome.day)]]
    ]


def drawing(before: Outcome, after: Outcome) -> str:
    """The mean waits of both days by hour, as SVG."""
    most = max(1, *(hour.mean_wait for one in (before, after) for hour in one.hours))
    lines = [_line(before, most, "#0b6b66", ""), _line(after, most, "#b45309", "6 4")]
    title = f"Mean wait by hour, up to {most / 1_000:.0f} s: today (solid), changed (dashed)"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">'
        f"<title>{escape(title)}</title>"
        f'<text x="{ROOM}" y="20" font-family="sans-serif" font-size="14">{escape(title)}</text>'
        + "".join(lines)
        + "".join(_hour_mark(hour) for hour in range(0, 24, 3))
        + "</svg>\n"
    )


def _asked(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m infra.simulate", description=__doc__)
    for name, default, what in (
        ("agents", 6, "agents who are there"),
        ("slots", 2, "chats at once of each"),
        ("chats", 1_200, "chats in the day"),
        ("handling", 360, "seconds that a chat takes on average"),
        ("patience", 180, "seconds that visitors wait on average"),
        ("seed", 1, "which day"),
    ):
        parser.add_argument(f"--{name}", type=int, default=default, help=what)
    for name in ("agents", "slots", "chats", "handling"):
        parser.add_argument(f"--with-{name}", type=int, help="the same, changed")
    parser.add_argument("--svg", default="", help="a file to draw the waits in")
    return parser.parse_args(words)


def _or(changed: int | None, before: int) -> int:
    return before if changed is None else changed


def _cells(hour: Hour) -> list[str]:
    within = [f"{share:.0%}" for share in hour.within]
    waits = [f"{wait / 1_000:.0f} s" for wait in (hour.mean_wait, hour.p90_wait)]
    counts = [str(count) for count in (hour.arrivals, hour.answered, hour.abandoned)]
    return [*counts, *waits, f"{hour.occupancy:.0%}", *within]


def _line(outcome: Outcome, most: int, colour: str, dashes: str) -> str:
    points = [
        f"{_x(hour):.1f},{HEIGHT - ROOM - told.mean_wait / most * (HEIGHT - 2 * ROOM):.1f}"
        for hour, told in enumerate(outcome.hours)
    ]
    return (
        f'<polyline fill="none" stroke="{colour}" stroke-width="2.5"'
        f' stroke-dasharray="{dashes}" points="{" ".join(points)}"/>'
    )


def _hour_mark(hour: int) -> str:
    return (
        f'<text x="{_x(hour):.1f}" y="{HEIGHT - ROOM + 22}" font-family="sans-serif"'
        f' font-size="12" text-anchor="middle">{hour:02}:00</text>'
    )


def _x(hour: int) -> float:
    return ROOM + hour / 23 * (WIDTH - 2 * ROOM)


if __name__ == "__main__":
    main()
