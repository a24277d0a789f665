"""Slack messages as HTML: Block Kit, drawn about as its clients draw it."""

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

JSON = Mapping[str, Any]

_STYLE = """
body { margin: 0; padding: 16px; background: #fff; color: #1d1c1d; font: 15px/1.46 "Lato", "Noto Sans", system-ui, sans-serif }
.who { font-weight: 900; margin-bottom: 4px } .app { background: #ddd; color: #616061; border-radius: 2px; font-size: 10px; padding: 1px 4px; margin-left: 4px }
.block { max-width: 560px; margin: 4px 0 } .header { font-size: 18px; font-weight: 800 } .context { color: #616061; font-size: 13px }
pre { background: #f8f8f8; border: 1px solid #ddd; border-radius: 4px; padding: 8px; margin: 4px 0; font: 12px/1.5 monospace; white-space: pre-wrap }
code { color: #c01343; background: #f8f8f8; border: 1px solid #ddd; border-radius: 3px; padding: 1px 3px; font-size: 12px }
blockquote { border-left: 4px solid #ddd; margin: 4px 0; padding-left: 12px } a, .mention { color: #1264a3; text-decoration: none }
.row { display: flex; flex-wrap: wrap; gap: 8px } .button { border: 1px solid #bbb; border-radius: 4px; padding: 4px 12px; font-size: 14px; font-weight: 700 }
.danger { background: #e01e5a; color: #fff; border-color: #e01e5a } .primary { background: #007a5a; color: #fff; border-color: #007a5a } hr { border: 0; border-top: 1px solid #ddd }
"""

_WRAPPERS = {"bold": "b", "italic": "i", "strike": "s", "code": "code"}

_PARTS = {
    "rich_text_preformatted": "pre",
    "rich_text_quote": "blockquote",
    "rich_text_section": "div",
    "rich_text_list": "div",
}


def draw_message(blocks: Sequence[JSON], *, names: Mapping[str, str]) -> str:
    """Draw a message of blocks; `names` are those of the ids in mentions."""
    drawn = "".join(f'<div class="block">{_draw_block(block, names)}</div>' for block in blocks)
    return (
        f'<style>{_STYLE}</style><div class="who">Parley<span class="app">APP</span></div>{drawn}'
    )


def _draw_block(block: JSON, names: Mapping[str, str]) -> str:
    match block["type"]:
        case "header":
            return f'<div class="header">{escape(block["text"]["text"])}</div>'
        case "divider":
            return "<hr>"
        case "section":
            return _draw_text(block["text"])
        case "context":
            return f'<div class="context">{" ".join(map(_draw_text, block["elements"]))}</div>'
        case "rich_text":
            return "".join(_draw_part(part, names) for part in block["elements"])
        case "actions":
            return f'<div class="row">{"".join(map(_draw_button, block["elements"]))}</div>'
        case kind:
            raise ValueError(f"a block of the kind {kind} cannot be drawn yet")


def _draw_button(element: JSON) -> str:
    label = element.get("text") or element.get("placeholder") or {"text": "⋯"}
    return f'<span class="button {element.get("style", "")}">{escape(label["text"])}</span>'


def _draw_part(part: JSON, names: Mapping[str, str]) -> str:
    tag = _PARTS[part["type"]]
    inner = "".join(
        _draw_part(each, names) if "elements" in each else _draw_inline(each, names)
        for each in part["elements"]
    )
    return f"<{tag}>{inner}</{tag}>"


def _draw_inline(element: JSON, names: Mapping[str, str]) -> str:
    html = _draw_unstyled(element, names)
    for style, tag in _WRAPPERS.items():
        if element.get("style", {}).get(style):
            html = f"<{tag}>{html}</{tag}>"
    return html


def _draw_unstyled(element: JSON, names: Mapping[str, str]) -> str:
    match element["type"]:
        case "text":
            return escape(element["text"]).replace("\n", "<br>")
        case "link":
            return f"<a>{escape(element.get('text') or element['url'])}</a>"
        case "channel":
            return f'<span class="mention">#{_find_name(element["channel_id"], names)}</span>'
        case "user":
            return f'<span class="mention">@{_find_name(element["user_id"], names)}</span>'
        case "date":
            return escape(element["fallback"])
        case kind:
            raise ValueError(f"an element of the kind {kind} cannot be drawn yet")


def _find_name(id_: str, names: Mapping[str, str]) -> str:
    return escape(names.get(id_, id_))


def _draw_text(text: JSON) -> str:
    return escape(text["text"]).replace("\n", "<br>")
