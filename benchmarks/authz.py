"""Who may do what to whose, counted: `make bench-authz`; the last line is JSON.

The attempts and what is expected of them are tests/contracts/matrix.py's and access.json's.
"""

import json
import logging
import time
from collections.abc import Iterable

import tests.conftest  # noqa: F401 - sets the environment before the models read it
from tests.contracts import matrix
from tests.contracts.matrix import Tried
from tests.contracts.scene import Scene
from tests.contracts.weighing import Weighing, by, unchecked, weighed
from tests.stage import emulated


def main() -> int:
    """Print what went wrong, then the figures."""
    logging.disable(logging.CRITICAL)
    begun = time.perf_counter()
    with emulated() as stage:
        scene = Scene(stage)
        routes = told("routes", matrix.tried_routes(scene))
        actions = told("actions of the socket", matrix.tried_actions(scene))
        unchecked = tried_unchecked(scene)
    figures = matrix.figures(routes + actions)
    by_kind = {"routes": len(routes), "actions": len(actions)}
    figures = {**figures, **unchecked}
    took = round(time.perf_counter() - begun, 1)
    print(json.dumps({**figures, "tried_by_kind": by_kind, "seconds": took}))
    wrong = ("allowed_wrongly", "refused_wrongly", "foreign_items_reached")
    return int(any(figures[name] for name in wrong))


def tried_unchecked(scene: Scene) -> dict[str, int]:
    """The same with the code's checks and its own wall off: what policies of IAM let through of
    another account."""
    with unchecked(), weighed(Weighing()) as iam:
        tried = list(matrix.tried_routes(scene, ("foreign",), matrix.principal(scene)))
        with by("websocket_message"):
            tried += matrix.tried_actions(scene)
    print(f"{len(tried)} attempts without any check, {len(iam.refused)} items refused by IAM")
    for one in iam.foreign():
        print(f"  a request of {one.account} reached {one.part}")
    return {"tried_unchecked": len(tried), "foreign_items_reached": len(iam.foreign())}


def told(name: str, tried: Iterable[Tried]) -> list[Tried]:
    """All attempts of a kind; what went wrong is printed."""
    found = list(tried)
    print(f"{len(found)} attempts at {name}", flush=True)
    for one in found:
        if one.allowed_wrongly or one.refused_wrongly:
            print(f"  {one.who} on {one.thing}: {one.name} was {one.came}, not {one.expected}")
    return found


if __name__ == "__main__":
    raise SystemExit(main())
