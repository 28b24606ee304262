"""What a page view costs: DynamoDB calls and capacity, CPU beside a bare handler's, and how many a
process takes in a second.

Run by `make bench-visits`. The handlers run in this process, over the embedded DynamoDB in one of
its own, so that only the handlers' CPU is counted.
"""

import json
import os
import statistics
import time
from collections.abc import Callable
from typing import Any

from benchmarks.message import Calls, stack

VISITS, PAGES = 150, 8
CROWDS = (1_000, 20_000)
SITE = "https://bench.test"
AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0"
VARIABLES = {"plan": "gold", "signed_in": True, "cart": 129.5, "language": "en"}
Handler = Callable[[Any, Any], Any]


def main() -> None:
    """Print the figures; the last line is JSON."""
    with stack():
        figures = _measure()
    for name, figure in figures.items():
        print(f"{name:22} {figure}")
    print(json.dumps(figures))


def _measure() -> dict[str, float]:
    # Imported here: the models read the environment when they are imported.
    from app import app
    from chalicelib.services import accounts, limits
    from chalicelib.store.table import connection

    accounts.open_account(account="bench", name="Bench", origins=[SITE])
    # All come from one address here.
    limits.take = lambda *_, **__: None
    floor = _floor_handler(connection().session)
    calls = Calls()
    calls.watch(connection().client)
    _warm(app, floor)
    took: dict[str, list[float]] = {"ours": [], "floor": [], "leave": [], "wall": []}
    told: list[int] = []
    left: list[int] = []
    units = reads = 0.0
    for visit in range(VISITS):
        for page in range(1, PAGES + 1):
            event = _view(visit, page)
            calls.operations.clear()
            calls.units = 0.0
            begun = time.perf_counter()
            took["ours"].append(_cpu_ms(app, event))
            took["wall"].append(time.perf_counter() - begun)
            # The account's settings are read each 4 s, however many page views come.
            reads += calls.reads
            told.append(calls.writes)
            units += calls.units
            took["floor"].append(_cpu_ms(floor, event))
        calls.operations.clear()
        took["leave"].append(_cpu_ms(app, _leave(visit)))
        left.append(calls.writes)
    crowd = _crowd(calls)
    mean, floor_mean = statistics.fmean(took["ours"]), statistics.fmean(took["floor"])
    return {
        **crowd,
        "page_views": len(told),
        "page_views_per_s": round(len(told) / sum(took["wall"])),
        "wru_per_page_view": round(units / len(told), 2),
        "settings_reads": int(reads),
        "calls_per_leave": round(statistics.fmean(left), 3),
        "cpu_s_per_1000_leaves": round(statistics.fmean(took["leave"]), 3),
        "floor_cpu_s_per_1000": round(floor_mean, 3),
        "calls_per_page_view": round(statistics.fmean(told) + reads / len(told), 2),
        "cpu_s_per_1000": round(mean, 3),
        "ratio": round(mean / floor_mean, 3),
    }


def _crowd(calls: Calls) -> dict[str, float]:
    """What one look at who is on the site costs, with so many there."""
    from chalicelib.domain.live import Asked
    from chalicelib.services import visitors

    figures: dict[str, float] = {}
    now, there = time.time_ns() // 1_000_000, 0
    for crowd in CROWDS:
        _come(there, crowd, now)
        there = crowd
        calls.operations.clear()
        begun, cpu = time.perf_counter(), time.process_time_ns()
        found = visitors.listed("crowd", Asked(), now)
        figures[f"look_ms_{crowd}"] = round((time.perf_counter() - begun) * 1_000, 1)
        figures[f"look_cpu_ms_{crowd}"] = round((time.process_time_ns() - cpu) / 1e6, 1)
        figures[f"look_calls_{crowd}"] = len(calls.operations)
        figures[f"look_total_{crowd}"] = found.total
    return figures


def _come(first: int, last: int, now: int) -> None:
    """So many more are on the site, each since another moment of the last half hour."""
    from chalicelib.store import keys
    from chalicelib.store.table import connection
    from chalicelib.store.visit_tables import VisitItem

    client: Any = connection().client
    table = VisitItem.Meta.table_name
    for start in range(first, last, 25):
        items = [_here(number, now, keys) for number in range(start, min(last, start + 25))]
        client.batch_write_item(RequestItems={table: [{"PutRequest": {"Item": i}} for i in items]})


def _here(number: int, now: int, keys: Any) -> dict[str, Any]:
    who = _who(number, 1)
    texts = {
        "key": f"crowd#{who['visit']}",
        "live": keys.live("crowd", who["visit"]),
        "vr": who["visitor"],
        "ur": f"{SITE}/catalogue/shoes/item-{number % 40}?colour=green",
        "ti": f"Shoes of kind {number % 40} - Bench",
        "va": json.dumps(VARIABLES),
    }
    numbers = {"until": now + 1 + number * 83 % 1_800_000, "t0": now, "ls": now, "n": 3}
    return {
        **{name: {"S": text} for name, text in texts.items()},
        **{name: {"N": str(value)} for name, value in numbers.items()},
    }


def _warm(app: Handler, floor: Handler) -> None:
    """What a process does once is not a page view's."""
    for page in range(1, 6):
        event = _view(99_999, page)
        assert app(event, None)["statusCode"] == 200
        floor(event, None)
    assert app(_leave(99_999), None)["statusCode"] == 204


def _view(visit: int, page: int) -> dict[str, Any]:
    body: dict[str, Any] = {
        **_who(visit, page),
        "kind": "view",
        "url": f"{SITE}/catalogue/shoes/item-{page}?colour=green",
        "title": f"Shoes of kind {page} - Bench",
        "referrer": "https://search.test/?q=shoes",
        "variables": VARIABLES,
        "connection": "4g",
        "language": "en-GB",
        "screen": "1920x1080",
        "zone": "Europe/Amsterdam",
    }
    if page > 1:
        body["before"] = {"page": page - 1, "shown_ms": 12_345}
    if page == PAGES:
        body["events"] = [{"kind": "cart", "at": 1, "value": 129.5, "items": 2, "currency": "EUR"}]
    return _event(body)


def _leave(visit: int) -> dict[str, Any]:
    return _event({**_who(visit, PAGES), "kind": "leave", "shown_ms": 4_321})


def _who(visit: int, page: int) -> dict[str, Any]:
    letters = "".join("abcdefghij"[int(digit)] for digit in f"{visit:026d}")
    return {"account": "bench", "visitor": f"vr_{letters}", "visit": f"vs_{letters}", "page": page}


def _event(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "httpMethod": "POST",
        "resource": "/v1/visits",
        "path": "/v1/visits",
        "headers": {
            "content-type": "text/plain;charset=UTF-8",
            "origin": SITE,
            "user-agent": AGENT,
            "cloudfront-viewer-country": "NL",
            "cloudfront-viewer-city": "Amsterdam",
        },
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "body": json.dumps(body),
        "isBase64Encoded": False,
        "requestContext": {
            "httpMethod": "POST",
            "resourcePath": "/v1/visits",
            "path": "/v1/visits",
            "identity": {"sourceIp": "203.0.113.7"},
        },
    }


def _cpu_ms(handler: Handler, event: dict[str, Any]) -> float:
    begun = time.process_time_ns()
    handler(event, None)
    return (time.process_time_ns() - begun) / 1e6


def _floor_handler(session: Any) -> Handler:
    """A bare Chalice route: the body parsed, one update_item."""
    from chalice.app import Chalice

    table = session.create_client("dynamodb", region_name="us-east-1")
    bare = Chalice("floor", configure_logs=False)

    @bare.route("/v1/visits", methods=["POST"], content_types=["text/plain"])
    def record() -> dict[str, str]:
        asked: Any = bare.current_request
        told = json.loads(asked.raw_body)
        table.update_item(
            TableName=os.environ["PARLEY_TABLES"] + "visits",
            Key={"key": {"S": "floor#" + told["visit"]}},
            UpdateExpression="SET #p = :p, #t = :t",
            ExpressionAttributeNames={"#p": f"p{told['page']}", "#t": "ls"},
            ExpressionAttributeValues={
                ":p": {"S": json.dumps([told["url"], told["title"]])},
                ":t": {"N": "1"},
            },
        )
        return {"ok": "yes"}

    handler: Handler = bare
    return handler


if __name__ == "__main__":
    main()
