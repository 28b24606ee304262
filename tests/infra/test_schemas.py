"""The schemas of transcripts are those of the types."""

from infra import schemas


def test_the_shipped_schemas_are_those_of_the_types() -> None:
    assert schemas.XSD.read_text() == schemas.xsd()
    assert schemas.JSON.read_text() == schemas.json_schema()
