"""An account's tag comes to the CDN's bucket: in order, by condition, and only forwards."""

import json
from collections.abc import Callable, Iterator
from contextvars import Context
from typing import Any

import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from chalicelib.domain.audit import command
from chalicelib.domain.publishing import Engine, engine_file, integrity, template_file
from chalicelib.outbound import publishing
from chalicelib.services import rules
from chalicelib.store import rules as rule_store
from chalicelib.store.schema import TABLES
from tests.stage import _forget_clients

TEMPLATE = template_file('start("__PARLEY_CONFIG__")')
ORIGIN = "https://chat.parley.test"
OLD = Engine(TEMPLATE.key.removeprefix("tag/"), ORIGIN, "window.0123456789ab.js")
CART = {"all": [{"on": "url", "is": "contains", "value": "/cart"}]}
INVITE: dict[str, Any] = {"do": "invite", "text": {"en": "Can we help?"}}


class Bucket:
    """The CDN's bucket: what it holds, what is put in which order, and what comes in between."""

    def __init__(self, s3: Any) -> None:
        self.s3 = s3
        self.order: list[str] = []
        self.before: dict[str, Callable[[], object]] = {}
        self._put = s3.put_object
        s3.put_object = self.put

    def put(self, **given: Any) -> Any:
        """As S3 does it, after what comes in between, once."""
        name = given["Key"].rpartition("/")[2]
        meanwhile = self.before.pop(name, None)
        if meanwhile:
            Context().run(meanwhile)
        done = self._put(**given)
        self.order.append(given["Key"])
        return done

    def bring(self, engine: Engine = OLD) -> None:
        """The engine, as infra publishes it."""
        for file in (TEMPLATE, engine_file(engine)):
            self._put(Bucket="test-cdn", Key=file.key, Body=file.body)

    def read(self, key: str) -> bytes:
        """What a file holds."""
        return bytes(self.s3.get_object(Bucket="test-cdn", Key=key)["Body"].read())

    def config(self, key: str = "tag/demo/parley.js") -> Any:
        """What a copy of the tag was filled in with."""
        return json.loads(self.read(key).decode().removeprefix("start(").removesuffix(")"))


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    """A bucket beside tables with an account."""
    with mock_aws():
        _forget_clients()
        for table in TABLES:
            table.create_table(wait=True, billing_mode="PAY_PER_REQUEST")
        from chalicelib.services import accounts

        accounts.open_account(account="demo", name="Demo", origins=["https://shop.test"])
        publishing.client.cache_clear()
        publishing.client().create_bucket(Bucket="test-cdn")
        yield Bucket(publishing.client())
    publishing.client.cache_clear()
    _forget_clients()


def save(name: str, seed: str = "") -> None:
    """Somebody saves a rule; nothing is published yet."""
    act = command("demo", "Ada", 1_800_000_000_000, seed or name)
    rules.create(act, {"name": name, "enabled": True, "when": CART, "actions": [INVITE]})


def publish() -> publishing.Done | None:
    return publishing.publish("demo", 1_800_000_000_500)


def test_without_an_engine_nothing_is_published(bucket: Bucket) -> None:
    assert publish() is None
    assert bucket.order == []


def test_rules_are_not_compiled_for_an_engine_of_another_release(bucket: Bucket) -> None:
    bucket.bring()
    save("Cart")
    publish()
    bucket.bring(OLD._replace(form="0", window="window.ffffffffffff.js"))
    save("Second")

    assert publish() is None
    assert bucket.config()["window"] == OLD.window
    assert rule_store.head("demo").published == 1, "it stays due"


def test_an_account_without_rules_has_a_tag(bucket: Bucket) -> None:
    bucket.bring()
    done = publish()

    assert done
    assert done.files == 3
    config = bucket.config()
    assert (config["account"], config["api"], config["cdn"]) == ("demo", ORIGIN, ORIGIN)
    assert config["window"] == OLD.window
    assert "rules" not in config
    assert "offers" not in config


def test_what_is_named_goes_first_and_says_what_vouches_for_it(bucket: Bucket) -> None:
    bucket.bring()
    save("Cart")
    done = publish()
    assert done
    told = json.loads(bucket.read("tag/demo/published.json"))
    config = bucket.config()
    noted = rule_store.version("demo", 1)

    copy = done.src.removeprefix("/")
    assert bucket.order == [
        f"tag/{config['offers']}", copy, "tag/demo/parley.js", "tag/demo/published.json"
    ]  # fmt: skip
    assert told == {"src": done.src, "integrity": done.integrity, "version": 1}
    assert integrity(bucket.read(copy)) == done.integrity
    assert bucket.read(copy) == bucket.read("tag/demo/parley.js")
    assert config["version"] == 1
    assert config["rules"]
    assert "Can we help?" in bucket.read(f"tag/{config['offers']}").decode()
    assert "Can we help?" not in bucket.read(copy).decode()
    assert noted
    assert (noted.src, noted.integrity) == (done.src, done.integrity)
    assert rule_store.head("demo").published == 1


def test_copies_hold_for_ever_and_the_evergreen_for_seconds(bucket: Bucket) -> None:
    bucket.bring()
    done = publish()
    assert done
    for key, caching in (
        (done.src[1:], "public, max-age=31536000, immutable"),
        ("tag/demo/parley.js", "public, max-age=3"),
        ("tag/demo/published.json", "public, max-age=3"),
    ):
        found = bucket.s3.head_object(Bucket="test-cdn", Key=key)
        assert (found["CacheControl"], found["ContentType"].partition(";")[0]) == (
            caching,
            "application/json" if key.endswith("json") else "text/javascript",
        )


def test_what_is_there_is_not_brought_again(bucket: Bucket) -> None:
    bucket.bring()
    save("Cart")
    first, second = publish(), publish()

    assert first
    assert second
    assert (first.files, second.files) == (4, 0)
    assert second.src == first.src


@pytest.mark.parametrize("moment", ["offers.json", "parley.js", "published.json"])
def test_of_two_who_publish_at_once_the_later_version_stands(bucket: Bucket, moment: str) -> None:
    """Ben saves and publishes while Ada's older tag is under way, just before each of her files."""
    bucket.bring()
    save("Ada's")

    def ben() -> None:
        save("Ben's")
        publish()

    bucket.before[moment] = ben
    done = publish()

    told = json.loads(bucket.read("tag/demo/published.json"))
    assert bucket.config()["version"] == told["version"] == 2
    assert done
    assert told["src"] == done.src
    assert integrity(bucket.read("tag/demo/parley.js")) == told["integrity"]
    assert rule_store.head("demo").published == 2


def test_an_older_engine_does_not_come_over_a_newer(bucket: Bucket) -> None:
    bucket.bring()
    save("Cart")
    new = OLD._replace(window="window.ffffffffffff.js")

    def upgrade() -> None:
        bucket.bring(new)
        publish()

    bucket.before["parley.js"] = upgrade
    publish()

    assert bucket.config()["window"] == new.window


def test_half_a_publication_is_completed(bucket: Bucket) -> None:
    """The function dies after the evergreen tag, before the file that vouches for it."""
    bucket.bring()
    save("Cart")
    publish()
    save("Second")

    def die() -> None:
        raise ClientError({"Error": {"Code": "InternalError"}}, "PutObject")

    bucket.before["published.json"] = die
    with pytest.raises(ClientError):
        publish()
    told = json.loads(bucket.read("tag/demo/published.json"))
    assert (bucket.config()["version"], told["version"]) == (2, 1)
    assert rule_store.head("demo").published == 1

    publish()
    assert json.loads(bucket.read("tag/demo/published.json"))["version"] == 2
    assert rule_store.head("demo").published == 2


def test_a_rule_that_cannot_be_read_leaves_the_others_their_tag(bucket: Bucket) -> None:
    bucket.bring()
    save("Cart")
    book = rule_store.read("demo")
    unknown = {**book.rules[0], "id": "ru_" + "z" * 26, "number": 2, "when": {"on": "aura"}}
    entry = command("demo", "Ada", 1_800_000_000_001, "x").entry("rule.create", "x")
    from chalicelib.services import publishing as publishing_service

    publishing_service.save(book, [*book.rules, unknown], entry)
    publish()

    assert bucket.config()["version"] == 2
    offers = json.loads(bucket.read(f"tag/{bucket.config()['offers']}"))
    assert "2" not in offers
