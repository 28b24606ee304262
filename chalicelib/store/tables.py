"""The PynamoDB models of chats and people; those of admins' own things are in admin_tables.py.
Nothing outside store/ sees them.

Attribute names are short where an item is written with every line: capacity is counted by the
kilobyte.
"""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    BooleanAttribute,
    ListAttribute,
    NumberAttribute,
    TTLAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex

from chalicelib.store.attributes import NumberMap, ScalarMap, StringMap
from chalicelib.store.table import PREFIX, Table


class AccountItem(Table):
    """An account and its settings."""

    class Meta:
        table_name = PREFIX + "accounts"

    id = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute()
    origins = UnicodeSetAttribute(null=True)
    availability = UnicodeAttribute(default="offline")
    availability_at = NumberAttribute(default=0)
    # What the button tells beside its state, as JSON; when business hours change it next.
    shown = UnicodeAttribute(null=True)
    hours_watch = NumberAttribute(default=0)
    suspended = NumberAttribute(default=0)
    # The active agents with the role admin: of two who leave at once the last must stay.
    admins = UnicodeSetAttribute(null=True)
    settings = ScalarMap(default=dict)
    patterns = StringMap(default=dict)
    # The patterns by name of which it is kept, sealed, what they mask.
    kept = UnicodeSetAttribute(null=True)
    # Whom agents invite by hand, by the end of the visit's id: `VISIT INVITATION UNTIL`.
    invited = UnicodeSetAttribute(null=True)
    # What signs identities: `SECRET UNTIL`.
    identity_secrets = UnicodeSetAttribute(null=True)
    # When it is open, as JSON; not there if always.
    hours = UnicodeAttribute(null=True)
    # Its routing rules by id, in their order: whoever has none reads nothing more.
    rules: ListAttribute[Any] = ListAttribute(default=list)
    rules_version = NumberAttribute(default=0)
    # The account's data keys by version, each wrapped by the stage's key.
    data_keys = StringMap(default=dict)
    # How its chats go, learnt from each that ends; not there before the first.
    pace = UnicodeAttribute(null=True)
    version = NumberAttribute(default=0)


class AgentItem(Table):
    """An agent with their load: `chats` is a set of ids, so that a repeated write cannot drift. Of
    a chat that takes several slots each further one is an entry of its own, `ID*2`, `ID*3`."""

    class Meta:
        table_name = PREFIX + "agents"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    email = UnicodeAttribute()
    role = UnicodeAttribute()
    max_chats = NumberAttribute()
    status = UnicodeAttribute(default="away")
    status_at = NumberAttribute(default=0)
    chats = UnicodeSetAttribute(null=True)
    # Ended chats that hold their slots still: `CHAT@UNTIL`.
    wraps = UnicodeSetAttribute(null=True)
    # Those of `chats` that are only offered to them: `CHAT@UNTIL`.
    offers = UnicodeSetAttribute(null=True)
    # The chats of others that they are asked into.
    asked = UnicodeSetAttribute(null=True)
    last_received = NumberAttribute(default=0)
    lease = NumberAttribute(default=0)
    watch = NumberAttribute(default=0)
    sockets = UnicodeSetAttribute(null=True)
    skills = UnicodeSetAttribute(null=True)
    # Beside the skills, not in their place: a release that does not know it reads those all the
    # same. What is not named is 1.
    levels = NumberMap(default=dict)
    groups = UnicodeSetAttribute(null=True)
    created = NumberAttribute(default=0)
    # When they were deactivated; not there while they are active.
    deactivated = NumberAttribute(null=True)
    # Whether Cognito asks them for a second factor; when their password was last new.
    factor = BooleanAttribute(default=False)
    password_at = NumberAttribute(default=0)
    version = NumberAttribute(default=0)


class SignInItem(Table):
    """Which agent a Cognito subject is."""

    class Meta:
        table_name = PREFIX + "sign-ins"

    subject = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    agent = UnicodeAttribute()


class VisitorItem(Table):
    """A visitor who began a chat: `chat` is their latest."""

    class Meta:
        table_name = PREFIX + "visitors"

    key = UnicodeAttribute(hash_key=True)
    name = UnicodeAttribute(default="")
    email = UnicodeAttribute(default="")
    chats = NumberAttribute(default=0)
    chat = UnicodeAttribute(null=True)


class EndedIndex(GlobalSecondaryIndex[Any]):
    """Ended chats by account and month. Sparse: a running chat's lines cost it nothing."""

    class Meta:
        index_name = "ended"
        projection = AllProjection()

    ended_in = UnicodeAttribute(hash_key=True)
    ended_key = UnicodeAttribute(range_key=True)


class EarlierIndex(GlobalSecondaryIndex[Any]):
    """Ended chats by visitor. Sparse too."""

    class Meta:
        index_name = "earlier"
        projection = AllProjection()

    ended_by_visitor = UnicodeAttribute(hash_key=True)
    ended_key = UnicodeAttribute(range_key=True)


class ChatItem(Table):
    """A chat (`part` = `chat`), its blocks of older lines (`part` = `lines#SEQ`, `packed`), why
    it came to whom (`part` = `decision#FENCE`, `decision`) and what agents noted beside it
    (`part` = `note#ID`, `note`)."""

    class Meta:
        table_name = PREFIX + "chats"

    key = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    state = UnicodeAttribute(null=True, attr_name="st")
    visitor = UnicodeAttribute(null=True, attr_name="vr")
    visit = UnicodeAttribute(null=True, attr_name="vs")
    name = UnicodeAttribute(default="", attr_name="nm")
    email = UnicodeAttribute(default="", attr_name="em")
    language = UnicodeAttribute(default="en", attr_name="lg")
    agent = UnicodeAttribute(default="", attr_name="ag")
    agent_name = UnicodeAttribute(default="", attr_name="an")
    fence = NumberAttribute(default=0, attr_name="fe")
    place = UnicodeAttribute(default="", attr_name="pl")
    started = NumberAttribute(default=0, attr_name="t0")
    assigned = NumberAttribute(default=0, attr_name="t1")
    ended = NumberAttribute(default=0, attr_name="t2")
    ended_by = UnicodeAttribute(default="", attr_name="eb")
    waiting_since = NumberAttribute(default=0, attr_name="ws")
    away_since = NumberAttribute(default=0, attr_name="aw")
    url = UnicodeAttribute(default="", attr_name="ur")
    title = UnicodeAttribute(default="", attr_name="ti")
    seq = NumberAttribute(default=0, attr_name="sq")
    first = NumberAttribute(default=1, attr_name="fi")
    lines: ListAttribute[Any] = ListAttribute(default=list, attr_name="li")
    sockets = StringMap(default=dict, attr_name="so")
    holders = StringMap(default=dict, attr_name="ho")
    numbers = NumberMap(default=dict, attr_name="nu")
    marks = StringMap(default=dict, attr_name="ma")
    masks = UnicodeAttribute(null=True, attr_name="mk")
    # Beside the lines, not in them: a release that does not know it reads them all the same.
    sealed: ListAttribute[Any] = ListAttribute(null=True, attr_name="se")
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    decision = UnicodeAttribute(null=True, attr_name="de")
    # What it asks for; not there as long as that is nothing.
    need = UnicodeAttribute(null=True, attr_name="ne")
    # Whom it is offered to, and until when; not there but while it is.
    offered = UnicodeAttribute(null=True, attr_name="of")
    offered_until = NumberAttribute(null=True, attr_name="ou")
    # The agents who were asked in.
    asked = UnicodeSetAttribute(null=True, attr_name="as")
    note = UnicodeAttribute(null=True, attr_name="no")
    # How many notes stand beside it.
    noted = NumberAttribute(null=True, attr_name="nc")
    ended_in = UnicodeAttribute(null=True)
    ended_by_visitor = UnicodeAttribute(null=True)
    ended_key = UnicodeAttribute(null=True)
    by_end = EndedIndex()
    by_visitor = EarlierIndex()


class QueueItem(Table):
    """A waiting chat's place: entries of one queue in the order in which they are served."""

    class Meta:
        table_name = PREFIX + "queue"

    queue = UnicodeAttribute(hash_key=True)
    place = UnicodeAttribute(range_key=True)
    chat = UnicodeAttribute()
    need = UnicodeAttribute(null=True)


class ConnectionItem(Table):
    """Who opened a socket.

    The one table whose key is the platform's id alone: a frame brings nothing else.
    """

    class Meta:
        table_name = PREFIX + "connections"

    id = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    role = UnicodeAttribute()
    subject = UnicodeAttribute()
    visit = UnicodeAttribute(default="")
    seats = UnicodeSetAttribute(null=True)
    opened = NumberAttribute()
    ttl = TTLAttribute()


class SocketTicketItem(Table):
    """A one-time ticket for a socket, under its hash."""

    class Meta:
        table_name = PREFIX + "socket-tickets"

    key = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    role = UnicodeAttribute()
    subject = UnicodeAttribute()
    visit = UnicodeAttribute(default="")
    origin = UnicodeAttribute(default="")
    expires = NumberAttribute()
    ttl = TTLAttribute()


class DeadlineItem(Table):
    """A deadline, spread over shards; within a shard in the order in which they fall due."""

    class Meta:
        table_name = PREFIX + "deadlines"

    shard = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)


class MessageStateIndex(GlobalSecondaryIndex[Any]):
    """Messages of an account that are open, or done, in the order in which they came."""

    class Meta:
        index_name = "state"
        projection = AllProjection()

    state = UnicodeAttribute(hash_key=True)
    moment = UnicodeAttribute(range_key=True)


class MessageItem(Table):
    """A message that a visitor left: `state` is `ACCOUNT#open` or `ACCOUNT#done`."""

    class Meta:
        table_name = PREFIX + "messages"

    key = UnicodeAttribute(hash_key=True)
    state = UnicodeAttribute()
    moment = UnicodeAttribute()
    at = NumberAttribute()
    visitor = UnicodeAttribute()
    visit = UnicodeAttribute()
    name = UnicodeAttribute(default="")
    email = UnicodeAttribute()
    text = UnicodeAttribute()
    language = UnicodeAttribute(default="en")
    url = UnicodeAttribute(default="")
    title = UnicodeAttribute(default="")
    chat = UnicodeAttribute(default="")
    done_by = UnicodeAttribute(default="")
    done_at = NumberAttribute(default=0)
    version = NumberAttribute(default=1)
    by_state = MessageStateIndex()


class IdempotencyItem(Table):
    """A request with an Idempotency-Key and, once done, its answer."""

    class Meta:
        table_name = PREFIX + "idempotency"

    key = UnicodeAttribute(hash_key=True)
    digest = UnicodeAttribute()
    at = NumberAttribute()
    status = NumberAttribute(default=0)
    body = UnicodeAttribute(default="")
    etag = UnicodeAttribute(default="")
    ttl = TTLAttribute()


class DayItem(Table):
    """What was answered on an account's day (`ACCOUNT#DATE`): a part for each agent, and some for
    those who left."""

    class Meta:
        table_name = PREFIX + "days"

    day = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    answered = NumberAttribute(default=0)
    # Of those, how long they waited in all (ms), and how many no longer than so many seconds.
    waited = NumberAttribute(default=0)
    within_20 = NumberAttribute(default=0)
    within_30 = NumberAttribute(default=0)
    within_60 = NumberAttribute(default=0)
    left = NumberAttribute(default=0)


class LimitItem(Table):
    """How much was asked for in a minute, as far as processes told each other."""

    class Meta:
        table_name = PREFIX + "limits"

    key = UnicodeAttribute(hash_key=True)
    count_ = NumberAttribute(default=0, attr_name="n")
    ttl = TTLAttribute(null=True)
