"""Accounts and their settings. Called by services."""

from chalicelib.domain.account import Account
from chalicelib.store.tables import AccountItem
from chalicelib.store.writes import Refused, update


def get(account: str) -> Account | None:
    """The account, or None."""
    try:
        item = AccountItem.get(account)
    except AccountItem.DoesNotExist:
        return None
    return Account(
        item.id,
        item.name,
        frozenset(item.origins),
        availability=item.availability,
        availability_at=int(item.availability_at),
    )


def put(account: Account) -> None:
    """Create the account, or bring its name and origins up to date."""
    actions = [
        AccountItem.name.set(account.name),
        AccountItem.origins.set(set(account.origins)),
    ]
    update(AccountItem, (account.id, None), actions)


def set_availability(account: str, state: str, now: int) -> bool:
    """Note what the button shows; False if somebody noted something later, or for no account."""
    actions = [AccountItem.availability.set(state), AccountItem.availability_at.set(now)]
    later = AccountItem.availability_at.does_not_exist() | (AccountItem.availability_at <= now)
    try:
        update(AccountItem, (account, None), actions, AccountItem.origins.exists() & later)
    except Refused:
        return False
    return True
