"""One stack and one Chromium for all journeys; a tidied place and a new cast for each."""

from __future__ import annotations

import shutil
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.cast import FLAGS, Cast
from tests.journeys.place import Place

HERE = Path(__file__).parent
FAILED = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.slow)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[FAILED] = report.failed
    return report


# For the package, not the session: Playwright holds an event loop while it runs.
@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(tmp_path_factory.mktemp("place"))
    with place.stack:
        yield place
    # What was logged after the last journey, or while the stack ended.
    assert place.logs.told() == []


@pytest.fixture
def place(running: Place) -> Iterator[Place]:
    yield running
    running.tidy()
    assert running.logs.told() == [], f"the logs in {running.logs.folder} tell this"


@pytest.fixture
def cast(
    place: Place, chromium: Browser, request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Cast]:
    everybody = Cast(place, chromium)
    yield everybody
    if request.node.stash.get(FAILED, True):
        everybody.draw(tmp_path)
    everybody.leave()
    assert everybody.complaints == []
