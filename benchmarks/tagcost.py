"""What the tag takes of a page's main thread, and what a dead Parley adds to the page's load.

For benchmarks/tag.py. Pages with and without the tag take turns, and each figure is the median over
the rounds. The page without the tag is looked at twice in each round: what these two differ by is
no tag's doing, and is printed beside, as noise. Of loads, which wait for other work as well, the
quickest quarter is compared.

CPU is told by the main thread's own clock, which stands still while the machine does other work,
and is multiplied by the throttle: a throttled browser would count the other work as well.
"""

import json
import statistics
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from benchmarks.taghosts import Host, PageHost

THROTTLE = 4
ROUNDS = 9
DEAD_ROUNDS = 21
WATCH_MS = 1_500
LONG_MS = 50
# The browser's own word for a script of noise, which nobody can keep from it.
UNREADABLE = "Invalid or unexpected token"
# In the order in which the first round visits them.
PAGES = ("/plain", "/again", "/tagged", "/button", "/empty", "/needed")
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
LOAD_MS = "performance.getEntriesByType('navigation')[0].loadEventEnd"
Figures = dict[str, float]


class Cpu(NamedTuple):
    """Of one visit's main thread, in ms: all of it, what scripts took, and style with layout."""

    all: float
    script: float
    layout: float


def main_thread(browser: Browser, host: PageHost) -> Figures:
    """What the tag takes, beside a button made by five lines, a file that does nothing, and the
    least that does what any tag has to."""
    seen: dict[str, list[Cpu]] = defaultdict(list)
    for address in rounds(ROUNDS, PAGES):
        seen[address].append(cpu(browser, host.origin + address))
    tag = beyond(seen["/tagged"], seen["/plain"])
    return {
        "main_thread_ms": tag.all,
        "main_thread_script_ms": tag.script,
        "main_thread_layout_ms": tag.layout,
        "main_thread_other_ms": round(tag.all - tag.script - tag.layout, 1),
        "main_thread_floor_button_ms": beyond(seen["/button"], seen["/plain"]).all,
        "main_thread_floor_file_ms": beyond(seen["/empty"], seen["/plain"]).all,
        "main_thread_floor_needed_ms": beyond(seen["/needed"], seen["/plain"]).all,
        "main_thread_noise_ms": abs(beyond(seen["/again"], seen["/plain"]).all),
    }


def beyond(seen: list[Cpu], plain: list[Cpu]) -> Cpu:
    """How much more than the plain page, at the throttled speed."""
    pairs = zip(zip(*seen, strict=True), zip(*plain, strict=True), strict=True)
    return Cpu(*(round(THROTTLE * middle(more, less), 1) for more, less in pairs))


def blocking(browser: Browser, host: PageHost) -> Figures:
    """What single tasks take beyond 50 ms at the throttled speed."""
    seen: dict[str, list[float]] = defaultdict(list)
    for address in rounds(ROUNDS, ("/plain", "/tagged")):
        seen[address].append(blocked(browser, host.origin + address))
    more = middle(seen["/tagged"], seen["/plain"])
    return {"blocking_ms": round(max(0.0, more), 1)}


def load_delta(browser: Browser, host: Host) -> tuple[float, float, int]:
    """How much later the page has loaded with the tag, the noise of that, and errors it saw."""
    seen: dict[str, list[float]] = defaultdict(list)
    errors = 0
    for address in rounds(DEAD_ROUNDS, ("/plain", "/tagged", "/again")):
        ms, unexpected = load(browser, host.origin + address)
        seen[address].append(ms)
        errors += unexpected
    plain, again = quick(seen["/plain"]), quick(seen["/again"])
    delta = quick(seen["/tagged"]) - (plain + again) / 2
    return round(delta, 1), round(abs(again - plain), 1), errors


def quick(loads: list[float]) -> float:
    """Which a quarter of them stay below."""
    return statistics.quantiles(loads, n=4)[0]


def rounds(count: int, pages: tuple[str, ...]) -> Iterator[str]:
    """Each round begins with another page, so that no page gains by its place."""
    for number in range(count):
        first = number % len(pages)
        yield from pages[first:] + pages[:first]


def middle(more: tuple[float, ...] | list[float], less: tuple[float, ...] | list[float]) -> float:
    return statistics.median(a - b for a, b in zip(more, less, strict=True))


# ---- one visit of somebody new ----


def cpu(browser: Browser, address: str) -> Cpu:
    with opened(browser) as page:
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.goto(address)
        page.wait_for_timeout(WATCH_MS)
        told = session.send("Performance.getMetrics")["metrics"]
        ms = {metric["name"]: metric["value"] * 1000 for metric in told}
    layout = ms["LayoutDuration"] + ms["RecalcStyleDuration"]
    return Cpu(ms["TaskDuration"], ms["ScriptDuration"], layout)


def blocked(browser: Browser, address: str) -> float:
    with opened(browser) as page:
        browser.start_tracing(page=page, categories=["toplevel"])
        page.goto(address)
        page.wait_for_timeout(WATCH_MS)
        events = json.loads(browser.stop_tracing())["traceEvents"]
    named = [event for event in events if event["name"] == "thread_name"]
    main = {(n["pid"], n["tid"]) for n in named if n["args"]["name"] == "CrRendererMain"}
    tasks = [e for e in events if (e["pid"], e["tid"]) in main and "RunTask" in e["name"]]
    cpu_ms = [THROTTLE * event.get("tdur", 0) / 1000 for event in tasks]
    return float(sum(max(0, ms - LONG_MS) for ms in cpu_ms))


def load(browser: Browser, address: str) -> tuple[float, int]:
    """When the page had loaded, and how many errors it saw."""
    with opened(browser) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address, wait_until="commit")
        page.wait_for_function(LOADED)
        return float(page.evaluate(LOAD_MS)), sum(UNREADABLE not in error for error in errors)


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    yield context.new_page()
    context.close()
