"""The web files as they go out: in which order, how long they hold, what vouches for them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from chalicelib.domain.publishing import FORM
from infra import web

SIGN_IN = web.SignIn("eu-central-1", "client", "https://cognito.test/")
ORIGIN = "https://chat.parley.test"


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """As the build leaves it."""
    files = {
        "window/window.0123456789ab.js": "window",
        "tag/tag.js": 'start("__PARLEY_CONFIG__")',
        "console/index.html": "page",
        "console/assets/index-1.js": "script",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True, parents=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def test_a_page_goes_out_after_all_that_it_names(dist: Path) -> None:
    keys = [file.key for file in web.console(dist, SIGN_IN)]

    assert keys == ["console/assets/index-1.js", "console/config.json", "console/index.html"]


def test_what_is_named_by_its_content_holds_for_ever_and_pages_never(dist: Path) -> None:
    found = {file.key: file.caching for file in web.console(dist, SIGN_IN)}

    assert found["console/assets/index-1.js"] == web.FOREVER
    assert found["console/index.html"] == found["console/config.json"] == "no-cache"
    assert web.windows(dist)[-1].caching == web.FOREVER


def test_the_console_learns_where_to_sign_in(dist: Path) -> None:
    config = next(file for file in web.console(dist, SIGN_IN) if file.key.endswith("config.json"))

    assert json.loads(config.body)["client_id"] == "client"
    assert config.kind == "application/json"


def test_an_engine_goes_out_after_all_that_it_names(dist: Path) -> None:
    (dist / "invitation").mkdir()
    (dist / "invitation" / "invitation.abc.js").write_text("invitation")
    (dist / "words").mkdir()
    (dist / "words" / "words.abc.json").write_text("{}")
    shown, words, template, told = web.engine(dist, ORIGIN)
    said = json.loads(told.body)

    assert (shown.key, shown.caching) == ("tag/invitation.abc.js", web.FOREVER)
    assert (words.key, words.caching) == ("tag/words.abc.json", web.FOREVER)
    assert words.kind == "application/json"
    assert template.caching == web.FOREVER
    assert template.body == (dist / "tag" / "tag.js").read_bytes()
    assert (told.key, told.caching) == ("tag/engine.json", "no-cache")
    assert said == {
        "template": template.key.removeprefix("tag/"),
        "origin": ORIGIN,
        "window": "window.0123456789ab.js",
        "invitation": "invitation.abc.js",
        "form": FORM,
        "words": "words.abc.json",
    }


def test_another_template_has_another_name(dist: Path) -> None:
    first = web.engine(dist, ORIGIN)[0]
    (dist / "tag" / "tag.js").write_text('begin("__PARLEY_CONFIG__")')

    assert web.engine(dist, ORIGIN)[0].key != first.key


@pytest.mark.parametrize("missing", ["window", "console", "tag"])
def test_what_is_not_built_is_named(dist: Path, missing: str) -> None:
    for file in (dist / missing).rglob("*.*"):
        file.unlink()

    with pytest.raises(web.NotBuilt, match=missing):
        [*web.windows(dist), *web.console(dist, SIGN_IN), *web.engine(dist, ORIGIN)]


def test_a_tag_without_a_place_for_its_account_is_refused(dist: Path) -> None:
    (dist / "tag" / "tag.js").write_text("start()")

    with pytest.raises(web.NotBuilt, match="lacks the place"):
        web.engine(dist, ORIGIN)
