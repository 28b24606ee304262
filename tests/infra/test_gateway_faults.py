"""The fault switches do what they say, and nothing once they are cleared."""

import json
import urllib.error

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from infra.local.gateway.faults import Faults
from tests.infra.conftest import until


def test_a_duplicated_frame_runs_twice(served):
    with served.open() as browser, served.switches as switches:
        switches.faults(duplicate=1)
        browser.send("once")
        assert [browser.recv(), browser.recv()] == ["once", "once"]


def test_frames_can_overtake_each_other(serve):
    served = serve(workers=2)
    sent = [f"line{number}" for number in range(20)]
    with served.open() as browser, served.switches as switches:
        switches.faults(reorder=0.5, seed=7)
        for text in sent:
            browser.send(text)
        received = [browser.recv() for _ in sent]
    assert sorted(received) == sorted(sent)
    assert received != sent


def test_a_worker_can_die_under_an_event(served):
    with served.open() as browser, served.switches as switches:
        switches.faults(crash_worker=1, crash_ms=1)
        browser.send("slow 5")
        assert json.loads(browser.recv())["message"] == "Internal server error"
        switches.clear()
        browser.send("alive")
        assert browser.recv() == "alive"


def test_the_end_of_a_socket_may_stay_untold(served):
    quiet(served)
    with served.switches as switches:
        switches.faults(drop_disconnect=1)
        with served.open():
            assert len(switches.health()["sockets"]) == 1
        until(lambda: switches.health()["sockets"] == [])
        assert served.noted("disconnects") == []


def test_a_push_can_be_lost(served):
    with served.open() as browser, served.switches as switches:
        switches.faults(drop_push=1)
        browser.send("lost")
        until(lambda: served.noted("messages"))
        switches.clear()
        browser.send("found")
        assert browser.recv() == "found"


def test_requests_and_handshakes_can_be_refused(served):
    with served.switches as switches:
        switches.faults(refuse=1)
        assert served.ask("/v1/echo/hi")[0] == 503
        with pytest.raises(InvalidStatus) as refused, served.open():
            pass
    assert refused.value.response.status_code == 503


def test_binary_frames_can_close_the_socket_as_aws_documents(served):
    with served.open() as browser, served.switches as switches:
        switches.faults(refuse_binary=1)
        browser.send(b"\x00")
        with pytest.raises(ConnectionClosed) as closed:
            browser.recv()
    assert closed.value.rcvd.code == 1003


def test_an_unknown_switch_is_refused(served):
    with pytest.raises(urllib.error.HTTPError) as refused:
        served.switches.faults(explode=1)
    refused.value.close()
    assert refused.value.code == 400


def test_the_same_seed_gives_the_same_faults():
    one, other = Faults(), Faults()
    for faults in (one, other):
        faults.set({"duplicate": 0.5, "seed": 3})
    assert [one.happens("duplicate") for _ in range(50)] == [
        other.happens("duplicate") for _ in range(50)
    ]


def quiet(served):
    """Once what earlier tests closed has been told."""
    workers = served.gateway.workers
    until(lambda: len(workers.free) == len(workers.links) and not workers.waiting)
    (served.folder / "disconnects").unlink(missing_ok=True)


def test_a_web_page_cannot_use_the_switches(served):
    assert served.ask("/_local/health", origin="http://elsewhere.test")[0] == 403
    assert served.ask("/_local/health", host="elsewhere.test")[0] == 403
