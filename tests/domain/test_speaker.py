"""A speaker: may do what their permissions say, and give nobody more."""

import pytest

from chalicelib.domain.error import NotAllowed
from chalicelib.domain.speaker import AGENT, Speaker

ADA = Speaker("demo", AGENT, "ag_ada", "Ada", frozenset({"people.read", "people.write"}))


def test_a_permission_is_held_or_refused_by_name() -> None:
    ADA.need("people.read")

    assert ADA.may("people.write")
    with pytest.raises(NotAllowed, match=r"keys\.write"):
        ADA.need("keys.write")


def test_nobody_gives_what_they_lack() -> None:
    ADA.need_all(frozenset({"people.read"}), "This role")

    with pytest.raises(NotAllowed, match=r"This role .*: audit\.read, keys\.write\."):
        ADA.need_all(frozenset({"people.read", "keys.write", "audit.read"}), "This role")
