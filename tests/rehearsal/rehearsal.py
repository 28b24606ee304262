"""A stage on an emulated AWS that enforces IAM: real ground, real package, real policies.

CloudFormation puts up what `chalice package` makes, then settle.py does its part."""

import json
import os
import platform
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import boto3

from infra.aws import clients, stacks
from infra.aws.deploy import deployed, project, rollout, sessions
from infra.aws.deploy.environment import environment
from infra.aws.deploy.package import Build
from infra.aws.deploy.policies import FUNCTIONS, Place, lambda_name
from infra.aws.deploy.settle import settle
from infra.aws.stage import FOLDER, read_stage
from infra.local.processes import Child, free_port
from infra.local.settings import ACCOUNT_ID, REGION
from tests.rehearsal.calls import Asked

STACK = "parley-dev-functions"
# Chalice's names in the template, and ours.
LOGICAL = {
    name: "APIHandler" if name == "api_handler" else name.title().replace("_", "")
    for name in FUNCTIONS
}
MACHINE = {"aarch64": "arm64", "arm64": "arm64"}.get(platform.machine(), "x86_64")


class Rehearsal:
    """An account on AWS, as a newcomer has it, and the stage `dev` in it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.project = folder / "project"
        self.process = Child("aws", folder)
        self.place = Place("dev", REGION, ACCOUNT_ID)
        self.ground: dict[str, str] = {}
        self.made = deployed.of([], "dev")
        self.said: list[str] = []

    def start(self) -> None:
        """From nothing to a stage that serves."""
        self.process.start("tests.rehearsal.aws", str(self.port), str(self.folder))
        self.process.wait_for(f"{self.address}/_ministack/health")
        stage = read_stage("dev", self.stage_files())
        stacks.bring_up(stage, "ground", say=self.said.append)
        self.ground = stacks.outputs(stage, "ground")
        self.place = self.place._replace(user_pool=self.pool)
        build = Build(MACHINE, project.REPOSITORY / ".parley" / "aws")
        project.make(self.place, self.told(), self.project, build)
        rollout.weigh(self.project, self.said.append)
        sessions.grant(self.place, self.project, self.said.append)
        self.deploy()
        # Again with what only the first deployment tells: the one socket API that may be spoken to.
        self.place = self.place._replace(socket_api=self.made.socket_api)
        project.configure(self.place, self.told(), self.project, MACHINE)
        self.deploy()
        settle(self.place, self.made, self.told(), self.said.append)

    def stage_files(self) -> Path:
        """The committed file of `dev`, with what every installation has to fill in."""
        found = json.loads((FOLDER / "stages" / "dev.json").read_text())
        found["all"] = {**found.get("all", {}), "AlarmEmail": "alarms@parley.test"}
        folder = self.folder / "stages"
        folder.mkdir(exist_ok=True)
        (folder / "dev.json").write_text(json.dumps(found))
        return folder

    def told(self) -> dict[str, str]:
        """What the functions are told; tokens' keys and sockets are this machine's."""
        found = environment(self.place, self.ground, {}, self.made, [])
        found["PARLEY_TOKEN_KEYS"] = f"{self.address}/{self.pool}/.well-known/jwks.json"
        if self.made.socket_api:
            address = f"127.0.0.1:{self.port}/_aws/execute-api/{self.made.socket_api}/api"
            found["PARLEY_SOCKET_ENDPOINT"] = f"http://{address}"
            found["PARLEY_SOCKET_URL"] = f"ws://{address}"
        return found

    @property
    def pool(self) -> str:
        return self.ground["UserPoolId"]

    def deploy(self) -> None:
        """Package and bring up; what it made is known afterwards."""
        out = self.folder / "packaged"
        run_chalice(self.project, out)
        template = json.loads((out / "sam.json").read_text())
        bucket, s3 = self.ground["DeployBucket"], boto3.client("s3")
        s3.upload_file(str(out / "deployment.zip"), bucket, "package.zip")
        body = json.dumps(fitting(template, bucket)).encode()
        s3.put_object(Bucket=bucket, Key="functions.json", Body=body)
        cloud = boto3.client("cloudformation")
        known = STACK in [stack["StackName"] for stack in cloud.describe_stacks()["Stacks"]]
        (cloud.update_stack if known else cloud.create_stack)(
            StackName=STACK,
            TemplateURL=f"{self.address}/{bucket}/functions.json",
            Capabilities=["CAPABILITY_NAMED_IAM", "CAPABILITY_AUTO_EXPAND"],
        )
        waiter = cloud.get_waiter(f"stack_{'update' if known else 'create'}_complete")
        waiter.wait(StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60})
        self.made = self.look()

    def look(self) -> deployed.Deployed:
        """What stands in the stack."""
        found = boto3.client("cloudformation").describe_stack_resources(StackName=STACK)
        ids = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in found["StackResources"]}
        mappings = boto3.client("lambda").list_event_source_mappings()["EventSourceMappings"]
        return deployed.Deployed(
            rest_api=ids["RestAPI"],
            socket_api=ids["WebsocketAPI"],
            functions={name: lambda_name("dev", name) for name in FUNCTIONS},
            mapping=mappings[0]["UUID"],
        )

    def asked(self) -> list[Asked]:
        """What the functions asked for up to now."""
        lines = (self.folder / "asked.jsonl").read_text().splitlines()
        return [Asked(*json.loads(line)) for line in lines]

    def stop(self) -> None:
        self.process.stop()


def run_chalice(folder: Path, out: Path) -> None:
    """`chalice package` as anybody runs it."""
    done = subprocess.run(
        [str(rollout.CHALICE), "--project-dir", str(folder), "package", "--stage", "dev", str(out)],
        env={**os.environ, "AWS_DEFAULT_REGION": REGION},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def fitting(template: dict[str, Any], bucket: str) -> dict[str, Any]:
    """The template with names as `chalice deploy` gives them, the package in the bucket, and no
    deployment of the socket API, which the emulator cannot make: settle.py makes one."""
    resources = template["Resources"]
    del resources["WebsocketAPIDeployment"]
    stage = resources["WebsocketAPIStage"]
    stage["Properties"].pop("DeploymentId")
    stage["Properties"]["AutoDeploy"] = True
    stage["DependsOn"] = [name for name in resources if name.endswith("Route")]
    for name, logical in LOGICAL.items():
        properties = resources[logical]["Properties"]
        properties["FunctionName"] = lambda_name("dev", name)
        properties["CodeUri"] = {"Bucket": bucket, "Key": "package.zip"}
        role = "ApiHandlerRole" if name == "api_handler" else f"{logical}Role"
        resources[role]["Properties"]["RoleName"] = f"parley-dev-{name}"
    return template


@contextmanager
def rehearsal(folder: Path) -> Iterator[Rehearsal]:
    """The stage, while it runs."""
    made = Rehearsal(folder)
    aws = {
        "AWS_ENDPOINT_URL": made.address,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }
    clients.client.cache_clear()
    clients._session.cache_clear()
    with mock.patch.dict(os.environ, aws):
        os.environ.pop("AWS_SESSION_TOKEN", None)
        boto3.DEFAULT_SESSION = None
        try:
            made.start()
            yield made
        finally:
            made.stop()
            boto3.DEFAULT_SESSION = None
            clients.client.cache_clear()
            clients._session.cache_clear()
