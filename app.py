"""The Chalice app: every entry point of Lambda is declared in the blueprints it registers."""

from chalice.app import Chalice

from chalicelib.handlers import (
    account,
    agent,
    api_keys,
    asyncapi,
    audit,
    auth,
    chats,
    config,
    groups,
    jobs,
    openapi,
    people,
    roles,
    routing,
    skills,
    socket,
    visitor,
)

# Its own handler would print each line a second time, as it stands.
app = Chalice(app_name="parley", configure_logs=False)
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])
ADMIN = (account, people, groups, skills, roles, api_keys, audit, config)
REST = (visitor, agent, chats, routing, *ADMIN, openapi, asyncapi)
for module in (*REST, auth, socket, jobs):
    app.register_blueprint(module.bp)
