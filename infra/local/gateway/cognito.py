"""`/cognito`: what a browser may ask of Cognito, passed on to the embedded one."""

from __future__ import annotations

import asyncio

from infra.local.gateway.asgi import Receive, Scope, Send, header, read_body, respond, respond_json
from infra.local.gateway.aws import authorization, request
from infra.local.settings import Settings

SERVICE = "AWSCognitoIdentityProviderService."
BODY_LIMIT = 64 * 1024
TIMEOUT_S = 10.0
# The calls Cognito answers without an AWS signature: all else is for administrators.
PUBLIC = {
    "AssociateSoftwareToken",
    "ChangePassword",
    "ConfirmForgotPassword",
    "ForgotPassword",
    "GetUser",
    "GlobalSignOut",
    "InitiateAuth",
    "RespondToAuthChallenge",
    "RevokeToken",
    "SetUserMFAPreference",
    "VerifySoftwareToken",
}


async def serve(settings: Settings, scope: Scope, receive: Receive, send: Send) -> None:
    target = header(scope, b"x-amz-target")
    if scope["method"] != "POST" or target.removeprefix(SERVICE) not in PUBLIC:
        await respond_json(send, 400, {"__type": "UnknownOperationException"})
        return
    body = await read_body(receive, BODY_LIMIT)
    if body is None:
        await respond_json(send, 413, {"__type": "RequestEntityTooLargeException"})
        return
    headers = {
        "Content-Type": "application/x-amz-json-1.1",
        "X-Amz-Target": target,
        "Authorization": authorization("cognito-idp"),
    }
    try:
        answer = await asyncio.to_thread(
            request, settings.aws, "POST", "/", headers, body, TIMEOUT_S
        )
    except OSError:
        await respond_json(send, 503, {"__type": "ServiceUnavailable"})
        return
    kind = answer.headers.get("content-type", "application/x-amz-json-1.1")
    no_store = (b"cache-control", b"no-store")
    await respond(send, answer.status, [(b"content-type", kind.encode()), no_store], answer.body)
