"""The schemas of transcripts, made of the types themselves: `python -m infra.schemas` writes them
to docs/schemas, a test compares."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from chalicelib.domain.transcript import NAMESPACE, VERSION, Transcript
from chalicelib.domain.transcript_xml import NAMES, TIMES

FOLDER = Path(__file__).parent.parent / "docs" / "schemas"
XSD, JSON = FOLDER / f"transcript-{VERSION}.xsd", FOLDER / f"transcript-{VERSION}.json"
_ATTRIBUTE = '    <xs:attribute name="{}" type="{}"/>'
_TYPES = """  <xs:simpleType name="code">
    <xs:restriction base="xs:string"><xs:pattern value="[A-Za-z0-9_.:@/+\\-]+"/></xs:restriction>
  </xs:simpleType>
  <xs:simpleType name="time">
    <xs:restriction base="xs:dateTime">
      <xs:pattern value="\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}\\.\\d{3}Z"/>
    </xs:restriction>
  </xs:simpleType>
  <!-- What XML cannot hold as it is stands as base64 of its UTF-8. -->
  <xs:complexType name="text">
    <xs:simpleContent>
      <xs:extension base="xs:string">
        <xs:attribute name="encoding" type="xs:string" fixed="base64"/>
      </xs:extension>
    </xs:simpleContent>
  </xs:complexType>
  <xs:complexType name="end">
    <xs:attribute name="lines" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="milestones" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="sha256" type="xs:hexBinary" use="required"/>
  </xs:complexType>"""


def xsd() -> str:
    """The XML Schema."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns="{NAMESPACE}" '
        f'targetNamespace="{NAMESPACE}" elementFormDefault="qualified" version="{VERSION}">'
    )
    root = '  <xs:element name="transcript" type="transcript"/>'
    parts = [head, root, _TYPES, *(_complex(kind) for kind in NAMES), "</xs:schema>"]
    return "\n".join(parts) + "\n"


def json_schema() -> str:
    """The JSON Schema, draft 2020-12."""
    made = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": NAMESPACE,
        "title": "A transcript of Parley",
        **_object(Transcript, {"version": {"const": VERSION}}),
    }
    return json.dumps(made, indent=1) + "\n"


def write() -> None:
    """Write both."""
    FOLDER.mkdir(exist_ok=True)
    XSD.write_text(xsd())
    JSON.write_text(json_schema())


def _complex(kind: type) -> str:
    name, _ = NAMES[kind]
    is_root = kind is Transcript
    end = ['      <xs:element name="end" type="end"/>'] if is_root else []
    version = ['    <xs:attribute name="version" type="xs:string" use="required"/>'] * is_root
    inside = [*_children(kind), *end]
    sequence = ["    <xs:sequence>", *inside, "    </xs:sequence>"] if inside else []
    lines = [f'  <xs:complexType name="{name}">', *sequence, *version, *_attributes(kind)]
    return "\n".join([*lines, "  </xs:complexType>"])


def _children(kind: type) -> Iterator[str]:
    _, codes = NAMES[kind]
    for field, hint in get_type_hints(kind).items():
        if get_origin(hint) is tuple:
            name = NAMES[get_args(hint)[0]][0]
            yield _element(name, name, "unbounded")
        elif hint is str and field not in codes:
            yield _element(field.replace("_", "-"), "text", "1")


def _element(name: str, kind: str, most: str) -> str:
    return f'      <xs:element name="{name}" type="{kind}" minOccurs="0" maxOccurs="{most}"/>'


def _attributes(kind: type) -> Iterator[str]:
    _, codes = NAMES[kind]
    for field, hint in get_type_hints(kind).items():
        name = field.replace("_", "-")
        if field in TIMES:
            yield _ATTRIBUTE.format(name, "time")
            yield _ATTRIBUTE.format(f"{name}-ms", "xs:positiveInteger")
        elif hint in (int, bool):
            yield _ATTRIBUTE.format(name, "xs:boolean" if hint is bool else "xs:integer")
        elif hint is str and field in codes:
            yield _ATTRIBUTE.format(name, "code")


def _object(kind: type, more: dict[str, Any]) -> dict[str, Any]:
    fields = dict(more)
    for field, hint in get_type_hints(kind).items():
        fields |= _field(field, hint)
    return {"type": "object", "properties": fields, "additionalProperties": False}


def _field(field: str, hint: Any) -> dict[str, Any]:
    if get_origin(hint) is tuple:
        return {field: {"type": "array", "items": _object(get_args(hint)[0], {})}}
    names = {int: "integer", bool: "boolean", str: "string"}
    iso = {f"{field}_iso": {"type": "string", "format": "date-time"}} if field in TIMES else {}
    return {field: {"type": names[hint]}, **iso}


if __name__ == "__main__":
    write()
