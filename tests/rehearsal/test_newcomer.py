"""From an empty AWS account to a chat by what docs/operations.md says, and by nothing else.

The commands are taken out of the page and typed in a fresh clone; then real browsers open what came
of it: the CDN serves, by its own name, what is in the bucket. The tests build on each other."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import boto3
import pytest
from playwright.sync_api import Browser, Route, expect, sync_playwright

from infra.aws.deploy.policies import FUNCTIONS
from tests.journeys.admin import signs_in_first
from tests.journeys.agent import Agent
from tests.journeys.cast import FLAGS, Cast
from tests.journeys.logs import Logs
from tests.journeys.place import Place, until
from tests.journeys.test_admin import page_with
from tests.journeys.visitor import Visitor
from tests.rehearsal.newcomer import (
    EMAIL,
    LEFT_OUT,
    Newcomer,
    alone,
    commands,
    required,
)

pytestmark = pytest.mark.slow
WAY = "## From nothing to the first chat"
SITE = "https://www.acme.example"
FILLED_IN = {"all.AlarmEmail": "alarms@acme.example"}
PATIENCE_MS = 60_000
FIRST, *WITHIN = [command for command in commands(WAY) if command not in LEFT_OUT]
STEPS = [
    "make infra STAGE=prod",
    ".venv/bin/chalice deploy --stage prod",
    "make publish STAGE=prod",
]
ACCOUNT = next(command for command in WITHIN if "infra.accounts" in command)


@pytest.fixture(scope="module")
def newcomer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Newcomer]:
    """With a fresh clone, and nothing filled in yet."""
    made = Newcomer(tmp_path_factory.mktemp("newcomer"))
    (made.folder / "aws").mkdir()
    try:
        made.start()
        made.does(FIRST)
        made.fits_the_machine()
        yield made
    finally:
        made.stop()


@pytest.fixture(scope="module")
def domain(newcomer: Newcomer) -> str:
    """Where the installation is, once all has been typed that the page names."""
    newcomer.fills_in(**{name.replace(".", "__"): FILLED_IN[name] for name in required()})
    for command in WITHIN:
        newcomer.does(command)
    return newcomer.outputs()["Domain"]


@pytest.fixture(scope="module")
def chromium(newcomer: Newcomer) -> Iterator[Browser]:
    """It finds the names of AWS here."""
    names = ("*.cloudfront.net", "*.amazonaws.com")
    rules = ",".join(f"MAP {name} 127.0.0.1:{newcomer.tls_port}" for name in names)
    # A function that nobody called yet takes seconds to begin.
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(
            executable_path=program,
            # That all of it is on this machine is no attack here.
            args=[
                *FLAGS,
                f"--host-resolver-rules={rules}",
                "--disable-features=LocalNetworkAccessChecks",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def people(newcomer: Newcomer, domain: str, chromium: Browser) -> Iterator[Cast]:
    """Whoever sits before a browser."""

    def availability() -> bool:
        status, body = newcomer.fetch(domain, "/tag/acme/availability.json")
        return status == 200 and json.loads(body)["state"] != "offline"

    place = SimpleNamespace(
        console=f"https://{domain}/console/",
        shop=SITE,
        until_somebody_is_there=lambda: until(availability),
        logs=Logs(newcomer.folder / "logs"),
    )
    everybody = Cast(cast(Place, place), chromium)
    yield everybody
    everybody.leave()


@pytest.fixture(scope="module")
def chatting(newcomer: Newcomer, people: Cast) -> tuple[Agent, Visitor]:
    """Ada, by three steps, and Vera, who read the snippet's page and asked something."""
    ada = people.agent("Ada", ignore_https_errors=True)
    signs_in_first(ada, EMAIL, password_in_letter(newcomer))
    page = ada.page
    expect(page.get_by_role("heading", name="Three steps to your first chat")).to_be_visible()
    page.get_by_role("button", name="Begin alone").click()
    snippet = page.locator("pre code").inner_text()
    page.get_by_role("button", name="I have pasted it").click()
    page.get_by_role("link", name="To the chats").click()
    ada.goes_online()
    vera = people.visitor(ignore_https_errors=True)

    def own_page(route: Route) -> None:
        route.fulfill(body=page_with(snippet), content_type="text/html")

    vera.page.route(f"{SITE}/**", own_page)
    vera.visits()
    vera.starts_chat("Vera", "vera@acme.example")
    return ada, vera


def password_in_letter(newcomer: Newcomer) -> str:
    letter = newcomer.letter(EMAIL)
    return letter.partition("password ")[2].split()[0]


def test_what_is_missing_is_said_and_nothing_is_made(newcomer: Newcomer) -> None:
    status, said = newcomer.tries("make infra STAGE=prod")
    assert status
    assert "needs AlarmEmail: set it in" in said

    newcomer.fills_in(all__AlarmEmail="alarms@acme.example", aws_account="999999999999")
    for command in ("make infra", "make deploy"):
        status, said = newcomer.tries(f"{command} STAGE=prod")
        assert status
        assert "is for the AWS account 999999999999, and this is 000000000000" in said

    newcomer.fills_in(all__AlarmEmail="", aws_account="")
    assert "There is no stage 'production'" in newcomer.tries("make infra STAGE=production")[1]
    assert "No stage was named" in newcomer.tries("make deploy")[1]
    assert stacks(newcomer) == []


def test_a_chat_is_held(chatting: tuple[Agent, Visitor]) -> None:
    ada, vera = chatting
    vera.writes("Does it need sun?")
    ada.has_chat_with("Vera")
    ada.writes("Vera", "A little.")

    vera.sees("Does it need sun?", "A little.")
    ada.sees("Vera", "Does it need sun?", "A little.")


def test_the_api_answers_by_the_cdn_alone(newcomer: Newcomer, domain: str) -> None:
    """The origin's secret has reached the functions."""
    client = service(newcomer, "apigateway")
    api = client.get_rest_apis()["items"][0]["id"]

    assert newcomer.fetch(domain, "/v1/openapi.json")[0] == 200
    status, said = newcomer.fetch(
        f"{api}.execute-api.us-east-1.amazonaws.com", "/api/v1/openapi.json"
    )
    assert status == 403, said


def test_the_steps_one_by_one_bring_a_new_release_and_no_chat_ends(
    newcomer: Newcomer, chatting: tuple[Agent, Visitor]
) -> None:
    """What the table says `make deploy` does, on a machine that never deployed; no endpoint and no
    function is another one afterwards."""
    ada, vera = chatting
    before = endpoints(newcomer), functions(newcomer)
    newcomer.forgets_what_was_deployed()
    for command in alone():
        newcomer.does(command)

    assert alone() == STEPS
    assert (endpoints(newcomer), functions(newcomer)) == before
    ada.writes("Vera", "And water, each week.")
    vera.sees("Does it need sun?", "A little.", "And water, each week.")


def test_back_and_no_chat_ends(newcomer: Newcomer, chatting: tuple[Agent, Visitor]) -> None:
    ada, vera = chatting
    before = endpoints(newcomer)
    (back,) = commands("### Back")

    said = newcomer.does(back)

    assert "Release 1 serves" in said
    assert endpoints(newcomer) == before
    vera.writes("Thank you!")
    ada.sees("Vera", "Does it need sun?", "A little.", "And water, each week.", "Thank you!")
    vera.ends_chat()


def test_nobody_complained_and_no_function_was_refused(
    newcomer: Newcomer, people: Cast, chatting: tuple[Agent, Visitor]
) -> None:
    lines = (newcomer.folder / "aws" / "asked.jsonl").read_text().splitlines()
    asked = [json.loads(line) for line in lines]

    assert people.complaints == []
    assert [one for one in asked if not one[3]] == []
    assert {one[0] for one in asked} & {f"parley-prod-{name}" for name in FUNCTIONS}


def test_a_protected_stage_stays(newcomer: Newcomer, domain: str) -> None:
    status, said = newcomer.tries(end(), "prod\n")

    assert status
    assert "is protected against deletion" in said
    assert len(stacks(newcomer)) == 3


def test_the_end_leaves_the_data_and_nothing_that_runs(newcomer: Newcomer, domain: str) -> None:
    newcomer.fills_in(protected=False, ground__DeletionProtection="false")
    newcomer.does("make infra STAGE=prod")
    assert "not the stage's name" in newcomer.tries(end(), "yes\n")[1]
    assert endpoints(newcomer) != ([], [])

    said = newcomer.does(end(), "prod\n")

    assert stacks(newcomer) == []
    assert endpoints(newcomer) == ([], [])
    assert service(newcomer, "lambda").list_functions()["Functions"] == []
    assert service(newcomer, "ssm").describe_parameters()["Parameters"] == []
    roles = [role["RoleName"] for role in service(newcomer, "iam").list_roles()["Roles"]]
    assert roles == ["parley-access-logs"]
    assert "still there: AWS::S3::Bucket parley-prod-archive-000000000000" in said
    kept = service(newcomer, "dynamodb").scan(TableName="parley-prod-chats")["Items"]
    assert kept


def end() -> str:
    (command,) = commands("## The end of a stage")
    return command.replace("dev", "prod")


def stacks(newcomer: Newcomer) -> list[str]:
    found = service(newcomer, "cloudformation").describe_stacks()["Stacks"]
    return sorted(stack["StackName"] for stack in found)


def endpoints(newcomer: Newcomer) -> tuple[list[str], list[str]]:
    rest = service(newcomer, "apigateway").get_rest_apis()["items"]
    sockets = service(newcomer, "apigatewayv2").get_apis()["Items"]
    return [api["id"] for api in rest], [api["ApiId"] for api in sockets]


def functions(newcomer: Newcomer) -> set[str]:
    found = service(newcomer, "lambda").list_functions()["Functions"]
    return {function["FunctionArn"] for function in found}


def service(newcomer: Newcomer, name: str) -> Any:
    return boto3.client(
        name,  # type: ignore[call-overload]
        endpoint_url=newcomer.address,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    )
