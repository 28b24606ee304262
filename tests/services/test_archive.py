"""What is over its time goes to the archive, and only then from the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import boto3
import pytest
from moto.core import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain import manifest, transcript_xml
from chalicelib.domain.deadline import RETENTION, next_look
from chalicelib.domain.manifest import Link
from chalicelib.domain.retention import DAY_MS
from chalicelib.domain.transcript import Transcript
from chalicelib.handlers import jobs
from chalicelib.services import archive, skills, transcripts, visitor_keys
from chalicelib.store import archive as archive_store
from chalicelib.store import chats as chat_store
from chalicelib.store import deadlines as deadline_store
from chalicelib.store import objects
from chalicelib.store import visitor_keys as key_store
from tests.handlers.test_visitor import VIEW, beacon
from tests.services.cast import act, end, set_up, start, vera
from tests.stage import Stage, golden
from tests.vault import Vault

BUCKET = "test-archive"
LONG_AFTER = 400 * DAY_MS


@pytest.fixture(autouse=True)
def _aws(stage: Stage) -> None:
    boto3.client("s3").create_bucket(Bucket=BUCKET)
    Vault()


def always() -> bool:
    """There is time."""
    return True


def talk(stage: Stage, index: int = 0, lines: int = 3, **fields: str) -> tuple[str, Transcript]:
    """A chat that was had and ended; what is known of it."""
    chat, window = start(stage, index, **fields)
    client = f"visitor{'abcdefghijklmnopqrstuvwxyz'[index]}"
    for n in range(1, lines + 1):
        text = f"Line {n} ]]> \u202e é <b>"
        stage.send(window, action="post", chat=chat, client=client, n=n, text=text)
    end(stage, chat, index)
    return chat, transcripts.gathered(stage.chat(chat))


def run(stage: Stage) -> bool:
    """One run, with all the time there is."""
    return archive.run("demo", stage.now, always)


def files(below: str) -> list[str]:
    """The keys in the archive."""
    pages = boto3.client("s3").list_objects_v2(Bucket=BUCKET, Prefix=f"demo/{below}/")
    return [one["Key"] for one in pages.get("Contents", [])]


def held(stage: Stage, chat: str, visitor: str) -> Transcript:
    """What the archive holds of a chat."""
    archived = archive_store.get(chat)
    key = visitor_keys.known("demo", visitor, stage.now)
    assert archived
    assert key
    return transcript_xml.read(visitor_keys.open_(key, objects.get(archived.entry.key) or b""))


def rows(table: str) -> int:
    """How many items a table has."""
    backend: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    return len(list(backend.get_table(f"test-{table}").all_items()))


def chain() -> list[manifest.Part]:
    """All parts of the manifest, each proven to follow the one before."""
    parts, last = [], Link()
    for key in sorted(files("manifests"), key=manifest.number_of):
        body = objects.get(key) or b""
        part = manifest.read(body)
        assert (part.key, part.previous) == (key, last)
        last = manifest.link(key, body)
        parts.append(part)
    assert archive_store.head("demo").last == last
    return parts


def test_a_chat_over_its_time_is_in_the_archive_whole_and_nowhere_else(stage: Stage) -> None:
    stage.add_agent("Ada")
    beacon({**VIEW, "visitor": vera(0), "variables": {"plan": "gold"}})
    chat, told = talk(stage, lines=30)

    stage.now += LONG_AFTER
    assert run(stage)

    assert held(stage, chat, told.visitor) == told
    assert chat_store.get(chat) is None
    assert [rows(table) for table in ("chats", "visits", "visitors")] == [0, 0, 0]
    (part,) = chain()
    assert [entry.chat for entry in part.entries] == [chat]
    assert part.entries[0].lines == 30
    sealed = objects.get(part.entries[0].key) or b""
    assert b"Line" not in sealed
    assert sealed.count(b".") == 4


def test_what_is_not_over_its_time_stays_to_the_millisecond(stage: Stage) -> None:
    first, told = talk(stage)
    stage.now += 1
    second, _ = talk(stage, 1)
    # Thirteen months after the first ended, to the millisecond, it is not yet over.
    ended = told.ended
    due = ended + 396 * DAY_MS
    from chalicelib.domain.retention import cutoff

    while cutoff(due, 13) > ended:
        due -= DAY_MS
    while cutoff(due, 13) <= ended:
        due += 1
    stage.now = due

    assert run(stage)

    assert chat_store.get(first) is None
    assert chat_store.get(second) is not None


def test_a_running_chat_stays_however_old(stage: Stage) -> None:
    chat, _ = start(stage)
    stage.now += 3 * LONG_AFTER

    assert run(stage)

    assert chat_store.get(chat) is not None


def test_the_account_says_how_many_months(stage: Stage) -> None:
    chat, _ = talk(stage)
    set_up(retention_months=1)
    stage.now += 40 * DAY_MS

    assert run(stage)

    assert chat_store.get(chat) is None


def test_parts_follow_each_other_over_days(stage: Stage, monkeypatch: Any) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 2)
    set_up(retention_months=1)
    chats = []
    for index in range(5):
        stage.now += 1
        chats.append(talk(stage, index)[0])
    stage.now += 40 * DAY_MS
    assert run(stage)
    chats.append(talk(stage, 5)[0])
    stage.now += 40 * DAY_MS
    assert run(stage)

    parts = chain()

    assert [part.number for part in parts] == [1, 2, 3, 4]
    assert [entry.chat for part in parts for entry in part.entries] == chats
    assert archive_store.head("demo").chats == 6


def test_a_run_stops_when_its_time_is_up_and_the_next_goes_on(
    stage: Stage, monkeypatch: Any
) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 2)
    for index in range(5):
        talk(stage, index)
    stage.now += LONG_AFTER
    times = iter([True, True, False])

    assert not archive.run("demo", stage.now, lambda: next(times))
    assert rows("archived") == 4
    assert run(stage)
    assert rows("archived") == 5


class Died(Exception):
    """The function ends in the middle."""


@contextmanager
def dying(step: int) -> Iterator[list[int]]:
    """Whoever calls S3 or DynamoDB for the so many-th time dies before, or after, as the step is
    even or odd; counts the calls."""
    from botocore.client import BaseClient
    from pynamodb.connection import Connection

    count = [0]

    def wrapped(call: Any) -> Any:
        def run(*args: Any, **kwargs: Any) -> Any:
            count[0] += 1
            mine = count[0] == step // 2
            if mine and step % 2 == 0:
                raise Died
            answer = call(*args, **kwargs)
            if mine:
                raise Died
            return answer

        return run

    with (
        mock.patch.object(BaseClient, "_make_api_call", wrapped_method(BaseClient, wrapped)),
        mock.patch.object(Connection, "dispatch", wrapped_method(Connection, wrapped)),
    ):
        yield count


def wrapped_method(kind: type, wrap: Any) -> Any:
    """A method that goes through `wrap`."""
    name = "_make_api_call" if kind.__name__ == "BaseClient" else "dispatch"
    original = getattr(kind, name)

    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        return wrap(lambda *a, **k: original(self, *a, **k))(*args, **kwargs)

    return method


def test_wherever_a_run_dies_nothing_is_lost_and_the_next_ends_it(stage: Stage) -> None:
    told = dict(talk(stage, index) for index in range(2))
    stage.now += LONG_AFTER
    failing = mock.patch.object(archive_store, "keep", side_effect=Died)
    with dying(0) as count, failing, pytest.raises(Died):
        run(stage)
    steps = 2 * 60
    died = 0
    for step in range(2, steps):
        # Each death leaves what the next finds; deleted is only what the archive holds.
        with dying(step):
            try:
                over = run(stage)
            except Died:
                died += 1
                over = False
        for chat, one in told.items():
            if chat_store.get(chat) is None:
                assert held(stage, chat, one.visitor) == one
        if over:
            break
    assert run(stage)

    assert died > 3
    assert count[0] > 5
    assert rows("chats") == 0
    named = [entry.chat for part in chain() for entry in part.entries]
    assert sorted(named) == sorted(told)


def test_an_object_that_was_harmed_keeps_the_chat_and_is_written_anew(stage: Stage) -> None:
    chat, told = talk(stage)
    stage.now += LONG_AFTER
    with mock.patch.object(archive, "_delete", side_effect=Died), pytest.raises(Died):
        run(stage)
    (name,) = files("chats")
    boto3.client("s3").put_object(Bucket=BUCKET, Key=name, Body=b"harmed")

    assert run(stage)

    assert chat_store.get(chat) is None
    assert held(stage, chat, told.visitor) == told
    assert len(files("chats")) == 2


def test_an_object_that_is_not_read_as_it_was_written_deletes_nothing(stage: Stage) -> None:
    chat, _ = talk(stage)
    stage.now += LONG_AFTER

    with (
        mock.patch.object(objects, "get", return_value=b"garbage"),
        pytest.raises(archive.NotArchived),
    ):
        run(stage)

    assert chat_store.get(chat) is not None
    assert files("manifests") == []


def test_a_chat_that_cannot_be_archived_stays_and_keeps_no_other(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "AT_ONCE", 1)
    bad, told = talk(stage)
    stage.now += 40 * DAY_MS
    good, _ = talk(stage, 1)
    stage.now += LONG_AFTER
    Vault()
    visitor_keys.of("demo", told.visitor, stage.now)
    kept = key_store.get("demo", told.visitor)
    assert kept
    key_store.remove("demo", told.visitor)
    key_store.add("demo", told.visitor, kept._replace(sealed=b"x" * 60))

    with pytest.raises(archive.NotArchived, match=bad):
        run(stage)

    assert chat_store.get(bad) is not None
    assert chat_store.get(good) is None


def test_a_part_that_a_dead_run_left_is_taken_over(stage: Stage) -> None:
    chat, told = talk(stage)
    stage.now += LONG_AFTER
    with mock.patch.object(archive_store, "keep", side_effect=Died), pytest.raises(Died):
        run(stage)
    assert len(files("manifests")) == 1
    stage.now += DAY_MS

    assert run(stage)

    (part,) = chain()
    assert [entry.chat for entry in part.entries] == [chat]
    assert held(stage, chat, told.visitor) == told


def test_after_a_restore_from_before_it_all_nothing_is_lost(stage: Stage) -> None:
    chat, told = talk(stage)
    stage.now += LONG_AFTER
    with mock.patch.object(archive, "_delete", side_effect=Died), pytest.raises(Died):
        run(stage)
    # The tables are those of yesterday: no key, no head, no catalogue; the files are all there.
    backend: Any = dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"]
    for table in ("visitor-keys", "archives", "archived"):
        backend.get_table(f"test-{table}").items.clear()

    assert run(stage)

    assert chat_store.get(chat) is None
    assert held(stage, chat, told.visitor) == told
    assert len(chain()) == 2


def test_without_the_key_nothing_is_written_or_deleted(stage: Stage) -> None:
    chat, _ = talk(stage)
    stage.now += LONG_AFTER

    with Vault().away(), pytest.raises(Exception, match=r"key"):
        run(stage)

    assert chat_store.get(chat) is not None
    assert files("chats") == []


def test_the_end_of_a_chat_sees_to_the_look_and_each_look_to_the_next(stage: Stage) -> None:
    talk(stage)
    look = next_look("demo", stage.now)
    assert deadline_store.is_kept(look)
    assert look.due % DAY_MS == 0

    stage.now = look.due + 5
    jobs.expire(golden("schedule"), None)

    assert not deadline_store.is_kept(look)
    assert deadline_store.is_kept(next_look("demo", stage.now))
    assert look.kind == RETENTION
    assert archive_store.head("demo").run_at == stage.now


def test_the_job_archives_what_is_over_with_all_that_goes_with_it(stage: Stage) -> None:
    billing = skills.create(act(), "Billing").id
    beacon({**VIEW, "visitor": vera(0)})
    chat, told = talk(stage, lines=30, skill=billing)
    assert told.skill_name == "Billing"
    stage.now += LONG_AFTER

    jobs.expire(golden("schedule"), None)

    assert [rows(table) for table in ("chats", "visits", "visitors")] == [0, 0, 0]
    assert held(stage, chat, told.visitor) == told


def test_another_accounts_file_is_out_of_reach(stage: Stage) -> None:
    from chalicelib.domain.error import NotAllowed
    from chalicelib.services import access

    access.confine("demo")
    with pytest.raises(NotAllowed):
        objects.get("acme/chats/2026/01/01/x.xml.jwe")
    with pytest.raises(NotAllowed):
        objects.put_once("demo2/x", b"", "text/plain")


def test_who_was_renamed_meanwhile_is_archived_anew(stage: Stage) -> None:
    from chalicelib.services import agents as agent_service
    from chalicelib.services.agents import Profile

    ada = stage.add_agent("Ada")
    stage.open_agent(ada)
    chat, told = talk(stage)
    stage.now += LONG_AFTER
    with mock.patch.object(archive, "_delete", side_effect=Died), pytest.raises(Died):
        run(stage)
    from tests.services.cast import agent

    change = (act(now=stage.now), ada, str(agent(ada).version), Profile(name="Ada L."))
    agent_service.change(*change)

    assert run(stage)

    found = held(stage, chat, told.visitor)
    assert found.lines == told.lines
    assert chat_store.get(chat) is None
    assert len(chain()) == 2
