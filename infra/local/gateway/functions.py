"""The names of the Lambda entry points that the gateway drives."""

from __future__ import annotations

REST = "app.app"
AUTHORIZE = "chalicelib.handlers.auth.authorize"
CONNECT = "chalicelib.handlers.socket.connect"
MESSAGE = "chalicelib.handlers.socket.message"
DISCONNECT = "chalicelib.handlers.socket.disconnect"
REMIND = "chalicelib.handlers.jobs.remind"
SWEEP = "chalicelib.handlers.jobs.sweep"
EXPIRE = "chalicelib.handlers.jobs.expire"

ENTRY_POINTS = (REST, AUTHORIZE, CONNECT, MESSAGE, DISCONNECT, REMIND, SWEEP, EXPIRE)
