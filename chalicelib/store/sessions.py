"""Sessions: credentials that STS lends for one account's items alone, the second wall as AWS keeps
it. Called by client.py where PARLEY_ACCOUNT_ROLE names a role."""

import json
import os
import re
import time
from collections import OrderedDict
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from botocore.credentials import ReadOnlyCredentials

from chalicelib import wire
from chalicelib.domain.error import NotAllowed, Unavailable
from chalicelib.domain.ids import ACCOUNT, matches
from chalicelib.settings import settings
from chalicelib.store import wall

# STS lends no longer to who was lent their own credentials, as every function was.
LIFE_S = 3_600
RENEW_S = 300
# After a renewal that failed, the session that still runs is used for so long before the next try.
AGAIN_S = 15
MOST = 500
_ATTEMPTS = 2


class Session(NamedTuple):
    """What STS lent, when to ask for the next, and when it ends."""

    credentials: ReadOnlyCredentials
    renew_at: float
    ends: float


class Credentials:
    """What botocore signs with: the function's own credentials, or those of the account that the
    request is confined to. Asked anew for each request."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """Raises Unavailable if the account's are not to be had; never falls back to our own."""
        account = wall.confined()
        frozen: ReadOnlyCredentials = (
            _lent(account, self._own) if account else self._own.get_frozen_credentials()
        )
        return frozen


def policy(account: str) -> str:
    """What a session may do of what its role may: the account's items, and what has no account in
    its key.

    `Null` is there since a call without keys, such as a scan, meets every `ForAllValues`.
    Raises NotAllowed for what is no id: nothing but small letters and digits gets in.
    """
    if not matches(ACCOUNT, account):
        raise NotAllowed("This is no account's id.")
    # The role's own ARN says in which partition and AWS account we are.
    _, partition, _, _, aws_account, *_ = settings().account_role.split(":")
    place = f"arn:{partition}:dynamodb:{settings().region}:{aws_account}"
    shared = [f"{place}:table/{settings().tables}{name}" for name in sorted(wall.SHARED)]
    own = {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": [account, f"{account}#*"]},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }
    # Tables are encrypted with the stage's key, whose own policy says who may; this must not forbid
    # what that allows.
    through_tables = {"StringLike": {"kms:ViaService": "dynamodb.*"}}
    statements: list[dict[str, Any]] = [
        {"Action": "dynamodb:*", "Resource": "*", "Condition": own},
        {"Action": "dynamodb:*", "Resource": shared},
        {"Action": "kms:*", "Resource": "*", "Condition": through_tables},
    ]
    told = [{"Effect": "Allow", **statement} for statement in statements]
    return json.dumps({"Version": "2012-10-17", "Statement": told}, separators=(",", ":"))


def forget() -> None:
    """Of no account is a session kept any more."""
    _kept.clear()


_kept: OrderedDict[str, Session] = OrderedDict()


def _lent(account: str, own: Any) -> ReadOnlyCredentials:
    now, kept = time.time(), _kept.get(account)
    if kept and now < kept.renew_at:
        return kept.credentials
    try:
        session = _asked(account, own)
    except Unavailable:
        if not kept or now >= kept.ends:
            raise
        session = kept._replace(renew_at=min(now + AGAIN_S, kept.ends))
    _kept.pop(account, None)
    _kept[account] = session
    if len(_kept) > MOST:
        _kept.popitem(last=False)
    return session.credentials


def _asked(account: str, own: Any) -> Session:
    given = {
        "Action": "AssumeRole",
        "Version": "2011-06-15",
        "RoleArn": settings().account_role,
        "RoleSessionName": f"account-{account}",
        "DurationSeconds": str(LIFE_S),
        "Policy": policy(account),
    }
    answer = _exchanged(urlencode(given).encode(), own)
    if answer.status != 200:
        raise _unavailable(f"answered {answer.status} {_text('Code', answer.body)}".strip())
    texts = ("AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration")
    key, secret, token, ends = (_text(name, answer.body) for name in texts)
    if not (key and secret and token and ends):
        raise _unavailable("answered without credentials")
    until = datetime.fromisoformat(ends).timestamp()
    return Session(ReadOnlyCredentials(key, secret, token), until - RENEW_S, until)


def _exchanged(body: bytes, own: Any) -> wire.Answer:
    """Asked twice at most: sessions are not counted, so one too many does no harm."""
    url = _address()
    for attempt in range(_ATTEMPTS):
        try:
            answer = wire.exchange("POST", url, body, _signed(url, body, own))
        except wire.Unreachable as error:
            if attempt + 1 == _ATTEMPTS:
                raise _unavailable("cannot be reached") from error
            continue
        if answer.status < 500:
            break
    return answer


def _address() -> str:
    told = os.environ.get("AWS_ENDPOINT_URL_STS") or os.environ.get("AWS_ENDPOINT_URL")
    return f"{told or f'https://sts.{settings().region}.amazonaws.com'}/"


def _signed(url: str, body: bytes, own: Any) -> dict[str, str]:
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest

    form = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8"}
    request = AWSRequest(method="POST", url=url, data=body, headers=form)
    SigV4Auth(own.get_frozen_credentials(), "sts", settings().region).add_auth(request)
    return dict(request.headers.items())


def _text(name: str, body: bytes) -> str:
    """What stands in an element; none of those we ask for has anything escaped in it."""
    found = re.search(f"<{name}>([^<]*)</{name}>", body.decode("utf-8", "replace"))
    return found[1].strip() if found else ""


def _unavailable(why: str) -> Unavailable:
    # Rare, and told to whoever asks in calm words: who runs the stage must learn the reason.
    from chalicelib.log import logger

    logger().error("STS lent no session.", extra={"why": why})
    return Unavailable("The database cannot be asked right now. Try again in a moment.")
