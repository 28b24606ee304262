"""An account's own patterns: what is useful is taken, what could make a line slow is not."""

import re
import time

import pytest

from chalicelib.domain import pattern
from chalicelib.domain.error import BadFrame

USEFUL = [
    r"\b\d{3}-?\d{2}-?\d{4}\b",
    r"\b[A-Z]{2}\d{6}[A-D]?\b",
    r"(?i)\bcontract[ -]?no\.? ?\d{4,12}\b",
    r"\b(?:DE|AT)[0-9]{9}\b",
    r"[\w.+-]{1,64}@[a-z0-9-]{1,63}\.[a-z]{2,24}",
    "Geheim",
    r"[0-9]{2}/[0-9]{2}",
    r"(\d{4} ){3}\d{4}",
    "[\u0434-\u044f]{6,12}",
]
HOSTILE = {
    r"(a+)+$": "at most",
    r"(a{1,20}){1,20}b": "must not vary",
    r"(?:a|aa){1,30}b": "alternative",
    r"\d+x": "at most",
    r"\d*": "empty",
    r"a{1,64}a{1,64}a{1,64}b": "too long",
    r".{1,200}.{1,200}x": "too long",
    r"[\u0434-\u044f]{1,200}[\u0434-\u044f]{1,200}x": "too long",
    r"(?i)A{1,99}a{1,99}b": "too long",
    r"\w{1,200}[^x]{1,200}\d": "too long",
    r"(a)\1": "are taken",
    r"(?=a)b": "are taken",
    r"(?<!a)b": "are taken",
    r"(?s).": "flags",
    r"a?": "empty",
    r"^": "empty",
    "": "1 to 200",
    "a" * 201: "1 to 200",
    "(": "no regular expression",
    r"a{1,99999999999999999}": "regular expression",
    r"a{1,5000}": "at most",
}


@pytest.mark.parametrize("text", USEFUL)
def test_what_is_useful_is_taken(text: str) -> None:
    pattern.check([("contract", text)])


@pytest.mark.parametrize("text", HOSTILE)
def test_what_could_blow_up_is_refused_with_its_name_and_the_reason(text: str) -> None:
    with pytest.raises(BadFrame, match="`staff`") as refused:
        pattern.check([("staff", text)])

    assert HOSTILE[text] in str(refused.value)


@pytest.mark.parametrize("text", [*USEFUL, r"a{1,30}a{1,30}b", r"\w{1,30}\w{1,30}\."])
def test_what_is_taken_is_done_in_time_on_the_worst_of_texts(text: str) -> None:
    pattern.check([("name", text)])
    compiled = re.compile(text)

    for char in "aA1 .-@xя":
        begun = time.process_time()
        list(compiled.finditer((char * 4_000)[:4_000]))
        assert time.process_time() - begun < 0.5


def test_names_are_told_apart() -> None:
    for names in (["", "a"], ["a", "a"], ["x" * 61]):
        with pytest.raises(BadFrame, match="name of its own"):
            pattern.check([(name, "abc") for name in names])


def test_there_may_be_twenty() -> None:
    pattern.check([(str(n), "abc") for n in range(20)])
    with pytest.raises(BadFrame, match="At most 20"):
        pattern.check([(str(n), "abc") for n in range(21)])
