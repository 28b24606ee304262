"""Who speaks to the REST API: an agent, an API key, or a command of the installation. Made by
services/access.py."""

from typing import NamedTuple

from chalicelib.domain.error import NotAllowed

AGENT = "agent"
KEY = "key"
COMMAND = "command"


class Speaker(NamedTuple):
    """Who asks, for which account, and what they may do."""

    account: str
    kind: str
    id: str
    name: str
    permissions: frozenset[str]

    def may(self, permission: str) -> bool:
        """Whether they have a permission."""
        return permission in self.permissions

    def need(self, permission: str) -> None:
        """Raises NotAllowed if they lack a permission."""
        if permission not in self.permissions:
            raise NotAllowed(
                f"This needs the permission {permission}. Ask an admin of your account."
            )

    def need_all(self, permissions: frozenset[str], deed: str) -> None:
        """Raises NotAllowed if somebody would get, or has, more than the speaker."""
        beyond = sorted(permissions - self.permissions)
        if beyond:
            raise NotAllowed(f"{deed} takes permissions you lack yourself: {', '.join(beyond)}.")
