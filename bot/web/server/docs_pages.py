"""Documentation pages: `/docs` shows the Markdown of docs/ as HTML."""

import re
from functools import cache
from html import escape
from itertools import pairwise
from pathlib import Path
from typing import cast

from fastapi import FastAPI
from markdown_it import MarkdownIt
from markdown_it.token import Token
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, HTMLResponse, Response

from bot.web.server.client_protocols import DOCS_PATH
from classifier.shipped_files import find_shipped

DOCS = find_shipped("docs")
"""The folder of the documentation."""

FIRST_PAGE = "from-perspective"
"""The page of `/docs` itself."""

_MODEL_CARD = find_shipped("models/toxicity-lstm") / "README.md"

_ELSEWHERE = re.compile(r"[a-z]+:|#|/")
"""Links that are no files of the repository: addresses, headings, paths of this server."""

_PICTURES = (".png", ".svg", ".webp", ".jpg")

_STYLE = """
:root { color-scheme: light dark }
body { font: 16px/1.6 system-ui, sans-serif; max-width: 50rem; margin: 2rem auto; padding: 0 1rem }
pre, table { overflow-x: auto; display: block }
pre, code { font-family: ui-monospace, monospace; font-size: .9em }
pre { padding: .75rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent) }
td, th { text-align: left; vertical-align: top; padding: .25rem 1rem .25rem 0 }
img { max-width: 100% }
"""


def add_docs(site: FastAPI) -> None:
    """Serve the pages, and the pictures in them."""

    @site.api_route(DOCS_PATH, methods=["GET", "HEAD"], include_in_schema=False)
    async def get_first_page() -> Response:
        return HTMLResponse(render_page(FIRST_PAGE))

    @site.api_route(DOCS_PATH + "/{name:path}", methods=["GET", "HEAD"], include_in_schema=False)
    async def get_page(name: str) -> Response:
        if picture := _list_pictures().get(name):
            return FileResponse(picture)
        if name not in _list_pages():
            raise HTTPException(404)
        return HTMLResponse(render_page(name))


@cache
def render_page(name: str) -> str:
    """Return a page as HTML: "measuring" -> docs/measuring.md."""
    source = _list_pages().get(name)
    text = source.read_text("utf-8") if source else "# Parley\n\nThe folder docs/ is missing here."
    markdown = MarkdownIt("commonmark").enable("table")
    tokens = markdown.parse(text)
    for heading, content in pairwise(tokens):
        if heading.type == "heading_open":
            heading.attrSet("id", re.sub(r"[^\w]+", "-", content.content.lower()).strip("-"))
    for token in tokens:
        for child in token.children or ():
            _adapt_link(child, folder=source.parent if source else DOCS)
    title = next((t.content for t in tokens if t.type == "inline"), "Parley")
    body = cast("str", markdown.renderer.render(tokens, markdown.options, {}))
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style><main>{body}</main></html>"
    )


@cache
def _list_pages() -> dict[str, Path]:
    pages = {path.relative_to(DOCS).with_suffix("").as_posix(): path for path in DOCS.rglob("*.md")}
    return pages | ({"model-card": _MODEL_CARD} if _MODEL_CARD.exists() else {})


@cache
def _list_pictures() -> dict[str, Path]:
    return {
        path.relative_to(folder).as_posix(): path
        for folder in (_MODEL_CARD.parent, DOCS)
        for path in folder.rglob("*")
        if path.suffix in _PICTURES
    }


def _adapt_link(token: Token, *, folder: Path) -> None:
    """Point a link from a file in `folder` to another file to what is served of it here."""
    for attribute in ("href", "src"):
        target = token.attrGet(attribute)
        if not isinstance(target, str) or _ELSEWHERE.match(target):
            continue
        path, hash_sign, anchor = target.partition("#")
        name = _find_name((folder / path).resolve())
        token.attrSet(attribute, f"{DOCS_PATH}/{name}{hash_sign}{anchor}" if name else DOCS_PATH)


def _find_name(file: Path) -> str | None:
    """Return the name by which a page or a picture is served."""
    named = {path: name for name, path in (_list_pages() | _list_pictures()).items()}
    return named.get(file)
