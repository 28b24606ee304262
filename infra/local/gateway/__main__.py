"""Starts the gateway: `python -m infra.local.gateway SETTINGS`, the settings as JSON."""

from __future__ import annotations

import logging
import os
import sys
from typing import Any

import uvicorn

from infra.local.gateway.gateway import Gateway
from infra.local.gateway.sockets import FRAME_LIMIT, MESSAGE_LIMIT
from infra.local.lifeline import calm_collector, hold
from infra.local.settings import Settings
from infra.local.whole import WholeAnswers


def main() -> None:
    settings = Settings.from_json(sys.argv[1])
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s %(message)s")
    hold()
    calm_collector()
    uvicorn.run(Gateway(settings, os.environ), **server_options(settings))


def server_options(settings: Settings) -> dict[str, Any]:
    return {
        "host": settings.host,
        "port": settings.port,
        "loop": "uvloop",
        "http": WholeAnswers,
        "ws": "websockets-sansio",
        # A pair is what the sockets' library wants for message and frame; uvicorn only hands it on.
        "ws_max_size": (MESSAGE_LIMIT, FRAME_LIMIT),
        "ws_per_message_deflate": False,
        "ws_ping_interval": None,
        "lifespan": "on",
        "log_level": "warning",
        "access_log": False,
        "proxy_headers": False,
        "server_header": False,
        "date_header": False,
        "timeout_keep_alive": 75,
        "timeout_graceful_shutdown": 3,
    }


if __name__ == "__main__":
    main()
