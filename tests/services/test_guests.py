"""Agents in chats of others: guests write, monitors are seen by agents alone."""

import pytest

from chalicelib.domain.chat import Chat
from chalicelib.handlers import boundary
from chalicelib.services import agents, roles
from chalicelib.services.agents import Profile
from chalicelib.store import chats as chat_store
from tests.services.cast import act, agent, code, end, join, start, talk
from tests.stage import Frame, Stage, pairs


def watch(stage: Stage, console: str, chat: str, part: str, client: str = "guestaaa") -> Frame:
    """Come in; the answer."""
    return stage.send(console, action="watch", chat=chat, client=client, part=part)[0]


def test_a_monitor_sees_all_and_the_visitor_nothing_of_them(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    before = list(stage.inbox[window])

    joined = watch(stage, may, chat, "monitor")
    in_chat = {"chat": chat, "client": "guestaaa"}
    stage.send(may, action="typing", on=True, **in_chat)
    stage.send(may, action="mark", delivered=2, read=2, keep=True, **in_chat)
    stage.send(may, action="note", id="noteaaaa", text="Offer a refund", **in_chat)
    stage.close(may)

    assert stage.inbox[window] == before
    assert (joined["part"], joined["lines"][-1]["text"]) == ("monitor", "My fern is dying")
    (noted,) = stage.frames(ada, "note")
    assert (noted["note"]["name"], noted["note"]["text"]) == ("May", "Offer a refund")
    assert stage.lines(chat) == ["assigned:Ada", "My fern is dying"]
    assert stage.load("ag_may") == frozenset()


def test_a_monitor_is_told_each_line_and_writes_none(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "monitor")

    stage.send(window, action="post", chat=chat, client="visitora", n=2, text="Hello?")
    line = {"chat": chat, "client": "guestaaa", "n": 1, "text": "Hello"}
    refused = stage.send(may, action="post", **line)
    ended = stage.send(may, action="end", chat=chat, client="guestaaa")

    assert stage.frames(may, "line")[-1]["line"]["text"] == "Hello?"
    assert (code(refused), code(ended)) == ("not_allowed", "not_allowed")
    assert stage.chat(chat).agent == "ag_ada"
    assert ada


def test_an_agent_is_not_there_because_a_monitor_is(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "monitor")
    stage.close(ada)

    assert pairs(stage.frames(window, "presence"), "from", "present")[-1] == ("agent", False)
    assert not stage.chat(chat).is_present("agent")
    assert stage.chat(chat).marks("agent") == (0, 0)


def test_a_guest_who_was_asked_in_writes_under_their_own_name(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    assert watch(stage, ben, chat, "guest")["code"] == "not_allowed"

    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")
    (asked,) = stage.frames(ben, "asked")
    joined = watch(stage, ben, chat, "guest")
    line = {"chat": chat, "client": "guestaaa", "n": 1, "text": "It needs water"}
    stage.send(ben, action="post", **line)

    assert (asked["by"], asked["chat"]["id"], joined["part"]) == ("Ada", chat, "guest")
    assert stage.frames(ada, "line")[-1]["line"]["agent"] == "ag_ben"
    assert stage.frames(window, "line")[-1]["line"]["agent"] == ""
    assert stage.lines(chat)[-2:] == ["joined:guestaaa:Ben", "It needs water"]
    assert stage.load("ag_ben") == frozenset()
    assert watch(stage, ben, chat, "monitor")["code"] == "not_allowed"


def test_a_guest_comes_back_and_is_announced_once(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "guest")
    watch(stage, may, chat, "guest")
    stage.close(may)

    again = stage.open_agent("ag_may")

    assert join(stage, again, chat, "guestaaa")["part"] == "guest"
    assert stage.lines(chat).count("joined:guestaaa:May") == 1


def test_each_tab_of_a_guest_is_known_by_their_name(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "guest")
    again = stage.open_agent("ag_may")

    watch(stage, again, chat, "guest", "otheraaa")
    watch(stage, again, chat, "guest", "otheraaa")

    said = [line for line in stage.lines(chat) if line.startswith("joined:")]
    assert said == ["joined:guestaaa:May", "joined:otheraaa:May"]


@pytest.mark.parametrize("known_gone", ["before", "after"])
def test_a_guest_who_reloads_and_leaves_at_once_is_told_to_have_left(
    stage: Stage, known_gone: str
) -> None:
    chat, _, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "guest")
    again = stage.open_agent("ag_may")
    watch(stage, again, chat, "guest", "otheraaa")

    if known_gone == "before":
        stage.close(may)
    stage.send(again, action="leave", chat=chat, client="otheraaa")
    if known_gone == "after":
        assert "left:May" not in stage.lines(chat)
        stage.close(may)
        stage.close(may)

    assert stage.lines(chat).count("left:May") == 1
    assert stage.frames(window, "line")[-1]["line"]["text"] == "left:May"


def test_a_guest_whose_connection_is_lost_has_not_left(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "guest")
    stage.close(may)

    assert "left:May" not in stage.lines(chat)


def test_who_is_asked_in_while_their_console_is_closed_hears_of_it_when_it_opens(
    stage: Stage,
) -> None:
    chat, ada, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.close(ben)
    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")

    console = stage.open_agent("ag_ben")
    (asked,) = stage.frames(console, "welcome")[-1]["asked"]
    assert (asked["chat"]["id"], asked["by"]) == (chat, "Ada")

    watch(stage, console, chat, "guest")
    assert stage.frames(stage.open_agent("ag_ben"), "welcome")[-1]["asked"] == []
    assert agent("ag_ben").asked == frozenset()


def test_who_is_asked_in_just_before_their_console_opens_is_not_forgotten(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, ada, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    older = chat_store.get_many([chat])
    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")
    stage.close(ben)
    read = chat_store.get_many

    def late(chats: list[str], *, consistent: bool = False) -> dict[str, Chat]:
        """A replica that lags behind."""
        return read(chats, consistent=True) if consistent else older

    monkeypatch.setattr(chat_store, "get_many", late)

    (asked,) = stage.frames(stage.open_agent("ag_ben"), "welcome")[-1]["asked"]
    assert asked["chat"]["id"] == chat


def test_nobody_is_asked_into_what_is_over(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")
    end(stage, chat)

    assert stage.frames(stage.open_agent("ag_ben"), "welcome")[-1]["asked"] == []


def test_a_guest_who_left_writes_no_more_and_their_lines_stay_theirs(stage: Stage) -> None:
    chat, _, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "guest")
    line = {"chat": chat, "client": "guestaaa"}
    stage.send(may, action="post", n=1, text="Hello", **line)

    stage.send(may, action="leave", **line)

    assert stage.lines(chat)[-1] == "left:May"
    assert code(stage.send(may, action="post", n=2, text="Late", **line)) == "not_joined"
    assert join(stage, may, chat, "guestaaa")["code"] == "no_such_chat"
    assert [x.sender for x in stage.chat(chat).lines if x.text == "Hello"] == ["ag_may"]
    assert stage.frames(window, "line")[-1]["line"]["text"] == "left:May"


def test_a_guest_may_take_the_chat_over(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")
    watch(stage, ben, chat, "guest")

    stage.send(ben, action="take", chat=chat)
    joined = join(stage, ben, chat, "guestaaa")

    assert (stage.chat(chat).agent, joined["part"]) == ("ag_ben", "")
    assert stage.load("ag_ben") == {chat}


def test_who_supervises_no_more_does_not_come_back(stage: Stage) -> None:
    chat, _, _ = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "monitor")
    stage.add_agent("May", role="agent")

    assert join(stage, may, chat, "guestaaa")["code"] == "no_such_chat"


def test_only_who_holds_a_chat_asks_others_in(stage: Stage) -> None:
    chat, ada, window = talk(stage)
    stage.open_agent(stage.add_agent("Ben"))
    stage.add_agent("Gone")

    by_visitor = {"chat": chat, "client": "visitora", "agent": "ag_ben"}
    refused = [code(stage.send(window, action="ask", **by_visitor))]
    for name in ("ag_ada", "ag_gone", "ag_none"):
        asks = {"chat": chat, "client": "adaaaaaa", "agent": name}
        refused.append(code(stage.send(ada, action="ask", **asks)))

    assert refused == ["not_allowed", "not_allowed", "not_there", "no_such_agent"]
    assert code(stage.send(ada, action="leave", chat=chat, client="adaaaaaa")) == "not_allowed"


def test_a_chat_that_ended_is_only_read(stage: Stage) -> None:
    chat, _ = start(stage)
    end(stage, chat)
    may = stage.open_agent(stage.add_agent("May", role="manager"))

    assert watch(stage, may, chat, "monitor")["chat"]["state"] == "ended"


def test_visitors_do_none_of_it(stage: Stage) -> None:
    chat, _, window = talk(stage)
    for frame in (
        {"action": "watch", "part": "guest"}, {"action": "leave"}, {"action": "take"},
        {"action": "accept"}, {"action": "decline"}, {"action": "pick"}, {"action": "done"},
        {"action": "note", "id": "noteaaaa", "text": "Hi"},
        {"action": "transfer", "id": "noteaaaa", "agent": "ag_ada"},
    ):  # fmt: skip
        whole = frame["action"] in ("take", "accept", "decline", "pick", "done")
        more = {} if whole else {"client": "visitora"}
        assert code(stage.send(window, chat=chat, **frame, **more)) == "not_allowed", frame


def test_a_guest_whose_role_answers_no_more_does_not_come_back(stage: Stage) -> None:
    chat, ada, _ = talk(stage)
    ben = stage.open_agent(stage.add_agent("Ben"))
    stage.send(ada, action="ask", chat=chat, client="adaaaaaa", agent="ag_ben")
    watch(stage, ben, chat, "guest")
    reader = roles.create(act(), "Reader", frozenset({"chats.read"})).id

    agents.change(act(), "ag_ben", str(agent("ag_ben").version), Profile(role=reader))
    ben = stage.open_agent("ag_ben", online=False)

    assert join(stage, ben, chat, "guestaaa")["code"] == "no_such_chat"
    assert watch(stage, ben, chat, "guest")["code"] == "not_allowed"


def test_a_monitor_who_supervises_no_more_hears_no_more(stage: Stage) -> None:
    chat, _, window = talk(stage)
    may = stage.open_agent(stage.add_agent("May", role="manager"))
    watch(stage, may, chat, "monitor")

    changed = agents.change(act(), "ag_may", str(agent("ag_may").version), Profile(role="agent"))
    boundary.deliver(changed.events, stage.now)
    stage.send(window, action="post", chat=chat, client="visitora", n=2, text="In private")

    assert may in stage.gone
    assert stage.frames(may, "line") == []
