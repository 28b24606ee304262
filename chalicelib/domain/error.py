"""Named errors, each with a code of docs/protocol.md; raised by domain, store and services, worded
for the reader."""


class ParleyError(Exception):
    """Something was asked for that cannot be done. `code` is stable, `str()` says what to do."""

    code = "internal"


class BadJson(ParleyError):
    """The body is not JSON."""

    code = "bad_json"


class BadFrame(ParleyError):
    """The body is JSON, but not what this action or route takes; the message names the field."""

    code = "bad_frame"


class TooLarge(ParleyError):
    """The body is over the limit."""

    code = "too_large"


class Binary(ParleyError):
    """A binary frame: only text is spoken here."""

    code = "binary"


class UnknownAction(ParleyError):
    """No such action."""

    code = "unknown_action"


class NotAllowed(ParleyError):
    """The action exists, but not for this role."""

    code = "not_allowed"


class Unauthenticated(ParleyError):
    """Nobody known is speaking."""

    code = "unauthenticated"


class NoSuchChat(ParleyError):
    """The chat does not exist, or is somebody else's: the two look the same from outside."""

    code = "no_such_chat"


class NoSuchMessage(ParleyError):
    """The message does not exist in this account."""

    code = "no_such_message"


class NoSuchVisitor(ParleyError):
    """The visitor was never seen in this account, or is not on the site any more."""

    code = "no_such_visitor"


class NoSuchAgent(ParleyError):
    """The agent does not exist in this account."""

    code = "no_such_agent"


class OfferOver(ParleyError):
    """The chat is not offered to this agent (any more)."""

    code = "offer_over"


class NotThere(ParleyError):
    """The agent, or everybody of the group or skill, is not there: nothing was done."""

    code = "not_there"


class QueueFull(ParleyError):
    """As many wait as the account lets: a message may be left instead."""

    code = "queue_full"


class NoRoom(ParleyError):
    """The agent's slots are in use: nothing was done."""

    code = "no_room"


class TooManyNotes(ParleyError):
    """Beside the chat stand as many notes as may: nothing was kept."""

    code = "too_many_notes"


class ChatEnded(ParleyError):
    """The chat is over."""

    code = "chat_ended"


class NotJoined(ParleyError):
    """This socket does not sit in the chat: join first."""

    code = "not_joined"


class NumberGap(ParleyError):
    """A line of this client before this one is missing."""

    code = "number_gap"


class NumberTaken(ParleyError):
    """Another line of the same client name has this number: two tabs share one name."""

    code = "number_taken"


class TooMany(ParleyError):
    """A limit is reached; the message says which. `wait_s`: in how many seconds to try again."""

    code = "too_many"

    def __init__(self, message: str, wait_s: int = 0) -> None:
        super().__init__(message)
        self.wait_s = wait_s


class Conflict(ParleyError):
    """Others were faster, time and again. Callers read anew before they give up with this."""

    code = "conflict"


class Unavailable(ParleyError):
    """Something that we need does not answer: nothing was done, ask again in a moment."""

    code = "unavailable"


class NoEtag(ParleyError):
    """A change came without saying of which version."""

    code = "no_etag"


class Outdated(ParleyError):
    """Somebody else changed it since it was read: read again, then change."""

    code = "outdated"


class KeyReused(ParleyError):
    """An Idempotency-Key came again with another request."""

    code = "key_reused"


class NoSuchGroup(ParleyError):
    """The group does not exist in this account."""

    code = "no_such_group"


class NoSuchSkill(ParleyError):
    """The skill does not exist in this account."""

    code = "no_such_skill"


class NoSuchRole(ParleyError):
    """The role does not exist in this account."""

    code = "no_such_role"


class NoSuchKey(ParleyError):
    """The API key does not exist in this account."""

    code = "no_such_key"


class NoSuchRoutingRule(ParleyError):
    """The routing rule does not exist in this account."""

    code = "no_such_routing_rule"


class BadRule(ParleyError):
    """A rule that cannot be. `place` says where, as a JSON pointer such as `/when/all/1/value`."""

    code = "bad_rule"

    def __init__(self, place: str, words: str) -> None:
        super().__init__(f"{place or '/'}: {words}")
        self.place = place
        self.words = words


class NoSuchRule(ParleyError):
    """The rule does not exist in this account."""

    code = "no_such_rule"


class NoSuchVersion(ParleyError):
    """The account never had this version, of its configuration or of its tag."""

    code = "no_such_version"


class Suspended(ParleyError):
    """The account is suspended: nothing is done for it until it is resumed."""

    code = "suspended"


class EmailTaken(ParleyError):
    """Another agent signs in with this e-mail address."""

    code = "email_taken"


class InUse(ParleyError):
    """Somebody still has it: take it from them first."""

    code = "in_use"


class LastAdmin(ParleyError):
    """Without this agent nobody could administer the account."""

    code = "last_admin"


class MfaRequired(ParleyError):
    """The account asks for a second factor, and this agent has none."""

    code = "mfa_required"


class BadConfig(ParleyError):
    """A configuration that cannot be; the message names the path."""

    code = "bad_config"


class NoSuchLine(ParleyError):
    """The chat has no line of this number."""

    code = "no_such_line"


class NothingKept(ParleyError):
    """Nothing that was masked in this line is kept."""

    code = "nothing_kept"


class NotReadable(ParleyError):
    """A sealed value is not what was sealed for this line: it was changed, or is another's."""

    code = "not_readable"


class KeyDisabled(ParleyError):
    """The key that guards the account's data keys may not be used, or is gone."""

    code = "key_disabled"


class NotPublished(ParleyError):
    """The web files are not on the CDN yet."""

    code = "not_published"
