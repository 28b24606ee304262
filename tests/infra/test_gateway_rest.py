"""The gateway's HTTP is API Gateway's: events, authorizer, refusals; and the CDN's files."""

import gzip
import json

import pytest

from tests.infra.conftest import until


def test_a_request_becomes_a_proxy_event_and_the_answer_comes_back(served):
    status, headers, body = served.ask(
        "/v1/echo/hello?a=1&a=2", "POST", "grüß".encode(), content_type="text/plain"
    )
    found = json.loads(body)
    assert (status, headers["x-seen"]) == (201, "yes")
    assert (found["word"], found["query"], found["body"]) == ("hello", {"a": "2"}, "grüß")
    assert found["event"]["identity"]["sourceIp"] == "127.0.0.1"
    assert found["event"]["resourcePath"] == "/v1/echo/{word}"
    assert found["country"] == "NL"


def test_a_binary_body_survives(served):
    _, _, body = served.ask(
        "/v1/echo/hi", "POST", b"plain bytes", content_type="application/octet-stream"
    )
    assert json.loads(body)["body"] == "plain bytes"


def test_the_senders_address_cannot_be_made_up(served):
    _, _, body = served.ask("/v1/echo/hi", content_type="text/plain", x_forwarded_for="6.6.6.6")
    assert json.loads(body)["event"]["identity"]["sourceIp"] == "127.0.0.1"


@pytest.mark.parametrize("path", ["/v1/nowhere", "/v1/echo/a/b", "/v1/echo/"])
def test_an_unknown_route_is_refused_as_api_gateway_does(served, path):
    status, _, body = served.ask(path)
    assert (status, json.loads(body)) == (403, {"message": "Missing Authentication Token"})


def test_what_belongs_to_nobody_is_not_found(served):
    assert served.ask("/elsewhere")[0] == 404


def test_a_preflight_is_answered_without_the_function(served):
    status, headers, _ = served.ask("/v1/open", "OPTIONS")
    assert (status, headers["access-control-allow-origin"]) == (200, "https://shop.test")


def test_a_huge_header_or_body_is_refused(served):
    assert served.ask("/v1/echo/hi", x_long="x" * 11_000)[0] == 431
    assert served.ask("/v1/echo/hi", "POST", b"x" * (10 * 1024 * 1024 + 1))[0] == 413


def test_the_authorizer_lets_in_keeps_out_and_is_asked_once_per_token(served):
    assert served.ask("/v1/mine")[0] == 401
    assert served.ask("/v1/mine", authorization="Bearer wrong")[0] == 401
    assert served.ask("/v1/mine", authorization="Bearer denied")[0] == 403
    first = served.ask("/v1/mine", authorization="Bearer good")
    again = served.ask("/v1/mine", authorization="Bearer good")
    assert first[0] == 200
    assert json.loads(first[2])["principalId"] == "ada"
    assert first[2] == again[2]
    assert served.ask("/v1/mine", authorization="Bearer good too")[2] != first[2]


def test_a_file_has_its_type_its_lifetime_and_every_sites_leave(served, aws):
    aws.files["tag/demo/parley.js"] = ("text/javascript", "public, max-age=5", b"let a;" * 300)
    status, headers, body = served.ask("/tag/demo/parley.js", accept_encoding="gzip")
    assert status == 200
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "public, max-age=5"
    assert gzip.decompress(body) == b"let a;" * 300
    assert served.ask("/tag/demo/parley.js", if_none_match='"1"')[0] == 304
    assert aws.asked == ["tag/demo/parley.js"]


def test_a_file_without_a_lifetime_is_asked_for_each_time(served, aws):
    aws.files["console/index.html"] = ("text/html", "no-cache", b"one")
    assert served.ask("/console/")[2] == b"one"
    aws.files["console/index.html"] = ("text/html", "no-cache", b"two")
    _, headers, body = served.ask("/console/")
    assert body == b"two"
    assert "unsafe-inline" not in headers["content-security-policy"]
    assert served.ask("/console/missing.js")[0] == 404


def test_a_head_tells_the_length_without_the_body(served, aws):
    aws.files["tag/a.js"] = ("text/javascript", "no-cache", b"abc")
    _, headers, body = served.ask("/tag/a.js", "HEAD")
    assert (headers["content-length"], body) == ("3", b"")


def test_no_path_leads_out_of_the_bucket(served, aws):
    assert served.ask("/tag/../../etc/passwd")[0] == 404
    assert served.ask("/tag/%2e%2e/%2e%2e/etc/passwd")[0] == 404
    assert aws.asked == []


def test_an_answer_that_cannot_be_sent_is_an_error(served):
    assert served.ask("/v1/unsendable")[0] == 502
    assert served.ask("/v1/count")[0] == 200


def test_cognito_answers_only_what_it_does_for_anyone(served):
    target = "AWSCognitoIdentityProviderService.AdminCreateUser"
    assert served.ask("/cognito", "POST", b"{}", x_amz_target=target)[0] == 400
    assert served.ask("/cognito")[0] == 400


def test_reminders_reach_the_function_and_are_taken_off_the_queue(served, aws):
    message = {"MessageId": "m1", "ReceiptHandle": "r1", "Body": "look", "Attributes": {}}
    with aws.more:
        aws.queue.append(message)
        aws.more.notify_all()
    record = until(lambda: served.noted("jobs"))[0]["Records"][0]
    assert (record["body"], record["eventSource"]) == ("look", "aws:sqs")
    until(lambda: aws.deleted)
    assert aws.deleted[0]["Entries"][0]["ReceiptHandle"] == "r1"


def test_the_sweep_runs_when_asked_for(served):
    served.switches.sweep()
    assert served.noted("jobs")[0]["detail-type"] == "Scheduled Event"


def test_the_sweep_runs_by_itself(serve):
    served = serve(workers=1, sweep_s=0.1)
    assert until(lambda: served.noted("jobs"))
