"""The stage's bucket of deployments; a whole stage's life is played in test_rollout.py."""

import json
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws

from infra.aws.deploy import deployed, releases
from infra.aws.deploy.policies import Place
from infra.aws.deploy.releases import Shelf
from infra.aws.stage import CannotRun
from tests.deploy.emulated import forget_clients

PLACE = Place("dev", "us-east-1", "123456789012")


@pytest.fixture
def shelf() -> Iterator[Shelf]:
    with mock_aws():
        forget_clients()
        boto3.client("s3", region_name="us-east-1").create_bucket(Bucket="deploy")
        yield Shelf(PLACE, "deploy")
    forget_clients()


@pytest.fixture
def project(tmp_path: Path) -> Path:
    chalice = tmp_path / ".chalice"
    (chalice / "deployments").mkdir(parents=True)
    (chalice / "deployments" / "old.zip").write_text("old")
    config = {"stages": {"dev": {"environment_variables": {"PARLEY_ORIGIN_SECRETS": "hidden"}}}}
    (chalice / "config.json").write_text(json.dumps(config))
    (tmp_path / "app.py").write_text("app = 1")
    return tmp_path


def test_a_kept_release_comes_back_without_its_environment(
    shelf: Shelf, project: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    back = tmp_path_factory.mktemp("back")
    with shelf.locked():
        number = shelf.keep_release(project, "abc")
        shelf.fetch(shelf.releases()[0], back)

    assert number == 1
    assert (back / "app.py").read_text() == "app = 1"
    assert not (back / ".chalice" / "deployments").exists()
    assert "hidden" not in (back / ".chalice" / "config.json").read_text()


def test_a_lock_keeps_the_second_out_until_the_first_is_done(shelf: Shelf) -> None:
    with shelf.locked(), pytest.raises(CannotRun, match="is being deployed since"):
        shelf._lock()

    with shelf.locked():
        """Free again."""


def test_a_broken_lock_lets_nobody_write_over_a_newer_state(shelf: Shelf, project: Path) -> None:
    other = Shelf(PLACE, "deploy")
    with shelf.locked():
        other.read()
        shelf.running(1)
        with pytest.raises(CannotRun, match="Somebody else has deployed dev meanwhile"):
            other.running(2)


def test_a_release_of_another_python_is_not_brought_back(
    shelf: Shelf, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with shelf.locked():
        shelf.keep_release(project, "abc")
        shelf.running(2)
        monkeypatch.setattr(releases, "python", lambda: "3.99")
        with pytest.raises(CannotRun, match=r"made with Python 3\.\d+, and this is 3\.99"):
            shelf.before()


def test_the_state_stands_where_chalice_looks_for_it(shelf: Shelf, project: Path) -> None:
    made = {"resources": [{"name": "rest_api", "rest_api_id": "r"}]}
    file = deployed.state_file(project, "dev")
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps(made))
    with shelf.locked():
        shelf.keep_state(project)
        file.unlink()
        assert shelf.restore(project)

    assert json.loads(file.read_text()) == made
