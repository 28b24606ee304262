"""Skills of agents: made once, named anew, taken from their agents when they go."""

import pytest

from chalicelib.domain.error import NoSuchSkill, Outdated
from chalicelib.services import agents, skills
from chalicelib.services.agents import Profile
from tests.services.cast import act, agent
from tests.stage import Stage


def test_a_skill_asked_for_twice_is_one(stage: Stage) -> None:
    asked = act()

    assert skills.create(asked, "North") == skills.create(asked, "North")
    assert len(skills.listed("demo", "", 50).items) == 1


def test_a_name_of_an_old_version_is_refused_unless_it_was_ours(stage: Stage) -> None:
    skill = skills.create(act(), "North")
    asked = act()

    renamed = skills.change(asked, skill.id, "1", {"name": "South"})
    again = skills.change(asked, skill.id, "1", {"name": "South"})

    assert renamed == again == skill._replace(name="South", version=2)
    with pytest.raises(Outdated):
        skills.change(act(), skill.id, "1", {"name": "East"})


def test_a_skill_that_goes_is_taken_from_its_agents(stage: Stage) -> None:
    skill, other = skills.create(act(), "North"), skills.create(act(), "South")
    both = Profile(skills=frozenset({skill.id, other.id}))
    agents.change(act(), stage.add_agent("Ada"), "0", both)
    asked = act()

    skills.remove(asked, skill.id)
    skills.remove(asked, skill.id)

    assert agent("ag_ada").skills == {other.id}
    with pytest.raises(NoSuchSkill):
        skills.remove(act(), skill.id)
    with pytest.raises(NoSuchSkill):
        skills.change(act(account="other"), other.id, "1", {"name": "Stolen"})
