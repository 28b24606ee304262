"""HTTP for admins: the audit trail."""

from chalicelib.services import audit
from tests.handlers.cast import call
from tests.services.cast import act
from tests.stage import Stage

AUDIT = "/v1/audit"


def test_the_trail_is_read_newest_first_in_parts(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    for at in range(3):
        audit.note(act(now=stage.now - 10 + at), "chat.read", f"ch_{at}")

    first = call("GET", AUDIT, query={"limit": "2"}).json
    second = call("GET", AUDIT, query={"limit": "2", "after": first["next"]}).json

    assert [one["object"] for one in first["items"] + second["items"]] == ["ch_2", "ch_1", "ch_0"]
    assert second["next"] == ""
    assert first["items"][0] == {
        "at": stage.now - 8,
        "id": first["items"][0]["id"],
        "by": {"kind": "agent", "id": "ag_boss", "name": "Boss"},
        "action": "chat.read",
        "object": "ch_2",
        "before": {},
        "after": {},
        "ip": "203.0.113.9",
    }


def test_a_cursor_that_is_none_is_refused(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")

    for after in ("x", "9" * 13, "1800000000000#au_x", "0" * 400):
        assert call("GET", AUDIT, query={"after": after}).json["code"] == "bad_frame"
