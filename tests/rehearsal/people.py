"""An account with Ada in it, put into a stage's tables: `python -m tests.rehearsal.people SUBJECT`.

The environment says which stage."""

import sys

from chalicelib.services import accounts
from tests.rehearsal.story import CONSOLE, SITE

ACCOUNT = "demo"
EMAIL = "ada@parley.test"

if __name__ == "__main__":
    accounts.open_account(account=ACCOUNT, name="Demo shop", origins=[SITE, CONSOLE])
    accounts.add_agent(
        account=ACCOUNT,
        agent_id="ag_ada",
        name="Ada",
        email=EMAIL,
        role="admin",
        max_chats=3,
        subject=sys.argv[1],
    )
