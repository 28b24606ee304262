"""HTTP for admins: versions of the tag; and a saved change, all the way to the CDN's bucket."""

import json
import time
from collections.abc import Iterator
from typing import Any

import pytest

from chalicelib.domain.deadline import PUBLISHING
from chalicelib.domain.publishing import Engine, engine_file, template_file
from chalicelib.handlers import jobs
from chalicelib.outbound import files, publishing
from tests.handlers.cast import call
from tests.stage import Stage, golden

VERSIONS, VERSION = "/v1/tag/versions", "/v1/tag/versions/{version}"
RESTORE, RULES, RULE = "/v1/tag/versions/{version}/restore", "/v1/rules", "/v1/rules/{rule}"
TEMPLATE = template_file('start("__PARLEY_CONFIG__")')
ENGINE = Engine(TEMPLATE.key.removeprefix("tag/"), "https://chat.parley.test", "window.1.js")
BANNER: list[Any] = [{"do": "banner", "text": {"en": "Ten percent off"}}]
_publish, _published = publishing.publish, files.published


@pytest.fixture(autouse=True)
def boss(stage: Stage) -> Stage:
    """An account with an admin."""
    stage.add_agent("Boss", role="admin")
    return stage


@pytest.fixture
def bucket(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The CDN's bucket with the engine in it; what is published comes there."""
    publishing.client.cache_clear()
    files._client.cache_clear()
    s3 = publishing.client()
    s3.create_bucket(Bucket="test-cdn")
    for file in (TEMPLATE, engine_file(ENGINE)):
        s3.put_object(Bucket="test-cdn", Key=file.key, Body=file.body)
    monkeypatch.setattr(publishing, "publish", _publish)
    monkeypatch.setattr(files, "published", _published)
    yield s3
    publishing.client.cache_clear()
    files._client.cache_clear()


def make(name: str = "Sale", **fields: Any) -> Any:
    told = {"name": name, "enabled": True, "actions": BANNER, **fields}
    answer = call("POST", RULES, told)
    assert answer.status == 201, answer.text
    return answer.json


def config(bucket: Any) -> Any:
    """What the evergreen tag is filled in with."""
    body = bucket.get_object(Bucket="test-cdn", Key="tag/demo/parley.js")["Body"].read().decode()
    return json.loads(body.removeprefix("start(").removesuffix(")"))


def test_a_saved_change_is_in_the_evergreen_tag_in_less_than_five_seconds(bucket: Any) -> None:
    began = time.monotonic()
    make()
    took = time.monotonic() - began
    found = bucket.head_object(Bucket="test-cdn", Key="tag/demo/parley.js")
    cached_s = int(found["CacheControl"].rpartition("=")[2])

    assert config(bucket)["version"] == 1
    assert config(bucket)["rules"]
    assert took + cached_s < 5


def test_the_snippet_names_what_is_published(bucket: Any) -> None:
    make()
    snippet = call("GET", "/v1/account/snippet").json
    (version,) = call("GET", VERSIONS).json["items"]

    assert snippet["src"].endswith(version["src"])
    assert snippet["integrity"] == version["integrity"]
    assert version["integrity"] in snippet["self_host"]
    assert (version["version"], version["by"]["id"], version["rules"]) == (1, "ag_boss", 1)


@pytest.mark.parametrize("by", ["reminder", "sweep"])
def test_what_whoever_saved_did_not_do_is_done_by_a_job(
    stage: Stage, bucket: Any, by: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(publishing, "publish", lambda account, now: 1 / 0)
        make()
    (deadline,) = [one for one in stage.due() if one.kind == PUBLISHING]
    stage.now = deadline.due
    if by == "reminder":
        stage.remind(deadline)
    else:
        jobs.sweep(golden("schedule"), None)

    assert config(bucket)["version"] == 1


def test_versions_are_compared_and_brought_back(stage: Stage) -> None:
    made = make()
    call("PATCH", RULE, {"name": "Summer sale"}, etag="1", rule=made["id"])
    call("DELETE", RULE, rule=made["id"])
    listed = call("GET", VERSIONS, query={"limit": "2"}).json
    behind = call("GET", VERSIONS, query={"after": listed["next"]}).json
    changed = call("GET", VERSION, version="2").json
    whole = call("GET", VERSION, version="2", query={"other": "0"}).json
    back = call("POST", RESTORE, version="2", key="once")
    again = call("POST", RESTORE, version="2", key="once")

    assert [one["version"] for one in listed["items"] + behind["items"]] == [3, 2, 1]
    assert changed["rules"] == [
        {
            "kind": "changed",
            "rule": made["id"],
            "number": 1,
            "name": "Summer sale",
            "before": {"name": "Sale"},
            "after": {"name": "Summer sale"},
        }
    ]
    assert (changed["other"], changed["total"], changed["settings"]) == (1, 1, [])
    assert [one["kind"] for one in whole["rules"]] == ["added"]
    assert back.json["version"] == again.json["version"] == 4
    assert back.json["action"] == "tag.restore"
    (rule,) = call("GET", RULES).json["items"]
    assert (rule["name"], rule["number"], rule["version"]) == ("Summer sale", 1, 4)
    assert stage.published == ["demo"] * 4
    audited = [one["action"] for one in call("GET", "/v1/audit").json["items"]]
    assert audited.count("tag.restore") == 1


@pytest.mark.parametrize("version", ["7", "0", "-1", "x", "1 "])
def test_a_version_that_there_is_not_is_not_found(version: str) -> None:
    make()

    assert call("GET", VERSION, version=version).status == 404
    assert call("POST", RESTORE, version=version).json["code"] == "no_such_version"
    assert call("GET", VERSION, version="1", query={"other": "9"}).status == 404
    assert call("GET", VERSIONS, query={"after": version + "x"}).status == 400
