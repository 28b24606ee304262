"""The stage's bucket of deployments: which release runs, what Chalice made, packages to go back to,
and a lock, so that two machines never deploy at once. Called by rollout.py."""

from __future__ import annotations

import io
import json
import os
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from botocore.exceptions import ClientError

from infra.aws.clients import client, code_of, in_words
from infra.aws.deploy import deployed
from infra.aws.deploy.policies import Place
from infra.aws.stage import CannotRun

STATE, LOCK = "state.json", "lock.json"
# Chalice's own cache, and what this installation alone knows.
NOT_KEPT = (".chalice/deployments/", ".chalice/deployed/")
MOST_KEPT = 20
TAKEN = {"PreconditionFailed", "ConditionalRequestConflict"}
ABSENT = {"NoSuchKey", "404"}


class Release(NamedTuple):
    """One package that was deployed."""

    number: int
    at: str
    commit: str
    python: str


class Shelf:
    """A stage's releases."""

    def __init__(self, place: Place, bucket: str) -> None:
        self.place, self.bucket = place, bucket
        self.state: dict[str, Any] = {"release": 0, "releases": [], "chalice": None}
        self.etag = ""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Nobody else deploys meanwhile. Raises CannotRun if somebody does."""
        self._lock()
        try:
            self.read()
            yield
        finally:
            self.unlock()

    def unlock(self) -> None:
        """Ends a lock, ours or one that was left behind."""
        with in_words():
            self._store.delete_object(Bucket=self.bucket, Key=LOCK)

    def restore(self, project: Path) -> bool:
        """Put Chalice's state where Chalice looks for it; whether the stage is deployed at all.

        Without it Chalice would make new endpoints.
        """
        state = self.state["chalice"]
        if not state:
            with in_words():
                state = deployed.find(self.place)
        file = deployed.state_file(project, self.place.stage)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(state))
        return bool(state["resources"])

    def keep_state(self, project: Path) -> None:
        """Note what Chalice made, the moment that it did."""
        file = deployed.state_file(project, self.place.stage)
        self.state["chalice"] = json.loads(file.read_text())
        self._write()

    def keep_release(self, project: Path, commit: str) -> int:
        """Keep a package to go back to; its number."""
        number = 1 + max((release.number for release in self.releases()), default=0)
        with in_words():
            self._store.put_object(
                Bucket=self.bucket, Key=_package(number), Body=_packed(project, self.place.stage)
            )
        made = Release(number, _now(), commit, python())
        self.state["releases"] = [*self.state["releases"], list(made)][-MOST_KEPT:]
        self._write()
        return number

    def running(self, number: int) -> None:
        """Note which release serves from now on."""
        self.state["release"] = number
        self._write()

    def releases(self) -> list[Release]:
        """All that are kept, oldest first."""
        return [Release(*fields) for fields in self.state["releases"]]

    def before(self) -> Release:
        """The release to go back to. Raises CannotRun if there is none."""
        found = [r for r in self.releases() if r.number < self.state["release"]]
        if not found:
            raise CannotRun(
                f"There is no release of {self.place.stage} before number"
                f" {self.state['release']}. Nothing was changed."
            )
        if found[-1].python != python():
            raise CannotRun(
                f"Release {found[-1].number} was made with Python {found[-1].python}, and this is"
                f" {python()}: run `make rollback` with that Python. Nothing was changed."
            )
        return found[-1]

    def fetch(self, release: Release, into: Path) -> None:
        """Unpack a release."""
        with in_words():
            found = self._store.get_object(Bucket=self.bucket, Key=_package(release.number))
            body = found["Body"].read()
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            archive.extractall(into)

    @property
    def _store(self) -> Any:
        return client("s3", self.place.region)

    def _lock(self) -> None:
        with in_words():
            try:
                self._store.put_object(
                    Bucket=self.bucket,
                    Key=LOCK,
                    Body=json.dumps({"at": _now(), "by": _who()}).encode(),
                    IfNoneMatch="*",
                )
            except ClientError as error:
                if code_of(error) not in TAKEN:
                    raise
                raise CannotRun(self._held()) from error

    def _held(self) -> str:
        found = json.loads(self._get(LOCK)[0] or b"{}")
        return (
            f"{self.place.stage} is being deployed since {found.get('at')} by {found.get('by')}:"
            " wait until that has ended. If it died, free the stage with"
            f" `python -m infra.aws.deploy unlock --stage {self.place.stage}`. Nothing was changed."
        )

    def read(self) -> None:
        """What is noted by now."""
        body, self.etag = self._get(STATE)
        if body:
            self.state = json.loads(body)

    def _get(self, key: str) -> tuple[bytes, str]:
        with in_words():
            try:
                found = self._store.get_object(Bucket=self.bucket, Key=key)
            except ClientError as error:
                if code_of(error) not in ABSENT:
                    raise
                return b"", ""
            return found["Body"].read(), str(found["ETag"])

    def _write(self) -> None:
        """On the condition that nobody wrote since we read, should the lock have been broken."""
        seen = {"IfMatch": self.etag} if self.etag else {"IfNoneMatch": "*"}
        with in_words():
            try:
                made = self._store.put_object(
                    Bucket=self.bucket, Key=STATE, Body=json.dumps(self.state).encode(), **seen
                )
            except ClientError as error:
                if code_of(error) not in TAKEN:
                    raise
                raise CannotRun(
                    f"Somebody else has deployed {self.place.stage} meanwhile: see"
                    f" `python -m infra.aws.deploy releases --stage {self.place.stage}`."
                ) from error
        self.etag = str(made["ETag"])


def python() -> str:
    return f"{sys.version_info.major}.{sys.version_info.minor}"


def _packed(project: Path, stage: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(project.rglob("*")):
            name = file.relative_to(project).as_posix()
            if not file.is_file() or name.startswith(NOT_KEPT):
                continue
            if name == ".chalice/config.json":
                archive.writestr(name, without_environment(file.read_text(), stage))
            else:
                archive.write(file, name)
    return held.getvalue()


def without_environment(config: str, stage: str) -> str:
    """A package keeps no secret and no address: both are set anew whenever it is deployed."""
    found = json.loads(config)
    found["stages"][stage].pop("environment_variables", None)
    return json.dumps(found)


def _package(number: int) -> str:
    return f"releases/{number:06}.zip"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _who() -> str:
    return f"{os.environ.get('USER', 'somebody')} (process {os.getpid()})"
