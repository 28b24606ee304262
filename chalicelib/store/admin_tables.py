"""The PynamoDB models of what admins keep: groups, skills, roles, keys, audit, configurations,
rules."""

from typing import Any

from pynamodb.attributes import (
    BinaryAttribute,
    ListAttribute,
    NumberAttribute,
    UnicodeAttribute,
    UnicodeSetAttribute,
)

from chalicelib.store.table import PREFIX, Table


class GroupItem(Table):
    """A group of agents."""

    class Meta:
        table_name = PREFIX + "groups"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    version = NumberAttribute(default=1)


class SkillItem(Table):
    """A skill that agents have."""

    class Meta:
        table_name = PREFIX + "skills"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    # As JSON; not there if it is always open.
    hours = UnicodeAttribute(null=True)
    version = NumberAttribute(default=1)


class RoutingRuleItem(Table):
    """A routing rule, told as JSON; or, as `given#RULE#GROUP`, how many chats of its share a group
    got on a day."""

    class Meta:
        table_name = PREFIX + "routing-rules"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    told = UnicodeAttribute(default="{}")
    version = NumberAttribute(default=1)
    day = UnicodeAttribute(null=True)
    given = NumberAttribute(null=True)


class RoleItem(Table):
    """A role of the account's own."""

    class Meta:
        table_name = PREFIX + "roles"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    permissions = UnicodeSetAttribute(null=True)
    version = NumberAttribute(default=1)


class KeyItem(Table):
    """An API key. `secret` and, for a while after a rotation, `old` are hashes."""

    class Meta:
        table_name = PREFIX + "keys"

    account = UnicodeAttribute(hash_key=True)
    id = UnicodeAttribute(range_key=True)
    name = UnicodeAttribute()
    permissions = UnicodeSetAttribute(null=True)
    created = NumberAttribute()
    expires = NumberAttribute(default=0)
    hint = UnicodeAttribute()
    secret = UnicodeAttribute()
    old = UnicodeAttribute(default="")
    old_until = NumberAttribute(default=0)
    version = NumberAttribute(default=1)


class KeySecretItem(Table):
    """Whose a secret is, under its hash: asked for before the account is known."""

    class Meta:
        table_name = PREFIX + "key-secrets"

    secret = UnicodeAttribute(hash_key=True)
    account = UnicodeAttribute()
    key = UnicodeAttribute()


class AuditItem(Table):
    """What somebody did, by month, in the order of time. Never changed, never removed."""

    class Meta:
        table_name = PREFIX + "audit"

    month = UnicodeAttribute(hash_key=True)
    key = UnicodeAttribute(range_key=True)
    at = NumberAttribute()
    kind = UnicodeAttribute()
    by = UnicodeAttribute()
    by_name = UnicodeAttribute(default="")
    action = UnicodeAttribute()
    object = UnicodeAttribute()
    before = UnicodeAttribute(default="")
    after = UnicodeAttribute(default="")
    ip = UnicodeAttribute(default="")


class ConfigVersionItem(Table):
    """A configuration as it once stood, packed."""

    class Meta:
        table_name = PREFIX + "config-versions"

    account = UnicodeAttribute(hash_key=True)
    version = NumberAttribute(range_key=True)
    at = NumberAttribute()
    by = UnicodeAttribute()
    by_name = UnicodeAttribute(default="")
    changes = NumberAttribute(default=0)
    packed = BinaryAttribute(legacy_encoding=False)


class RuleItem(Table):
    """Of an account's rules: where they stand now (`part` = `head`), packed blocks of them under
    the hash of what they hold (`block#HASH`, `packed`), and the versions of its tag
    (`version#NUMBER`). Blocks and versions are kept for ever."""

    class Meta:
        table_name = PREFIX + "rules"

    account = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    packed = BinaryAttribute(null=True, legacy_encoding=False)
    # Of the head and of versions; `rules` counts them.
    version = NumberAttribute(null=True)
    blocks: ListAttribute[Any] = ListAttribute(null=True)
    rules = NumberAttribute(null=True)
    # Of a head: the number of the next rule. Of either: the version, or when, it was published.
    next = NumberAttribute(null=True)
    published = NumberAttribute(null=True)
    # Of versions.
    at = NumberAttribute(null=True)
    kind = UnicodeAttribute(null=True)
    by = UnicodeAttribute(null=True)
    by_name = UnicodeAttribute(null=True)
    action = UnicodeAttribute(null=True)
    object = UnicodeAttribute(null=True)
    settings = UnicodeAttribute(null=True)
    src = UnicodeAttribute(null=True)
    integrity = UnicodeAttribute(null=True)
    engine = UnicodeAttribute(null=True)
