"""The authorizer of agents' routes: a Cognito id token in, account and agent out. A Lambda of its
own."""

from functools import cache
from typing import TYPE_CHECKING, Any

from chalice.app import AuthRequest, AuthResponse, Blueprint

from chalicelib.domain.error import Unauthenticated
from chalicelib.log import logger
from chalicelib.services import accounts
from chalicelib.settings import settings

if TYPE_CHECKING:
    from jwt import PyJWKClient

bp = Blueprint(__name__)
LEEWAY_SECONDS = 30


@bp.authorizer(ttl_seconds=300)
def authorize(request: AuthRequest) -> AuthResponse:
    """Lets an agent's token through to all routes; the routes decide what the agent may do."""
    scheme, _, token = request.token.partition(" ")
    try:
        claims = verify(token) if scheme.lower() == "bearer" else {}
        account, agent = accounts.signed_in(str(claims.get("sub", "-")))
    except Unauthenticated:
        return AuthResponse(routes=[], principal_id="nobody")
    context = {"account": account, "agent": agent}
    return AuthResponse(routes=["*"], principal_id=agent, context=context)


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
