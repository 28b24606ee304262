"""Browsers as the protocol wants them: they number, resend, resume, and remember what they saw."""

from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.connection import Bearer
from tests.stage import Frame, Stage


@dataclass
class Talk:
    """One browser's side of a chat: what it sent, what was acknowledged, what it saw."""

    chat: str
    client: str
    number: int = 0
    outbox: list[tuple[int, str]] = field(default_factory=list)
    acked: dict[int, str] = field(default_factory=dict)
    seen: dict[int, tuple[str, int, str]] = field(default_factory=dict)
    joined: bool = False
    ended: bool = False

    def write(self, text: str) -> None:
        """A line typed: numbered, and kept until it is acknowledged."""
        last = self.outbox[-1][0] if self.outbox else self.number
        self.outbox.append((last + 1, text))

    def cursor(self) -> int:
        """The last seq up to which nothing is missing."""
        seq = 0
        while seq + 1 in self.seen:
            seq += 1
        return seq

    def take(self, frame: Frame) -> None:
        """A frame about this chat."""
        event = frame["event"]
        if event == "joined":
            self._joined(frame)
        elif event == "posted" and frame["client"] == self.client:
            self._acknowledge(frame["n"])
        elif event == "line":
            self._see(frame["line"])
        elif event == "ended":
            self.ended = True
        elif event == "unassigned" or frame.get("code") == "not_joined":
            self.joined = False

    def _joined(self, frame: Frame) -> None:
        self.joined = frame["chat"]["state"] != "ended"
        self.ended = not self.joined
        for line in frame["lines"]:
            self._see(line)
        self._acknowledge(frame["n"])

    def _acknowledge(self, n: int) -> None:
        for number, text in self.outbox:
            if number <= n:
                self.acked[number] = text
        self.outbox = [(number, text) for number, text in self.outbox if number > n]
        self.number = max(self.number, n)

    def _see(self, line: dict[str, Any]) -> None:
        told = (line["client"], line["n"], line["text"])
        assert self.seen.setdefault(line["seq"], told) == told, "a line changed"


class Browser:
    """A tab with a socket: a visitor's window or an agent's console."""

    def __init__(self, stage: Stage, bearer: Bearer, client: str) -> None:
        self.stage, self.bearer, self.client = stage, bearer, client
        self.socket = ""
        self.talks: dict[str, Talk] = {}
        self._read = 0

    def open(self) -> None:
        """A new socket; nothing is joined on it yet."""
        self.socket = self.stage._open(self.bearer)
        self._read = 0
        for talk in self.talks.values():
            talk.joined = False

    def lose(self, *, told: bool) -> None:
        """The socket is gone; the platform may or may not say so."""
        if self.socket:
            gone, self.socket = self.socket, ""
            self.stage.close(gone, told=told)

    def read(self) -> None:
        """Take what came."""
        if not self.socket:
            return
        frames = self.stage.inbox[self.socket]
        for frame in frames[self._read :]:
            self._take(frame)
        self._read = len(frames)

    def _take(self, frame: Frame) -> None:
        chat = frame.get("chat")
        known = chat["id"] if isinstance(chat, dict) else chat
        mine = frame["event"] in ("joined", "assigned")
        if mine and known and known not in self.talks:
            self.talks[known] = Talk(known, self.client)
        if frame["event"] == "welcome":
            for summary in frame["chats"]:
                self.talks.setdefault(summary["id"], Talk(summary["id"], self.client))
        if known in self.talks:
            self.talks[known].take(frame)
