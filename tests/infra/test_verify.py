"""parley-verify finds whatever is wrong with a copy of an archive."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from chalicelib.domain import transcript_xml
from chalicelib.services import archive, archived
from chalicelib.store import archive as archive_store
from infra import verify
from tests.services.cast import act
from tests.services.test_archive import BUCKET, LONG_AFTER, run, talk
from tests.stage import emulated
from tests.vault import Vault

LAST = "last.txt"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of an archive of three parts, with one transcript opened."""
    folder = tmp_path_factory.mktemp("archive")
    with emulated() as stage, pytest.MonkeyPatch.context() as patch:
        boto3.client("s3").create_bucket(Bucket=BUCKET)
        Vault()
        patch.setattr(archive, "AT_ONCE", 2)
        chats = []
        for index in range(5):
            stage.now += 1
            chats.append(talk(stage, index)[0])
        stage.now += LONG_AFTER
        assert run(stage)
        told = archived.opened(act(now=stage.now), chats[0])
        (folder / f"{chats[0]}.xml").write_bytes(transcript_xml.write(told))
        for one in boto3.client("s3").list_objects_v2(Bucket=BUCKET)["Contents"]:
            file = folder / one["Key"]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(
                boto3.client("s3").get_object(Bucket=BUCKET, Key=one["Key"])["Body"].read()
            )
        (folder / LAST).write_text(archive_store.head("demo").last.sha256)
    return folder


@pytest.fixture
def folder(made: Path, tmp_path: Path) -> Path:
    """A copy of it, to be harmed."""
    return Path(shutil.copytree(made, tmp_path / "copy"))


def last(folder: Path) -> str:
    """The hash of the last part."""
    return (folder / LAST).read_text()


def parts(folder: Path) -> list[Path]:
    """The parts of the manifest, in order."""
    return sorted(folder.rglob("*.jsonl"), key=lambda file: file.stem)


def test_what_is_whole_is_said_to_be(folder: Path) -> None:
    report = verify.check(folder, last(folder))

    assert report.problems == report.notes == []
    assert (report.parts, report.chats, report.sealed, report.opened) == (3, 5, 5, 1)


def test_any_other_byte_in_any_file_is_found(folder: Path) -> None:
    found = 0
    for file in [*parts(folder), *folder.rglob("*.jwe"), *folder.rglob("*.xml")]:
        whole = file.read_bytes()
        for at in {0, 1, len(whole) // 3, len(whole) // 2, len(whole) - 2, len(whole) - 1}:
            file.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
            assert not verify.check(folder, last(folder)).is_whole, (file, at)
            found += 1
        file.write_bytes(whole)
    assert found > 40
    assert verify.check(folder).is_whole


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_part_that_is_missing_is_found(folder: Path, number: int) -> None:
    parts(folder)[number].unlink()

    report = verify.check(folder, last(folder))

    assert report.problems


def test_without_the_last_hash_an_end_that_is_missing_leaves_files_in_no_part(folder: Path) -> None:
    parts(folder)[2].unlink()

    report = verify.check(folder)

    assert report.is_whole
    assert len(report.notes) == 1


def test_a_transcript_that_is_missing_is_found(folder: Path) -> None:
    gone = next(folder.rglob("*.jwe"))
    gone.unlink()

    (problem,) = verify.check(folder).problems
    assert "is missing" in problem


def test_parts_that_changed_places_are_found(folder: Path) -> None:
    one, two, _ = parts(folder)
    kept = one.read_bytes()
    one.write_bytes(two.read_bytes())
    two.write_bytes(kept)

    assert len(verify.check(folder, last(folder)).problems) >= 2


def test_a_whole_chain_that_was_made_anew_is_found_by_the_last_hash(folder: Path) -> None:
    from chalicelib.domain import manifest
    from chalicelib.domain.manifest import Link

    before = Link()
    for file in parts(folder):
        part = manifest.read(file.read_bytes())._replace(previous=before)
        forged = part._replace(entries=part.entries[:1])
        body = manifest.write(forged)
        file.write_bytes(body)
        before = manifest.link(forged.key, body)

    assert verify.check(folder).is_whole
    assert not verify.check(folder, last(folder)).is_whole


def test_a_folder_without_a_manifest_proves_nothing(tmp_path: Path) -> None:
    assert "no manifest" in verify.check(tmp_path).problems[0]


def test_the_tool_is_one_file_that_needs_no_parley(folder: Path, tmp_path: Path) -> None:
    tool = verify.build(tmp_path / "parley-verify.pyz")
    command = [sys.executable, "-I", str(tool), str(folder), "--last", last(folder)]

    def asked(*more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *more], cwd=tmp_path, capture_output=True, text=True, check=False
        )

    fine = asked()
    parts(folder)[1].unlink()
    broken = asked("--json")

    assert (fine.returncode, fine.stderr) == (0, "")
    assert fine.stdout.endswith("The archive is whole.\n")
    assert (broken.returncode, json.loads(broken.stdout)["whole"]) == (1, False)
    assert tool.stat().st_size < 300_000
    assert asked("--nonsense").returncode == 2
