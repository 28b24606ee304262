"""A group: agents that belong together, such as a team or a branch."""

from typing import NamedTuple


class Group(NamedTuple):
    """A group of an account; `version` rises with each change."""

    account: str
    id: str
    name: str
    version: int = 1
