"""Accounts and their settings. Called by services."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from botocore.exceptions import BotoCoreError, ClientError
from pynamodb.exceptions import PynamoDBException
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from chalicelib.domain.account import Account
from chalicelib.domain.error import Conflict
from chalicelib.domain.pace import UNKNOWN, Pace
from chalicelib.store.tables import AccountItem
from chalicelib.store.writes import Refused, Write, transact, update

if TYPE_CHECKING:
    from chalicelib.domain.audit import Entry

_NUMBERS = (
    "grace",
    "max_wait",
    "away_waiting",
    "away_open",
    "max_chats",
    "password_days",
    "offer",
    "wrap_up",
    "last_agent_days",
    "retention_months",
    "max_queue",
    "busy_wait",
    "invitations_per_visit",
    "invitation_pause",
)
_SWITCHES = ("mfa_required", "mask_cards", "keep_cards", "anonymise_ip")
_WORDS = ("accept_mode", "consent", "do_not_track")
_SHARES = ("rules_control",)
_SETTINGS = (*_NUMBERS, *_SHARES, *_SWITCHES, *_WORDS)


def get(account: str, *, consistent: bool = False) -> Account | None:
    """The account, or None."""
    try:
        return _account(AccountItem.get(account, consistent_read=consistent))
    except AccountItem.DoesNotExist:
        return None


def every() -> list[Account]:
    """All accounts of the installation, by id. Reads the whole table: for commands only."""
    return sorted(map(_account, AccountItem.scan()), key=lambda account: account.id)


def put(account: Account) -> None:
    """Create the account, or bring its name and origins up to date."""
    actions = [
        AccountItem.name.set(account.name),
        AccountItem.origins.set(set(account.origins)),
    ]
    update(AccountItem, (account.id, None), actions)


def create(account: Account, entry: "Entry") -> None:
    """A new account with default settings. Raises Conflict if there is one of this id."""
    item = AccountItem(account.id, name=account.name, origins=set(account.origins), version=1)
    new = AccountItem.id.does_not_exist()
    transact([lambda t: t.save(item, condition=new), _noted(entry)])


def change(before: Account, after: Account, entry: "Entry", besides: Iterable[Write] = ()) -> None:
    """Change name, origins and settings, if nobody did since, and what goes with it. Raises
    Conflict."""
    transact([changing(before, after), _noted(entry), *besides])


def changing(before: Account, after: Account) -> Write:
    """The write that changes them, to be joined with others."""
    sites, patterns, kept = AccountItem.origins, AccountItem.patterns, AccountItem.kept
    actions: list[Action] = [
        AccountItem.name.set(after.name),
        # A set is never empty in DynamoDB.
        sites.set(set(after.origins)) if after.origins else sites.remove(),
        AccountItem.settings.set({n: getattr(after, n) for n in _SETTINGS}),
        patterns.set(dict(after.mask_patterns)),
        kept.set(set(after.keep_patterns)) if after.keep_patterns else kept.remove(),
        _keeps_hours(after),
        AccountItem.version.set(before.version + 1),
    ]
    if after.rules_version == before.rules_version:
        return _updating(before, actions)
    item, actions = AccountItem(before.id), [*actions, *_orders(before, after.rules)]
    unchanged = _is_at(before.version) & _has_rules(before)
    return lambda t: t.update(item, actions, condition=unchanged)


def ordering(before: Account, rules: Sequence[str]) -> Write:
    """The write by which the routing rules are these, in this order, if nothing of them was changed
    since: nor any skill or group removed that they may name."""
    item, actions = AccountItem(before.id), _orders(before, rules)
    return lambda t: t.update(item, actions, condition=_has_rules(before))


def set_suspended(before: Account, at: int, entry: "Entry") -> None:
    """Suspend the account, or resume it (`at` 0). Raises Conflict."""
    switches = [AccountItem.suspended.set(at), AccountItem.version.set(before.version + 1)]
    transact([_updating(before, list(switches)), _noted(entry)])


def set_availability(
    account: str, state: str, now: int, shown: str = "", hours_watch: int = 0
) -> bool:
    """Note what the button shows, and when hours are looked at next; False if somebody noted
    something later, or for no account."""
    actions: list[Action] = [
        AccountItem.availability.set(state),
        AccountItem.availability_at.set(now),
        AccountItem.shown.set(shown) if shown else AccountItem.shown.remove(),
        AccountItem.hours_watch.set(hours_watch),
    ]
    later = AccountItem.availability_at.does_not_exist() | (AccountItem.availability_at <= now)
    try:
        update(AccountItem, (account, None), actions, AccountItem.name.exists() & later)
    except Refused:
        return False
    return True


def invite(account: str, told: tuple[str, str, int], over: Iterable[tuple[str, str, int]]) -> None:
    """Tell tags of an invitation by hand, and no more of those that are over."""
    gone = set(map(_invited, over))
    if gone:
        update(AccountItem, (account, None), [AccountItem.invited.delete(gone)])
    exists = AccountItem.name.exists()
    update(AccountItem, (account, None), [AccountItem.invited.add({_invited(told)})], exists)


def withdraw(account: str, told: Iterable[tuple[str, str, int]]) -> None:
    """Tell tags no more of invitations."""
    gone = set(map(_invited, told))
    if gone:
        update(AccountItem, (account, None), [AccountItem.invited.delete(gone)])


def set_identity_secrets(
    before: Account, secrets: Iterable[tuple[str, int]], entry: "Entry"
) -> None:
    """Change what signs identities, if nobody did since. Raises Conflict."""
    held = AccountItem.identity_secrets
    item, kept = AccountItem(before.id), set(map(_secret, secrets))
    was = set(map(_secret, before.identity_secrets))
    unchanged = held == was if was else held.does_not_exist()
    transact(
        [
            lambda t: t.update(
                item, [held.set(kept) if kept else held.remove()], condition=unchanged
            ),
            _noted(entry),
        ]
    )


def learn(account_id: str, learnt: Callable[[Pace], Pace]) -> None:
    """Keep how its chats go. Of two who write at once one chat is not counted, and none where the
    database does not answer: it matters little to a mean, and nobody may wait for it."""
    try:
        account = get(account_id)
        if account:
            kept = AccountItem.pace.set(json.dumps(learnt(account.pace), separators=(",", ":")))
            update(AccountItem, (account_id, None), [kept], AccountItem.name.exists())
    except (BotoCoreError, ClientError, PynamoDBException, Conflict, Refused):
        return


def _keeps_hours(account: Account) -> Action:
    if account.hours is None:
        return AccountItem.hours.remove()
    from chalicelib.domain import hours

    return AccountItem.hours.set(hours.pack(account.hours))


def _updating(before: Account, actions: list[Action]) -> Write:
    item, unchanged = AccountItem(before.id), _is_at(before.version)
    return lambda t: t.update(item, actions, condition=unchanged)


def _is_at(version: int) -> Condition:
    held: Condition = AccountItem.version == version
    # Accounts of before there were versions have none.
    return held if version else AccountItem.version.does_not_exist() | held


def _orders(before: Account, rules: Sequence[str]) -> list[Action]:
    version = AccountItem.rules_version.set(before.rules_version + 1)
    return [AccountItem.rules.set(list(rules)), version]


def _has_rules(before: Account) -> Condition:
    version = AccountItem.rules_version
    held: Condition = version == before.rules_version
    return held if before.rules_version else version.does_not_exist() | held


def _account(item: AccountItem) -> Account:
    account = Account(
        item.id,
        item.name,
        frozenset(item.origins or ()),
        availability=item.availability,
        availability_at=int(item.availability_at),
        shown=item.shown or "",
        hours_watch=int(item.hours_watch),
        identity_secrets=tuple(sorted(map(_of_secret, item.identity_secrets or ()))),
        invited=tuple(sorted(map(_of_invited, item.invited or ()))),
        suspended=int(item.suspended),
        mask_patterns=tuple(sorted(item.patterns.items())),
        keep_patterns=frozenset(item.kept or ()),
        rules=tuple(item.rules),
        rules_version=int(item.rules_version),
        version=int(item.version),
        pace=Pace(*json.loads(item.pace)) if item.pace else UNKNOWN,
    )
    if item.hours:
        from chalicelib.domain import hours

        account = replace(account, hours=hours.unpack(item.hours))
    kept = item.settings
    if not kept:
        return account
    told: dict[str, Any] = {name: int(kept[name]) for name in _NUMBERS if name in kept}
    told |= {name: float(kept[name]) for name in _SHARES if name in kept}
    told |= {name: bool(kept[name]) for name in _SWITCHES if name in kept}
    told |= {name: str(kept[name]) for name in _WORDS if name in kept}
    return replace(account, **told)


def _secret(kept: tuple[str, int]) -> str:
    return f"{kept[0]} {kept[1]}"


def _of_secret(kept: str) -> tuple[str, int]:
    secret, until = kept.split(" ")
    return secret, int(until)


def _invited(told: tuple[str, str, int]) -> str:
    return " ".join(map(str, told))


def _of_invited(kept: str) -> tuple[str, str, int]:
    visit, invitation, until = kept.split(" ")
    return visit, invitation, int(until)


def _noted(entry: "Entry") -> Write:
    # Frames read only: what admins' changes need is imported with the first of them.
    from chalicelib.store import audit

    return audit.putting(entry)
