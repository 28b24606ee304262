"""HTTP for admins: the secret with which the site signs who its visitors are."""

from typing import Annotated

import msgspec
from chalice.app import Blueprint
from msgspec import Meta

from chalicelib.handlers.boundary import Reply
from chalicelib.handlers.operation import Call, Nothing, operation
from chalicelib.services import identity
from chalicelib.services.identity import MOST_OVERLAP_S

bp = Blueprint(__name__)


class SecretRenewal(msgspec.Struct, forbid_unknown_fields=True):
    """How long the old secret works beside the new one."""

    overlap_s: Annotated[int, Meta(ge=0, le=MOST_OVERLAP_S)] = 0


class IdentitySecret(msgspec.Struct, forbid_unknown_fields=True):
    """The secret, which is told this once."""

    secret: str


class SecretHint(msgspec.Struct, forbid_unknown_fields=True):
    """The end of a secret, and until when it works (0: for ever)."""

    hint: str
    until: int


class SecretHints(msgspec.Struct, forbid_unknown_fields=True):
    """The secrets that work."""

    items: list[SecretHint]


@operation(bp, "GET", "/v1/account/identity-secret", permission="settings.read", answer=SecretHints)
def get_identity_secret(call: Call[Nothing]) -> Reply:
    """Which secrets sign visitors' identities."""
    found = identity.hints(call.speaker.account)
    return Reply(SecretHints([SecretHint(*one) for one in found]))


@operation(
    bp,
    "POST",
    "/v1/account/identity-secret",
    permission="settings.write",
    body=SecretRenewal,
    answer=IdentitySecret,
    status=201,
    secret="secret",
)
def renew_identity_secret(call: Call[SecretRenewal]) -> Reply:
    """A new secret, with which the site's server signs who its visitors are."""
    return Reply(IdentitySecret(identity.renew(call.act, call.body.overlap_s)))


@operation(bp, "DELETE", "/v1/account/identity-secret", permission="settings.write", status=204)
def end_identity_secret(call: Call[Nothing]) -> Reply:
    """End the secrets: no visitor is verified from now on."""
    identity.end(call.act)
    return Reply()
