"""The authorizer: a Cognito id token or an API key in, account and who speaks out. A Lambda of its
own."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalice.app import AuthRequest, AuthResponse, Blueprint

from chalicelib.domain.api_key import PREFIX
from chalicelib.domain.error import Unauthenticated
from chalicelib.domain.speaker import AGENT, KEY
from chalicelib.handlers import boundary
from chalicelib.log import logger
from chalicelib.outbound import cognito
from chalicelib.services import access, accounts, api_keys, sign_ins
from chalicelib.settings import settings

if TYPE_CHECKING:
    from jwt import PyJWKClient

bp = Blueprint(__name__)
LEEWAY_SECONDS = 30


@bp.authorizer(ttl_seconds=300)
def authorize(request: AuthRequest) -> AuthResponse:
    """Lets agents' tokens and keys through to all routes; the routes decide who may do what."""
    scheme, _, token = request.token.partition(" ")
    try:
        context = bearer(token) if scheme.lower() == "bearer" else {}
    except Unauthenticated:
        context = {}
    finally:
        access.confine("")
    if not context:
        return AuthResponse(routes=[], principal_id="nobody")
    principal = context["id"].partition("#")[0]
    return AuthResponse(routes=["*"], principal_id=principal, context=context)


def bearer(token: str) -> dict[str, str]:
    """Who brings a token or a key's secret: account, kind, and the id for `access.speaker`.

    Raises Unauthenticated.
    """
    if token.startswith(PREFIX):
        account, key = api_keys.opened_by(token)
        return {"account": account, "kind": KEY, "id": key}
    account, agent = accounts.signed_in(str(verify(token)["sub"]))
    access.confine(account)
    sign_ins.keep_rules(account, agent, cognito, boundary.clock())
    return {"account": account, "kind": AGENT, "id": agent}


def verify(token: str) -> dict[str, Any]:
    """The claims of an id token that our user pool signed for our client.

    Raises Unauthenticated.
    """
    # Only this Lambda pays for the import.
    import jwt

    try:
        claims: dict[str, Any] = jwt.decode(
            token,
            _keys().get_signing_key_from_jwt(token).key,
            algorithms=["RS256"],
            audience=settings().token_client,
            issuer=settings().token_issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": ["exp", "iat", "sub", "aud", "iss"]},
        )
    except jwt.PyJWKClientConnectionError:
        # Not the token's fault: an answer that says so would be remembered for minutes.
        raise
    except jwt.PyJWTError as error:
        logger().info("A token was refused.", reason=type(error).__name__)
        raise Unauthenticated("The sign-in is not valid. Sign in again.") from None
    if claims.get("token_use") != "id":
        raise Unauthenticated("Send the id token, not the access token.")
    return claims


@cache
def _keys() -> "PyJWKClient":
    from jwt import PyJWKClient

    return PyJWKClient(settings().token_keys, timeout=3)
