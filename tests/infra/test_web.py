"""The web files as they go out: in which order, how long they hold, what vouches for them."""

from __future__ import annotations

import base64
import hashlib
import json
from pathlib import Path

import pytest

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


def test_a_tag_knows_its_account_and_window(dist: Path) -> None:
    copy, evergreen, _ = web.tag(dist, "acme", ORIGIN)

    given = json.loads(evergreen.body.decode().removeprefix("start(").removesuffix(")"))
    assert given["account"] == "acme"
    assert given["api"] == given["cdn"] == ORIGIN
    assert given["window"] == "window.0123456789ab.js"
    assert (evergreen.key, evergreen.caching) == ("tag/acme/parley.js", web.SHORT)
    assert (copy.body, copy.caching) == (evergreen.body, web.FOREVER)


def test_a_copy_is_named_and_vouched_for_by_its_content(dist: Path) -> None:
    copy, _, told = web.tag(dist, "acme", ORIGIN)
    other = web.tag(dist, "other", ORIGIN)[0]
    said = json.loads(told.body)

    digest = base64.b64encode(hashlib.sha384(copy.body).digest()).decode()
    assert said == {"src": f"/{copy.key}", "integrity": f"sha384-{digest}"}
    assert web.tag(dist, "acme", ORIGIN)[0] == copy
    assert other.key != copy.key


@pytest.mark.parametrize("missing", ["window", "console", "tag"])
def test_what_is_not_built_is_named(dist: Path, missing: str) -> None:
    for file in (dist / missing).rglob("*.*"):
        file.unlink()

    with pytest.raises(web.NotBuilt, match=missing):
        [*web.windows(dist), *web.console(dist, SIGN_IN), *web.tag(dist, "acme", ORIGIN)]


def test_a_tag_without_a_place_for_its_account_is_refused(dist: Path) -> None:
    (dist / "tag" / "tag.js").write_text("start()")

    with pytest.raises(web.NotBuilt, match="lacks the place"):
        web.tag(dist, "acme", ORIGIN)
