"""The snippet: the lines that a page carries."""

from chalicelib.domain.snippet import TEMPLATE, for_cdn, for_own_file


def test_the_lines_load_the_tag_of_the_account() -> None:
    lines = for_cdn("https://chat.example/tag/demo/parley.js")

    assert lines.count("https://chat.example/tag/demo/parley.js") == 1
    assert "__PARLEY_TAG__" in TEMPLATE
    assert "__PARLEY_TAG__" not in lines


def test_ones_own_copy_is_checked_by_browsers() -> None:
    lines = for_own_file("sha384-abc+/=")

    assert 'script.integrity = "sha384-abc+/=";' in lines
    assert '"/parley.js"' in lines
