"""Agents: who they are stays apart from whether they are there."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.account import Account
from chalicelib.domain.agent import Agent
from chalicelib.domain.audit import Entry
from chalicelib.domain.error import Conflict, Unauthenticated
from chalicelib.store import accounts as account_store
from chalicelib.store import agents, audit, keys
from chalicelib.store.tables import AgentItem
from tests.services.cast import act
from tests.store.cast import NOW, an_account, put_agent


def test_an_agent_put_again_keeps_status_sockets_and_lease() -> None:
    ada = put_agent(an_account())

    agents.put(replace(ada, name="Ada L", max_chats=9), "subject")

    assert agents.get(ada.account, ada.id) == replace(ada, name="Ada L", max_chats=9)


def test_an_account_lists_its_own_agents_only() -> None:
    account = an_account()
    put_agent(account, "ben")
    put_agent(account, "ada")
    put_agent(an_account(), "carl")

    assert [agent.id for agent in agents.of_account(account)] == ["ag_ada", "ag_ben"]


def test_all_that_is_kept_of_an_agent_is_read() -> None:
    account = an_account()
    kept: dict[str, Any] = {
        "name": "Ada",
        "email": "ada@parley.test",
        "role": "manager",
        "max_chats": 4,
        "status": "online",
        "status_at": 1,
        "last_received": 2,
        "lease": 3,
        "watch": 4,
        "created": 5,
        "deactivated": 6,
        "version": 7,
        "password_at": 8,
        "factor": True,
        "sockets": {"one=", "two="},
        "skills": {"sk_a", "sk_b"},
        "levels": {"sk_a": 3},
        "groups": {"gr_a"},
        "asked": {"x-c"},
    }
    slots = {"x-a", "x-b", "x-b*2", "x-over"}
    item = AgentItem(account, "ag_ada", chats=slots, wraps={keys.wrap("x-over", 9)}, **kept)
    item.offers = {keys.wrap("x-a", 8)}
    item.save()

    ada = agents.get(account, "ag_ada")

    assert ada is not None
    assert {name: getattr(ada, name) for name in kept} == kept
    assert (ada.chats, ada.more_slots, ada.wraps) == ({"x-a", "x-b"}, 2, {("x-over", 9)})
    assert ada.offers == {("x-a", 8)}
    known = {"account", "id", "chats", "wraps", "offers", *kept}
    assert known == set(AgentItem.get_attributes())


def test_a_sign_in_leads_to_its_agent() -> None:
    ada = put_agent(an_account(), "dora")

    assert agents.signed_in("dora") == (ada.account, "ag_dora")
    assert agents.signed_in("nobody") is None


def test_only_a_known_socket_renews_the_lease() -> None:
    ada = put_agent(an_account())

    renewed = agents.renew(ada.account, ada.id, "socket-ada", NOW + 90_000)

    assert renewed
    assert renewed.lease == NOW + 90_000
    assert agents.renew(ada.account, ada.id, "other", NOW + 99_000) is None


def test_a_socket_departs_once() -> None:
    ada = put_agent(an_account())
    agents.arrive(ada, "second", NOW + 45_000)

    left = agents.depart(ada.account, ada.id, "socket-ada")

    assert left
    assert left.sockets == frozenset({"second"})
    assert agents.depart(ada.account, ada.id, "socket-ada") is None


def test_a_console_kept_without_a_lease_gets_none_by_its_pings() -> None:
    ada = put_agent(an_account(), lease=0)

    agents.attend(ada, "second")
    renewed = agents.renew(ada.account, ada.id, "second", NOW + 90_000)

    assert renewed is None
    assert agents.get(ada.account, ada.id) == replace(ada, sockets=ada.sockets | {"second"})


def test_the_lease_is_shortened_only_if_no_console_is_left_and_never_prolonged() -> None:
    ada = put_agent(an_account())

    with_console = agents.shorten_lease(ada, NOW + 20_000)
    agents.depart(ada.account, ada.id, "socket-ada")
    longer = agents.shorten_lease(ada, NOW + 60_000)
    shorter = agents.shorten_lease(ada, NOW + 20_000)

    assert (with_console, longer, shorter) == (False, False, True)


def test_only_an_agent_whose_lease_is_over_is_set_gone() -> None:
    ada = put_agent(an_account())

    early, due = agents.set_gone(ada, ada.lease - 1), agents.set_gone(ada, ada.lease)

    found = agents.get(ada.account, ada.id)
    assert early is None
    assert found == due
    assert found
    assert (found.status, found.sockets) == ("away", frozenset())


def an_admin(account: str, name: str) -> Agent:
    """One of the account's admins."""
    account_store.put(Account(account, "Acme", frozenset({"https://acme.test"})))
    blank = put_agent(account, name)
    agents.put(replace(blank, role="admin"), name)
    found = agents.get(account, blank.id)
    assert found
    return found


def entry(account: str) -> Entry:
    """A line of the trail."""
    return act(now=NOW, account=account).entry("agent.change", "thing")


def test_of_two_admins_who_leave_at_once_one_stays() -> None:
    account = an_account()
    first, second = an_admin(account, "ada"), an_admin(account, "ben")

    agents.change(first, replace(first, role="agent"), entry(account))
    with pytest.raises(Conflict):
        agents.change(second, replace(second, deactivated=NOW), entry(account))

    assert agents.is_last_admin(second)
    assert agents.get(account, second.id) == second


def test_a_change_of_an_old_version_is_refused_with_its_entry() -> None:
    ada = put_agent(an_account())
    agents.change(ada, replace(ada, name="Ada L", skills=frozenset({"sk_a"})), entry(ada.account))
    late = entry(ada.account)

    with pytest.raises(Conflict):
        agents.change(ada, replace(ada, name="Other"), late)

    found = agents.get(ada.account, ada.id)
    assert found == replace(ada, name="Ada L", skills=frozenset({"sk_a"}), version=1)
    assert not audit.stands(late)


def test_who_is_deactivated_neither_arrives_nor_goes_online() -> None:
    ada = put_agent(an_account())
    agents.change(ada, replace(ada, deactivated=NOW, status="away", lease=0), entry(ada.account))

    for refused in (
        lambda: agents.arrive(ada, "late", NOW + 45_000),
        lambda: agents.set_status(ada, "online"),
    ):
        with pytest.raises(Unauthenticated):
            refused()

    found = agents.get(ada.account, ada.id)
    assert found
    assert (found.status, found.lease, found.active) == ("away", 0, False)
    assert "late" not in found.sockets


def test_a_dismissed_agents_sockets_stay_known() -> None:
    ada = put_agent(an_account())

    gone = agents.dismiss(ada)

    assert (gone.status, gone.lease, gone.sockets) == ("away", 0, {"socket-ada"})


def test_a_new_agent_and_their_sign_in_are_made_together_or_not() -> None:
    account = an_account()
    dora = Agent(
        account,
        "ag_dora",
        "Dora",
        "",
        "agent",
        3,
        "away",
        frozenset(),
        0,
        0,
        frozenset(),
        version=1,
    )
    agents.create(dora, f"{account}-dora", entry(account))

    with pytest.raises(Conflict):
        agents.create(replace(dora, id="ag_other"), f"{account}-dora", entry(account))

    assert agents.get(account, "ag_dora") == dora
    assert agents.get(account, "ag_other") is None
    assert agents.signed_in(f"{account}-dora") == (account, "ag_dora")


def test_a_group_or_skill_that_is_gone_is_taken_from_all() -> None:
    account = an_account()
    ada = put_agent(account)
    held = replace(ada, groups=frozenset({"gr_a", "gr_b"}), skills=frozenset({"sk_a"}))
    agents.change(ada, held, entry(account))

    agents.take_group(account, "gr_a")
    agents.take_skill(account, "sk_a")

    found = agents.get(account, ada.id)
    assert found
    assert (found.groups, found.skills, found.version) == ({"gr_b"}, frozenset(), 3)
