"""API keys: which secret opens one, and until when."""

from chalicelib.domain.api_key import ApiKey, digest, new_secret

KEY = ApiKey("demo", "ke_a", "CRM", frozenset(), 0, 100, "last", digest("new"), digest("old"), 50)


def test_the_secret_opens_the_key_until_it_expires() -> None:
    assert KEY.takes(digest("new"), 99)
    assert not KEY.takes(digest("new"), 100)
    assert KEY._replace(expires=0).takes(digest("new"), 10**15)


def test_the_secret_before_opens_it_as_long_as_was_said() -> None:
    assert KEY.takes(digest("old"), 49)
    assert not KEY.takes(digest("old"), 50)


def test_nothing_else_opens_it() -> None:
    never_rotated = KEY._replace(old="", old_until=10**15)

    for wrong in ("", "new", digest("")):
        assert not KEY.takes(wrong, 1)
        assert not never_rotated.takes(wrong, 1)


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(1_000)}

    assert len(made) == 1_000
    # 43 characters of 64 kinds hold 256 bits.
    assert {len(secret) for secret in made} == {46}
    assert {secret[:3] for secret in made} == {"pk_"}
