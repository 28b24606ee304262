"""Two accounts with everything in them, and everybody who might ask. Used by matrix.py."""

import json
import pickle
import re
from typing import Any, NamedTuple
from unittest import mock

from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.dynamodb.models import dynamodb_backends

from chalicelib.domain.audit import Act
from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import NotAllowed
from chalicelib.domain.role import BUILT_IN, PERMISSIONS
from chalicelib.domain.speaker import Speaker
from chalicelib.handlers import auth
from chalicelib.outbound import cognito
from chalicelib.services import access, accounts, archive, masking, needs
from chalicelib.settings import settings
from chalicelib.store import wall
from chalicelib.store.client import LeanConnection
from chalicelib.store.table import connection
from tests.handlers.cast import ask, simple
from tests.services.cast import vera
from tests.stage import SHOP, START, Stage
from tests.vault import Vault

SIGN_INS = {
    "sign_up": lambda email: f"subject-{email}",
    "invite": lambda email: None,
    "expire_password": lambda email: None,
    "has_factor": lambda email: True,
    "switch": lambda email, *, on: None,
}
READER = frozenset({"people.read"})
_WRITES = {"PutItem", "UpdateItem", "DeleteItem", "TransactWriteItems", "BatchWriteItem"}


class Who(NamedTuple):
    """Somebody who asks the API: as the authorizer knows them, and what they may do."""

    name: str
    kind: str
    alive: bool
    permissions: frozenset[str]
    authorizer: dict[str, str]


class Scene:
    """The accounts `demo` and `acme`; all that is asked is asked by speakers of `demo`."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        s3: Any = connection().session.create_client("s3", region_name="us-east-1")
        s3.create_bucket(Bucket=settings().cdn_bucket)
        s3.create_bucket(Bucket=settings().archive_bucket)
        for name, answer in SIGN_INS.items():
            mock.patch.object(cognito, name, answer).start()
        accounts.open_account(account="acme", name="Acme", origins=["https://acme.test"])
        self.things: dict[str, dict[str, str]] = {}
        for account in ("demo", "acme"):
            self.people(account)
            self.things[account] = self.made(account)
        self.speakers = self.everybody()
        self.chats: dict[str, str] = {}
        self.sockets: dict[str, str] = {}
        self.seated: set[tuple[str, str]] = set()
        self.talk()
        self.keep()
        self.base = {name: pickle.dumps(table.items) for name, table in tables().items()}
        self.log: set[str] = set()
        mock.patch.object(LeanConnection, "dispatch", noting(self.log)).start()
        self.walled = 0
        mock.patch.object(wall, "check", self.counting(wall.check)).start()

    def counting(self, check: Any) -> Any:
        """The wall, with what it refuses counted."""

        def counted(*call: Any) -> None:
            try:
                check(*call)
            except NotAllowed:
                self.walled += 1
                raise

        return counted

    def written(self) -> set[str]:
        """The tables written since the last undoing."""
        return {name.removeprefix(settings().tables) for name in self.log}

    def undo(self) -> None:
        """All as it was, what processes keep of it too."""
        for name in self.log:
            tables()[name].items = pickle.loads(self.base[name])
        self.log.clear()
        access._settings.clear()
        access._seated.clear()
        masking._known.clear()
        needs.forget()

    def people(self, account: str) -> None:
        """Agents of each role; one to change, one deactivated."""
        for name, role in (
            ("boss", "admin"), ("chief", "admin"), ("may", "manager"), ("ada", "agent"),
            ("ben", "agent"), ("target", "agent"), ("gone", "admin"),
        ):  # fmt: skip
            accounts.add_agent(
                account=account, agent_id=f"ag_{account}{name}", name=name.title(), role=role,
                email=f"{name}@{account}.test", max_chats=5, subject=f"{account}-{name}",
            )  # fmt: skip

    def made(self, account: str) -> dict[str, str]:
        """One of each thing, made over the API by the account's admin; its ids by parameter."""
        things = {"agent": f"ag_{account}target"}
        boss = agent(account, "boss")
        for noun, body in (
            ("group", {"name": "Sales"}),
            ("skill", {"name": "Billing"}),
            ("role", {"name": "Reader", "permissions": sorted(READER)}),
            ("key", {"name": "All", "permissions": sorted(PERMISSIONS)}),
        ):
            things[noun] = as_json(boss, "POST", f"/v1/{noun}s", body)["id"]
        rule = {"name": "Cart", "conditions": [{"field": "url", "operator": "exists"}]}
        things["rule"] = as_json(boss, "POST", "/v1/routing-rules", rule)["id"]
        shop = {"name": "Cart", "when": {"all": []}, "actions": [{"do": "open"}]}
        things["proactive"] = as_json(boss, "POST", "/v1/rules", shop)["id"]
        things["tag_version"] = "1"
        as_json(boss, "POST", "/v1/agents/{agent}/deactivation", None, agent=f"ag_{account}gone")
        config = as_json(boss, "GET", "/v1/config", None)
        config["settings"]["name"] = "Another name"
        as_json(boss, "POST", "/v1/config", config)
        versions = as_json(boss, "GET", "/v1/config/versions", None)["items"]
        things["version"] = str(versions[0]["version"]) if versions else "1"
        return things

    def keep(self) -> None:
        """Of one line of a chat of either account something is kept."""
        Vault()
        for account, thing in (("demo", "own"), ("acme", "foreign")):
            patterns = [{"name": "order", "pattern": "ORD-[0-9]{4}", "keep": True}]
            told = accounts.get(account)
            boss = Act(Speaker(account, "agent", "", "", frozenset(PERMISSIONS)), START, "", thing)
            accounts.change(boss, str(told.version), {"mask_patterns": patterns})
            index = ("own", "", "foreign").index(thing)
            tab = self.stage._open(Bearer(account, "visitor", vera(index), "vs_" + "s" * 26))
            fields = {"chat": self.chats[thing], "client": "keeperaa"}
            self.stage.send(tab, action="join", **fields)
            (posted,) = self.stage.send(tab, action="post", n=1, text="ORD-1234", **fields)
            self.stage.close(tab)
            self.things[account]["line"] = str(posted["seq"])
            self.things[account]["message"] = self.left(account)
            self.things[account] |= self.seen(account)
            self.things[account]["archived"] = self.archived(self.chats[thing])

    def archived(self, chat: str) -> str:
        """A chat that stands in the archive too."""
        archive._archive([archive._put(self.stage.chat(chat), START)], START)
        return chat

    def left(self, account: str) -> str:
        """A visitor of an account leaves a message."""
        left = {"account": account, "visitor": vera(3), "visit": "vs_" + "s" * 26, "id": "m" * 26}
        site = SHOP if account == "demo" else "https://acme.test"
        body = json.dumps({**left, "email": "vera@shop.test", "text": "Call me"})
        answer = ask("POST", "/v1/visitor/messages", headers=simple(site), body=body)
        return str(answer.json["message"])

    def seen(self, account: str) -> dict[str, str]:
        """A visitor of an account sees a page."""
        index, site = (4, SHOP) if account == "demo" else (5, "https://acme.test")
        who = {"visitor": vera(index), "visit": "vs_" + "ab"[index - 4] * 26}
        body = json.dumps({**who, "account": account, "page": 1, "kind": "view", "url": site})
        assert ask("POST", "/v1/visits", headers=simple(site), body=body).status == 200
        return who

    def everybody(self) -> list[Who]:
        """Speakers of `demo`, the living and those who are no more."""
        boss = agent("demo", "boss")
        found = [
            Who(name, "agent", True, BUILT_IN[role], agent("demo", name))
            for name, role in (("boss", "admin"), ("may", "manager"), ("ada", "agent"))
        ]
        accounts.add_agent(
            account="demo", agent_id="ag_demorita", name="Rita", email="rita@demo.test",
            role=self.things["demo"]["role"], max_chats=1, subject="demo-rita",
        )  # fmt: skip
        found.append(Who("rita", "agent", True, READER, agent("demo", "rita")))
        found.append(Who("gone", "agent", False, frozenset(), agent("demo", "gone")))
        found.append(Who("nobody", "agent", False, frozenset(), agent("demo", "nobody")))
        for name, held in (("all", frozenset(PERMISSIONS)), *((p, {p}) for p in PERMISSIONS)):
            body = {"name": name, "permissions": sorted(held)}
            made = as_json(boss, "POST", "/v1/keys", body)
            found.append(Who(f"key:{name}", "key", True, frozenset(held), key(made)))
        revoked = as_json(boss, "POST", "/v1/keys", {"name": "r", "permissions": ["chats.read"]})
        found.append(Who("key:revoked", "key", False, frozenset(), key(revoked)))
        as_json(boss, "DELETE", "/v1/keys/{key}", None, key=revoked["id"])
        # A key of another account under our account's name, as a forged context would have it.
        theirs = as_json(agent("acme", "boss"), "POST", "/v1/keys", body)
        forged = {**key(theirs), "account": "demo"}
        found.append(Who("key:theirs", "key", False, frozenset(), forged))
        return found

    def talk(self) -> None:
        """Chats with sockets: Vera with Ada, another visitor with Ben, one in the other account."""
        for role, account, who in (
            ("holder", "demo", "ada"), ("other agent", "demo", "ben"),
            ("their agent", "acme", "ada"),
        ):  # fmt: skip
            if role == "other agent":
                self.begin("own", "demo", 0, "visitor")
            self.sockets[role] = self.stage._open(Bearer(account, "agent", f"ag_{account}{who}"))
            self.stage.send(self.sockets[role], action="hello")
            self.stage.send(self.sockets[role], action="status", status="online")
        self.begin("neighbour", "demo", 1, "other visitor")
        # There, and online only for what is passed on to them: a role that may look into any chat.
        self.sockets["supervisor"] = self.stage._open(Bearer("demo", "agent", "ag_demomay"))
        self.stage.send(self.sockets["supervisor"], action="hello")
        self.begin("foreign", "acme", 2, "their visitor")
        self.chats["random"] = "ch_demo_" + "q" * 26
        self.sockets["stranger"] = "stranger="
        self.stage.inbox["stranger="] = []
        self.seated |= {("holder", "own"), ("visitor", "own"), ("other visitor", "neighbour")}
        self.seated |= {("their visitor", "foreign"), ("their agent", "foreign")}
        self.seated.add((self.agent_with("neighbour"), "neighbour"))
        self.stage.send(self.sockets["supervisor"], action="status", status="online")
        for role, thing in sorted(self.seated):
            fields = {"chat": self.chats[thing], "client": self.client_of(role)}
            self.stage.send(self.sockets[role], action="join", **fields)
        self.seated |= {("supervisor", "own"), ("supervisor", "neighbour")}

    def begin(self, thing: str, account: str, index: int, role: str) -> None:
        """A visitor of an account starts a chat."""
        socket = self.stage._open(Bearer(account, "visitor", vera(index), "vs_" + "s" * 26))
        self.sockets[role] = socket
        client = self.client_of(role)
        frames = self.stage.send(socket, action="start", client=client, name="V", url=SHOP)
        self.chats[thing] = frames[0]["chat"]["id"]

    def agent_with(self, thing: str) -> str:
        """Which of our two agents a chat went to."""
        held = self.stage.chat(self.chats[thing]).agent
        return {"ag_demoada": "holder", "ag_demoben": "other agent"}[held]

    def client_of(self, role: str) -> str:
        """The name of a role's tab."""
        return re.sub("[^a-z]", "", role + "abcdefgh")[:8]

    def heard(self) -> int:
        """How many frames came to anybody's socket but for answers and errors."""
        return sum(
            frame["event"] not in ("error", "pong", "posted", "welcome", "joined")
            for inbox in self.stage.inbox.values()
            for frame in inbox
        )

    def lengths(self) -> dict[str, int]:
        """How much each role's socket has got."""
        return {role: len(self.stage.inbox[socket]) for role, socket in self.sockets.items()}

    def overheard(self, thing: str, since: dict[str, int]) -> list[tuple[str, Any]]:
        """What of a chat came to those who take no part in it."""
        chat = self.chats[thing]
        return [
            (role, frame)
            for role, socket in self.sockets.items()
            if (role, thing) not in self.seated
            for frame in self.stage.inbox[socket][since[role] :]
            if frame["event"] != "error" and chat in json.dumps(frame)
        ]

    def parameters(self, path: str, row: dict[str, Any], thing: str) -> dict[str, str]:
        """The path's parameters for one kind of object."""
        names = re.findall(r"{(\w+)}", path)
        return {name: self.parameter(name, row, thing) for name in names}

    def parameter(self, name: str, row: dict[str, Any], thing: str) -> str:
        """One id: ours, the other account's, nobody's, or of no form."""
        name = row.get("things", {}).get(name, name)
        own = self.chats["own"] if name == "chat" else self.things["demo"][name]
        theirs = self.chats["foreign"] if name == "chat" else self.things["acme"][name]
        numbered = name in ("version", "tag_version")
        if numbered:
            theirs = "999999"
        ids: dict[str, str] = {
            "own": row.get("own", own),
            "foreign": theirs,
            "random": own[:-4] + "zzzz" if not numbered else "888888",
            "malformed": "' OR 1=1 --",
            "padded": own + " ",
        }
        return ids[thing]

    def etag(self, path: str, named: dict[str, str]) -> str:
        """The version of a thing of ours, for If-Match."""
        boss = agent("demo", "boss")
        answer = ask("GET", path, context={"authorizer": boss}, pathParameters=named or None)
        return answer.headers.get("etag", '"1"')

    def filled(self, body: Any) -> Any:
        """A body with our ids in place of `{group}` and the like."""
        text = json.dumps(body)
        for name, value in self.things["demo"].items():
            text = text.replace(f"{{{name}}}", value)
        return json.loads(text)


def tables() -> Any:
    """The emulated database's."""
    return dynamodb_backends[DEFAULT_ACCOUNT_ID]["us-east-1"].tables


def noting(log: set[str]) -> Any:
    """`dispatch`, with the tables of all writes noted, those that were refused too."""
    dispatch = LeanConnection.dispatch

    def noted(self: LeanConnection, operation: str, request: dict[str, Any]) -> dict[str, Any]:
        answer = dispatch(self, operation, request)
        if operation in _WRITES:
            log.update(one.table for one in wall.touches(self, operation, request))
        return answer

    return noted


def agent(account: str, name: str) -> dict[str, str]:
    """An agent as the authorizer tells of them."""
    who = f"ag_{account}{name}"
    return {"account": account, "kind": "agent", "id": who, "agent": who, "principalId": who}


def key(made: dict[str, Any]) -> dict[str, str]:
    """An API key as the authorizer tells of it."""
    return auth.bearer(made["secret"])


def as_json(
    authorizer: dict[str, str], method: str, path: str, body: Any, **named: str
) -> dict[str, Any]:
    """What an admin gets, who may all of it."""
    answer = ask(
        method,
        path,
        context={"authorizer": authorizer},
        headers={"Content-Type": "application/json"},
        pathParameters=named or None,
        body=json.dumps(body) if body is not None else None,
    )
    assert answer.status < 300, (method, path, answer.status, answer.text)
    return answer.json if answer.text else {}
