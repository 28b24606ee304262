"""`make simulate` tells both days and draws them."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from infra import simulate


def test_both_days_are_told_hour_by_hour_and_drawn(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drawn = tmp_path / "day.svg"

    simulate.main(["--agents", "3", "--chats", "300", "--with-agents", "6", "--svg", str(drawn)])

    told = capsys.readouterr().out
    days = [line.split() for line in told.splitlines() if line.strip().startswith("day")]
    assert "today: 3 agents" in told
    assert "changed: 6 agents" in told
    # As many come, fewer leave.
    assert days[0][1] == days[1][1]
    assert int(days[0][3]) > int(days[1][3])
    svg = ElementTree.parse(drawn).getroot()
    lines = [one for one in svg if one.tag.endswith("polyline")]
    assert [len(line.attrib["points"].split()) for line in lines] == [24, 24]


def test_what_is_not_changed_stays(capsys: pytest.CaptureFixture[str]) -> None:
    simulate.main(["--chats", "100"])

    first, second = capsys.readouterr().out.strip().split("\n\n")
    assert first.splitlines()[1:] == second.splitlines()[1:]
