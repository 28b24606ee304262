"""What the processes of a stack log while journeys run, searched for what no log may hold. Used by
place.py and cast.py."""

from __future__ import annotations

import json
from pathlib import Path

from playwright.sync_api import Page, Request

from tests.hygiene import hits_in, texts_of

# That of the emulated AWS is not ours: nothing of Parley runs in it.
NOT_OURS = "aws.log"


class Logs:
    """Remembers what browsers say, and reads each log on from where it was read before."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: set[str] = set()
        self.read: dict[Path, int] = {}

    def listen(self, page: Page) -> None:
        page.on("websocket", lambda socket: socket.on("framesent", self.note))
        page.on("request", self.note_request)

    def note_request(self, request: Request) -> None:
        # Only what is asked by POST and the like carries words of people; files are none.
        body = request.post_data_buffer or b""
        self.note(body.decode("utf-8", "replace"))

    def note(self, body: str | bytes) -> None:
        try:
            self.said |= texts_of(json.loads(body))
        except ValueError:
            return

    def told(self) -> list[str]:
        """What lines that are new since the last time tell, and must not."""
        lines = [line for path in sorted(self.folder.glob("*.log")) for line in self.lines(path)]
        return sorted({hit for line in lines for hit in hits_in(line, self.said)})

    def lines(self, path: Path) -> list[str]:
        if path.name == NOT_OURS:
            return []
        with path.open("rb") as log:
            log.seek(self.read.get(path, 0))
            written = log.read()
        # A line that is just being written is read whole the next time.
        whole = written[: written.rfind(b"\n") + 1]
        self.read[path] = self.read.get(path, 0) + len(whole)
        return whole.decode("utf-8", "replace").splitlines()
