"""What Lambda carries beside our own code: dependencies for its platform, and bytecode. Called by
project.py; Chalice zips what stands in vendor/."""

from __future__ import annotations

import compileall
import hashlib
import os
import py_compile
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import chalice
import chalice.app

from infra.aws.stage import CannotRun

REPOSITORY = Path(__file__).resolve().parents[3]
MOST_ZIPPED, MOST_UNZIPPED = 50_000_000, 250_000_000
# A function's file system is read only: without bytecode each cold start compiles all it imports.
UNCHECKED = py_compile.PycInvalidationMode.UNCHECKED_HASH
MACHINES = {"arm64": "aarch64", "x86_64": "x86_64"}
# The platform of Lambda's own image, by the minor version of Python.
NEWEST_GLIBC = {11: 17, 12: 34, 13: 34, 14: 34}
# pip's `--target` brings these along; no function needs them.
NOT_SHIPPED = ("bin", "pip", "setuptools", "chalice")


class Build(NamedTuple):
    """For whom to build, and where what was built before is kept."""

    architecture: str
    cache: Path

    @property
    def python(self) -> str:
        """Chalice deploys for the Python that runs it."""
        return f"{sys.version_info.major}.{sys.version_info.minor}"


def fill(project: Path, build: Build) -> None:
    """Put dependencies and bytecode into a project."""
    shutil.copytree(dependencies(build), project / "vendor", copy_function=_link)
    compile_folder(project / "chalicelib")
    vendor = project / "vendor"
    _compile(project / "app.py", vendor, "app.py")
    # Chalice adds these two files of its own without asking anybody.
    for source in (chalice.__file__, chalice.app.__file__):
        _compile(Path(source), vendor / "chalice", Path(source).name)


def dependencies(build: Build) -> Path:
    """All that requirements.txt names, for Lambda's platform; installed once for each list."""
    wanted = _requirements()
    text = "\n".join([*wanted, build.python, build.architecture])
    kept = build.cache / f"vendor-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
    if not kept.exists():
        part = kept.with_suffix(".part")
        shutil.rmtree(part, ignore_errors=True)
        _install(wanted, build, part)
        part.rename(kept)
    return kept


def compile_folder(folder: Path) -> None:
    """Raises CannotRun if a file is no Python."""
    if not compileall.compile_dir(
        folder, quiet=1, force=True, stripdir=str(folder.parent), invalidation_mode=UNCHECKED
    ):
        raise CannotRun(f"{folder} could not be compiled; the reason stands above.")


def size(archive: Path) -> tuple[int, int]:
    """Bytes zipped and unzipped. Raises CannotRun where Lambda would refuse them."""
    with zipfile.ZipFile(archive) as opened:
        unzipped = sum(info.file_size for info in opened.infolist())
    zipped = archive.stat().st_size
    if zipped > MOST_ZIPPED or unzipped > MOST_UNZIPPED:
        raise CannotRun(
            f"The package has {zipped / 1e6:.1f} MB zipped and {unzipped / 1e6:.1f} MB unzipped;"
            f" Lambda takes {MOST_ZIPPED / 1e6:.0f} and {MOST_UNZIPPED / 1e6:.0f}."
            " See what requirements.txt has gained."
        )
    return zipped, unzipped


def _requirements() -> list[str]:
    lines = (REPOSITORY / "requirements.txt").read_text().splitlines()
    named = [line.partition("#")[0].strip() for line in lines]
    return [line for line in named if line and not line.startswith("chalice==")]


def _install(wanted: list[str], build: Build, into: Path) -> None:
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "install"]
    command += ["--target", str(into), "--only-binary", ":all:", "--no-compile"]
    command += ["--python-version", build.python, "--implementation", "cp"]
    for platform in _platforms(build.architecture):
        command += ["--platform", platform]
    if subprocess.run([*command, *wanted], check=False).returncode:
        raise CannotRun("The packages for Lambda could not be installed; pip's words stand above.")
    for name in NOT_SHIPPED:
        shutil.rmtree(into / name, ignore_errors=True)
    compile_folder(into)


def _platforms(architecture: str) -> list[str]:
    machine = MACHINES[architecture]
    newest = NEWEST_GLIBC.get(sys.version_info.minor, 34)
    return [f"manylinux_2_{minor}_{machine}" for minor in range(newest, 16, -1)] + [
        f"manylinux2014_{machine}"
    ]


def _compile(source: Path, into: Path, name: str) -> None:
    target = into / "__pycache__" / f"{Path(name).stem}.{sys.implementation.cache_tag}.pyc"
    target.parent.mkdir(parents=True, exist_ok=True)
    py_compile.compile(
        str(source), str(target), dfile=name, doraise=True, invalidation_mode=UNCHECKED
    )


def _link(source: str, target: str) -> None:
    """A hard link where the file system has them: the folder holds a few thousand files."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
