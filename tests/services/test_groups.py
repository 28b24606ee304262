"""Groups of agents: made once, named anew, taken from their agents when they go."""

import pytest

from chalicelib.domain.error import NoSuchGroup, Outdated
from chalicelib.services import agents, groups
from chalicelib.services.agents import Profile
from tests.services.cast import act, agent
from tests.stage import Stage


def test_a_group_asked_for_twice_is_one(stage: Stage) -> None:
    asked = act()

    assert groups.create(asked, "North") == groups.create(asked, "North")
    assert len(groups.listed("demo", "", 50).items) == 1


def test_a_name_of_an_old_version_is_refused_unless_it_was_ours(stage: Stage) -> None:
    group = groups.create(act(), "North")
    asked = act()

    renamed = groups.rename(asked, group.id, "1", "South")
    again = groups.rename(asked, group.id, "1", "South")

    assert renamed == again == group._replace(name="South", version=2)
    with pytest.raises(Outdated):
        groups.rename(act(), group.id, "1", "East")


def test_a_group_that_goes_is_taken_from_its_agents(stage: Stage) -> None:
    group, other = groups.create(act(), "North"), groups.create(act(), "South")
    both = Profile(groups=frozenset({group.id, other.id}))
    agents.change(act(), stage.add_agent("Ada"), "0", both)
    asked = act()

    groups.remove(asked, group.id)
    groups.remove(asked, group.id)

    assert agent("ag_ada").groups == {other.id}
    with pytest.raises(NoSuchGroup):
        groups.remove(act(), group.id)
    with pytest.raises(NoSuchGroup):
        groups.rename(act(account="other"), other.id, "1", "Stolen")
