"""The packaged functions, deployed, with no more rights than their policies give."""

import json
from typing import Any

import boto3
import pytest

from infra.aws.deploy.policies import FUNCTIONS, account_role, lambda_name
from tests.rehearsal.people import ACCOUNT, EMAIL
from tests.rehearsal.rehearsal import Rehearsal
from tests.rehearsal.story import VISIT, VISITOR, Failed, Story, until
from tests.stage import golden

pytestmark = pytest.mark.slow


def test_a_chat_from_the_first_page_to_the_end(stage: Rehearsal, story: Story) -> None:
    ada = story.agent(story.sign_in(EMAIL))
    vera = story.visitor(ACCOUNT)
    chat = story.chat(vera, ada)
    vera.send("end", chat=chat, client="vclienta")
    ada.wait("ended")
    vera.close()
    ada.close()

    assert until(lambda: availability(stage), "the file of the button")["state"]
    until(lambda: asked_by(stage, "websocket_disconnect"), "$disconnect")
    assert refused(stage) == []


def test_an_admins_day(stage: Rehearsal, story: Story) -> None:
    """Everything of an admin that needs more than tables: sign-ins, a key, the tag's files."""
    known = "cleo@parley.test"
    boto3.client("cognito-idp").admin_create_user(UserPoolId=stage.pool, Username=known)
    token = story.sign_in(EMAIL)
    ada = story.done("GET", "/v1/agent", token=token)
    story.done("POST", f"/v1/agents/{ada['id']}/invite", token=token)
    for email in ("ben@parley.test", known):
        new = {"name": "Somebody", "email": email, "role": "agent"}
        agent = story.done("POST", "/v1/agents", new, token)
        story.done("POST", f"/v1/agents/{agent['id']}/invite", token=token)
        story.done("POST", f"/v1/agents/{agent['id']}/deactivation", token=token)
        story.done("DELETE", f"/v1/agents/{agent['id']}/deactivation", token=token)
    key = story.done("POST", "/v1/keys", {"name": "k", "permissions": ["people.read"]}, token)
    listed = story.done("GET", "/v1/agents", token=key["secret"])
    boto3.client("s3").put_object(
        Bucket=stage.ground["CdnBucket"],
        Key=f"tag/{ACCOUNT}/published.json",
        Body=json.dumps({"src": "https://cdn.test/tag.js", "integrity": "sha384-x"}),
    )
    story.done("GET", "/v1/account/snippet", token=token)

    assert len(listed["items"]) == 3
    assert refused(stage) == []


def test_many_tickets_are_counted_for_all(stage: Rehearsal, story: Story) -> None:
    """Each process counts alone, and tells the others of every twentieth."""
    who = {"account": ACCOUNT, "visitor": VISITOR, "visit": VISIT}
    for _ in range(25):
        status, answer = story.ask("POST", "/v1/visitor/sockets", who)
        assert status in (201, 429), answer

    until(lambda: [one for one in stage.asked() if one.resource.endswith("-limits")], "a count")
    assert refused(stage) == []


def test_jobs_run(stage: Rehearsal, story: Story) -> None:
    """A console that closes leaves a reminder behind; the sweep is what a minute brings."""
    ada = story.agent(story.sign_in(EMAIL))
    ada.close()
    until(lambda: asked_by(stage, "remind"), "a reminder", 60)
    for name in ("sweep", "expire"):
        answer = boto3.client("lambda").invoke(
            FunctionName=lambda_name("dev", name), Payload=json.dumps(golden("schedule"))
        )
        assert "FunctionError" not in answer
        assert asked_by(stage, name)
    assert refused(stage) == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_function_was_asked(stage: Rehearsal, function: str) -> None:
    assert asked_by(stage, function)


def test_who_is_nobody_is_turned_away(stage: Rehearsal, story: Story) -> None:
    status, said = story.ask("POST", "/v1/agent/sockets", {}, "no.token.atall")

    assert status in (401, 403), said


def test_a_missing_permission_fails_the_story(stage: Rehearsal, story: Story) -> None:
    """The database refuses the line, so that the story cannot go on: IAM is enforced."""
    name = account_role("dev", "websocket_message")
    iam = boto3.client("iam")
    names = iam.list_role_policies(RoleName=name)["PolicyNames"]
    policy = iam.get_role_policy(RoleName=name, PolicyName=names[0])["PolicyDocument"]
    ada, vera = story.agent(story.sign_in(EMAIL)), story.visitor(ACCOUNT)
    try:
        put(name, names[0], without(policy, "TableChats"))
        with pytest.raises(Failed):
            story.chat(vera, ada)
    finally:
        put(name, names[0], policy)
        vera.close()
        ada.close()
    assert [asked.action for asked in refused(stage)]


def put(role: str, name: str, policy: dict[str, Any]) -> None:
    boto3.client("iam").put_role_policy(
        RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy)
    )


def without(policy: dict[str, Any], sid: str) -> dict[str, Any]:
    left = [statement for statement in policy["Statement"] if statement["Sid"] != sid]
    assert len(left) < len(policy["Statement"])
    return {**policy, "Statement": left}


def availability(stage: Rehearsal) -> Any:
    s3 = boto3.client("s3")
    found = s3.list_objects_v2(Bucket=stage.ground["CdnBucket"]).get("Contents", [])
    key = f"tag/{ACCOUNT}/availability.json"
    if key not in [item["Key"] for item in found]:
        return None
    return json.load(s3.get_object(Bucket=stage.ground["CdnBucket"], Key=key)["Body"])


def asked_by(stage: Rehearsal, function: str) -> list[Any]:
    return [asked for asked in stage.asked() if asked.role == f"parley-dev-{function}"]


def refused(stage: Rehearsal) -> list[Any]:
    """Of functions: other tests try what must be refused, in roles of other names."""
    asked = [one for one in stage.asked() if one.role.startswith("parley-")]
    return [one for one in asked if not one.allowed]
