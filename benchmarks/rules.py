"""What an event costs in the tag, of 100 to 10,000 rules of three conditions, beside other engines.

Run by `make bench-rules`. Three worlds: few rules can fire and the clock ticks; each event another
page; all rules come to hold, and do something, at once. Each figure is the median of its processes.
"""

import json
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.shop_rules import SEED
from chalicelib.domain.compilation import compile_rules
from chalicelib.domain.rule import Rule, rule_of

HERE = Path(__file__).parent
WEB = HERE.parent / "web"
COUNTS = (100, 1_000, 10_000)
OTHERS = ("closures", "json-logic-js", "json-rules-engine")
PROCESSES = 3
# Of how many sections of the site one is where the visitor is.
SECTIONS = 50
LIMITS = {"ms_10000": 1.0}
LEAST = {"speedup_10000": 20.0}
Conditions = list[tuple[str, int, int]]


def main() -> None:
    """Print the figures; the last line is JSON. Fails where a limit is not kept."""
    figures: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        bundle = _bundle(Path(folder))
        for count in COUNTS:
            figures |= _beside(count, bundle)
        for world, name in (("page", "page_ms"), ("all", "worst_ms")):
            rules = _conditions(COUNTS[-1], world)
            measured = [_run("parley", world, rules, bundle) for _ in range(PROCESSES)]
            figures[f"{name}_{COUNTS[-1]}"] = _median(measured, "ms")
            others = [_run("closures", world, rules, bundle) for _ in range(PROCESSES)]
            figures[f"{name}_{COUNTS[-1]}_closures"] = _median(others, "ms")
    for name, figure in figures.items():
        print(f"{name:36} {figure:.5f}")
    broken = [name for name, limit in LIMITS.items() if figures[name] > limit]
    broken += [name for name, least in LEAST.items() if figures[name] < least]
    if broken:
        print(f"Not kept: {', '.join(broken)}", file=sys.stderr)
    print(json.dumps({name: round(figure, 5) for name, figure in figures.items()}))
    sys.exit(bool(broken))


def _beside(count: int, bundle: Path) -> dict[str, float]:
    """Few rules can fire: what an event and the first one take, and how many times the best of the
    others that is."""
    rules = _conditions(count, "few")
    measured = {
        engine: [_run(engine, "few", rules, bundle) for _ in range(PROCESSES)]
        for engine in ("parley", *OTHERS)
    }
    hits = {engine: {one["hits"] for one in found} for engine, found in measured.items()}
    if len(set.union(*hits.values())) != 1:
        sys.exit(f"The engines do not find the same rules: {hits}")
    figures = {f"ms_{count}_{name}": _median(found, "ms") for name, found in measured.items()}
    own = figures.pop(f"ms_{count}_parley")
    best = min(figures.values())
    figures |= {f"ms_{count}": own, f"speedup_{count}": best / own}
    figures[f"first_ms_{count}"] = _median(measured["parley"], "first_ms")
    return figures


def _conditions(count: int, world: str) -> Conditions:
    """Where, how long on the page, how much in the cart; all about this page if all can fire."""
    chance = random.Random(SEED)
    return [
        (
            f"/section-{7 if world == 'all' else number % SECTIONS}/",
            chance.randint(1, 300),
            chance.randint(1, 500),
        )
        for number in range(count)
    ]


def _run(engine: str, world: str, rules: Conditions, bundle: Path) -> dict[str, float]:
    told = {"compiled": json.loads(_compiled(rules)), "conditions": rules}
    done = subprocess.run(
        ["node", str(HERE / "rules.mjs"), engine, world, str(WEB), str(bundle)],
        input=json.dumps(told),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(done.stderr)
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _compiled(rules: Conditions) -> str:
    return compile_rules([_rule(number, *one) for number, one in enumerate(rules, 1)]).engine


def _rule(number: int, part: str, seconds: int, value: int) -> Rule:
    """It sets a variable of its own, so that nothing another rule does keeps it from firing."""
    conditions = [
        {"on": "url", "is": "contains", "value": part},
        {"on": "page_time_s", "is": "at_least", "value": seconds},
        {"on": "cart_value", "is": "at_least", "value": value},
    ]
    told: dict[str, Any] = {"name": "R", "enabled": True, "when": {"all": conditions}}
    told["actions"] = [{"do": "set", "name": f"rule {number}", "value": True}]
    return rule_of("bench", f"ru_{number}", number, told)


def _bundle(folder: Path) -> Path:
    """The engine as the tag has it, as a module."""
    file = folder / "engine.mjs"
    made = ["--file", str(file), "--format", "esm", "--minify"]
    subprocess.run(
        ["node_modules/.bin/rolldown", "tag/rules/engine.ts", *made],
        cwd=WEB,
        check=True,
        capture_output=True,
    )
    return file


def _median(measured: list[dict[str, float]], name: str) -> float:
    return statistics.median(one[name] for one in measured)


if __name__ == "__main__":
    main()
