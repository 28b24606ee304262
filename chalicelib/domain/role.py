"""A role: a named set of permissions. Three are built in; an account may have its own."""

from typing import NamedTuple

PERMISSIONS = (
    "chats.answer",
    "chats.read",
    "chats.reveal",
    "chats.supervise",
    "visitors.read",
    "visitors.invite",
    "people.read",
    "people.write",
    "settings.read",
    "settings.write",
    "rules.read",
    "rules.write",
    "roles.write",
    "keys.write",
    "audit.read",
    "archive.read",
    "privacy.write",
    "config.read",
    "config.write",
)
ADMIN = "admin"
BUILT_IN = {
    ADMIN: frozenset(PERMISSIONS),
    "manager": frozenset(
        {
            "chats.answer",
            "chats.read",
            "chats.supervise",
            "visitors.read",
            "visitors.invite",
            "people.read",
            "people.write",
            "settings.read",
            "rules.read",
            "rules.write",
            "audit.read",
            "config.read",
        }
    ),
    "agent": frozenset({"chats.answer", "chats.read", "visitors.read", "visitors.invite"}),
}


class Role(NamedTuple):
    """A role of an account; `version` rises with each change, and is 0 for what is built in."""

    account: str
    id: str
    name: str
    permissions: frozenset[str]
    version: int = 0

    @property
    def built_in(self) -> bool:
        """Whether nobody can change it."""
        return self.id in BUILT_IN


def built_in(account: str) -> list[Role]:
    """The roles every account has."""
    return [Role(account, name, name.capitalize(), held) for name, held in BUILT_IN.items()]
