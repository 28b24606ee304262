"""What Lambda carries, how much of it, and for which machine."""

import zipfile
from pathlib import Path

import pytest

from infra.aws.deploy import package
from infra.aws.stage import CannotRun


def archive(folder: Path, size: int) -> Path:
    made = folder / "package.zip"
    with zipfile.ZipFile(made, "w") as opened:
        opened.writestr("data", b"\0" * size)
    return made


def test_a_package_is_weighed(tmp_path: Path) -> None:
    zipped, unzipped = package.size(archive(tmp_path, 1_000))

    assert unzipped == 1_000
    assert 1_000 < zipped < 1_200


def test_a_package_too_large_for_lambda_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_ZIPPED", 1_000_000)

    with pytest.raises(CannotRun, match=r"1\.0 MB zipped .* Lambda takes 1 and 250"):
        package.size(archive(tmp_path, 1_000_001))


def test_one_that_unpacks_to_too_much_is_refused_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(package, "MOST_UNZIPPED", 999)

    with pytest.raises(CannotRun, match="unzipped"):
        package.size(archive(tmp_path, 1_000))


def test_lambdas_own_platform_is_asked_for() -> None:
    asked = package._platforms("arm64")

    assert all(name.endswith("_aarch64") for name in asked)
    assert "manylinux2014_aarch64" in asked


def test_what_ships_is_what_requirements_say_without_chalices_command() -> None:
    names = [line.partition("==")[0] for line in package._requirements()]

    assert "pynamodb" in names
    assert "chalice" not in names
    assert all("==" in line for line in package._requirements())


def test_a_file_that_is_no_python_stops_it(tmp_path: Path) -> None:
    (tmp_path / "bad.py").write_text("def (")

    with pytest.raises(CannotRun, match="could not be compiled"):
        package.compile_folder(tmp_path)
