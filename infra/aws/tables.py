"""The tables of chalicelib/store/tables.py as they stand in ground.yaml.

`python -m infra.aws tables` writes them there; a test compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from chalicelib.settings import settings
from infra.aws import template

BEGIN = "  # Tables: `python -m infra.aws tables` writes from here"
END = "  # Tables: to here"
SHARED = """\
      BillingMode: PAY_PER_REQUEST
      OnDemandThroughput: {MaxReadRequestUnits: !Ref MaxReads, MaxWriteRequestUnits: !Ref MaxWrites}
      DeletionProtectionEnabled: !Ref DeletionProtection
      PointInTimeRecoverySpecification: {PointInTimeRecoveryEnabled: true}
      SSESpecification: {SSEEnabled: true, SSEType: KMS, KMSMasterKeyId: !GetAtt Key.Arn}
"""


def write() -> bool:
    """Brings ground.yaml up to date; whether anything changed."""
    text = template.text("ground")
    new = f"{text[: text.index(BEGIN)]}{section()}{text[text.index(END) :]}"
    (template.FOLDER / "ground.yaml").write_text(new)
    return new != text


def section() -> str:
    """The part of ground.yaml that holds the tables."""
    from chalicelib.store.schema import TABLES  # reads the environment

    schemas = [(_name(table), table._get_schema(), _expiry(table)) for table in TABLES]
    return BEGIN + "\n" + "".join(_table(*schema) for schema in schemas)


def _table(name: str, schema: Mapping[str, Any], expiry: str) -> str:
    lines = [
        f"  {_logical(name)}:",
        "    Type: AWS::DynamoDB::Table",
        "    DeletionPolicy: RetainExceptOnCreate",
        "    UpdateReplacePolicy: Retain",
        "    Properties:",
        f"      TableName: !Sub parley-${{Stage}}-{name}",
        f"      AttributeDefinitions: {_attributes(schema['attribute_definitions'])}",
        f"      KeySchema: {_keys(schema['key_schema'])}",
        *_indexes(schema["global_secondary_indexes"]),
        *_time_to_live(expiry),
    ]
    return "\n".join(lines) + "\n" + SHARED


def _attributes(found: list[Any]) -> str:
    return _flow("AttributeName", "AttributeType", found)


def _keys(found: list[Any]) -> str:
    # The partition's key first, as CloudFormation wants them.
    return _flow("AttributeName", "KeyType", sorted(found, key=lambda key: key["KeyType"]))


def _flow(first: str, second: str, found: list[Any]) -> str:
    """A list of small maps in one line."""
    maps = [f"{{{first}: {one[first]}, {second}: {one[second]}}}" for one in found]
    return f"[{', '.join(maps)}]"


def _indexes(found: list[Any]) -> list[str]:
    lines = ["      GlobalSecondaryIndexes:"] if found else []
    for index in found:
        projection = f"ProjectionType: {index['projection']['ProjectionType']}"
        if named := index["projection"].get("NonKeyAttributes"):
            projection += f", NonKeyAttributes: [{', '.join(map(repr, named))}]"
        lines += [
            f"        - IndexName: {index['index_name']}",
            f"          KeySchema: {_keys(index['key_schema'])}",
            f"          Projection: {{{projection}}}",
            "          OnDemandThroughput:",
            "            MaxReadRequestUnits: !Ref MaxReads",
            "            MaxWriteRequestUnits: !Ref MaxWrites",
        ]
    return lines


def _time_to_live(expiry: str) -> list[str]:
    if not expiry:
        return []
    return [f"      TimeToLiveSpecification: {{AttributeName: {expiry}, Enabled: true}}"]


def _expiry(table: Any) -> str:
    attribute = table._ttl_attribute()
    return str(attribute.attr_name) if attribute else ""


def _name(table: Any) -> str:
    return str(table.Meta.table_name).removeprefix(settings().tables)


def _logical(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("-")) + "Table"
