"""The page of the API: whole, escaped, and without anything its policy forbids."""

import base64
import hashlib
import re

from chalicelib.handlers import reference
from chalicelib.handlers.openapi import document
from tests.handlers.cast import ask


def test_the_page_shows_every_operation_and_schema() -> None:
    page = reference.page(document())

    for path in document()["paths"]:
        assert path in page
    links, ids = set(re.findall(r'href="#([^"]+)"', page)), set(re.findall(r'id="([^"]+)"', page))
    assert links <= ids


def test_what_is_described_is_text_and_nothing_else() -> None:
    one = {
        "tags": ["a"], "summary": "<script>x</script>", "parameters": [], "responses": {},
    }  # fmt: skip
    hostile = {
        "info": {"description": "<img>"},
        "paths": {"/<b>": {"get": one}},
        "components": {"schemas": {}},
    }

    page = reference.page(hostile)
    assert not re.search(r"<(script|img|b>/)", page)


def test_its_policy_allows_its_style_alone() -> None:
    answer = ask("GET", "/v1/reference")

    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.S)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert f"style-src 'sha256-{digest}'" in answer.headers["content-security-policy"]
    assert "<script" not in answer.text
    assert " style=" not in answer.text
