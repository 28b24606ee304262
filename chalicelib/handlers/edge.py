"""What the CDN tells with each request: that it came that way, and from which address. Called by
handlers/boundary.py, socket.py, visitor.py and operation.py."""

import hmac
from collections.abc import Mapping
from typing import Any

from chalicelib.domain.error import NotAllowed
from chalicelib.settings import settings

SECRET = "x-parley-origin"
# Set by the CDN's own function, over whatever a browser may have sent.
ADDRESS = "x-parley-viewer"


def refuse_detours(headers: Mapping[str, Any]) -> None:
    """Raises NotAllowed if the CDN must be passed and was not: its limits would not hold."""
    if settings().origin_secrets and not _came_by_the_cdn(headers):
        raise NotAllowed("Ask Parley by its own address, not by that of its API.")


def address(context: Mapping[str, Any], headers: Mapping[str, Any]) -> str:
    """The address of who asks, as the platform saw it. X-Forwarded-For is anybody's word."""
    if settings().origin_secrets and _came_by_the_cdn(headers):
        told = str(headers.get(ADDRESS, ""))
        if told:
            return told
    identity: Mapping[str, Any] = context.get("identity") or {}
    return str(identity.get("sourceIp", ""))


def _came_by_the_cdn(headers: Mapping[str, Any]) -> bool:
    told = str(headers.get(SECRET, "")).encode()
    return any(hmac.compare_digest(told, secret.encode()) for secret in settings().origin_secrets)
