"""A note: what agents say to each other beside a chat; its visitor never sees one. For services and
store."""

from typing import NamedTuple


class Note(NamedTuple):
    """A note by an agent. `reason`: why they passed the chat on, where it came with that."""

    id: str
    agent: str
    name: str
    at: int
    text: str
    reason: str = ""


# More are not told with a chat.
SHOWN_NOTES = 50
# More are not kept beside a chat, but for those that are passed on with it.
MOST_NOTES = 500
