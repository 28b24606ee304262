"""What is due is done, then forgotten; looking too early or twice does no harm."""

from chalicelib.domain.deadline import Deadline
from chalicelib.services import deadlines
from chalicelib.store import deadlines as deadline_store
from tests.services.cast import SECOND, start
from tests.stage import Stage


def test_a_deadline_looked_at_early_is_kept(stage: Stage) -> None:
    deadline = Deadline(stage.now + 5, "lease", "demo", "ag_nobody")
    deadline_store.put(deadline)

    deadlines.settle(deadline, stage.now)
    kept = stage.due()
    deadlines.settle(deadline, stage.now + 5)

    assert (kept, stage.due()) == ([deadline], [])


def test_a_deadline_settled_twice_is_settled_once(stage: Stage) -> None:
    console = stage.open_agent(stage.add_agent("Ada"))
    chat, _ = start(stage)
    stage.close(console)
    (deadline,) = [d for d in stage.due() if d.kind == "lease" and d.due < stage.now + 30 * SECOND]
    stage.now = deadline.due

    for _ in range(3):
        stage.remind(deadline)

    assert stage.lines(chat) == ["assigned:Ada", "requeued"]


def test_deadlines_of_what_is_over_or_gone_do_nothing(stage: Stage) -> None:
    chat, window = start(stage)
    stage.send(window, action="end", chat=chat, client="visitora")
    before = stage.chat(chat)

    for kind, subject in (("waiting", chat), ("away", chat), ("lease", "ag_nobody")):
        assert deadlines.settle(Deadline(0, kind, "demo", subject), stage.now).events == ()
    gone = Deadline(0, "waiting", "demo", "ch_demo_" + "q" * 26)

    assert deadlines.settle(gone, stage.now).events == ()
    assert stage.chat(chat) == before


def test_what_is_due_is_a_delayed_message_too(stage: Stage) -> None:
    chat, _ = start(stage)

    assert [(d.kind, d.subject, d.due - stage.now) for d in stage.reminders] == [
        ("waiting", chat, 30 * SECOND)
    ]
