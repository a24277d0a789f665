"""The console: a chat in a terminal, or one message a line where input is no terminal.

`stdin_reader` reads lines, `message_factory` makes messages of them, `chat` and `line_protocol` are the two
platforms, `rendering`, `replies` and `formatters` show their answers.
"""

import os
import secrets
import sys
from datetime import UTC, datetime

from bot.runtime.platform_port import Platform, PlatformContext


def build(context: PlatformContext) -> Platform:
    """Build the chat if both ends are a terminal, else the line protocol, its greeting on stderr."""
    # Imported here, as a bot on Discord or Slack needs none of it.
    from rich.console import Console  # noqa: PLC0415

    from bot.platforms.console.chat import Chat  # noqa: PLC0415
    from bot.platforms.console.exports import default_folder  # noqa: PLC0415
    from bot.platforms.console.formatters import to_json, to_line  # noqa: PLC0415
    from bot.platforms.console.line_protocol import LineProtocol  # noqa: PLC0415
    from bot.platforms.console.message_factory import MessageFactory  # noqa: PLC0415

    source = sys.stdin.fileno()
    is_chat = sys.stdin.isatty() and sys.stdout.isatty() and not context.as_json
    message_factory = MessageFactory(
        session=secrets.token_hex(4),
        speaker="you" if is_chat else "someone",
        now=lambda: datetime.now(UTC),
        is_list=not is_chat,
    )
    exports = (context.exports or default_folder(os.environ)).expanduser()
    if is_chat:
        return Chat(
            source=source,
            screen=Console(),
            message_factory=message_factory,
            greeting=context.greeting,
            exports=exports,
        )
    sys.stderr.writelines(f"{line}\n" for line in context.greeting)
    formatter = to_json if context.as_json else to_line
    sink = os.fdopen(sys.stdout.fileno(), "wb", closefd=False)  # buffered, whatever PYTHON* says
    return LineProtocol(
        source=source,
        sink=sink,
        formatter=formatter,
        message_factory=message_factory,
        exports=None if context.as_json else exports,
    )
