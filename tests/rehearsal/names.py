"""The names of AWS on one machine: a certificate for them, a Python that finds them here, and the
way of a socket through the CDN. Used by cloud.py."""

import datetime
import ipaddress
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from ministack import app as emulator
from ministack.services import cloudfront

NAMES = (
    "*.us-east-1.amazonaws.com",
    "*.execute-api.us-east-1.amazonaws.com",
    "*.s3.us-east-1.amazonaws.com",
    "*.cloudfront.net",
)
# Every Python below reads this first: the names lead to the door with TLS.
RESOLVER = '''"""Names of AWS lead to this machine."""

import socket

_asked = socket.getaddrinfo


def _here(host, port, *others, **named):
    if str(host).endswith((".amazonaws.com", ".cloudfront.net")):
        host, port = "127.0.0.1", {port}
    return _asked(host, port, *others, **named)


socket.getaddrinfo = _here
'''
API = re.compile(r"^([a-f0-9]{8})\.execute-api\.(?:localhost|[a-z0-9-]+\.amazonaws\.com)(?::\d+)?$")
CDN = re.compile(r"^([a-z0-9]+)\.cloudfront\.net")


def certify(folder: Path) -> tuple[Path, Path]:
    """A certificate for all names, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Rehearsal")])
    now = datetime.datetime.now(datetime.UTC)
    alternatives = [*map(x509.DNSName, NAMES), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(days=2))
        .add_extension(x509.SubjectAlternativeName(alternatives), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    files = folder / "names.pem", folder / "names.key"
    files[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    files[1].write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def resolver(folder: Path, port: int) -> Path:
    """A folder for PYTHONPATH."""
    made = folder / "resolver"
    made.mkdir(exist_ok=True)
    (made / "sitecustomize.py").write_text(RESOLVER.format(port=port))
    return made


def by_name(app: Callable[..., Any]) -> Callable[..., Any]:
    """ministack's application, asked by AWS's own names. A signature covers Host: it must stay."""
    emulator._EXECUTE_API_RE = API

    async def call(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] in ("http", "websocket"):
            scope = await _handed_on(scope)
        await app(scope, receive, _with_protocol(scope, send))

    return call


def _with_protocol(scope: Any, send: Any) -> Any:
    """Browsers insist on one of the protocols that they offer. `$connect` names the first, but its
    headers get lost in ministack."""

    async def sent(message: Any) -> None:
        if message["type"] == "websocket.accept" and scope.get("subprotocols"):
            message = {"subprotocol": scope["subprotocols"][0], **message}
        await send(message)

    return sent


async def _handed_on(scope: Any) -> Any:
    host = _headers(scope).get("host", "")
    if not CDN.match(host):
        return scope
    # ministack's CDN carries requests, but no sockets.
    return await _through_cdn(scope, host) if scope["type"] == "websocket" else _secure(scope)


async def _through_cdn(scope: Any, host: str) -> Any:
    """As the distribution says: its function, then the headers of the origin."""
    found = CDN.match(host)
    distribution = cloudfront.find_distribution_for_label(found[1] if found else "")
    config = cloudfront.parse_distribution_dataplane_config(distribution)
    behavior = cloudfront._match_behavior(config, scope["path"])
    origin = config["origins"][behavior["target_origin_id"]]
    event = cloudfront._build_function_event(
        *("viewer-request", distribution["Id"], host, "r", "GET", scope["path"]),
        *({}, _headers(scope), scope["client"][0]),
    )
    request = await cloudfront._run_function(behavior["functions"]["viewer-request"], event)
    changed = {name: field["value"] for name, field in request["headers"].items()}
    changed |= dict(origin["custom_headers"]) | {"host": origin["domain_name"]}
    uri = request["uri"]
    return {**_with(scope, **changed), "path": uri, "raw_path": uri.encode()}


def _secure(scope: Any) -> Any:
    return _with(scope, **{"x-forwarded-proto": "https"})


def _headers(scope: Any) -> dict[str, str]:
    return {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}


def _with(scope: Any, **changed: str) -> Any:
    """The request with other headers, whatever it said of these."""
    lowered = {name.lower().encode(): value.encode("latin-1") for name, value in changed.items()}
    kept = [pair for pair in scope["headers"] if pair[0].lower() not in lowered]
    return {**scope, "headers": [*kept, *lowered.items()]}
