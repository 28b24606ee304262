"""The account `demo` with its first admin, Ada, made by the functions' own code:
`python -m tests.rehearsal.people`. The environment says in which stage."""

from chalicelib.domain import audit
from chalicelib.outbound import cognito
from chalicelib.services import accounts, agents
from tests.rehearsal.story import CONSOLE, SITE

ACCOUNT = "demo"
EMAIL = "ada@parley.test"

if __name__ == "__main__":
    act = audit.command(ACCOUNT, "rehearsal", 1_800_000_000_000, "rehearsal")
    accounts.create(act, "Demo shop", [SITE, CONSOLE])
    agents.invite(act, EMAIL, agents.Profile("Ada", "admin"), cognito)
