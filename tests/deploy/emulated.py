"""Chalice's own deployment in this process, against an emulated AWS. For the tests beside it."""

import json
import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest import mock

import boto3
from chalice import awsclient
from chalice.cli import factory
from chalice.utils import UI
from moto import mock_aws

from infra.aws import clients, stacks
from infra.aws.deploy import package, project, rollout
from infra.aws.stage import CannotRun, Stage, read_stage

ACCOUNT = "123456789012"
REGION = "us-east-1"


class Aws:
    """An empty AWS account with a stage's ground, and what was deployed to it."""

    def __init__(self, folder: Path, stage: str) -> None:
        self.stage: Stage = read_stage(stage)
        self.folder = folder
        self.project = project.folder(stage, folder)
        self.said: list[str] = []
        self.first: dict[str, dict[str, Any]] = {}
        self.sockets = SocketGateway()
        name = f"parley-{stage}"
        self.ground = {
            "CdnBucket": f"{name}-cdn-{ACCOUNT}",
            "ArchiveBucket": f"{name}-archive-{ACCOUNT}",
            "DeployBucket": f"{name}-deploy-{ACCOUNT}",
            "RemindersUrl": f"https://sqs.{REGION}.amazonaws.com/{ACCOUNT}/{name}-reminders",
            "UserPoolId": "us-east-1_pool",
            "UserPoolClient": "console",
            "KeyArn": f"arn:aws:kms:{REGION}:{ACCOUNT}:key/1",
        }
        self.edge: dict[str, str] = {}
        self.concurrency = 1_000
        self.hooks: dict[str, Any] = {}
        boto3.client("s3").create_bucket(Bucket=self.ground["DeployBucket"])
        boto3.client("sqs").create_queue(
            QueueName=f"{name}-reminders", Attributes={"VisibilityTimeout": "180"}
        )

    def deploy(self) -> None:
        """A new release of the functions."""
        rollout.deploy_functions(self.stage, self.said.append)

    def before_call(self, operation: str, hook: Any) -> None:
        """What Chalice's session does instead of an operation, from its next run on."""
        self.hooks[operation] = hook

    def forget_project(self) -> None:
        """As on another machine."""
        shutil.rmtree(self.project)

    def client(self, service: str) -> Any:
        """A client that knows what moto does not."""
        return clients.client(service, REGION)

    def function(self, name: str) -> dict[str, Any]:
        """A function's configuration."""
        found: dict[str, Any] = boto3.client("lambda").get_function(FunctionName=name)
        return found

    def state(self) -> dict[str, dict[str, Any]]:
        """What Chalice noted, by name."""
        file = self.project / ".chalice" / "deployed" / f"{self.stage.name}.json"
        return {item["name"]: item for item in json.loads(file.read_text())["resources"]}

    def outputs(self, stage: Stage, stack: str) -> dict[str, str]:
        return self.ground if stack == "ground" else self.edge

    def exists(self, stage: Stage, stack: str) -> bool:
        return bool(self.outputs(stage, stack))

    def run_chalice(self, folder: Path, stage: Stage, name: str = "deploy") -> None:
        """What the command line does, but for the process."""
        with fresh_modules(folder):
            command = factory.CLIFactory(str(folder), environ=os.environ)
            config = command.create_config_obj(stage.name)
            session = self.taught(factory.create_botocore_session())
            for operation, hook in self.hooks.items():
                if hook:
                    session.register(f"before-call.{operation}", hook)
            said = SimpleNamespace(write=self.said.append)
            make = {
                "deploy": lambda: command.create_default_deployer(session, config, UI(said, said)),
                "delete": lambda: command.create_deletion_deployer(session, UI(said, said)),
            }
            deployer = make[name]()
            try:
                deployer.deploy(config, stage.name)
            except RuntimeError as error:
                raise CannotRun(f"chalice {name} failed") from error

    def taught(self, session: Any) -> Any:
        """A botocore session that fills moto's gaps."""
        for operation in ("ImportRestApi", "PutRestApi"):
            session.register(f"provide-client-params.api-gateway.{operation}", as_openapi_3)
        session.register("before-call.lambda.GetAccountSettings", self.account_settings)
        # moto would have to load a thousand policies of AWS's own.
        session.register("before-call.iam.AttachRolePolicy", lambda **_: (OK, {}))
        for operation in SocketGateway.OPERATIONS:
            session.register(
                f"before-call.apigatewayv2.{operation}",
                lambda model, params, **_: (OK, self.sockets.answer(model.name, params)),
            )
        return session

    def account_settings(self, **_: object) -> Any:
        return OK, {"AccountLimit": {"ConcurrentExecutions": self.concurrency}}


class SocketGateway:
    """Deployments, stages and route responses, of which moto knows nothing."""

    OPERATIONS = (
        "CreateDeployment",
        "GetDeployment",
        "CreateStage",
        "GetStage",
        "UpdateStage",
        "GetRouteResponses",
        "CreateRouteResponse",
    )

    def __init__(self) -> None:
        self.deployments: dict[str, dict[str, Any]] = {}
        self.stage: dict[str, Any] = {}
        self.responses: dict[str, list[tuple[str, str]]] = {}
        self.made = 0

    def answer(self, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        given = json.loads(request["body"] or "{}")
        given = {name[0].upper() + name[1:]: value for name, value in given.items()}
        parts = request["url_path"].split("/")
        if operation == "CreateDeployment":
            made = {"DeploymentId": f"d{len(self.deployments) + 1}", **given}
            self.deployments[made["DeploymentId"]] = made
            return made
        if operation == "GetDeployment":
            return self.deployments[parts[-1]]
        if operation.endswith("Stage"):
            self.stage |= _settings(given)
            return self.stage
        there = self.responses.setdefault(parts[parts.index("routes") + 1], [])
        if operation == "CreateRouteResponse":
            self.made += 1
            there.append((given["RouteResponseKey"], f"r{self.made}"))
        return {"Items": [{"RouteResponseKey": key, "RouteResponseId": id} for key, id in there]}


def _settings(given: dict[str, Any]) -> dict[str, Any]:
    """Settings within settings come in the wire's spelling."""
    return {
        name: {key[0].upper() + key[1:]: inner for key, inner in value.items()}
        if isinstance(value, dict)
        else value
        for name, value in given.items()
    }


class _Ok:
    status_code = 200


OK = _Ok()


@contextmanager
def emulated(folder: Path, stage: str = "prod") -> Iterator[Aws]:
    """An AWS account for one test, and a package that is quickly made."""
    with (
        mock_aws(),
        mock.patch.dict(os.environ, {"AWS_ACCESS_KEY_ID": "test", "AWS_DEFAULT_REGION": REGION}),
    ):
        forget_clients()
        aws = Aws(folder, stage)
        aws.taught(clients._session())
        with (
            mock.patch.object(awsclient.time, "sleep"),
            mock.patch.object(package, "dependencies", return_value=few_dependencies(folder)),
            mock.patch.object(project, "folder", lambda name: folder / ".parley/aws" / name),
            mock.patch.object(rollout, "run_chalice", aws.run_chalice),
            mock.patch.object(stacks, "outputs", aws.outputs),
            mock.patch.object(stacks, "exists", aws.exists),
            mock.patch.object(stacks, "description", return_value={}),
        ):
            yield aws
    forget_clients()


def few_dependencies(folder: Path) -> Path:
    """In place of 20 MB from PyPI."""
    made = folder / "dependencies"
    (made / "msgspec").mkdir(parents=True, exist_ok=True)
    (made / "msgspec" / "__init__.py").write_text("")
    return made


@contextmanager
def fresh_modules(folder: Path) -> Iterator[None]:
    """The app is imported anew, from the project, and with the stage's environment."""
    environment, path = dict(os.environ), list(sys.path)
    kept = {name: sys.modules.pop(name) for name in list(sys.modules) if ours(name)}
    try:
        yield
    finally:
        for name in [name for name in sys.modules if ours(name)]:
            del sys.modules[name]
        sys.modules.update(kept)
        sys.path[:] = path
        os.environ.clear()
        os.environ.update(environment)


def ours(name: str) -> bool:
    return name == "app" or name.partition(".")[0] == "chalicelib"


def as_openapi_3(params: dict[str, Any], **_: object) -> None:
    """moto reads no Swagger 2, and wants a description."""
    document = json.loads(params["body"])
    document.pop("swagger", None)
    document["openapi"] = "3.0.1"
    document["info"]["description"] = ""
    params["body"] = json.dumps(document)


def forget_clients() -> None:
    clients.client.cache_clear()
    clients._session.cache_clear()
