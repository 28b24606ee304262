"""The Chalice app: every entry point of Lambda is declared in the blueprints it registers."""

import os
import sys

from chalice.app import Chalice

from chalicelib.handlers import (
    account,
    agent,
    api_keys,
    archive,
    asyncapi,
    audit,
    auth,
    chats,
    config,
    engagements,
    erasures,
    groups,
    hours,
    identity,
    jobs,
    messages,
    openapi,
    people,
    publishing,
    roles,
    routing,
    routing_rules,
    rules,
    scoreboard,
    simulation,
    skills,
    socket,
    transfers,
    visitor,
    visitors,
)

STAGE = os.environ.get("PARLEY_STAGE", "")
# Where `chalice deploy` is typed there is no stage yet; in the project made for one there is.
if not STAGE and sys.argv[0].endswith("chalice"):
    from infra.aws.deploy import typed

    typed.take_over()
# The REST API's name, by which CloudWatch counts its calls: each stage's apart from the others'.
# Its own handler would print each line a second time, as it stands.
app = Chalice(app_name=f"parley-{STAGE}", configure_logs=False)
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])
ADMIN = (account, people, groups, skills, hours, routing_rules, roles, api_keys, audit, config)
QUEUE = (messages, scoreboard, simulation)
PROACTIVE = (rules, publishing, visitors, engagements, identity)
CHATS = (chats, routing, transfers, archive, erasures)
REST = (visitor, agent, *CHATS, *QUEUE, *ADMIN, *PROACTIVE, openapi, asyncapi)
for module in (*REST, auth, socket, jobs):
    app.register_blueprint(module.bp)
