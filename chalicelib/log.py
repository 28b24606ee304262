"""The logger: JSON lines without message text, tokens or e-mail. Used by the boundary."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger


@cache
def logger() -> "Logger":
    """The one logger. Made at the first line logged: a frame that goes well logs none, and the
    import is a tenth of a cold start."""
    from aws_lambda_powertools import Logger

    return Logger(service="parley", utc=True)
