"""Making and checking ids. A chat's id names its account, so that a line is stored without looking
the account up."""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable

RandomBytes = Callable[[int], bytes]
RANDOM = "[a-z2-7]{26}"
# `$` alone would let a line end through.
END = r"(?!\n)$"
VISITOR = f"^vr_{RANDOM}{END}"
VISIT = f"^vs_{RANDOM}{END}"
ACCOUNT = f"^[a-z0-9]{{1,32}}{END}"
CHAT = f"^ch_[a-z0-9]{{1,32}}_{RANDOM}{END}"
AGENT = f"^ag_[a-z0-9]{{1,32}}{END}"
CLIENT = f"^[a-z2-7]{{8}}{END}"
AUDIT_CURSOR = f"^[0-9]{{13}}#au_{RANDOM}{END}"
CURSOR = f"^[0-9]{{13}}#{CHAT[1:]}"


GROUP = f"^gr_{RANDOM}{END}"
SKILL = f"^sk_{RANDOM}{END}"
ROLE = f"^(admin|manager|agent|ro_{RANDOM}){END}"
OWN_ROLE = f"^ro_{RANDOM}{END}"
ROUTING_RULE = f"^rr_{RANDOM}{END}"
RULE = f"^ru_{RANDOM}{END}"
API_KEY = f"^ke_{RANDOM}{END}"
MESSAGE = f"^ms_{RANDOM}{END}"
MESSAGE_CURSOR = f"^[0-9]{{13}}#ms_{RANDOM}{END}"


def token(random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """26 characters of `a-z2-7` that hold 128 random bits."""
    return base64.b32encode(random_bytes(16)).decode().rstrip("=").lower()


def new_chat_id(account: str, random_bytes: RandomBytes = secrets.token_bytes) -> str:
    """An id that nobody can guess and that names its account."""
    return f"ch_{account}_{token(random_bytes)}"


def seeded(prefix: str, seed: str) -> str:
    """An id made of a seed: the same request makes the same thing again."""
    digest = hashlib.sha256(f"{prefix}#{seed}".encode()).digest()
    return f"{prefix}_{token(lambda count: digest[:count])}"


def account_of(chat_id: str) -> str:
    """The account that a chat's id names: `ch_ACCOUNT_RANDOM`."""
    return chat_id.split("_")[1]


def is_chat_id(text: str) -> bool:
    """Whether an outsider's string has the form of a chat's id."""
    return re.search(CHAT, text) is not None


def is_agent_id(text: str) -> bool:
    """Whether an outsider's string has the form of an agent's id."""
    return re.search(AGENT, text) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether an outsider's string has the form of an id."""
    return re.search(pattern, text) is not None


def is_cursor(text: str) -> bool:
    """Whether an outsider's string has the form of a place in the list of ended chats."""
    return re.search(CURSOR, text) is not None
