"""With the checks of the code and the wall in its process off, IAM alone keeps accounts apart."""

from collections.abc import Iterator

import pytest

from tests.contracts import matrix, weighing
from tests.contracts.scene import Scene
from tests.contracts.weighing import OURS, Weighing, by, unchecked, weighed
from tests.stage import emulated

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scene() -> Iterator[Scene]:
    """Two accounts and everybody who might ask."""
    with emulated() as stage:
        yield Scene(stage)


def open_to_all(statements: weighing.Statements) -> weighing.Statements:
    """A session's policy without its condition."""
    first, *others = statements
    return [{**first, "Condition": {}}, *others]


def test_with_all_checks_on_iam_refuses_nothing_that_is_ours(scene: Scene) -> None:
    with weighed(Weighing()) as iam:
        routes = list(matrix.tried_routes(scene, ("own",), matrix.principal(scene)))
        with by("websocket_message"):
            actions = list(matrix.tried_actions(scene))

    wrong = [one for one in routes + actions if one.allowed_wrongly or one.refused_wrongly]
    assert wrong == []
    assert iam.refused == set()
    assert len(iam.reached) > 100


def test_no_route_reaches_a_foreign_item(scene: Scene) -> None:
    with unchecked(), weighed(Weighing()) as iam:
        tried = list(matrix.tried_routes(scene, ("foreign",), matrix.principal(scene)))

    assert len(tried) > 100
    assert [one for one in tried if one.came != "refused"] == []
    assert iam.foreign() == []
    assert {one.part.key for one in iam.refused if one.account == OURS} >= {foreign_chat(scene)}


def test_no_frame_reaches_a_foreign_item(scene: Scene) -> None:
    with unchecked(), weighed(Weighing()) as iam, by("websocket_message"):
        tried = list(matrix.tried_actions(scene))

    crossing = [one for one in tried if one.thing == "foreign" and not one.who.startswith("their")]
    assert len(crossing) > 20
    assert [one for one in crossing if one.came not in ("refused", "failed")] == []
    assert iam.foreign() == []
    assert foreign_chat(scene) in {one.part.key for one in iam.refused if one.account == OURS}


def test_without_the_condition_foreign_items_are_reached(scene: Scene) -> None:
    """So it is the condition on leading keys that the tests above see."""
    with unchecked(), weighed(Weighing(open_to_all)) as iam:
        list(matrix.tried_routes(scene, ("foreign",), matrix.principal(scene)))
        with by("websocket_message"):
            list(matrix.tried_actions(scene))

    assert foreign_chat(scene) in {one.part.key for one in iam.foreign()}


def foreign_chat(scene: Scene) -> str:
    """The key of the other account's chat."""
    return f"acme#{scene.chats['foreign']}"
