"""Regular expressions are written anew, so that browsers read them as Python did."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.expression import browsers_form


@pytest.mark.parametrize(
    ("pattern", "form"),
    [
        ("abc", "abc"),
        (r"a.b\.c", r"a.b\.c"),
        ("(?i)a", "a"),
        ("(?P<name>a|bc)", "(?:(?:a|bc))"),
        ("[]a]", r"[\]a]"),
        ("[^/a-z]", r"[^\/a-z]"),
        (r"[\d\-]{2}", r"(?:[\d\-]){2}"),
        ("a{,5}?b{1,2}", "(?:a){0,5}?(?:b){1,2}"),
        (r"\Aa\Z", "^a$"),
        ("a{2}?", "(?:a){2}"),
        ("\x01é", "\\u0001é"),
        ("a?", "(?:a)?"),
        # Browsers refuse a class whose end comes before its beginning.
        (r"[\uffff-\U0001f600]", r"[\uffff-\uffff]"),
    ],
)
def test_it_is_written_so_that_it_cannot_be_read_otherwise(pattern: str, form: str) -> None:
    assert browsers_form(pattern) == form


PIECES = st.sampled_from(
    ["a", "b", ".", "[ab]", "[^a]", r"\d", "^", "$", "(a|b)", "a{1,2}", "b?", r"\.", "-", "[a-]"]
)


@given(st.lists(PIECES, min_size=1, max_size=6).map("".join), st.text("ab1.-", max_size=6))
def test_what_was_written_anew_finds_the_same(pattern: str, text: str) -> None:
    found = re.search(pattern, text)
    again = re.search(browsers_form(pattern), text)

    assert (found and found.span()) == (again and again.span())
