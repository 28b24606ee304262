"""The Chalice app: every entry point of Lambda is declared in the blueprints it registers."""

from chalice.app import Chalice

from chalicelib.handlers import agent, auth, jobs, socket, visitor

app = Chalice(app_name="parley")
app.experimental_feature_flags.update(["BLUEPRINTS", "WEBSOCKETS"])
for blueprint in (visitor.bp, agent.bp, auth.bp, socket.bp, jobs.bp):
    app.register_blueprint(blueprint)
