"""Chats that are passed on, and taken over: once, with all that was said, never above a limit."""

from dataclasses import replace
from typing import Any

import pytest

from chalicelib.domain.skill import Skill
from chalicelib.services import agents, roles, skills
from chalicelib.services.agents import Profile
from chalicelib.store import accounts as account_store
from chalicelib.store import agents as agent_store
from chalicelib.store import notes, writes
from chalicelib.store import routing as routing_store
from chalicelib.store import skills as skill_store
from chalicelib.store import transfers as transfer_store
from tests.services.cast import MINUTE, SECOND, act, agent, code, end, join, set_up, start, talk
from tests.stage import Stage, pairs

IN_CHAT = {"client": "adaaaaaa", "id": "noteaaaa"}
SKILL = "sk_" + "s" * 26


def test_a_chat_passed_on_comes_to_the_other_with_all_that_was_said(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))

    told = {"agent": "ag_ben", "reason": "Knows ferns", "note": "She is in a hurry"}
    stage.send(ada, action="transfer", chat=chat, **told, **IN_CHAT)

    assert (stage.load("ag_ada"), stage.load("ag_ben")) == (frozenset(), {chat})
    assert stage.frames(ada, "unassigned") == [
        {"event": "unassigned", "chat": chat, "reason": "transferred"}
    ]
    joined = join(stage, ben, chat, "benaaaaa")
    assert [line["text"] for line in joined["lines"]] == [
        "assigned:Ada", "My fern is dying", "transferred:Ben", "assigned:Ben",
    ]  # fmt: skip
    (note,) = joined["notes"]
    assert (note["name"], note["reason"], note["text"]) == (
        "Ada", "Knows ferns", "She is in a hurry",
    )  # fmt: skip
    assert "hurry" not in repr(stage.inbox[window])


def test_who_passed_a_chat_on_is_refused_from_then_on(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", **IN_CHAT)

    late = {"chat": chat, "client": "adaaaaaa"}
    assert code(stage.send(ada, action="post", n=1, text="Late", **late)) == "not_joined"
    assert code(stage.send(ada, action="transfer", agent="ag_ben", id="noteaaab", **late)) == (
        "not_joined"
    )
    assert "Late" not in stage.lines(chat)


@pytest.mark.parametrize(
    ("target", "refused"),
    [
        ({"agent": "ag_ada"}, "not_allowed"),
        ({"agent": "ag_away"}, "not_there"),
        ({"agent": "ag_full"}, "no_room"),
        ({"agent": "ag_nobody"}, "no_such_agent"),
        ({"agent": "nonsense"}, "no_such_agent"),
        ({"skill": "sk_" + "q" * 26}, "no_such_skill"),
        ({"skill": SKILL}, "not_there"),
        ({"group": "gr_" + "q" * 26}, "no_such_group"),
        ({}, "bad_frame"),
        ({"agent": "ag_full", "skill": SKILL}, "bad_frame"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_done(
    stage: Stage, target: dict[str, str], refused: str
) -> None:
    chat, ada, _ = talk(stage)
    skill_store.create(Skill("demo", SKILL, "Ferns", 1), act().entry("skill.create", SKILL))
    stage.open_agent(stage.add_agent("Away"), online=False)
    stage.open_agent(stage.add_agent("Full", max_chats=0))
    before = stage.chat(chat)

    answers = stage.send(ada, action="transfer", chat=chat, **target, **IN_CHAT)

    assert code(answers) == refused
    assert answers[-1]["message"]
    assert stage.chat(chat) == before


def test_a_skill_is_asked_for_first_and_anybody_later(stage: Stage) -> None:
    set_up(max_wait_s=600)
    chat, ada, window = talk(stage)
    skill_store.create(Skill("demo", SKILL, "Ferns", 1), act().entry("skill.create", SKILL))
    stage.open_agent(stage.add_agent("Full", max_chats=0))
    full = agent("ag_full")
    knows = replace(full, skills=frozenset({SKILL}))
    agent_store.change(full, knows, act().entry("agent.change", "ag_full"))
    cleo = stage.open_agent(stage.add_agent("Cleo"))

    stage.send(ada, action="transfer", chat=chat, skill=SKILL, **IN_CHAT)

    assert stage.lines(chat)[-1] == "transferred:"
    assert stage.chat(chat).state == "waiting"
    assert stage.frames(window, "position")[-1]["position"] == 1
    for _ in range(10):
        stage.now += 30 * SECOND
        for console in (ada, cleo):
            stage.send(console, action="ping", renew=True)
        stage.pass_time(0)
    # Whoever passed it on does not get it back while somebody else may take it.
    assert stage.load("ag_cleo") == {chat}


def test_who_passed_a_chat_on_does_not_get_it_back_though_they_have_more_room(
    stage: Stage,
) -> None:
    chat, ada, _ = talk(stage, max_chats=9)
    skill_store.create(Skill("demo", SKILL, "Ferns", 1), act().entry("skill.create", SKILL))
    stage.open_agent(stage.add_agent("Ben", max_chats=2))
    for name in ("ag_ada", "ag_ben"):
        found = agent(name)
        knows = replace(found, skills=frozenset({SKILL}))
        agent_store.change(found, knows, act().entry("agent.change", name))
    start(stage, 1)
    assert len(stage.load("ag_ben")) == 1

    stage.send(ada, action="transfer", chat=chat, skill=SKILL, **IN_CHAT)

    assert chat in stage.load("ag_ben")


def test_a_named_agent_who_goes_away_keeps_nobody_waiting(stage: Stage) -> None:
    set_up(accept_mode="offer", offer_s=20)
    ada = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.send(ada, action="accept", chat=chat)
    join(stage, ada, chat)
    ben = stage.open_agent(stage.add_agent("Ben"))
    cleo = stage.open_agent(stage.add_agent("Cleo"))

    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", **IN_CHAT)
    assert stage.chat(chat).offered == "ag_ben"
    stage.send(ben, action="decline", chat=chat)

    assert stage.frames(cleo, "offered")[0]["chat"]["id"] == chat


def test_a_chat_passed_on_goes_before_all_who_wait(stage: Stage) -> None:
    chat, ada, _ = talk(stage, max_chats=1)
    stage.now += 1
    other, _ = start(stage, 1)
    set_up(accept_mode="offer")
    ben = stage.open_agent(stage.add_agent("Ben", max_chats=2))
    stage.send(ben, action="decline", chat=other)

    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", **IN_CHAT)
    stage.send(ben, action="decline", chat=chat)

    assert [need.id for need in routing_store.waiting("demo", 9)][:1] == [chat]


def test_a_supervisor_takes_a_chat_over_and_its_agent_is_refused(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"), online=False)

    stage.send(may, action="take", chat=chat)
    again = stage.send(may, action="take", chat=chat)

    assert again[0]["event"] == "assigned"
    assert (stage.load("ag_ada"), stage.load("ag_may")) == (frozenset(), {chat})
    assert pairs(stage.frames(ada, "unassigned"), "reason", "by") == [("taken_over", "May")]
    assert stage.frames(window, "assigned")[-1]["chat"]["agent_name"] == "May"
    line = {"chat": chat, "client": "adaaaaaa", "n": 1, "text": "Late"}
    assert code(stage.send(ada, action="post", **line)) == "not_joined"
    assert stage.lines(chat)[-1] == "assigned:May"
    decision = routing_store.decisions(chat)[-1]
    assert (decision.agent, decision.verdicts[0].reason) == ("ag_may", "taken_over")


def test_nobody_takes_over_above_their_limit_or_without_the_right(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    may = stage.open_agent(stage.add_agent("May", role="manager", max_chats=0))

    refused = [code(stage.send(console, action="take", chat=chat)) for console in (ben, may)]

    assert refused == ["not_allowed", "no_room"]
    assert stage.chat(chat).agent == "ag_ada"


def test_a_supervisor_takes_a_chat_that_waits(stage: Stage) -> None:
    may = stage.open_agent(stage.add_agent("May", role="manager"), online=False)
    chat, _ = start(stage)

    stage.send(may, action="take", chat=chat)

    assert stage.load("ag_may") == {chat}
    end(stage, chat)
    assert code(stage.send(may, action="take", chat="ch_demo_" + "q" * 26)) == "no_such_chat"
    stage.pass_time(MINUTE)


def test_a_chat_passed_on_to_an_agent_by_name_asks_for_nothing_else(stage: Stage) -> None:
    ada = stage.open_agent(stage.add_agent("Ada"))
    skill = skills.create(act(), "Ferns").id
    agents.change(act(), "ag_ada", "0", Profile(skills=frozenset({skill})))
    chat, _ = start(stage, skill=skill)
    join(stage, ada, chat)
    stage.open_agent(stage.add_agent("Ben"))

    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", **IN_CHAT)

    assert stage.chat(chat).agent == "ag_ben"


def test_who_was_named_and_is_gone_keeps_nobody_waiting(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    stage.open_agent(stage.add_agent("Cleo"))
    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", **IN_CHAT)

    agents.deactivate(act(), "ag_ben")

    assert stage.chat(chat).agent == "ag_cleo"


def test_passing_on_writes_over_no_note(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    beside = {"chat": chat, "client": "mayaaaaa"}
    stage.send(may, action="watch", part="monitor", **beside)
    stage.send(may, action="note", id=IN_CHAT["id"], text="Be careful", **beside)

    refused = stage.send(ada, action="transfer", chat=chat, agent="ag_ben", note="Ha", **IN_CHAT)

    assert code(refused) == "number_taken"
    assert stage.chat(chat).agent == "ag_ada"
    assert [note.text for note in notes.of_chat(stage.chat(chat))] == ["Be careful"]


@pytest.mark.parametrize("told", [True, False])
def test_passing_on_whose_answer_was_lost_is_done_once(
    stage: Stage, monkeypatch: pytest.MonkeyPatch, told: bool
) -> None:
    chat, ada, _ = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    write = transfer_store.pass_on
    transfer = {"action": "transfer", "chat": chat, "agent": "ag_ben", **IN_CHAT}

    def lost(*args: Any) -> None:
        monkeypatch.setattr(transfer_store, "pass_on", write)
        write(*args)
        raise writes.Conflict("Lost.") if told else OSError

    monkeypatch.setattr(transfer_store, "pass_on", lost)
    answers = stage.send(ada, **transfer)
    if not told:
        answers = stage.send(ada, **transfer)

    assert "unassigned" in {frame["event"] for frame in answers}
    assert len(stage.frames(ada, "error")) == (0 if told else 1)
    assert stage.chat(chat).agent == "ag_ben"
    assert stage.lines(chat).count("transferred:Ben") == 1


def test_who_looked_on_and_supervises_no_more_takes_nothing_over(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    stage.send(may, action="watch", chat=chat, client="mayaaaaa", part="monitor")

    agents.change(act(), "ag_may", str(agent("ag_may").version), Profile(role="agent"))

    assert code(stage.send(may, action="take", chat=chat)) == "not_allowed"
    assert join(stage, may, chat, "mayaaaaa")["code"] == "no_such_chat"
    assert stage.chat(chat).agent == "ag_ada"


def test_the_note_of_a_transfer_is_told_to_who_looks_on(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    stage.send(may, action="watch", chat=chat, client="mayaaaaa", part="monitor")

    stage.send(ada, action="transfer", chat=chat, agent="ag_ben", note="Hurry", **IN_CHAT)

    assert [frame["note"]["text"] for frame in stage.frames(may, "note")] == ["Hurry"]
    assert "Hurry" not in repr(stage.inbox[window])


def test_whose_role_answers_no_chats_is_told_so_when_they_take_one(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    lead = roles.create(act(), "Lead", frozenset({"chats.read", "chats.supervise"})).id
    stage.add_agent("May")
    agents.change(act(), "ag_may", str(agent("ag_may").version), Profile(role=lead))
    may = stage.open_agent("ag_may", online=False)

    assert code(stage.send(may, action="take", chat=chat)) == "not_allowed"


def test_a_chat_taken_over_did_not_wait_while_somebody_had_it(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    for _ in range(20):
        stage.now += 30 * SECOND
        for console in (ada, may):
            stage.send(console, action="ping", renew=True)

    stage.send(may, action="take", chat=chat)
    stage.now += MINUTE
    stage.send(window, action="end", chat=chat, client="visitora")

    account = account_store.get("demo")
    assert account
    assert account.pace.waited < 10 * SECOND
    assert account.pace.handling > 5 * MINUTE
