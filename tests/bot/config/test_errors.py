import errno
from pathlib import Path

import pytest

from bot.config.errors import SettingsError, explain_os_error
from bot.config.settings import read_policy


@pytest.mark.parametrize(
    "key", ["words.never", "words.off", "strikes.ladder", "commands.administrators_only"]
)
def test_a_single_value_in_the_place_of_a_list_is_told_how_a_list_is_written(
    tmp_path: Path, key: str
) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(f'{key} = "export"\n')
    with pytest.raises(SettingsError) as refused:
        read_policy(policy)
    (issue,) = refused.value.issues
    assert str(issue).startswith(f'{key}: got "export"; allowed: a list in brackets')


def test_a_large_bound_is_written_out(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text("scores.most = 99999999\n")
    with pytest.raises(SettingsError, match="a number of 1000000 or less"):
        read_policy(policy)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OSError(errno.ECONNREFUSED, "Connect call failed ('::1', 1)"), "Connection refused"),
        (OSError(-2, "Name or service not known"), "Name or service not known"),
        (OSError("several failed"), "several failed"),
        (TimeoutError(), "TimeoutError"),
    ],
)
def test_an_error_of_the_system_is_told_in_its_own_words(error: OSError, words: str) -> None:
    assert explain_os_error(error) == words
