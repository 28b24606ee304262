"""What the indexes of visits hold."""

from chalicelib.store.visit_tables import VisitItem


def test_only_who_is_here_is_projected_and_without_pages() -> None:
    indexes = {
        one["index_name"]: one for one in VisitItem._get_schema()["global_secondary_indexes"]
    }

    assert indexes["of-visitor"]["projection"] == {"ProjectionType": "KEYS_ONLY"}
    assert indexes["day"]["projection"] == {"ProjectionType": "KEYS_ONLY"}
    named = indexes["live"]["projection"]["NonKeyAttributes"]
    assert not [name for name in named if name[0] in "ps" and name[1:].isdigit()]
