"""What no log may hold, looked for in what every test of the suite logged. The hook is for
conftest.py; stage.py tells what is said."""

import json
import re
from collections.abc import Generator

import pytest

# Tokens, tickets in a header, secrets of API keys, e-mail addresses.
SECRETS = re.compile(
    r"eyJ[\w-]{8,}\.|ticket\.[\w-]{20,}|\bpk_\w{8,}|Parley-demo-|[\w.+-]+@[\w-]+\.[a-z]{2,}"
)
# Shorter texts occur in words of our own.
SHORTEST = 6
WORDS = ("text", "name", "email", "title", "reason")
said: set[str] = set()


def note(frame: object) -> None:
    """Remember what a visitor or an agent writes in this test."""
    said.update(texts_of(frame))


def texts_of(frame: object) -> set[str]:
    """What somebody said in a frame or in a request's body."""
    fields = frame if isinstance(frame, dict) else {}
    return {
        text
        for name in WORDS
        if isinstance(text := fields.get(name), str) and len(text) >= SHORTEST
    }


def found_in(printed: str) -> list[str]:
    """What should not stand in the lines of a log; other output is a test's own affair."""
    lines = [line for line in printed.splitlines() if is_logged(line)]
    return [hit for line in lines for hit in hits_in(line, said)]


def hits_in(line: str, texts: set[str]) -> list[str]:
    """The secrets in a line, and what of the texts stands in it."""
    # What a line of ours holds is escaped beyond plain ASCII.
    escaped = {text: json.dumps(text)[1:-1] for text in texts}
    return [
        *SECRETS.findall(line),
        *(text for text, other in escaped.items() if text in line or other in line),
    ]


def is_logged(line: str) -> bool:
    """Whether it is one of ours: a JSON object with a level."""
    try:
        entry = json.loads(line) if line.startswith("{") else None
    except ValueError:
        return False
    return isinstance(entry, dict) and "level" in entry


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that passed fails if its logs tell what they must not."""
    report = yield
    if call.when == "call":
        hits = found_in(report.capstdout + report.capstderr)
        said.clear()
        if hits and report.passed:
            report.outcome = "failed"
            report.longrepr = f"The log tells {sorted(set(hits))[:3]}"
    return report
