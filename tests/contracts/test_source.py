"""What holds for every file: what ships, how long it may be, how it begins."""

import ast
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.platform import REPOSITORY

MOST_LINES, MOST_IN_FUNCTION = 400, 60
PYTHON = [
    path
    for folder in ("chalicelib", "infra", "benchmarks")
    for path in sorted((REPOSITORY / folder).rglob("*.py"))
]
WEB = REPOSITORY / "web"
SCRIPTS = [
    path
    for path in sorted([*WEB.rglob("*.ts"), *WEB.rglob("*.tsx")])
    if not {"node_modules", "dist"} & set(path.parts)
]
# Functions by length, as the parser sees them that builds the web; those inside one count for
# themselves.
MEASURE = """
import { parseAst } from "rolldown/parseAst";
import { readFileSync } from "node:fs";
for (const path of JSON.parse(readFileSync(0, "utf8"))) {
  const text = readFileSync(path, "utf8");
  const line = (at) => text.slice(0, at).split("\\n").length;
  const visit = (node) => {
    if (!node || typeof node !== "object") return 0;
    const inner = Object.values(node).flat().reduce((sum, below) => sum + visit(below), 0);
    if (!/Function/.test(node.type) || !node.body) return inner;
    const lines = line(node.end) - line(node.start) + 1;
    console.log(JSON.stringify([path, line(node.start), lines - inner]));
    return lines;
  };
  visit(parseAst(text, { lang: path.endsWith("x") ? "tsx" : "ts" }));
}
"""


def short(path: Path) -> str:
    """A path as people name it."""
    return str(path.relative_to(REPOSITORY))


def test_only_python_ships() -> None:
    shipped = [
        path
        for path in (REPOSITORY / "chalicelib").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]

    assert [short(path) for path in shipped if path.suffix != ".py"] == []
    assert len(shipped) > 30


@pytest.mark.parametrize("path", [*PYTHON, REPOSITORY / "app.py"], ids=short)
def test_a_module_says_what_it_holds_and_who_calls_it(path: Path) -> None:
    said = ast.get_docstring(ast.parse(path.read_text()))

    assert said
    assert said[0].isupper() or said[0] in "`@"


def test_no_file_is_long() -> None:
    lengths = {short(path): len(path.read_text().splitlines()) for path in [*PYTHON, *SCRIPTS]}

    assert {path: n for path, n in lengths.items() if n >= MOST_LINES} == {}


def test_no_function_is_long() -> None:
    lengths = {f"{short(path)}:{line}": n for path in PYTHON for line, n in functions(path)}

    assert {place: n for place, n in lengths.items() if n > MOST_IN_FUNCTION} == {}
    assert sorted(lengths.values())[len(lengths) // 2] <= 8


def test_no_function_of_the_web_is_long() -> None:
    assert (WEB / "node_modules/rolldown").exists(), "run `make install` first"
    done = subprocess.run(
        ["node", "--input-type=module", "-e", MEASURE],
        cwd=WEB,
        input=json.dumps([str(path) for path in SCRIPTS if ".test." not in path.name]),
        capture_output=True,
        text=True,
        check=True,
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]

    long = {f"{short(Path(path))}:{line}": n for path, line, n in found if n > MOST_IN_FUNCTION}
    assert len(found) > 100
    assert long == {}


def test_no_file_has_a_name_that_tells_nothing() -> None:
    vague = {"utils", "util", "helpers", "helper", "base", "common", "misc", "manager", "constants"}

    assert [short(path) for path in [*PYTHON, *SCRIPTS] if path.stem in vague] == []


def test_tests_mirror_what_they_test() -> None:
    values_only = {
        "idempotency",
        "account",
        "group",
        "skill",
        "connection",
        "deadline",
        "error",
        "visitor",
    }
    untested = [
        short(path)
        for layer in ("domain", "store", "services", "handlers", "outbound")
        for path in sorted((REPOSITORY / "chalicelib" / layer).glob("[a-z]*.py"))
        if not (REPOSITORY / "tests" / layer / f"test_{path.name}").exists()
    ]

    assert [path for path in untested if Path(path).stem not in values_only] == []


def functions(path: Path) -> Iterator[tuple[int, int]]:
    """The functions of a file: where they begin, how many lines they have."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1
