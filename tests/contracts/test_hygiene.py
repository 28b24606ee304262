"""The look at all logs finds what they must not tell."""

import json

import pytest

from tests import hygiene


def logged(**fields: str) -> str:
    """A line of a log."""
    return json.dumps({"level": "INFO", "message": "a frame", **fields})


@pytest.mark.parametrize(
    "told",
    [
        "Bearer eyJhbGciOiJub25lIn0.eyJ",
        "parley, ticket.abcdefghijklmnopqrstuvwxyz",
        "pk_0123456789abcdef",
        "vera@shop.test",
        "My parcel is lost",
    ],
)
def test_what_a_log_must_not_tell_is_found(told: str) -> None:
    hygiene.note({"text": "My parcel is lost"})

    assert hygiene.found_in(f"chatter\n{logged(detail=told)}")
    assert not hygiene.found_in(f"{told}\n{logged()}\n" + '{"no": "log"}')
    hygiene.said.clear()


def test_a_text_is_found_as_logs_write_it() -> None:
    texts = hygiene.texts_of({"text": 'Où est "mon" colis ?', "reason": "A refund", "n": 1})

    assert hygiene.hits_in(logged(detail='Où est "mon" colis ?'), texts) == ['Où est "mon" colis ?']
    assert hygiene.hits_in(logged(detail="A refund"), texts) == ["A refund"]
    assert not hygiene.hits_in(logged(detail="colis"), texts)


def test_a_test_whose_log_tells_a_text_fails(pytester: pytest.Pytester) -> None:
    pytester.makepyfile(
        f"""
        from tests import hygiene

        def test_tells():
            hygiene.note({{"text": "My parcel is lost"}})
            print('''{logged(detail="My parcel is lost")}''')

        def test_tells_nothing():
            hygiene.note({{"text": "My parcel is lost"}})
            print('''{logged()}''')
        """
    )
    pytester.makeconftest("from tests.hygiene import pytest_runtest_makereport")

    outcome = pytester.runpytest_inprocess("-p", "no:cacheprovider", "-p", "no:playwright")

    outcome.assert_outcomes(passed=1, failed=1)
    outcome.stdout.fnmatch_lines(["*The log tells*My parcel is lost*"])
