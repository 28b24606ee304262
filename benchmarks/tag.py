"""What the tag costs its page: bytes, requests, main thread, and a page with Parley dead.

Run by `make bench-tag`, after `npm run build`. Two local hosts, a page's and the tag's, answer
after 30 ms; Chromium runs at 4x CPU throttle; pages with and without the tag take turns.
"""

import gzip
import json
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks import shop_rules
from benchmarks.taghosts import (
    BrokenHost,
    DeadHost,
    GarbageHost,
    PageHost,
    TagHost,
    TricklingHost,
    publish,
    refused_origin,
)
from chalicelib.domain.compilation import compile_rules

WEB = Path(__file__).parent.parent / "web"
PAIRS = 9
# As long as real ones are.
ORIGIN = "https://d111111abcdef8.cloudfront.net"
WARM_UP = 2
THROTTLE = 4
WATCH_MS = 3_000
RULES = 100
# At most: fewer are enough where the tag costs nothing.
DEAD_PAIRS = 15
# The browser's own word for a script of noise, which nobody can keep from it.
UNREADABLE = "Invalid or unexpected token"
LIMITS = {
    "tag_gzip_100_rules": 8192,
    "bytes_per_rule": 40,
    "window_gzip": 20480,
    "blocking_ms": 0,
    "main_thread_ms": 10,
    "requests_before_load": 0,
    "load_delta_dead_ms": 5,
    "errors_dead": 0,
}
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
FLAGS += ["--disable-component-update", "--disable-sync"]

OBSERVE = """
window.__long = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.__long.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
LOADED = "performance.getEntriesByType('navigation')[0].loadEventEnd > 0"
EARLY = """(origin) => performance.getEntriesByType("resource").filter((one) =>
  one.name.startsWith(origin)
  && one.startTime < performance.getEntriesByType("navigation")[0].loadEventStart).length"""
WATCHED = (
    f"performance.now() > performance.getEntriesByType('navigation')[0].loadEventEnd + {WATCH_MS}"
)


@dataclass
class Visit:
    """One page load."""

    load_ms: float
    blocking_ms: float
    main_thread_ms: float
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Print the figures; the last line is JSON. Fails where a limit is not kept."""
    if not tag_file().exists():
        sys.exit("web/dist holds no tag: run `npm run build` in web/ first.")
    figures: dict[str, float] = dict(sizes()) | ruled()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        figures |= cost(browser)
        figures |= requests(browser)
        figures |= dead(browser)
        browser.close()
    for name, figure in figures.items():
        print(f"{name:24} {figure}")
    broken = [name for name, limit in LIMITS.items() if figures[name] > limit]
    if broken:
        print(f"Over the limit: {', '.join(broken)}", file=sys.stderr)
    print(json.dumps(figures))
    sys.exit(bool(broken))


def sizes() -> Iterator[tuple[str, float]]:
    """Bytes of the two files, plain and compressed."""
    for name, file in (("tag", tag_file()), ("window", window_file())):
        content = file.read_bytes()
        yield f"{name}_raw", len(content)
        yield f"{name}_gzip", len(gzip.compress(content, 9))
        yield f"{name}_brotli", brotli_size(file)


def ruled() -> dict[str, float]:
    """Bytes of all that comes before a click, with so many different rules in it."""
    none = gzip_size(publish(tag_file(), ORIGIN, window_file().name))
    full = gzip_size(publish(tag_file(), ORIGIN, window_file().name, engine()))
    return {"tag_gzip_100_rules": full, "bytes_per_rule": round((full - none) / RULES, 1)}


def engine() -> str:
    """The rules as the publisher puts them into the tag."""
    return compile_rules(shop_rules.rules(RULES)).engine


def gzip_size(text: str) -> int:
    return len(gzip.compress(text.encode(), 9))


def cost(browser: Browser) -> dict[str, float]:
    """What visits with and without the tag take; they take turns in going first."""
    plain: list[Visit] = []
    tagged: list[Visit] = []
    with (
        TagHost(tag_file(), window_file(), engine()) as tag,
        PageHost(snippet(tag.origin)) as host,
    ):
        turns = [("/plain", plain), ("/tagged", tagged)]
        for pair in range(WARM_UP + PAIRS):
            for path, visits in turns if pair % 2 else turns[::-1]:
                visits.append(visit(browser, host.origin + path))
    plain, tagged = plain[WARM_UP:], tagged[WARM_UP:]
    pairs = list(zip(plain, tagged, strict=True))
    return {
        "blocking_ms": max(0.0, least(tagged, "blocking_ms") - least(plain, "blocking_ms")),
        "main_thread_ms": round(
            least(tagged, "main_thread_ms") - least(plain, "main_thread_ms"), 1
        ),
        "load_delta_ms": median([b.load_ms - a.load_ms for a, b in pairs]),
        "load_without_ms": median([seen.load_ms for seen in plain]),
        "load_with_ms": median([seen.load_ms for seen in tagged]),
    }


def least(visits: list[Visit], figure: str) -> float:
    """Of what a visit took: more says something of the machine."""
    return round(min(float(getattr(seen, figure)) for seen in visits), 1)


def requests(browser: Browser) -> dict[str, float]:
    """Requests to Parley before the page's load, before a click, and by opening the window."""
    with (
        TagHost(tag_file(), window_file(), engine()) as tag,
        PageHost(snippet(tag.origin)) as host,
    ):
        context = browser.new_context()
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(f"{host.origin}/tagged")
        button = page.get_by_role("button", name="Chat with us")
        button.wait_for()
        page.wait_for_function(WATCHED)
        early = page.evaluate(EARLY, tag.origin)
        before = count(asked, tag.origin)
        button.click()
        page.get_by_role("button", name="Start chat").wait_for()
        after = count(asked, tag.origin)
        context.close()
    return {
        "requests_before_load": early,
        "requests_before_click": before,
        "requests_after_open": after - before,
    }


def dead(browser: Browser) -> dict[str, float]:
    """What the page loses, and which errors it sees, when Parley is no help: the fastest loads
    with and without the tag, because slower ones say more of the machine."""
    figures: dict[str, float] = {}
    errors = 0
    with (
        DeadHost() as hanging,
        TricklingHost() as trickling,
        BrokenHost() as broken,
        GarbageHost() as garbage,
    ):
        origins = {
            "refused": refused_origin(),
            "hanging": hanging.origin,
            "one_byte_a_second": trickling.origin,
            "500": broken.origin,
            "garbage": garbage.origin,
        }
        for name, origin in origins.items():
            loads: dict[str, list[float]] = {"/plain": [], "/tagged": []}
            with PageHost(snippet(origin)) as host:
                for _ in range(DEAD_PAIRS):
                    for path, found in loads.items():
                        seen = visit(browser, host.origin + path, watch=False)
                        found.append(seen.load_ms)
                        errors += sum(UNREADABLE not in error for error in seen.errors)
                    delta = min(loads["/tagged"]) - min(loads["/plain"])
                    if len(loads["/plain"]) > WARM_UP and delta <= LIMITS["load_delta_dead_ms"]:
                        break
            figures[f"load_delta_{name}_ms"] = round(delta, 1)
    return figures | {"load_delta_dead_ms": max(figures.values()), "errors_dead": errors}


def visit(browser: Browser, address: str, watch: bool = True) -> Visit:
    """Load a page as a new visitor and, if that is asked for, watch it for some seconds more."""
    with opened(browser) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable")
        session.send("Emulation.setCPUThrottlingRate", {"rate": THROTTLE})
        page.goto(address, wait_until="commit")
        page.wait_for_function(LOADED)
        if watch:
            page.wait_for_function(WATCHED, polling=500)
        metrics = session.send("Performance.getMetrics")["metrics"]
        return Visit(
            load_ms=round(
                page.evaluate("performance.getEntriesByType('navigation')[0].loadEventEnd"), 1
            ),
            blocking_ms=round(sum(max(0.0, ms - 50) for ms in page.evaluate("window.__long")), 1),
            main_thread_ms=next(m["value"] * 1000 for m in metrics if m["name"] == "TaskDuration"),
            errors=errors,
        )


@contextmanager
def opened(browser: Browser) -> Iterator[Page]:
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(OBSERVE)
    yield page
    context.close()


def snippet(origin: str) -> str:
    """What a site's owner pastes, for the tag on this host."""
    text = (WEB / "tag" / "snippet.html").read_text()
    return text.replace("__PARLEY_TAG__", f"{origin}/tag/demo/parley.js")


def tag_file() -> Path:
    return WEB / "dist" / "tag" / "tag.js"


def window_file() -> Path:
    return next((WEB / "dist" / "window").glob("window.*.js"))


def brotli_size(file: Path) -> int:
    """By Node, which built the file: Python has no brotli of its own."""
    script = (
        "const { brotliCompressSync } = require('node:zlib');"
        "const { readFileSync } = require('node:fs');"
        "console.log(brotliCompressSync(readFileSync(process.argv[1])).length)"
    )
    node = shutil.which("node") or "node"
    answer = subprocess.run([node, "-e", script, str(file)], capture_output=True, check=True)
    return int(re.sub(rb"\D", b"", answer.stdout))


def count(asked: list[str], origin: str) -> int:
    return sum(1 for url in asked if url.startswith(origin))


def median(values: list[float]) -> float:
    return round(statistics.median(values), 1)


if __name__ == "__main__":
    main()
