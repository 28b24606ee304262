"""The logger: JSON lines without message text, tokens or e-mail. Used by the boundary and the
authorizer."""

import sys
from functools import cache, partial
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from aws_lambda_powertools import Logger

# What AWS says with these names things of ours and what they lack, never what was in a request.
_TELLING = {"AccessDeniedException", "AccessDenied", "ResourceNotFoundException", "NoSuchBucket"}
_DEEPEST = 12


@cache
def logger() -> "Logger":
    """The one logger. Made at the first line logged: a frame that goes well logs none, and the
    import is a tenth of a cold start."""
    import json

    from aws_lambda_powertools import Logger

    # All that is not plain ASCII is escaped: no terminal takes a line's text for a command.
    return Logger(service="parley", utc=True, json_serializer=partial(json.dumps, default=repr))


def note_failure(said: str, **fields: str) -> None:
    """Log the exception that is being handled: what kind it is and where it came from.

    Never its message: a library's may quote the line or the token that it could not take.
    """
    error = sys.exc_info()[1]
    chain: list[dict[str, object]] = []
    while error is not None and len(chain) < _DEEPEST:
        chain.append(_told(error))
        error = error.__cause__ or error.__context__
    logger().error(said, extra={**fields, "errors": chain})


def _told(error: BaseException) -> dict[str, object]:
    told: dict[str, object] = {"kind": type(error).__name__, "places": _places(error)}
    response = getattr(error, "response", None)
    if isinstance(response, dict):
        refusal = response.get("Error", {})
        told["code"] = str(refusal.get("Code", ""))
        if told["code"] in _TELLING:
            told["message"] = str(refusal.get("Message", ""))[:500]
    return told


def _places(error: BaseException) -> list[str]:
    """The innermost lines of code that the exception passed, outermost first."""
    places = []
    step = error.__traceback__
    while step is not None:
        code = step.tb_frame.f_code
        places.append(f"{code.co_filename}:{step.tb_lineno} {code.co_name}")
        step = step.tb_next
    return places[-_DEEPEST:]
