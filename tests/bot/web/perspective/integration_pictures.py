"""Pictures of docs/integrations: what a program sends and what it gets, as SVG."""

import json
from collections.abc import Mapping
from html import escape

_WIDTH, _LINE, _MARGIN, _COLUMNS = 760, 19, 20, 84

_STYLE = (
    "text{font:13px ui-monospace,monospace;fill:#1f2933;white-space:pre}"
    ".head{font:600 15px system-ui,sans-serif}"
    ".paper{fill:#fff}.box{fill:#f4f6f8;stroke:#d5dbe1}"
    "@media(prefers-color-scheme:dark){text{fill:#e6e9ec}.paper{fill:#15181b}"
    ".box{fill:#1f2429;stroke:#3f464d}}"
)


def draw_exchange(
    program: str, *, path: str, sent: Mapping[str, object], got: Mapping[str, object]
) -> str:
    """Draw a request of a program, and its answer below."""
    asked = [f"POST {path}", "", *_format(sent)]
    answered = ["200 OK", "", *_format(got)]
    first, y = _draw_box(f"{program} asks", asked, _MARGIN)
    second, y = _draw_box("Parley answers", answered, y + _MARGIN)
    says = escape(f"{program} asks {path} and is answered with scores.")
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {y + _MARGIN}" role="img">'
        f"<title>{says}</title><style>{_STYLE}</style>"
        f'<rect class="paper" width="100%" height="100%"/>{first}{second}</svg>\n'
    )


def _format(content: object, *, indent: str = "", name: str = "") -> list[str]:
    """Format JSON with what fits a line on a line, and without the spans that nobody asked for."""
    head = f"{indent}{json.dumps(name)}: " if name else indent
    line = head + json.dumps(content)
    if len(line) <= _COLUMNS or not isinstance(content, dict):
        return [line if len(line) <= _COLUMNS else f"{line[: _COLUMNS - 4]} ..."]
    lines = [f"{head}{{"]
    for key, value in content.items():
        if key != "spanScores":
            inner = _format(value, indent=indent + "  ", name=key)
            lines += [*inner[:-1], f"{inner[-1]},"]
    return [*lines[:-1], lines[-1].removesuffix(","), f"{indent}}}"]


def _draw_box(head: str, lines: list[str], top: int) -> tuple[str, int]:
    """Return a headed box and the y of its lower edge."""
    begin = top + 2 * _LINE
    height = len(lines) * _LINE + _LINE
    texts = "".join(
        f'<text x="{_MARGIN + 12}" y="{begin + (n + 1) * _LINE}">{escape(line, quote=False)}</text>'
        for n, line in enumerate(lines)
        if line
    )
    box = (
        f'<text class="head" x="{_MARGIN}" y="{top + _LINE}">{escape(head)}</text>'
        f'<rect class="box" x="{_MARGIN}" y="{begin}" width="{_WIDTH - 2 * _MARGIN}" '
        f'height="{height}" rx="4"/>{texts}'
    )
    return box, begin + height
