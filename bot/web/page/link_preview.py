"""Link preview: what chats and search engines show of the page, in the place of Gradio's own."""

import re
from html import escape

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

TITLE = "Parley: how toxic is a text?"

DESCRIPTION = (
    "Scores how likely readers see an insult, a threat or another harm in a text. "
    "Computed on this machine; nothing is kept."
)

_FOREIGN_TAGS = re.compile(r'<meta\s[^>]*?(?:property="og:|name="(?:twitter:|description"))[^>]*>')

_TAGS = "".join(
    f'<meta {kind}="{name}" content="{escape(content)}">'
    for kind, name, content in (
        ("name", "description", DESCRIPTION),
        ("name", "application-name", "Parley"),
        ("name", "twitter:card", "summary"),
        ("property", "og:type", "website"),
        ("property", "og:site_name", "Parley"),
        ("property", "og:title", TITLE),
        ("property", "og:description", DESCRIPTION),
    )
)


class LinkPreview:
    """An application whose HTML documents carry our preview and no other."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass everything on, HTML documents with their head changed."""
        start: Message | None = None
        content = b""

        async def change(message: Message) -> None:
            nonlocal start, content
            if _is_document(message):
                start = message
            elif start is None:
                await send(message)
            else:
                content += message.get("body", b"")
                if not message.get("more_body"):
                    changed = replace_preview(content.decode()).encode()
                    MutableHeaders(raw=start["headers"])["content-length"] = str(len(changed))
                    await send(start)
                    await send({"type": "http.response.body", "body": changed})

        await self._app(scope, receive, change)


def replace_preview(document: str) -> str:
    """Replace the tags of a preview in an HTML document by ours."""
    return _FOREIGN_TAGS.sub("", document).replace("</head>", f"{_TAGS}</head>", 1)


def _is_document(message: Message) -> bool:
    if message["type"] != "http.response.start":
        return False
    headers = MutableHeaders(raw=message["headers"])
    is_html = headers.get("content-type", "").startswith("text/html")
    return is_html and "content-encoding" not in headers
