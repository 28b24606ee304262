"""What a cold start pays for imports: CPU of each entry point's own chain, beside a bare
Chalice + PynamoDB.

Run by `make bench-import`. Each figure is the median over fresh interpreters, taken in turn so that
a slower moment of the machine meets all of them; bytecode is compiled before, as in the package.
"""

import compileall
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

ROUNDS = 15
FLOOR = "import chalice.app, pynamodb.models, pynamodb.attributes, pynamodb.transactions"
CHAINS = {
    "floor": FLOOR,
    "socket": "import chalicelib.handlers.socket",
    "jobs": "import chalicelib.handlers.jobs",
    "auth": "import chalicelib.handlers.auth",
    "rest": "import app",
}
PROGRAM = """
import time
begun = time.process_time()
{chain}
print((time.process_time() - begun) * 1000)
"""


def main() -> None:
    """Print CPU milliseconds of each chain and its ratio to the floor; the last line is JSON."""
    compileall.compile_dir("chalicelib", quiet=1)
    compileall.compile_file("app.py", quiet=1)
    times: dict[str, list[float]] = {name: [] for name in CHAINS}
    for _ in range(ROUNDS):
        for name, chain in CHAINS.items():
            times[name].append(_cpu_ms(chain))
    medians = {name: statistics.median(values) for name, values in times.items()}
    figures = {f"{name}_ms": round(value, 1) for name, value in medians.items()}
    floor = medians.pop("floor")
    ratios = {f"{name}_ratio": round(value / floor, 3) for name, value in medians.items()}
    for name, figure in {**figures, **ratios}.items():
        print(f"{name:16} {figure}")
    print(json.dumps({**figures, **ratios, "ratio_to_floor": ratios["socket_ratio"]}))


def _cpu_ms(chain: str) -> float:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM.format(chain=chain)],
        check=True,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        env={**os.environ, "AWS_REGION": "us-east-1", "PARLEY_TABLES": "bench-"},
    )
    return float(done.stdout)


if __name__ == "__main__":
    main()
