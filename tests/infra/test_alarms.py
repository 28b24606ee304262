"""The alarms and the dashboard of a stage: they watch what there is and say what to do."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from infra.aws import template
from infra.aws.deploy.gateways import rest_name
from infra.aws.deploy.policies import Place
from infra.local.settings import REPOSITORY
from tests.infra.test_templates import EDGE, GROUND, of_type


def function_names() -> set[str]:
    """As Chalice names them, behind `parley-STAGE`."""
    from app import app

    sockets = {f"-websocket_{handler}" for handler in ("connect", "message", "disconnect")}
    pure = {f"-{name}" for name in named(app.event_sources) | named(app.builtin_auth_handlers)}
    return {"", *sockets, *pure}


def named(found: list[Any]) -> set[str]:
    return {one.name for one in found}


@pytest.mark.parametrize("alarm", ["ErrorsAlarm", "ThrottlesAlarm"])
def test_the_alarms_watch_every_function(alarm: str) -> None:
    metrics = EDGE[alarm]["Properties"]["Metrics"]
    watched = {
        metric["MetricStat"]["Metric"]["Dimensions"][0]["Value"]["Fn::Sub"]
        for metric in metrics
        if "MetricStat" in metric
    }

    assert watched == {f"parley-${{Stage}}{name}" for name in function_names()}


def test_the_alarm_of_calls_watches_the_api_by_its_name() -> None:
    """Its own, and no other stage's: that it is called so, test_chalice_deploy.py and
    test_gateways.py show."""
    watched = EDGE["FailedCallsAlarm"]["Properties"]["Dimensions"]
    config = json.loads((REPOSITORY / ".chalice" / "config.json").read_text())

    named = rest_name(Place("${Stage}", "us-east-1", "123456789012"))
    assert watched[0] == {"Name": "ApiName", "Value": {"Fn::Sub": named}}
    assert f'"ApiName", "{named}"' in EDGE["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    assert template.parameters("edge")["ApiStage"] == config["api_gateway_stage"]


def test_every_alarm_tells_somebody_what_to_do() -> None:
    for resources, topic in ((GROUND, "Alarms"), (EDGE, "AlarmTopic")):
        for name, alarm in of_type(resources, "AWS::CloudWatch::Alarm").items():
            assert alarm["AlarmActions"] == alarm["OKActions"] == [{"Ref": topic}], name
            assert len(alarm["AlarmDescription"]) > 40, name
            assert "TreatMissingData" in alarm, name


def test_the_handbook_says_what_to_do_about_each_alarm() -> None:
    page = (REPOSITORY / "docs" / "operations.md").read_text()
    for resources in (GROUND, EDGE):
        for alarm in of_type(resources, "AWS::CloudWatch::Alarm").values():
            name = alarm["AlarmName"]["Fn::Sub"].removeprefix("parley-${Stage}-")
            assert f"`{name}`" in page


def test_the_dashboard_can_be_drawn() -> None:
    body = EDGE["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    widgets = json.loads(re.sub(r"\$\{[^}]+\}", "x", body))["widgets"]

    assert len(widgets) == 7
