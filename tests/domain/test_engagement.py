"""How far an invitation came, whatever order its states come in."""

from itertools import permutations

from chalicelib.domain.engagement import Conversion, Engagement, converted, invited, latest, new


def to(state: str, rule: int = 7, at: int = 100) -> Engagement:
    """A rule's invitation came so far."""
    return Engagement(rule, "a", state, at)


def test_the_furthest_state_counts_in_whatever_order_they_come() -> None:
    states = [to(state) for state in ("offered", "shown", "declined", "accepted")]

    for order in permutations(states):
        assert [one.state for one in latest(order)] == ["accepted"]


def test_each_rules_state_is_new_once() -> None:
    told = [to("shown"), to("shown", at=101), to("shown", rule=8), to("offered")]

    assert new(told, [to("offered", at=1)]) == (told[0], told[2])


def test_a_chat_came_by_the_invitation_that_was_accepted_last() -> None:
    assert invited([to("shown"), to("declined")]) is None
    last = invited([to("accepted", 7, 5), to("accepted", 9, 6), to("shown", 10, 7)])
    assert last
    assert last.rule == 9


def test_a_conversion_counts_within_the_rules_time_for_who_saw_it_and_who_was_kept_from_it() -> (
    None
):
    known = [to("shown", 1, 100), to("control", 2, 100), to("offered", 3, 100), to("shown", 4, 10)]
    wanted = [Conversion(rule, "order", 50) for rule in (1, 2, 3, 4)]

    found = converted(known, wanted, "order", 150)

    assert [(one.rule, one.state, one.at) for one in found] == [
        (1, "converted", 150),
        (2, "control_converted", 150),
    ]
    assert converted(known, wanted, "signup", 150) == []
    assert converted(known, wanted, "order", 151) == []
