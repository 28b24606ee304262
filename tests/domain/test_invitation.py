"""What the availability file calls a visit."""

from chalicelib.domain.invitation import told_as


def test_a_visit_is_told_as_what_its_own_tag_knows_and_nobody_guesses_the_rest() -> None:
    visit = "vs_abcdefghijklmnopqrstuvwxyz"

    assert told_as(visit) == "qrstuvwxyz"
