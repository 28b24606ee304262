"""The gateway's sockets are API Gateway's: events, concurrency, quotas, `@connections`."""

import json
import socket
import threading

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.frames import Frame, Opcode
from websockets.sync.client import connect

from tests.infra.conftest import until


def test_a_socket_opens_with_the_protocol_that_the_function_chose(served):
    with served.open("ticket.good") as browser:
        assert browser.subprotocol == "parley"
    event = served.noted("connects")[0]
    assert event["requestContext"]["eventType"] == "CONNECT"
    assert event["headers"]["Sec-WebSocket-Protocol"] == "parley, ticket.good"
    assert event["headers"]["CloudFront-Viewer-Country"] == "NL"
    assert event["requestContext"]["identity"]["sourceIp"] == "127.0.0.1"


@pytest.mark.parametrize(("ticket", "status"), [("ticket.bad", 401), ("ticket.crash", 502)])
def test_a_function_that_says_no_or_dies_refuses_the_handshake(served, ticket, status):
    with pytest.raises(InvalidStatus) as refused, served.open(ticket):
        pass
    assert refused.value.response.status_code == status


def test_only_one_path_has_sockets(served):
    address = f"ws://{served.address}/other"
    with pytest.raises(InvalidStatus) as refused, connect(address, proxy=None):
        pass
    assert refused.value.response.status_code == 403


def test_a_post_before_the_handshake_has_ended_is_answered_gone(served):
    with served.open("ticket.early") as browser:
        browser.send("hello")
        assert browser.recv() == "hello"
    assert served.noted("connects")[0]["early"] == 410


def test_each_frame_is_one_event_with_the_sockets_own_context(served):
    with served.open() as browser:
        browser.send("who")
        context = json.loads(browser.recv())
        browser.send("who")
        assert json.loads(browser.recv())["connectionId"] == context["connectionId"]
    assert context["routeKey"] == "$default"
    assert context["eventType"] == "MESSAGE"


def test_functions_know_how_much_time_is_left(served):
    with served.open() as browser:
        browser.send("time")
        assert 25_000 < int(browser.recv()) <= 29_000


def test_the_body_of_the_functions_answer_goes_to_the_sender(served):
    with served.open() as browser:
        browser.send("answer by the route")
        assert browser.recv() == "by the route"


def test_a_binary_frame_arrives_as_base64(served):
    with served.open() as browser:
        browser.send(b"\x00\xff")
        assert json.loads(browser.recv()) == {"binary": "AP8="}


def test_frames_of_one_socket_run_side_by_side(serve):
    served = serve(workers=2)
    with served.open() as browser:
        browser.send("slow 0.4")
        browser.send("quick")
        assert browser.recv() == "quick"
        assert browser.recv() == "slept 0.4"


def test_more_workers_come_while_all_are_busy(served):
    with served.open() as browser:
        browser.send("slow 3")
        browser.send("quick")
        assert browser.recv(timeout=2.5) == "quick"


def test_a_function_that_fails_is_told_to_its_caller_and_the_socket_stays(served):
    with served.open() as browser:
        browser.send("fail")
        assert json.loads(browser.recv())["message"] == "Internal server error"
        browser.send("still here")
        assert browser.recv() == "here"


def test_a_dead_worker_is_replaced(serve):
    served = serve(workers=1, most_workers=1)
    with served.open() as browser:
        browser.send("pid")
        before = browser.recv()
        browser.send("leave")
        assert json.loads(browser.recv())["message"] == "Internal server error"
        browser.send("pid")
        assert browser.recv() != before


def test_what_takes_too_long_is_ended(serve):
    served = serve(workers=1, timeout_s=0.5)
    with served.open() as browser:
        browser.send("slow 60")
        assert json.loads(browser.recv(timeout=5))["message"] == "Internal server error"


def test_a_frame_over_32_kilobytes_closes_the_socket(served):
    with served.open() as browser:
        browser.send("x" * (32 * 1024 + 1))
        with pytest.raises(ConnectionClosed) as closed:
            browser.recv()
    assert closed.value.rcvd.code == 1009


def test_a_message_over_128_kilobytes_closes_the_socket(served):
    with served.open() as browser, pytest.raises(ConnectionClosed) as closed:
        talk(browser, ["x" * 30_000] * 5)
    assert closed.value.rcvd.code == 1009


def test_a_message_in_several_frames_arrives_whole(served):
    with served.open() as browser:
        browser.send(["echo ", "x" * 30_000, "y" * 30_000])
        assert browser.recv() == "x" * 30_000 + "y" * 30_000


def test_text_that_is_not_utf_8_closes_the_socket(served):
    with served.open() as browser:
        browser.socket.sendall(Frame(Opcode.TEXT, b"\xff\xfe").serialize(mask=True))
        with pytest.raises(ConnectionClosed) as closed:
            browser.recv()
    assert closed.value.rcvd.code == 1007


def test_a_post_over_128_kilobytes_is_refused(served):
    with served.open() as browser:
        browser.send(f"status {128 * 1024 + 1}")
        assert browser.recv() == "413"


def test_a_post_reaches_another_socket_and_an_unknown_one_is_gone(served):
    with served.open() as one, served.open() as other:
        one.send("who")
        name = json.loads(one.recv())["connectionId"]
        other.send(f"to {name}")
        assert one.recv() == "hello"
        assert other.recv() == "200"
        other.send("to nobody=")
        assert other.recv() == "410"


def test_a_socket_can_be_described_and_closed(served):
    with served.open() as browser:
        browser.send("who")
        name = json.loads(browser.recv())["connectionId"].replace("/", "%2F").replace("+", "%2B")
        status, _, body = served.ask(f"/@connections/{name}")
        assert status == 200
        assert json.loads(body)["identity"]["sourceIp"] == "127.0.0.1"
        assert served.ask(f"/@connections/{name}", "DELETE")[0] == 204
        with pytest.raises(ConnectionClosed):
            browser.recv()


def test_the_end_of_a_socket_is_told_once(served):
    with served.open() as browser:
        browser.close(4000, "enough")
    events = until(lambda: served.noted("disconnects"))
    assert [event["requestContext"]["disconnectStatusCode"] for event in events] == [4000]


def test_silent_sockets_are_closed(serve):
    browsing = serve(workers=1, idle_s=0.4).open()
    with browsing as browser, pytest.raises(ConnectionClosed) as closed:
        browser.recv(timeout=5)
    assert closed.value.rcvd.code == 1001


def test_old_sockets_are_closed(serve):
    browsing = serve(workers=1, life_s=0.4).open()
    with browsing as browser, pytest.raises(ConnectionClosed) as closed:
        browser.recv(timeout=5)
    assert closed.value.rcvd.code == 1001


def test_a_cut_ends_sockets_without_a_closing_frame(served):
    with served.open() as browser:
        browser.send("here")
        browser.recv()
        assert served.switches.cut() == 1
        with pytest.raises(ConnectionClosed) as closed:
            browser.recv()
    assert closed.value.rcvd is None
    assert until(lambda: served.noted("disconnects"))


@pytest.mark.slow
def test_a_reader_that_never_reads_does_not_hold_the_others(served):
    with served.open() as browser, served.open() as other:
        browser.send("who")
        name = json.loads(browser.recv())["connectionId"]
        browser.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        stop = threading.Event()

        def flood():
            while not stop.is_set():
                served.ask(f"/@connections/{name}", "POST", b"x" * 100_000)

        flooding = threading.Thread(target=flood)
        flooding.start()
        other.send("here")
        assert other.recv(timeout=2) == "here"
        stop.set()
        flooding.join()


def talk(browser, message):
    browser.send(message)
    browser.recv()
