"""Reading the audit trail: newest first, over the ends of months."""

from chalicelib.services import audit
from tests.services.cast import act
from tests.stage import START, Stage

MONTH = 31 * 86_400_000


def test_the_trail_goes_on_over_months_and_gaps(stage: Stage) -> None:
    times = [START - n * MONTH for n in (0, 1, 3, 20)]
    for at in times:
        audit.note(act(now=at), "chat.read", f"{at}")

    first = audit.entries("demo", "", 3, START + 1)
    second = audit.entries("demo", first.next, 3, START + 1)

    assert [entry.at for entry in first.items] == times[:3]
    assert ([entry.at for entry in second.items], second.next) == (times[3:], "")


def test_a_list_of_just_the_limit_says_that_it_is_all(stage: Stage) -> None:
    for n in range(2):
        audit.note(act(now=START + n), "chat.read", "x")

    assert audit.entries("demo", "", 2, START + 9).next == ""
    assert audit.entries("other", "", 2, START + 9).items == []
