"""The authorizer: lets in who signed in at our user pool for our console, and nobody else."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.exceptions import PyJWKClientConnectionError

from chalicelib.handlers import auth
from chalicelib.services import access, accounts, api_keys
from tests.services.cast import act
from tests.stage import Stage

ARN = "arn:aws:execute-api:us-east-1:123456789012:abcdef1234/api/GET/v1/agent"
KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(
    serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
)
CLAIMS = {
    "sub": "subject-Ada",
    "aud": "console",
    "iss": "https://cognito-idp.us-east-1.amazonaws.com/pool",
    "token_use": "id",
}


def token(key: Any = KEY, algorithm: str = "RS256", *, age: int = 0, **claims: Any) -> str:
    """A token that is good, but for what is said; a claim of None is left out."""
    now = int(time.time()) - age
    all_claims = {**CLAIMS, "iat": now, "exp": now + 3_600, **claims}
    kept = {name: value for name, value in all_claims.items() if value is not None}
    return jwt.encode(kept, key, algorithm, headers={"kid": "one"})


def signed_by_hand(header: dict[str, Any], signature: bytes = b"") -> str:
    """A token no library would make."""
    claims = {**CLAIMS, "iat": int(time.time()), "exp": int(time.time()) + 3_600}
    parts = [json.dumps(part).encode() for part in (header, claims)]
    return ".".join(base64.urlsafe_b64encode(x).rstrip(b"=").decode() for x in (*parts, signature))


def hs256_with_the_public_key() -> str:
    """The public key used as if it were a shared secret."""
    head = signed_by_hand({"alg": "HS256", "kid": "one"}).rpartition(".")[0]
    signature = hmac.new(PUBLIC, head.encode(), hashlib.sha256).digest()
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


BAD: dict[str, Callable[[], str]] = {
    "expired": lambda: token(age=3_700),
    "not yet issued": lambda: token(age=-600),
    "of another client": lambda: token(aud="another"),
    "of another pool": lambda: token(iss="https://cognito-idp.us-east-1.amazonaws.com/other"),
    "signed by another": lambda: token(OTHER_KEY),
    "not signed": lambda: signed_by_hand({"alg": "none", "kid": "one"}),
    "not signed, spelt otherwise": lambda: signed_by_hand({"alg": "nOnE", "kid": "one"}),
    "HS256 with the public key": hs256_with_the_public_key,
    "HS256 with a secret": lambda: token("s" * 32, "HS256"),
    "an access token": lambda: token(token_use="access", aud=None, client_id="console"),
    "an access token with an audience": lambda: token(token_use="access"),
    "without a use": lambda: token(token_use=None),
    "without an audience": lambda: token(aud=None),
    "without a subject": lambda: token(sub=None),
    "without an end": lambda: token(exp=None),
    "of nobody here": lambda: token(sub="subject-Nobody"),
    "with a subject of another form": lambda: signed_claims(sub={"$ne": 1}),
    "with a strange kid": lambda: signed_by_hand({"alg": "RS256", "kid": {"a": 1}}),
    "cut": lambda: token()[:-20],
    "changed": lambda: token().replace(".", ".e30", 1),
    "nothing": lambda: "",
    "no token": lambda: "nonsense",
    "dots": lambda: "..",
    "NUL": lambda: "\x00.\x00.\x00",
    "long": lambda: "x." * 20_000,
    "not ASCII": lambda: "é.ü.ß",
}


def signed_claims(**claims: Any) -> str:
    """A token rightly signed whose claims no library would write."""
    good = token()
    payload = {**json.loads(_unpad(good.split(".")[1])), **claims}
    body = base64.urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode()
    head = f"{good.split('.')[0]}.{body}"
    signature = jwt.get_algorithm_by_name("RS256").sign(head.encode(), KEY)
    return f"{head}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


class Keys:
    """The pool's published keys: there is one, of the name `one`."""

    def get_signing_key_from_jwt(self, text: str) -> Any:
        """The key that the token's header names."""
        if jwt.get_unverified_header(text).get("kid") != "one":
            raise jwt.PyJWKClientError("no such key")
        return SimpleNamespace(key=KEY.public_key())


@pytest.fixture
def pool(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Stage:
    """Ada may sign in; the pool's keys are at hand."""
    stage.add_agent("Ada")
    monkeypatch.setattr(auth, "_keys", Keys)
    return stage


def authorize(text: str) -> tuple[str, dict[str, Any]]:
    """What API Gateway is told: allow or deny, and whom it lets in."""
    event = {"type": "TOKEN", "authorizationToken": text, "methodArn": ARN}
    policy = auth.authorize(event, None)
    allowed = [
        statement
        for statement in policy["policyDocument"]["Statement"]
        if statement["Effect"] == "Allow" and statement["Resource"]
    ]
    return ("allow" if allowed else "deny"), policy.get("context", {})


@pytest.mark.usefixtures("pool")
def test_who_signed_in_is_let_in_to_every_route_as_their_agent() -> None:
    ada = {"account": "demo", "kind": "agent", "id": "ag_ada"}

    assert authorize(f"Bearer {token()}") == ("allow", ada)
    assert authorize(f"bearer {token()}")[0] == "allow"


@pytest.mark.usefixtures("pool")
def test_a_clock_that_is_a_little_off_is_forgiven() -> None:
    assert authorize(f"Bearer {token(age=3_620)}")[0] == "allow"
    assert authorize(f"Bearer {token(age=-20)}")[0] == "allow"


def test_every_bad_token_is_denied(pool: Stage) -> None:
    answers = {name: authorize(f"Bearer {make()}") for name, make in BAD.items()}

    assert {name for name, answer in answers.items() if answer != ("deny", {})} == set()


@pytest.mark.usefixtures("pool")
def test_a_good_token_under_another_scheme_is_denied() -> None:
    good = token()

    schemes = [good, f"Basic {good}", f"Bearer{good}", f"Bearer  {good} x", ""]

    assert [authorize(text) for text in schemes] == [("deny", {})] * 5


def test_keys_that_cannot_be_fetched_are_an_error_that_nobody_remembers(
    pool: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Unreachable:
        def get_signing_key_from_jwt(self, text: str) -> Any:
            raise PyJWKClientConnectionError("timed out")

    monkeypatch.setattr(auth, "_keys", Unreachable)

    with pytest.raises(PyJWKClientConnectionError):
        authorize(f"Bearer {token()}")


def test_what_an_account_asks_of_sign_ins_is_looked_at_with_each_new_token(
    pool: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts.change(act(), "0", {"mfa_required": True})
    asked: list[str] = []
    monkeypatch.setattr(auth.cognito, "has_factor", lambda email: bool(asked.append(email)) or True)

    assert authorize(f"Bearer {token()}")[0] == "allow"

    assert asked == ["ada@parley.test"]
    assert access.speaker("demo", "agent", "ag_ada", pool.now).name == "Ada"


def test_a_keys_secret_is_let_in_as_the_key(stage: Stage) -> None:
    key, secret = api_keys.create(act(), "CRM", frozenset({"people.read"}), 0)
    account, opened = api_keys.opened_by(secret)

    answer = authorize(f"Bearer {secret}")

    assert answer == ("allow", {"account": account, "kind": "key", "id": opened})
    assert opened.startswith(f"{key.id}#")
    assert secret not in opened
    for wrong in (secret[:-1], "pk_", f"pk_{token()}"):
        assert authorize(f"Bearer {wrong}") == ("deny", {})


def _unpad(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
