"""Agents: who they are stays apart from whether they are there."""

from dataclasses import replace

from chalicelib.store import agents
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
