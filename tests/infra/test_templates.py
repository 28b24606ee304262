"""The templates of a stage: what they promise about safety, and that they fit the code."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from chalicelib.handlers.edge import ADDRESS, SECRET
from infra.aws import tables, template
from infra.aws.stacks import parameters
from infra.aws.stage import STACKS, STAGES, CannotRun, read_stage
from infra.local.gateway.cdn import path_headers
from infra.local.settings import REPOSITORY, Settings

GROUND, WALL, EDGE = (template.read(stack)["Resources"] for stack in STACKS)
RETAINED = {
    "AWS::DynamoDB::Table",
    "AWS::S3::Bucket",
    "AWS::Cognito::UserPool",
    "AWS::KMS::Key",
}


def of_type(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    found = {
        name: resource["Properties"]
        for name, resource in resources.items()
        if resource["Type"] == kind
    }
    assert found
    return found


def statements() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every statement of every policy, with the policy's name."""
    for resources in (GROUND, WALL, EDGE):
        for name, resource in resources.items():
            properties = resource["Properties"]
            policy = properties.get("PolicyDocument") or properties.get("KeyPolicy") or {}
            for statement in policy.get("Statement", []):
                yield name, statement


def test_cloudformation_finds_nothing_to_object_to() -> None:
    files = [str(template.FOLDER / f"{stack}.yaml") for stack in STACKS]
    done = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *files],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.returncode) == ("", 0)


@pytest.mark.parametrize("stack", STACKS)
def test_a_template_fits_into_one_request(stack: str) -> None:
    assert len(template.text(stack).encode()) < template.LONGEST


def test_the_tables_are_those_of_the_code() -> None:
    text = template.text("ground")
    written = text[text.index(tables.BEGIN) : text.index(tables.END)]

    assert written == tables.section(), "run `python -m infra.aws tables`"


def test_tables_can_be_brought_back_and_are_encrypted() -> None:
    for name, table in of_type(GROUND, "AWS::DynamoDB::Table").items():
        assert table["BillingMode"] == "PAY_PER_REQUEST", name
        assert table["DeletionProtectionEnabled"] == {"Ref": "DeletionProtection"}, name
        assert table["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True, name
        assert table["SSESpecification"]["KMSMasterKeyId"] == {"Fn::GetAtt": ["Key", "Arn"]}, name
        assert table["OnDemandThroughput"], name


def test_what_holds_data_outlives_its_stack() -> None:
    for resources in (GROUND, WALL, EDGE):
        for name, resource in resources.items():
            if resource["Type"] in RETAINED:
                assert resource["DeletionPolicy"] == "RetainExceptOnCreate", name
                assert resource["UpdateReplacePolicy"] == "Retain", name


def test_buckets_are_closed_to_the_public() -> None:
    for name, bucket in of_type(GROUND, "AWS::S3::Bucket").items():
        blocked = bucket["PublicAccessBlockConfiguration"]
        assert list(blocked.values()) == [True] * 4, name
        rules = bucket["OwnershipControls"]["Rules"]
        assert rules == [{"ObjectOwnership": "BucketOwnerEnforced"}], name
        assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}, name
        assert bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"], name
        assert bucket["LifecycleConfiguration"]["Rules"], name
        logged = bucket.get("LoggingConfiguration", {}).get("DestinationBucketName")
        assert name == "AccessLogs" or logged == {"Ref": "AccessLogs"}, name


@pytest.mark.parametrize(
    ("guarded", "policies", "key"),
    [
        ("AWS::S3::Bucket", "AWS::S3::BucketPolicy", "Bucket"),
        ("AWS::SQS::Queue", "AWS::SQS::QueuePolicy", "Queues"),
    ],
)
def test_buckets_and_queues_speak_tls_only(guarded: str, policies: str, key: str) -> None:
    covered = set()
    for policy in of_type(GROUND, policies).values():
        named = policy[key] if isinstance(policy[key], list) else [policy[key]]
        denied = [
            statement
            for statement in policy["PolicyDocument"]["Statement"]
            if statement["Effect"] == "Deny"
            and statement["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        ]
        assert denied
        assert denied[0]["Principal"] == "*"
        covered |= {one["Ref"] for one in named}

    assert covered == set(of_type(GROUND, guarded))


def test_nothing_archived_is_written_over() -> None:
    found = GROUND["ArchivedChatsPolicy"]["Properties"]["PolicyDocument"]["Statement"]
    once = next(statement for statement in found if statement["Sid"] == "WriteOnce")

    assert (once["Effect"], once["Action"]) == ("Deny", "s3:PutObject")
    assert once["Condition"]["Null"] == {"s3:if-none-match": "true"}


def test_no_policy_allows_more_than_it_has_to() -> None:
    # A key's policy speaks of that key alone, whose ARN it cannot name.
    for name, statement in statements():
        if statement["Effect"] == "Deny":
            continue
        actions = (
            statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        )
        own_account = statement["Sid"] == "OwnAccount"
        assert own_account or not {"*", "kms:*", "s3:*", "sqs:*"} & set(actions), name
        assert name == "Key" or statement["Resource"] != "*", name
        assert statement["Principal"] != "*", name
        if statement["Principal"] == {"AWS": "*"} or "Service" in statement["Principal"]:
            assert bound_to_the_account(statement["Condition"]), name


def bound_to_the_account(condition: dict[str, Any]) -> bool:
    """By a key of its own, or within the ARN of who asks."""
    if {"Ref": "AWS::AccountId"} in condition.get("StringEquals", {}).values():
        return True
    asking = condition.get("ArnLike", {}).get("aws:SourceArn", {}).get("Fn::Sub", "")
    return "::${AWS::AccountId}:" in asking


def test_messages_that_fail_are_kept_aside() -> None:
    queues = of_type(GROUND, "AWS::SQS::Queue")

    assert queues["Reminders"]["RedrivePolicy"]["maxReceiveCount"] == 5
    assert all(queue["SqsManagedSseEnabled"] for queue in queues.values())
    kept = queues["DeadReminders"]["MessageRetentionPeriod"]
    assert kept > queues["Reminders"]["MessageRetentionPeriod"]


def test_a_message_stays_hidden_while_its_function_may_still_work() -> None:
    config = json.loads((REPOSITORY / ".chalice" / "config.json").read_text())
    longest = max(
        stage.get("lambda_functions", {}).get("remind", {}).get("lambda_timeout", 0)
        or config["lambda_timeout"]
        for stage in config["stages"].values()
    )

    # Lambda asks for six times the function's own time.
    assert GROUND["Reminders"]["Properties"]["VisibilityTimeout"] >= 6 * longest


def test_nobody_signs_up_by_themselves() -> None:
    pool = GROUND["SignIn"]["Properties"]
    client = GROUND["ConsoleClient"]["Properties"]

    assert pool["AdminCreateUserConfig"]["AllowAdminCreateUserOnly"] is True
    assert pool["MfaConfiguration"] == {"Ref": "Mfa"}
    assert pool["EnabledMfas"] == ["SOFTWARE_TOKEN_MFA"]
    assert pool["UsernameAttributes"] == ["email"]
    assert pool["Policies"]["PasswordPolicy"]["MinimumLength"] >= 12
    assert pool["Policies"]["PasswordPolicy"]["TemporaryPasswordValidityDays"] <= 7
    assert client["GenerateSecret"] is False
    assert client["PreventUserExistenceErrors"] == "ENABLED"
    assert client["EnableTokenRevocation"] is True
    assert "email" not in client["WriteAttributes"]


def distribution() -> dict[str, Any]:
    found: dict[str, Any] = EDGE["Distribution"]["Properties"]["DistributionConfig"]
    return found


def behaviours() -> dict[str, dict[str, Any]]:
    found = {one["PathPattern"]: one for one in distribution()["CacheBehaviors"]}
    return {**found, "default": distribution()["DefaultCacheBehavior"]}


def test_every_answer_of_the_cdn_carries_the_security_headers() -> None:
    for path, behaviour in behaviours().items():
        assert behaviour["ViewerProtocolPolicy"] in ("https-only", "redirect-to-https"), path
        policy = EDGE[behaviour["ResponseHeadersPolicyId"]["Ref"]]["Properties"]
        security = policy["ResponseHeadersPolicyConfig"]["SecurityHeadersConfig"]
        assert security["StrictTransportSecurity"]["AccessControlMaxAgeSec"] >= 31_536_000, path
        assert security["ContentTypeOptions"] == {"Override": True}, path
        assert security["ContentSecurityPolicy"]["ContentSecurityPolicy"], path
        assert security["ReferrerPolicy"]["ReferrerPolicy"] == "no-referrer", path


def test_the_console_has_the_same_policy_as_on_one_machine() -> None:
    policy = EDGE["ConsoleHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    given = policy["SecurityHeadersConfig"]["ContentSecurityPolicy"]["ContentSecurityPolicy"]
    local = dict(path_headers("/console/", Settings()))[b"content-security-policy"].decode()

    there, here = directives(given["Fn::Sub"][0]), directives(local)
    connect = there.pop("connect-src")
    here.pop("connect-src")
    assert there == here
    assert connect == "'self' ${Sockets}https://cognito-idp.${AWS::Region}.amazonaws.com"
    assert "unsafe" not in given["Fn::Sub"][0]


def directives(policy: str) -> dict[str, str]:
    return dict(one.strip().split(" ", 1) for one in policy.split(";"))  # type: ignore[misc]


def test_tags_may_be_loaded_by_any_site() -> None:
    policy = EDGE["TagHeaders"]["Properties"]["ResponseHeadersPolicyConfig"]
    custom = {
        item["Header"].lower(): item["Value"] for item in policy["CustomHeadersConfig"]["Items"]
    }
    local = {key.decode(): value.decode() for key, value in path_headers("/tag/x", Settings())}

    assert policy["CorsConfig"]["AccessControlAllowOrigins"]["Items"] == ["*"]
    assert policy["CorsConfig"]["AccessControlAllowCredentials"] is False
    assert {**custom, "access-control-allow-origin": "*"} == local


def test_only_the_cdn_reaches_files_and_apis() -> None:
    origins = {origin["Id"]: origin for origin in distribution()["Origins"]}

    assert origins["files"]["OriginAccessControlId"] == {"Fn::GetAtt": ["ReadFiles", "Id"]}
    for name in ("rest", "sockets"):
        assert origins[name]["OriginCustomHeaders"] == [
            {"HeaderName": SECRET.title(), "HeaderValue": {"Ref": "OriginSecret"}}
        ]
        assert origins[name]["CustomOriginConfig"]["OriginProtocolPolicy"] == "https-only"
        assert origins[name]["CustomOriginConfig"]["OriginSSLProtocols"] == ["TLSv1.2"]
    assert template.read("edge")["Parameters"]["OriginSecret"]["NoEcho"] is True
    own = distribution()["ViewerCertificate"]["Fn::If"][1]
    assert own["MinimumProtocolVersion"] == "TLSv1.2_2021"


def test_apis_learn_who_asks_and_nothing_of_theirs_is_kept() -> None:
    for path in ("/v1/*", "/socket"):
        behaviour = behaviours()[path]
        assert behaviour["CachePolicyId"] == {"Ref": "Calls"}
        assert behaviour["OriginRequestPolicyId"] == {"Ref": "WholeRequest"}
    calls = EDGE["Calls"]["Properties"]["CachePolicyConfig"]
    named = calls["ParametersInCacheKeyAndForwardedToOrigin"]["HeadersConfig"]["Headers"]
    passed = EDGE["WholeRequest"]["Properties"]["OriginRequestPolicyConfig"]["HeadersConfig"]

    assert (calls["MinTTL"], calls["DefaultTTL"], calls["MaxTTL"]) == (0, 0, 1)
    assert {"X-Parley-Viewer", "CloudFront-Viewer-Country", "Authorization"} <= set(named)
    assert passed == {"HeaderBehavior": "allExcept", "Headers": ["host"]}


def test_the_firewall_counts_calls_and_sockets() -> None:
    firewall = WALL["Firewall"]["Properties"]
    counted = {
        rule["Statement"]["RateBasedStatement"].get(
            "ScopeDownStatement", {"ByteMatchStatement": {"SearchString": "/"}}
        )["ByteMatchStatement"]["SearchString"]
        for rule in firewall["Rules"]
        if "RateBasedStatement" in rule["Statement"]
    }

    assert firewall["Scope"] == "CLOUDFRONT"
    assert counted == {"/socket", "/v1/", "/"}
    assert distribution()["WebACLId"] == {"Ref": "WebAcl"}


PAGES = [
    ("/", "/console/"),
    ("/console", "/console/"),
    ("/console/", "/console/index.html"),
    ("/console/assets/a.js", "/console/assets/a.js"),
    ("/tag/", "/tag/index.html"),
]


@pytest.mark.parametrize(("asked", "becomes"), PAGES)
def test_a_folders_address_is_its_page(asked: str, becomes: str) -> None:
    answer = run(EDGE["Pages"]["Properties"]["FunctionCode"], asked)

    location = answer.get("headers", {}).get("location", {}).get("value")
    assert (location or answer["uri"]) == becomes


def test_a_sockets_address_is_the_apis_stage() -> None:
    code = EDGE["SocketPath"]["Properties"]["FunctionCode"]["Fn::Sub"]

    assert run(code.replace("${ApiStage}", "api"), "/socket")["uri"] == "/api"


@pytest.mark.parametrize("name", ["Viewer", "SocketPath"])
def test_apis_learn_the_viewers_address_from_the_cdn_alone(name: str) -> None:
    code = EDGE[name]["Properties"]["FunctionCode"]

    answer = run(code if isinstance(code, str) else code["Fn::Sub"], "/v1/agent")

    assert answer["headers"][ADDRESS] == {"value": "2001:db8::7"}
    used = [
        behaviour["FunctionAssociations"][0]["FunctionARN"]["Fn::GetAtt"][0]
        for path, behaviour in behaviours().items()
        if path in ("/v1/*", "/socket")
    ]
    assert used == ["Viewer", "SocketPath"]


def run(code: str, path: str) -> dict[str, Any]:
    """What a function of the CDN answers to a browser that tells a false address."""
    request = {"uri": path, "headers": {ADDRESS: {"value": "203.0.113.1"}}}
    event = json.dumps({"request": request, "viewer": {"ip": "2001:db8::7"}})
    script = f"{code}; console.log(JSON.stringify(handler({event})))"
    done = subprocess.run(["node", "-e", script], capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("name", STAGES)
def test_a_stages_file_lacks_nothing_but_the_address_of_alarms(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PARLEY_STAGES", raising=False)
    monkeypatch.setattr("infra.aws.stacks.description", lambda stage, stack: {})
    stage = read_stage(name)
    for stack in ("ground", "wall"):
        with pytest.raises(CannotRun, match="AlarmEmail"):
            parameters(stage, stack, {})
        assert parameters(stage, stack, {"AlarmEmail": "alarms@parley.test"})
