"""Text files that owners write: `.env` and the policy, in UTF-8 with or without a byte order mark."""

from io import StringIO
from pathlib import Path

from dotenv.parser import parse_stream

from bot.config.errors import ConfigIssue, SettingsError, format_value

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path) -> str:
    """Read a text file.

    Raises:
        OSError: it cannot be read.
        SettingsError: it is not in UTF-8.
    """
    data = path.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        found = "UTF-16" if data.startswith(_UTF16_MARKS) else f"another encoding at line {line}"
        allowed = "UTF-8 (in an editor: Save as, Encoding: UTF-8)"
        raise SettingsError([ConfigIssue(str(path), found, allowed)]) from error


def check_env_file(path: Path) -> None:
    """Check that each line of a file such as `.env` is a name and a value; none is quoted here, as it may be a secret.

    Raises:
        SettingsError: with the lines that are not.
    """
    if not path.exists():
        return
    try:
        text = read_text(path)
    except OSError as error:
        allowed = f"a file that can be read ({error.strerror})"
        raise SettingsError([ConfigIssue(str(path), format_value(str(path)), allowed)]) from error
    wrong = [
        binding.original.line
        for binding in parse_stream(StringIO(text))
        if binding.error or (binding.key and binding.value is None)
    ]
    if wrong:
        allowed = 'NAME=value, a value with spaces in quotes: NAME="two words"'
        raise SettingsError(
            [ConfigIssue(f"{path}, line {line}", "something else", allowed) for line in wrong]
        )
