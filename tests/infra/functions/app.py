"""A small application with the entry points of the real one, for the gateway's tests."""

from chalice import AuthResponse, Chalice, CORSConfig, Response

from chalicelib.handlers import auth

KINDS = ["text/plain", "application/json", "application/octet-stream"]

app = Chalice(app_name="functions")


@app.authorizer()
def authorize(request):
    return AuthResponse(routes=["*"], principal_id="ada")


@app.route("/v1/echo/{word}", methods=["GET", "POST"], content_types=KINDS)
def echo(word):
    request = app.current_request
    return Response(
        {
            "word": word,
            "query": dict(request.query_params or {}),
            "body": request.raw_body.decode(),
            "event": request.to_dict()["context"],
            "country": request.headers.get("cloudfront-viewer-country", ""),
        },
        status_code=201,
        headers={"X-Seen": "yes"},
    )


@app.route("/v1/open", methods=["GET"], cors=CORSConfig(allow_origin="https://shop.test"))
def opened():
    return {}


@app.route("/v1/mine", methods=["GET"], authorizer=authorize)
def mine():
    return app.current_request.context["authorizer"]


@app.route("/v1/count", methods=["GET"])
def count():
    return {"authorized": auth.calls}


@app.route("/v1/unsendable", methods=["GET"])
def unsendable():
    return Response("\ud800", headers={"Content-Type": "text/plain"})
