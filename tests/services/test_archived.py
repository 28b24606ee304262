"""Reading what is in the archive."""

import pytest

from chalicelib.domain.error import NotReadable
from chalicelib.services import archived
from chalicelib.store import archive as archive_store
from tests.services.cast import act
from tests.services.test_archive import LONG_AFTER, _aws, run, talk
from tests.stage import Stage

__all__ = ["_aws"]


def test_what_is_read_is_what_was_known(stage: Stage) -> None:
    chat, told = talk(stage, lines=20)
    stage.now += LONG_AFTER
    assert run(stage)

    assert archived.opened(act(now=stage.now), chat) == told


def test_a_month_is_listed_part_by_part(stage: Stage) -> None:
    chats = []
    for index in range(3):
        stage.now += 1
        chats.append(talk(stage, index)[0])
    ended = stage.now
    stage.now += LONG_AFTER
    assert run(stage)

    first = archived.of_month("demo", ended, "", 2)
    rest = archived.of_month("demo", ended, first.next, 2)

    assert [one.entry.chat for one in [*first.items, *rest.items]] == chats
    assert rest.next == ""


def test_what_is_not_what_the_catalogue_says_is_not_told(stage: Stage) -> None:
    one, _ = talk(stage)
    other, _ = talk(stage, 1)
    stage.now += LONG_AFTER
    assert run(stage)
    first, second = archive_store.get(one), archive_store.get(other)
    assert first
    assert second
    wrong = first.entry._replace(key=second.entry.key)
    archive_store.keep(archive_store.head("demo"), archive_store.head("demo").last, [wrong])

    with pytest.raises(NotReadable):
        archived.opened(act(now=stage.now), one)
