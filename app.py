"""The Chalice app: every entry point of Lambda is declared in the blueprints it registers."""

from chalice.app import Chalice

from chalicelib.handlers import agent, asyncapi, auth, chats, jobs, openapi, socket, visitor

app = Chalice(app_name="parley")
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])
REST = (visitor, agent, chats, openapi, asyncapi)
for module in (*REST, auth, socket, jobs):
    app.register_blueprint(module.bp)
