"""A chat as a lasting record, in JSON and in XML; written by the transcript route, read by people
and programs."""

import json
from datetime import UTC, datetime
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from chalicelib.domain.chat import Chat, Line
from chalicelib.domain.record import line_record, summary_record

VERSION = "1"
NAMESPACE = "urn:parley:transcript:1"


def to_json(chat: Chat, lines: list[Line]) -> str:
    """The record as one JSON object: `{version, chat, lines}`."""
    record = {
        "version": VERSION,
        "chat": summary_record(chat),
        "lines": [line_record(line) for line in lines],
    }
    return json.dumps(record, ensure_ascii=False, indent=1)


def to_xml(chat: Chat, lines: list[Line]) -> str:
    """The record as an XML 1.0 document.

    Carriage returns and tabs in text are kept as character references.
    """
    out = StringIO()
    writer = XMLGenerator(out, "UTF-8", short_empty_elements=True)
    writer.startDocument()
    head = AttributesImpl({"xmlns": NAMESPACE, "version": VERSION, **_head(chat)})
    writer.startElement("transcript", head)
    for name in ("name", "email"):
        _element(writer, name, {}, str(getattr(chat, name)))
    for line in lines:
        _element(writer, "line", _line_head(line), line.text)
    writer.endElement("transcript")
    writer.endDocument()
    return out.getvalue()


def _head(chat: Chat) -> dict[str, str]:
    head = {"account": chat.account, "chat": chat.id, "visitor": chat.visitor, "visit": chat.visit}
    head |= {"language": chat.language, "agent": chat.agent, "agent-name": chat.agent_name}
    head |= {"started": _time(chat.started), "state": chat.state}
    if chat.assigned:
        head["assigned"] = _time(chat.assigned)
    if chat.ended:
        head |= {"ended": _time(chat.ended), "ended-by": chat.ended_by}
    return head


def _line_head(line: Line) -> dict[str, str]:
    head = {"seq": str(line.seq), "from": line.kind, "at": _time(line.at)}
    return head | ({"agent": line.sender} if line.kind == "agent" else {})


def _element(writer: XMLGenerator, name: str, head: dict[str, str], text: str) -> None:
    writer.startElement(name, AttributesImpl(head))
    writer.characters(text)
    writer.endElement(name)


def _time(ms: int) -> str:
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat(timespec="milliseconds")
