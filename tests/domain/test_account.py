"""An account's settings, told in seconds and kept in milliseconds."""

from chalicelib.domain.account import Account, settings_record, with_settings

ACME = Account("acme", "Acme", frozenset({"https://b.example", "https://a.example"}))


def test_what_is_told_makes_the_same_account_again() -> None:
    other = with_settings(ACME, {"grace_s": 60, "mask_patterns": [{"name": "x", "pattern": "y"}]})

    assert other.grace == 60_000
    assert with_settings(ACME, settings_record(other)) == other
    assert settings_record(other)["origins"] == ["https://a.example", "https://b.example"]
