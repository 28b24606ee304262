"""Who is verified: only who the site signed, for whom and as long as the secret holds."""

import hmac
from pathlib import Path

import pytest

from chalicelib.domain.identity import Identity, Secret, is_signed, signature

VERA = Identity("7", "Vera", "vera@shop.test")
VISITOR = "vr_" + "v" * 26
SECRETS = [Secret("new"), Secret("old", 1_000)]


def signed(given: str, told: Identity = VERA, visitor: str = VISITOR, now: int = 500) -> bool:
    """Whether it holds."""
    return is_signed(SECRETS, "demo", told, visitor, given, now)


def test_the_signature_is_what_the_manual_says() -> None:
    text = b"demo\n7\nVera\nvera@shop.test\n"

    assert signature("new", "demo", VERA) == hmac.new(b"new", text, "sha256").hexdigest()


def test_what_the_site_signed_is_verified_until_the_secret_ends() -> None:
    bound = signature("new", "demo", VERA, VISITOR)

    assert signed(signature("new", "demo", VERA))
    assert signed(signature("new", "demo", VERA).upper())
    assert signed(bound)
    assert not signed(bound, visitor="vr_" + "w" * 26)
    assert signed(signature("old", "demo", VERA), now=999)
    assert not signed(signature("old", "demo", VERA), now=1_000)


def test_the_example_of_the_manual_is_right() -> None:
    page = (Path(__file__).parents[2] / "docs/identity.md").read_text()
    told = Identity("4711", "Vera Vos", "vera@shop.example")

    assert signature("is_test", "demo", told) in page


@pytest.mark.parametrize(
    "told",
    [
        VERA._replace(id="8"),
        VERA._replace(name="Eve"),
        VERA._replace(email=""),
        Identity("7\nVera", "", "vera@shop.test"),
        Identity("", "7", "Vera"),
    ],
)
def test_nobody_else_is_verified_by_it(told: Identity) -> None:
    assert not signed(signature("new", "demo", VERA), told)


@pytest.mark.parametrize("given", ["", "0" * 64, "\u0660" * 64, "\ud800", "x" * 5_000, "\x00"])
def test_nonsense_is_no_signature(given: str) -> None:
    assert not signed(given)


def test_without_a_secret_nobody_is_verified_nor_in_another_account() -> None:
    good = signature("new", "demo", VERA)

    assert not is_signed([], "demo", VERA, VISITOR, good, 0)
    assert not is_signed(SECRETS, "other", VERA, VISITOR, good, 0)
