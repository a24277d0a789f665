"""Discord messages as HTML: embeds and buttons, drawn about as its clients draw them."""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

JSON = Mapping[str, Any]

_NO_FILES: Mapping[str, bytes] = {}

_STYLE = """
body { margin: 0; padding: 16px; background: #313338; color: #dbdee1; font: 15px/1.4 "Noto Sans", system-ui, sans-serif }
.who { color: #f2f3f5; font-weight: 600; margin-bottom: 4px }
.app { background: #5865f2; color: #fff; border-radius: 4px; font-size: 10px; padding: 1px 4px; margin-left: 4px }
.embed { background: #2b2d31; border-left: 4px solid var(--colour); border-radius: 4px; padding: 12px 16px; max-width: 480px }
.title { font-weight: 600; color: #f2f3f5; margin-bottom: 6px }
.fields { display: flex; flex-wrap: wrap; gap: 8px 16px; margin-top: 8px; font-size: 14px }
.field { flex: 1 1 100% } .inline { flex: 1 1 30% }
@media (max-width: 480px) { .inline { flex: 1 1 100% } } .name { font-weight: 600; color: #f2f3f5 }
pre { background: #1e1f22; border: 1px solid #1a1b1e; border-radius: 4px; padding: 8px; margin: 2px 0; font: 13px/1.35 monospace; white-space: pre-wrap }
.spoiler { background: #4e5058; border-radius: 4px; padding: 0 3px }
.mention { background: #3c4270; color: #c9cdfb; border-radius: 3px; padding: 0 2px } a { color: #00a8fc; text-decoration: none }
.chart { max-width: 100%; border-radius: 4px; margin-top: 8px }
.foot { color: #b5bac1; font-size: 12px; margin-top: 8px }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 8px }
.button { border-radius: 4px; padding: 6px 14px; font-size: 14px; font-weight: 500; color: #fff } .off { opacity: .5 }
.s1 { background: #5865f2 } .s2 { background: #4e5058 } .s3 { background: #248046 } .s4 { background: #da373c } .s5 { background: #4e5058 }
"""

_INLINE = (
    (re.compile(r"```(?:\w*\n)?(.*?)\n?```", re.DOTALL), r"<pre>\1</pre>"),
    (re.compile(r"\|\|(.+?)\|\|", re.DOTALL), r'<span class="spoiler">\1</span>'),
    (re.compile(r"\*\*(.+?)\*\*", re.DOTALL), r"<b>\1</b>"),
    (re.compile(r"(?<!\\)\*(.+?)\*"), r"<i>\1</i>"),
    (re.compile(r"\[([^\]]+)\]\([^)]*\)"), r"<a>\1</a>"),
    (re.compile(r"&lt;t:\d+(:\w)?&gt;"), "an hour ago"),
    (re.compile(r"\\([\\*_~`|>#\[\]()-])"), r"\1"),
)


def draw_message(
    message: JSON, *, names: Mapping[str, str], files: Mapping[str, bytes] = _NO_FILES
) -> str:
    """Draw a message with its embeds and components; `names` are those of the ids in mentions.

    `files`: attached pictures by their names.
    """
    embeds = "".join(_draw_embed(embed, names, files) for embed in message.get("embeds", ()))
    rows = "".join(_draw_row(row["components"]) for row in message.get("components", ()))
    text = _render(message.get("content") or "", names)
    return (
        f"<style>{_STYLE}</style>"
        f'<div class="who">Parley<span class="app">APP</span></div><div>{text}</div>{embeds}{rows}'
    )


def _draw_embed(embed: JSON, names: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    fields = "".join(
        f'<div class="field {"inline" if field.get("inline") else ""}">'
        f'<div class="name">{_render(field["name"], names)}</div>{_render(field["value"], names)}</div>'
        for field in embed.get("fields", ())
    )
    foot = escape(embed.get("footer", {}).get("text", ""))
    return (
        f'<div class="embed" style="--colour: #{embed.get("color", 0):06x}">'
        f'<div class="title">{_render(embed.get("title", ""), names)}</div>'
        f"<div>{_render(embed.get('description', ''), names)}</div>"
        f'<div class="fields">{fields}</div>{_draw_image(embed, files)}<div class="foot">{foot}</div></div>'
    )


def _draw_image(embed: JSON, files: Mapping[str, bytes]) -> str:
    name = embed.get("image", {}).get("url", "").removeprefix("attachment://")
    if not name:
        return ""
    return f'<img class="chart" src="data:image/png;base64,{b64encode(files[name]).decode()}">'


def _draw_row(components: Sequence[JSON]) -> str:
    buttons = "".join(
        f'<span class="button s{each.get("style", 2)} {"off" if each.get("disabled") else ""}">'
        f"{escape(each.get('label') or '')}</span>"
        for each in components
    )
    return f'<div class="row">{buttons}</div>'


def _render(markdown: str, names: Mapping[str, str]) -> str:
    html = escape(markdown, quote=False)
    for pattern, replacement in _INLINE:
        html = pattern.sub(replacement, html)
    html = re.sub(
        r"&lt;([@#])[&!]?([\w-]+)&gt;",
        lambda found: f'<span class="mention">{found[1]}{names.get(found[2], found[2])}</span>',
        html,
    )
    return html.replace("\n", "<br>")
