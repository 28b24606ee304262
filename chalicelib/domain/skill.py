"""A skill: something that some agents can do, such as speak French."""

from typing import NamedTuple


class Skill(NamedTuple):
    """A skill of an account; `version` rises with each change."""

    account: str
    id: str
    name: str
    version: int = 1
