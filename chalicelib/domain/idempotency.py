"""What is kept of a request that carries an Idempotency-Key. For services and store."""

from typing import NamedTuple

# How long the same key gives the first answer again.
KEPT_MS = 24 * 3_600_000
# A request that began so long ago and left no answer has died on the way.
DEAD_MS = 30_000


class Kept(NamedTuple):
    """A request (`digest` of its method, path and body) and, once done, its answer.

    `status` is 0 as long as the request runs.
    """

    digest: str
    at: int
    status: int = 0
    body: str = ""
    etag: str = ""
