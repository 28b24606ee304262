"""Transcripts of every shape, for the tests of their formats."""

from typing import Any, get_args, get_origin, get_type_hints

from hypothesis import strategies as st

from chalicelib.domain.transcript import KINDS, Milestone, Transcript
from chalicelib.domain.transcript_xml import NAMES, TIMES
from tests.domain.test_text import anything

LATEST = 253_402_300_799_999
codes = st.text("abcXYZ019_.:@/+-", max_size=12)


def built(kind: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of domain/transcript.py; texts of all code points there are."""
    return st.builds(kind, **{name: _part(kind, name, h) for name, h in _hints(kind)})


def _part(kind: Any, field: str, hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) is tuple:
        return st.lists(built(get_args(hint)[0]), max_size=3).map(tuple)
    if (kind, field) == (Milestone, "kind"):
        return st.sampled_from(KINDS)
    if hint is str:
        return codes if field in NAMES[kind][1] else anything
    if hint is bool:
        return st.booleans()
    return st.integers(0, LATEST if field in TIMES else 10**12)


def _hints(kind: Any) -> list[tuple[str, Any]]:
    return list(get_type_hints(kind).items())


any_transcript: st.SearchStrategy[Transcript] = built(Transcript)
