"""The only way from an outsider's word to an object: everything else is refused."""

import pytest

from chalicelib.domain.connection import Bearer
from chalicelib.domain.error import (
    NoSuchAgent,
    NoSuchChat,
    NoSuchGroup,
    NoSuchKey,
    NoSuchRole,
    NoSuchSkill,
    NotAllowed,
    NotJoined,
    Unauthenticated,
)
from chalicelib.domain.speaker import Speaker
from chalicelib.services import access, accounts, agents, api_keys, groups, roles, skills
from chalicelib.services.agents import Profile
from chalicelib.store import accounts as account_store
from tests.services.cast import act, start, vera
from tests.stage import SHOP, Stage


def test_a_chat_opens_to_its_visitor_and_its_agent_only(stage: Stage) -> None:
    ada = stage.add_agent("Ada")
    stage.open_agent(ada)
    chat, _ = start(stage)

    assert access.chat_of(Bearer("demo", "visitor", vera(0)), chat).id == chat
    assert access.chat_of(Bearer("demo", "agent", ada), chat).id == chat
    for stranger in (
        Bearer("demo", "visitor", vera(1)),
        Bearer("demo", "agent", "ag_ben"),
        Bearer("other", "agent", ada),
        Bearer("other", "visitor", vera(0)),
    ):
        with pytest.raises(NoSuchChat):
            access.chat_of(stranger, chat)


@pytest.mark.parametrize(
    "chat_id",
    ["", "ch_demo_", "ch_other_" + "a" * 26, "ch_demo_" + "a" * 26, "x" * 9_000, "\ud800"],
)
def test_a_chat_that_is_none_is_told_apart_from_nothing(stage: Stage, chat_id: str) -> None:
    with pytest.raises(NoSuchChat) as refused:
        access.chat_of_account("demo", chat_id)

    assert str(refused.value) == "There is no such chat, or it is not yours."


def test_an_agent_is_reached_in_their_own_account_only(stage: Stage) -> None:
    stage.add_agent("Ada")

    assert access.agent_of_account("demo", "ag_ada").name == "Ada"
    for nobody in ("ag_carl", "", "x" * 5_000, "ag_ada\n", "\ud800"):
        with pytest.raises(NoSuchAgent):
            access.agent_of_account("demo", nobody)
    with pytest.raises(NoSuchAgent):
        access.agent_of_account("other", "ag_ada")


def test_what_admins_keep_is_reached_by_its_very_id_in_its_own_account(stage: Stage) -> None:
    group, skill = groups.create(act(), "North"), skills.create(act(), "French")
    role = roles.create(act(), "Readers", frozenset({"chats.read"}))
    key, _ = api_keys.create(act(), "CRM", frozenset({"chats.read"}), 0)

    for gate, thing, error in (
        (access.group, group, NoSuchGroup),
        (access.skill, skill, NoSuchSkill),
        (access.role, role, NoSuchRole),
        (access.api_key, key, NoSuchKey),
    ):
        assert gate("demo", thing.id) == thing
        wrong = ("", thing.id.upper(), thing.id + " ", thing.id + "\n", thing.id[:-1], "x" * 9_000)
        for account, name in [("other", thing.id), *(("demo", text) for text in wrong)]:
            with pytest.raises(error):
                gate(account, name)


def test_a_speaker_may_what_their_role_says_now(stage: Stage) -> None:
    ada = stage.add_agent("Ada")
    role = roles.create(act(), "Readers", frozenset({"chats.read"}))
    agents.change(act(), ada, "0", Profile(role=role.id))

    speaker = access.speaker("demo", "agent", ada, stage.now)
    roles.change(act(), role.id, "1", None, frozenset({"audit.read"}), stage.now)

    assert speaker == Speaker("demo", "agent", ada, "Ada", frozenset({"chats.read"}))
    assert access.speaker("demo", "agent", ada, stage.now).permissions == {"audit.read"}
    assert access.permissions("demo", "ro_" + "a" * 26) == frozenset()


def test_who_is_deactivated_does_not_speak(stage: Stage) -> None:
    stage.add_agent("Boss", role="admin")
    ada = stage.add_agent("Ada")
    agents.deactivate(act(), ada)

    with pytest.raises(Unauthenticated):
        access.speaker("demo", "agent", ada, stage.now)
    with pytest.raises(Unauthenticated):
        access.agent("demo", ada)


def test_a_site_must_be_on_the_list_to_the_letter(stage: Stage) -> None:
    assert access.account_on_site("demo", SHOP, stage.now).id == "demo"
    for foreign in ("", "null", "*", SHOP + "/", SHOP.upper(), "http://shop.test", SHOP + ".evil"):
        with pytest.raises(NotAllowed):
            access.account_on_site("demo", foreign, stage.now)
    with pytest.raises(Unauthenticated):
        access.account_on_site("nobody", SHOP, stage.now)


def test_settings_are_read_again_after_four_seconds(stage: Stage) -> None:
    access.account("demo", stage.now)
    accounts.open_account(account="demo", name="Demo shop", origins=["https://new.test"])

    before = access.account("demo", stage.now + 3_999)
    after = access.account("demo", stage.now + 4_000)

    assert (before.origins, after.origins) == ({SHOP}, {"https://new.test"})
    assert account_store.get("demo") == after


def test_a_socket_nobody_opened_speaks_for_nobody(stage: Stage) -> None:
    with pytest.raises(Unauthenticated):
        access.bearer("unknown=")
    with pytest.raises(Unauthenticated):
        access.agent("demo", "ag_gone")


def test_a_seat_is_found_by_its_own_socket_only(stage: Stage) -> None:
    chat, socket = start(stage)

    assert access.seat_in(chat, "visitora", socket)[1].number == 0
    for client, other in (("visitora", "else="), ("nobodyyy", socket), ("visitora", "")):
        with pytest.raises(NotJoined):
            access.seat_in(chat, client, other)
