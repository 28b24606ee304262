"""The API's description as a page: plain HTML without scripts. Called by openapi.py."""

import base64
import hashlib
import json
from html import escape
from typing import Any

Shape = dict[str, Any]
STYLE = """
:root{color-scheme:light dark;--line:light-dark(#d9dee5,#353c46);--soft:light-dark(#f5f7f9,#1d2127);
--quiet:light-dark(#56616e,#9aa6b4);--key:light-dark(#0b57d0,#8ab4f8)}
body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:60rem;padding:1.5rem}
h1{font-size:1.8rem;margin:.5rem 0}
h2{margin:2.5rem 0 .5rem;font-size:1.2rem;text-transform:capitalize}
nav{display:flex;flex-wrap:wrap;gap:.5rem 1rem}a{color:var(--key)}
details{border:1px solid var(--line);border-radius:.5rem;margin:.5rem 0;background:var(--soft)}
summary{cursor:pointer;padding:.6rem .8rem;display:flex;flex-wrap:wrap;gap:.2rem .8rem}
summary b{min-width:4.5rem;font-family:ui-monospace,monospace}
summary code{overflow-wrap:anywhere}summary span{color:var(--quiet)}
section{padding:0 .8rem .8rem}pre{overflow:auto;padding:.6rem;border:1px solid var(--line);
border-radius:.4rem;font-size:.85rem}table{border-collapse:collapse;width:100%}
td,th{text-align:start;padding:.25rem .5rem .25rem 0;border-bottom:1px solid var(--line)}
:focus-visible{outline:3px solid var(--key);outline-offset:2px}
"""
_DIGEST = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
POLICY = (
    f"default-src 'none'; style-src 'sha256-{_DIGEST}'; base-uri 'none'; form-action 'none';"
    " frame-ancestors 'none'"
)


def page(document: Shape) -> str:
    """The page of a description."""
    groups: dict[str, list[str]] = {}
    for path, methods in document["paths"].items():
        for method, one in methods.items():
            groups.setdefault(one["tags"][0], []).append(_operation(method, path, one))
    links = "".join(f'<a href="#{_anchor(name)}">{escape(name)}</a>' for name in groups)
    parts = "".join(
        f'<h2 id="{_anchor(name)}">{escape(name)}</h2>{"".join(rows)}'
        for name, rows in groups.items()
    )
    schemas = "".join(
        f'<details id="schema-{escape(name)}"><summary><code>{escape(name)}</code></summary>'
        f"<section>{_code(shape)}</section></details>"
        for name, shape in document["components"]["schemas"].items()
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Parley: the API</title><style>{STYLE}</style></head><body>"
        f"<h1>The API of Parley</h1><p>{escape(document['info']['description'])} Sign in with"
        " <code>Authorization: Bearer</code> and an API key, made in the console under API keys."
        ' The same for tools: <a href="openapi.json">openapi.json</a>.</p>'
        f'<nav aria-label="Parts">{links}<a href="#schemas">schemas</a></nav><main>{parts}'
        f'<h2 id="schemas">Schemas</h2>{schemas}</main></body></html>'
    )


def _anchor(name: str) -> str:
    return escape(name.replace(" ", "-"))


def _operation(method: str, path: str, one: Shape) -> str:
    body = one.get("requestBody", {}).get("content", {}).get("application/json", {})
    told = [
        f"<p>{escape(one['description'])}</p>" if "description" in one else "",
        _parameters(one["parameters"]),
        f"<h3>Body</h3>{_shape(body['schema'])}" if body else "",
        *(_answer(status, answer) for status, answer in one["responses"].items()),
    ]
    return (
        f"<details><summary><b>{method.upper()}</b><code>{escape(path)}</code>"
        f"<span>{escape(one['summary'])}</span></summary><section>{''.join(told)}</section></details>"
    )


def _parameters(parameters: list[Shape]) -> str:
    if not parameters:
        return ""
    rows = "".join(
        f"<tr><td><code>{escape(one['name'])}</code></td><td>{escape(one['in'])}</td>"
        f"<td>{'needed' if one['required'] else 'optional'}</td></tr>"
        for one in parameters
    )
    head = "<tr><th>Parameter</th><th>Where</th><th></th></tr>"
    return f"<table><thead>{head}</thead><tbody>{rows}</tbody></table>"


def _answer(status: str, answer: Shape) -> str:
    shapes = "".join(_shape(one["schema"]) for one in answer.get("content", {}).values())
    name = "Otherwise" if status == "default" else f"Answer {status}"
    return f"<h3>{escape(name)}</h3><p>{escape(answer['description'])}</p>{shapes}"


def _shape(schema: Shape) -> str:
    name = str(schema.get("$ref", "")).rpartition("/")[2]
    if name:
        return f'<p><a href="#schema-{escape(name)}">{escape(name)}</a></p>'
    return _code(schema)


def _code(shape: Shape) -> str:
    return f"<pre><code>{escape(json.dumps(shape, indent=2))}</code></pre>"
