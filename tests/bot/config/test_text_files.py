"""Files that owners write, as editors on every system save them, and with the mistakes that people make."""

from pathlib import Path

import pytest

from bot.config.errors import SettingsError
from bot.config.settings import load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work in an empty directory."""
    monkeypatch.chdir(tmp_path)


def refuse() -> str:
    """Return the lines with which the settings are refused."""
    with pytest.raises(SettingsError) as refusal:
        load_settings({})
    return str(refusal.value)


def test_a_byte_order_mark_before_the_policy_and_the_settings_is_not_read() -> None:
    Path("policy.toml").write_text('mode = "flag"\n', "utf-8-sig")
    Path(".env").write_text("PARLEY_LOG_LEVEL=debug\n", "utf-8-sig")
    settings, policy = load_settings({})
    assert settings.log_level == "debug"
    assert policy is not None
    assert policy.mode == "flag"


@pytest.mark.parametrize("name", [".env", "policy.toml"])
def test_a_file_in_utf_16_is_refused_with_what_to_do(name: str) -> None:
    Path(name).write_text("a=1\n", "utf-16")
    assert (
        refuse() == f"{name}: got UTF-16; allowed: UTF-8 (in an editor: Save as, Encoding: UTF-8)"
    )


@pytest.mark.parametrize("name", [".env", "policy.toml"])
def test_of_a_file_in_another_encoding_the_line_is_named(name: str) -> None:
    Path(name).write_bytes("# ok\n# für\n".encode("latin-1"))
    assert refuse().startswith(f"{name}: got another encoding at line 2; allowed: UTF-8")


@pytest.mark.parametrize(
    "line", ["DISCORD_TOKEN", "DISCORD_TOKEN s3cret", 'DISCORD_TOKEN="s3cret', "two words=s3cret"]
)
def test_a_line_of_the_settings_that_is_no_setting_is_named_and_its_text_not_shown(
    line: str,
) -> None:
    Path(".env").write_text(f"# the bot\nPARLEY_LOG_LEVEL=info\n{line}\n")
    assert refuse() == (
        ".env, line 3: got something else; allowed: NAME=value, "
        'a value with spaces in quotes: NAME="two words"'
    )


def test_a_folder_in_the_place_of_the_settings_is_named() -> None:
    Path(".env").mkdir()
    with pytest.raises(SettingsError, match=r"^\.env: got .* \(Is a directory\)$"):
        load_settings({})


@pytest.mark.parametrize(
    ("line", "allowed"),
    [
        ("PARLEY_HEALTH_PORT=abc", "a whole number"),
        ("PARLEY_HEALTH_PORT=1.5", "a whole number"),
        ("PARLEY_HEALTH_PORT=0", "a number of 1 or more"),
        ("PARLEY_HEALTH_PORT=65536", "a number of 65535 or less"),
        ("PARLEY_WEB_RATE=fast", "a number"),
        ("PARLEY_WEB_RATE=-1", "a number above 0"),
        ("PARLEY_WEB_SHADOW_TEXTS=maybe", "true or false"),
    ],
)
def test_what_is_allowed_is_said_in_plain_words(line: str, allowed: str) -> None:
    Path(".env").write_text(line)
    assert refuse().endswith(f"; allowed: {allowed}")


@pytest.mark.parametrize(
    "line",
    [
        "timeout_minutes = 1.5",
        "timeout_minutes = -3",
        'timeout_minutes = "long"',
        "timeout_minutes = nan",
        "strikes = 4",
        "[strikes]\ndays = 'x'",
        "exempt = []",
        "labels = 'toxic'",
        "moderator_ids = 'x'",
        "channels = 1",
        "alerts = 5",
        "alerts = ''",
        "join_public_channels = 2",
        "commands = 7",
    ],
)
def test_no_wording_of_a_library_reaches_the_owner(line: str) -> None:
    Path("policy.toml").write_text(line + "\n")
    said = refuse()
    for foreign in ("Input should", "Value error", "valid", "pydantic", "unpack", "Field "):
        assert foreign not in said
    assert "; allowed: " in said
