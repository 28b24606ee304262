"""What the availability file calls a visit."""

from hashlib import sha256

from chalicelib.domain.invitation import told_as


def test_a_visit_is_told_as_what_its_own_tag_alone_can_work_out() -> None:
    visit = "vs_" + "s" * 26

    assert told_as(visit) == sha256(visit.encode()).hexdigest()[:16]
