"""Texts of files that Slack shows with them: emails, canvases, transcripts of clips, previews. Pure."""

import re
from html.parser import HTMLParser

from bot.platforms.shared.downloads import AttachedText
from bot.platforms.slack.inbound.json_fields import JSON, get_object, get_text

CHECK_FILE_INFO = "check_file_info"
"""Access of a file of Slack Connect, of which a message shows only the id."""

_HIDDEN = "hidden_by_limit"
"""Mode of a file that is there, and that the workspace's plan does not show."""

_BLOCKS = re.compile(r"(p|div|h[1-6]|li|br|tr|td|th|blockquote|pre)")
"""Matches the tags of HTML that end a line."""


def is_unread(file: JSON) -> bool:
    """Return whether Slack shows nothing of a file but that it is there."""
    return get_text(file, "file_access") == CHECK_FILE_INFO or get_text(file, "mode") == _HIDDEN


def is_email(file: JSON) -> bool:
    """Return whether a file is an email."""
    return "email" in (get_text(file, "mode"), get_text(file, "filetype"))


def is_canvas(file: JSON) -> bool:
    """Return whether a file is a canvas."""
    return get_text(file, "mimetype") == "application/vnd.slack-docs"


def read_email(file: JSON) -> AttachedText:
    """Return the subject and the text of an email; unread where Slack does not show its text."""
    keys = ("plain_text", "preview_plain_text", "preview")
    text = next(filter(None, (get_text(file, key) for key in keys)), "")
    has_all = bool(get_text(file, "plain_text"))
    return AttachedText(
        "\n".join(filter(None, (get_text(file, "subject"), text))), is_unread=not has_all
    )


def read_transcript(file: JSON) -> AttachedText:
    """Return the transcript of a clip as far as Slack shows it; "" where there is none (yet)."""
    preview = get_object(get_object(file, "transcription"), "preview")
    return AttachedText(get_text(preview, "content"), is_cut=preview.get("has_more") is True)


def strip_html(text: str) -> str:
    r"""Return the text of a page: "<p>a <b>cup</b></p><p>tea</p>" -> "a cup\ntea"."""
    stripper = _Stripper()
    stripper.feed(text)
    stripper.close()
    lines = (" ".join(line.split()) for line in "".join(stripper.parts).split("\n"))
    return "\n".join(filter(None, lines))


class _Stripper(HTMLParser):
    """Parser that keeps the text, and a line's end for each block."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._is_hidden = False

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        """Begin a line at a block, and hide scripts and styles."""
        self._is_hidden = tag in ("script", "style")
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End a line after a block."""
        self._is_hidden = False
        if _BLOCKS.fullmatch(tag):
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep a text."""
        if not self._is_hidden:
            self.parts.append(data)
