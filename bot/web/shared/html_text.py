"""Visible text of HTML comments, with the offset of each character in the source.

The standard library's parser takes seconds for a hostile comment of 20 KB, and others give no
offsets; the HTML of comments needs one expression.
"""

import re
from array import array
from html import unescape

_TOKEN = re.compile(
    r"""
      <!--.*?(?:-->|\Z)                                                 # a comment
    | <(script|style|template|title)\b.*?(?:</\1[^>]*>|\Z)              # invisible elements
    | </?(?P<tag>[a-z][a-z0-9]*+)(?>(?:"[^"]*"|'[^']*'|[^<>"'])*)>      # a tag
    | <[!?/][^<>]*>                                                     # declarations
    | (?P<reference>&(?:\#[0-9]{1,7}|\#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});?)
    | (?P<text>[^<&]+|.)
    """,
    re.VERBOSE | re.DOTALL | re.IGNORECASE,
)

_INLINE = frozenset(
    re.findall(
        "[a-z]+",
        "a abbr b bdi bdo big cite code del em font i ins kbd mark q s small span strike strong sub "
        "sup tt u var",
    )
)
"""Elements that do not break a word in two."""


class VisibleText:
    r"""Visible text of an HTML comment, as `text`.

    `VisibleText("you <b>clo</b>wn<br>&amp; co").text` -> `"you clown\n& co"`
    """

    def __init__(self, source: str) -> None:
        self._begins = array("L")
        self._ends = array("L")
        self.text = "".join(map(self._read, _TOKEN.finditer(source)))

    def source_span(self, begin: int, end: int) -> tuple[int, int]:
        """Map the characters [begin, end) of `text` to those of the source."""
        return self._begins[begin], self._ends[end - 1]

    def _read(self, token: re.Match[str]) -> str:
        begin, end = token.span()
        if token["text"]:
            self._begins.extend(range(begin, end))
            self._ends.extend(range(begin + 1, end + 1))
            return token["text"]
        if token["reference"]:
            visible = unescape(token["reference"])
        else:
            tag = token["tag"]
            visible = "\n" if tag and tag.lower() not in _INLINE else ""
        self._begins.extend([begin] * len(visible))
        self._ends.extend([end] * len(visible))
        return visible
