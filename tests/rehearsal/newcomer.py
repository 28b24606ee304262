"""Somebody with an empty AWS account and docs/operations.md: reads the page, types what it says.

The environment's AWS_ENDPOINT_URL is all that others have not. Used by test_newcomer.py."""

from __future__ import annotations

import json
import os
import re
import shutil
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

from infra.aws.deploy.project import REPOSITORY
from infra.local.processes import Child, free_port
from tests.rehearsal.rehearsal import MACHINE
from tests.rehearsal.story import Failed

PAGE = (REPOSITORY / "docs" / "operations.md").read_text()
STAGE = "prod"
EMAIL = "ada@acme.example"
# Typed by nobody here, and why.
LEFT_OUT = {"make check": "these tests are part of what it runs"}


class Newcomer:
    """Their folder, their AWS account, and what their terminal showed."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.clone = folder / "parley"
        self.port, self.tls_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = Child("aws", folder)
        self.typed: list[str] = []

    def start(self) -> None:
        """The AWS account is there, and empty."""
        self.process.start(
            "tests.rehearsal.cloud", str(self.port), str(self.tls_port), str(self.folder / "aws")
        )
        self.process.wait_for(f"{self.address}/_ministack/health")

    def stop(self) -> None:
        self.process.stop()

    def tries(self, command: str, answer: str = "") -> tuple[int, str]:
        """Types a command; its status, and all that it said."""
        self.typed.append(command)
        done = subprocess.run(
            ["/bin/sh", "-c", command.replace("<this repository>", f"-q {REPOSITORY}")],
            cwd=self.clone if self.clone.exists() else self.folder,
            env=self.environment(),
            input=answer,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout + done.stderr

    def does(self, command: str, answer: str = "") -> str:
        """What a command says that must not fail."""
        status, said = self.tries(command, answer)
        if status:
            raise Failed(f"{command}: {said[-3_000:]}")
        return said

    def environment(self) -> dict[str, str]:
        """A terminal of their own, signed in to AWS."""
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("AWS_", "PARLEY_", "PYTEST", "PYTHON", "VIRTUAL_ENV"))
        }
        keys = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
        return {**kept, **keys, "AWS_ENDPOINT_URL": self.address}

    def fits_the_machine(self) -> None:
        """The one change that no newcomer makes: the emulator runs functions on this processor."""
        file = self.clone / ".chalice" / "config.json"
        file.write_text(file.read_text().replace('"arm64"', f'"{MACHINE}"'))

    def forgets_what_was_deployed(self) -> None:
        """As on another machine, or in CI: only the bucket and AWS know."""
        shutil.rmtree(self.clone / ".parley")

    def fills_in(self, **fields: Any) -> None:
        """The stage's file; a parameter is written `stack__Name`."""
        file = self.clone / "infra" / "aws" / "stages" / f"{STAGE}.json"
        found = json.loads(file.read_text())
        for field, value in fields.items():
            place, _, name = field.rpartition("__")
            (found[place] if place else found)[name] = value
        file.write_text(json.dumps(found, indent=2))

    def outputs(self) -> dict[str, str]:
        """What step 6 says tells the address."""
        said = self.does(inline(r"`(\S+python -m infra\.aws outputs --stage prod)`"))
        return dict(line.split(": ", 1) for line in said.splitlines())

    def letter(self, email: str) -> str:
        """What Cognito has written to an address last."""
        with urllib.request.urlopen(f"{self.address}/_ministack/ses/messages") as answer:
            boxes: dict[str, list[dict[str, Any]]] = json.load(answer)["messages"]
        mails = [mail for box in boxes.values() for mail in box if email in mail["To"]]
        return str(mails[-1]["BodyText"])

    def fetch(self, domain: str, path: str) -> tuple[int, bytes]:
        """A file of the CDN, by its name."""
        trust = ssl.create_default_context(cafile=self.folder / "aws" / "names.pem")
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.tls_port}{path}", headers={"Host": domain}
        )
        try:
            with urllib.request.urlopen(request, context=trust) as answer:
                return int(answer.status), answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()


def chapter(title: str) -> str:
    """A chapter of the page, up to the next of its kind or above."""
    level = title.partition(" ")[0]
    text = PAGE[PAGE.index(f"\n{title}\n") + 1 :]
    end = re.search(rf"\n#{{1,{len(level)}}} ", text)
    return text[: end.start()] if end else text


def commands(title: str) -> list[str]:
    """All that a chapter says to type, in its order."""
    blocks = re.findall(r"```sh\n(.*?)```", chapter(title), re.DOTALL)
    lines = "".join(blocks).replace("\\\n", "").splitlines()
    return [re.sub(r"\s+#.*", "", line) for line in lines if line.strip()]


def alone() -> list[str]:
    """The steps of a deployment as they are run one by one."""
    table = chapter("## From nothing to the first chat").partition("| step | alone |")[2]
    found = re.findall(r"`([^`]*(?:--stage|STAGE)[ =]prod)`", table.partition("\n\n")[0])
    return [re.sub(r"^(python|chalice) ", r".venv/bin/\1 ", one) for one in found]


def inline(pattern: str) -> str:
    """A command that stands within a sentence."""
    found = re.search(pattern, chapter("## From nothing to the first chat"))
    if not found:
        raise Failed(f"The page says nothing like {pattern}")
    return found[1]


def required() -> list[str]:
    """The fields of a stage's file that have to be filled in, `stack.Name`."""
    return re.findall(r"(?m)^\| `([\w.]+)` \| \*\*has to be set\*\*", PAGE)
