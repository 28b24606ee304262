"""Skills: of two changes of one version one stands."""

import pytest

from chalicelib.domain.error import Conflict
from chalicelib.domain.hours import Hours, Span
from chalicelib.domain.skill import Skill
from chalicelib.store import audit, skills
from tests.services.cast import act
from tests.store.cast import NOW, an_account, unnamed


def test_a_skill_is_made_changed_and_removed_with_its_entry() -> None:
    skill = Skill(an_account(), "sk_a", "North")
    entries = [act(now=NOW, account=skill.account).entry(name, "sk_a") for name in "abc"]

    skills.create(skill, entries[0])
    hours = Hours("UTC", ((Span(540, 1020),), *((),) * 6))
    after = skill._replace(name="South", hours=hours)
    skills.change(skill, after, entries[1])
    changed = skills.get(skill.account, "sk_a")
    skills.remove(skill, unnamed(skill.account), entries[2])

    assert changed == after._replace(version=2)
    assert skills.of_account(skill.account) == []
    assert all(map(audit.stands, entries))


def test_what_is_refused_leaves_no_entry() -> None:
    skill = Skill(an_account(), "sk_a", "North")
    skills.create(skill, act(now=NOW, account=skill.account).entry("a", "sk_a"))
    entry = act(now=NOW, account=skill.account).entry("b", "sk_a")

    for refused in (
        lambda: skills.create(skill, entry),
        lambda: skills.change(skill._replace(version=7), skill._replace(name="South"), entry),
        lambda: skills.remove(skill._replace(id="sk_b"), unnamed(skill.account), entry),
    ):
        with pytest.raises(Conflict):
            refused()

    assert skills.of_account(skill.account) == [skill]
    assert not audit.stands(entry)
