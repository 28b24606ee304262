"""An account's data keys: what is sealed for it is sealed with the newest, and says with which.
Kept wrapped by the stage's key; called by services/data_keys.py."""

from collections.abc import Mapping
from typing import NamedTuple


class Wrapped(NamedTuple):
    """A data key as it is stored: of no use to whoever may not ask the stage's key to open it."""

    account: str
    version: int
    blob: str


class Ring(NamedTuple):
    """All data keys of an account, by version. None is taken out: what it sealed stays readable."""

    account: str
    blobs: Mapping[str, str]

    @property
    def newest(self) -> Wrapped | None:
        """The one that seals, or None."""
        return self.find(max((int(number) for number in self.blobs), default=0))

    def find(self, version: int) -> Wrapped | None:
        """One by its version, or None."""
        blob = self.blobs.get(str(version))
        return Wrapped(self.account, version, blob) if blob else None

    def and_new(self, blob: str) -> "Ring":
        """The same with one more, which seals from now on."""
        newest = self.newest
        number = newest.version + 1 if newest else 1
        return Ring(self.account, {**self.blobs, str(number): blob})
