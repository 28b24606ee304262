"""Making and checking ids. A chat's id names its account, so that a line is stored without looking
the account up."""

import base64
import re
import secrets
from collections.abc import Callable

RandomBytes = Callable[[int], bytes]
RANDOM = "[a-z2-7]{26}"
VISITOR = f"^vr_{RANDOM}$"
VISIT = f"^vs_{RANDOM}$"
ACCOUNT = "^[a-z0-9]{1,32}$"
CHAT = f"^ch_[a-z0-9]{{1,32}}_{RANDOM}$"
AGENT = "^ag_[a-z0-9]{1,32}$"
CLIENT = "^[a-z2-7]{8}$"


def token(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """26 characters of `a-z2-7` that hold 128 random bits."""
    return base64.b32encode(random_bytes(16)).decode().rstrip("=").lower()


def new_chat_id(account: str, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """An id that nobody can guess and that names its account."""
    return f"ch_{account}_{token(random_bytes)}"


def account_of(chat_id: str) -> str:
    """The account that a chat's id names: `ch_ACCOUNT_RANDOM`."""
    return chat_id.split("_")[1]


def is_chat_id(text: str) -> bool:
    """Whether an outsider's string has the form of a chat's id."""
    return re.fullmatch(CHAT[1:-1], text) is not None
