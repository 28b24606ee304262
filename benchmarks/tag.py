"""What the tag costs its page: bytes, requests, main thread, and a page with Parley dead.

Run by `make bench-tag`, after `npm run build`. Two local hosts, a page's and the tag's, answer
after 30 ms; the CPU is one at a quarter of its speed.
"""

import gzip
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from benchmarks import shop_rules, tagcost
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
# As long as real ones are.
ORIGIN = "https://d111111abcdef8.cloudfront.net"
WATCH_MS = 3_000
RULES = 100
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

EARLY = """(origin) => performance.getEntriesByType("resource").filter((one) =>
  one.name.startsWith(origin)
  && one.startTime < performance.getEntriesByType("navigation")[0].loadEventStart).length"""
WATCHED = (
    f"performance.now() > performance.getEntriesByType('navigation')[0].loadEventEnd + {WATCH_MS}"
)


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
    """What the tag takes of the page's main thread."""
    with (
        TagHost(tag_file(), window_file(), engine()) as tag,
        PageHost(*(snippet(tag.origin, name) for name in ("demo", "empty", "needed"))) as host,
    ):
        return tagcost.main_thread(browser, host) | tagcost.blocking(browser, host)


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
    """How much later the page loads, and which errors it sees, when Parley is no help."""
    figures: dict[str, float] = {}
    noises: list[float] = []
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
            with PageHost(snippet(origin)) as host:
                figures[f"load_delta_{name}_ms"], noise, seen = tagcost.load_delta(browser, host)
            noises.append(noise)
            errors += seen
    worst = {"load_delta_dead_ms": max(figures.values()), "load_noise_ms": max(noises)}
    return figures | worst | {"errors_dead": errors}


def snippet(origin: str, account: str = "demo") -> str:
    """What a site's owner pastes, for the tag on this host."""
    text = (WEB / "tag" / "snippet.html").read_text()
    return text.replace("__PARLEY_TAG__", f"{origin}/tag/{account}/parley.js")


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


if __name__ == "__main__":
    main()
