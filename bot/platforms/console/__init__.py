"""The console: a chat in a terminal, or one message a line where input is no terminal.

`lines` reads, `speech` makes messages of what it read, `chat` and `protocol` are the two platforms,
`screen` and `forms` say how each of them shows an answer.
"""

import os
import secrets
import sys
from datetime import UTC, datetime

from rich.console import Console

from bot.platforms.console.chat import Chat
from bot.platforms.console.formatters import to_json, to_line
from bot.platforms.console.line_protocol import LineProtocol
from bot.platforms.console.message_factory import MessageFactory
from bot.runtime.platform_port import Platform, PlatformContext


def build(launch: PlatformContext) -> Platform:
    """The chat if a person sits at both ends, else the line protocol, its greeting on stderr."""
    source = sys.stdin.fileno()
    is_chat = sys.stdin.isatty() and sys.stdout.isatty() and not launch.as_json
    speech = MessageFactory(
        session=secrets.token_hex(4),
        speaker="you" if is_chat else "someone",
        now=lambda: datetime.now(UTC),
        is_list=not is_chat,
    )
    if is_chat:
        return Chat(source=source, screen=Console(), speech=speech, greeting=launch.greeting)
    sys.stderr.writelines(f"{line}\n" for line in launch.greeting)
    form = to_json if launch.as_json else to_line
    sink = os.fdopen(sys.stdout.fileno(), "wb", closefd=False)  # buffered, whatever PYTHON* says
    return LineProtocol(source=source, sink=sink, form=form, speech=speech)
