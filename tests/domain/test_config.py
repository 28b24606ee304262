"""Two configurations: where they differ."""

from chalicelib.domain.config import Change, difference

CURRENT = {
    "settings": {"grace_s": 20, "name": "Demo"},
    "groups": {"gr_a": {"name": "North"}},
    "skills": {},
    "roles": {},
    "agents": {"ag_ada": {"max_chats": 2, "skills": []}},
}


def test_nothing_differs_from_itself_or_from_nothing() -> None:
    assert difference(CURRENT, CURRENT) == []
    assert difference(CURRENT, {"parley": 1}) == []


def test_what_is_not_there_any_more_is_removed_but_no_agent() -> None:
    wanted = {"groups": {}, "agents": {}}

    assert difference(CURRENT, wanted) == [Change("groups.gr_a", {"name": "North"}, None)]


def test_changes_stand_in_the_order_of_their_paths() -> None:
    wanted = {
        "settings": {"name": "Shop"},
        "groups": {"gr_a": {"name": "South"}, "gr_b": {"name": "East"}},
        "agents": {"ag_ada": {"max_chats": 3}},
    }

    assert difference(CURRENT, wanted) == [
        Change("agents.ag_ada.max_chats", 2, 3),
        Change("groups.gr_a.name", "North", "South"),
        Change("groups.gr_b", None, {"name": "East"}),
        Change("settings.name", "Demo", "Shop"),
    ]
