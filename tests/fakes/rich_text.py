"""Rich text as a test reads it."""

from bot.domain.inline import (
    ChannelMention,
    Inline,
    Link,
    MemberMention,
    RichText,
    RoleMention,
    Spoiler,
)


def read(text: RichText) -> str:
    """Return what rich text says: mentions as @member, #channel and &role, links as <URL>."""
    return "".join(map(_read_element, text.elements))


def _read_element(element: Inline) -> str:
    match element:
        case str():
            return element
        case MemberMention(id=id):
            return f"@{id}"
        case ChannelMention(id=id):
            return f"#{id}"
        case RoleMention(id=id):
            return f"&{id}"
        case Spoiler(text=text):
            return text
        case Link(url=url):
            return f"<{url}>"
