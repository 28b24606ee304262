"""What an erasure leaves behind: that it was asked for."""

import pytest

from chalicelib.domain.erasure import Erasure, read, write

ASKED = Erasure("demo", "er_a", "vr_a", 1, "ag_boss", "They asked for it")


def test_it_is_read_as_it_was_written() -> None:
    assert read(write(ASKED)) == ASKED
    assert ASKED.key == "demo/erasures/er_a.json"


@pytest.mark.parametrize("body", [b"", b"{}", b'{"format":"x"}'])
def test_what_is_none_is_refused(body: bytes) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(body)
