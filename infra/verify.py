"""Whether a copy of an archive is whole and unchanged: parley-verify, for whoever has one, offline
and without Parley: `make verify-tool` packs this with chalicelib/domain into one file.

`python parley-verify.pyz FOLDER [--last SHA256] [--json]`. The folder is a copy of the bucket, or
of an account's part of it; transcripts that were opened may lie anywhere in it, as CHAT.xml.
docs/archive.md tells the files.
"""

from __future__ import annotations

import argparse
import json
import sys
import zipapp
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from chalicelib.domain import manifest, transcript_xml
from chalicelib.domain.manifest import Broken, Entry, Link, Part
from chalicelib.domain.transcript_xml import Unreadable

REPOSITORY = Path(__file__).parent.parent
TOOL = REPOSITORY / ".parley" / "parley-verify.pyz"
NAMED = "python parley-verify.pyz"
SHOWN_EVERY = 1_000


@dataclass
class Report:
    """What was found: counts, what is wrong, and what is only worth knowing."""

    parts: int = 0
    chats: int = 0
    sealed: int = 0
    opened: int = 0
    problems: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        """Whether nothing is wrong."""
        return not self.problems


def check(folder: Path, last: str = "") -> Report:
    """Check a copy of an archive. `last`: the SHA-256 of the manifest's last part, where it is
    known: without it parts that are missing at the end cannot be noticed."""
    report = Report()
    accounts = {file.parents[2] for file in folder.rglob("manifests/*/*.jsonl")}
    if not accounts:
        report.problems.append(f"There is no manifest below {folder}: nothing can be proven.")
    for account in sorted(accounts):
        _check_account(account, folder, last, report)
    return report


def main(arguments: list[str] | None = None) -> int:
    """0: whole; 1: something is wrong; 2: it could not be asked so."""
    parser = argparse.ArgumentParser(prog=NAMED, description="Is this copy of an archive whole?")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--last", default="", help="SHA-256 of the manifest's last part")
    parser.add_argument("--json", action="store_true", help="tell it as JSON")
    asked = parser.parse_args(arguments)
    if not asked.folder.is_dir():
        parser.error(f"{asked.folder} is no folder.")
    report = check(asked.folder, asked.last)
    told = json.dumps({"whole": report.is_whole, **vars(report)}, indent=1)
    print(told if asked.json else "\n".join(_words(report)))
    return 0 if report.is_whole else 1


def build(tool: Path = TOOL) -> Path:
    """Pack the tool into one file that needs nothing but Python 3.11 or later."""
    tool.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as made:
        root = Path(made)
        for file in _needed():
            copy = root / file.relative_to(REPOSITORY)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copyfile(file, copy)
        for package in ("chalicelib", "infra"):
            (root / package / "__init__.py").write_text("")
        start = "import sys\nfrom infra.verify import main\n\nsys.exit(main())\n"
        (root / "__main__.py").write_text(start)
        zipapp.create_archive(root, tool, "/usr/bin/env python3", compressed=True)
    return tool


def _needed() -> Iterator[Path]:
    yield Path(__file__)
    yield from sorted((REPOSITORY / "chalicelib" / "domain").glob("*.py"))


# ---- the manifest ----


def _check_account(account: Path, folder: Path, last: str, report: Report) -> None:
    entries: dict[str, Entry] = {}
    named: set[str] = set()
    before, number = Link(), 0
    for file in sorted(account.glob("manifests/*/*.jsonl"), key=lambda file: (file.stem, file)):
        part = _part(file, account, report)
        if part is None:
            before = Link()
            number = int(file.stem) if file.stem.isdecimal() else number + 1
            continue
        _check_order(part, before, number, report)
        before, number = manifest.link(part.key, file.read_bytes()), part.number
        entries |= {entry.chat: entry for entry in part.entries}
        named |= {entry.key for entry in part.entries}
        report.parts += 1
    if last and before.sha256 != last:
        report.problems.append(
            f"The last part here, {before.key or 'none'}, is not the one that was named: parts are"
            " missing at the end, or it was changed."
        )
    report.chats += len(entries)
    _check_sealed(account, entries.values(), named, report)
    _check_opened(folder, entries, report)


def _part(file: Path, account: Path, report: Report) -> Part | None:
    name = "/".join([account.name, *file.relative_to(account).parts])
    try:
        part = manifest.read(file.read_bytes())
    except Broken as broken:
        report.problems.append(f"{name}: {broken}")
        return None
    if part.key != name:
        report.problems.append(f"{name} says that it is {part.key}: it was moved or renamed.")
        return None
    return part


def _check_order(part: Part, before: Link, number: int, report: Report) -> None:
    if part.number != number + 1:
        gone = f"{number + 1} to {part.number - 1}" if part.number > number + 2 else number + 1
        report.problems.append(f"{part.key} follows part {number}: {gone} is missing.")
    elif before.key and part.previous != before:
        report.problems.append(
            f"{part.key} follows {part.previous.key or 'nothing'} with another hash than"
            f" {before.key} has: one of both was put in later."
        )
    elif number == 0 and part.previous.key:
        report.problems.append(f"{part.key} is the first, and yet names one before it.")


# ---- the files ----


def _check_sealed(account: Path, entries: Iterable[Entry], named: set[str], report: Report) -> None:
    for count, entry in enumerate(entries, 1):
        file = account.parent / entry.key
        if not file.is_file():
            report.problems.append(f"{entry.key} is missing (chat {entry.chat}).")
            continue
        sealed = file.read_bytes()
        if len(sealed) != entry.bytes or sha256(sealed).hexdigest() != entry.sha256:
            report.problems.append(f"{entry.key} is not what the manifest says: it was changed.")
        report.sealed += 1
        _show(count, "files")
    for file in sorted(account.glob("chats/**/*.jwe")):
        key = "/".join([account.name, *file.relative_to(account).parts])
        if key not in named:
            report.notes.append(f"{key} is in no part: a run that died may have left it.")


def _check_opened(folder: Path, entries: dict[str, Entry], report: Report) -> None:
    for count, file in enumerate(sorted(folder.rglob("*.xml")), 1):
        entry = entries.get(file.stem)
        if entry is None:
            report.problems.append(f"{file.name} is in no part of the manifest.")
            continue
        problem = _opened(file.read_bytes(), entry)
        if problem:
            report.problems.append(f"{file.name}: {problem}")
        report.opened += 1
        _show(count, "transcripts")


def _opened(xml: bytes, entry: Entry) -> str:
    if sha256(xml).hexdigest() != entry.xml_sha256:
        return "it is not what was archived: its SHA-256 is not that of the manifest."
    try:
        told = transcript_xml.read(xml)
    except Unreadable as failure:
        return str(failure)
    if (told.chat, len(told.lines)) != (entry.chat, entry.lines):
        return "it tells of another chat, or of another number of lines, than the manifest."
    return ""


# ---- in words ----


def _words(report: Report) -> Iterator[str]:
    yield from report.problems
    yield from (f"Note: {note}" for note in report.notes)
    yield (
        f"{report.parts} parts of the manifest, {report.chats} chats; {report.sealed} sealed files"
        f" and {report.opened} opened transcripts were looked at."
    )
    count = len(report.problems)
    yield "The archive is whole." if report.is_whole else f"It is NOT whole: {count} problems."


def _show(count: int, what: str) -> None:
    if count % SHOWN_EVERY == 0:
        print(f"{count} {what} ...", file=sys.stderr)


if __name__ == "__main__":
    print(build())
