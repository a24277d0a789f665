"""Settings and the policy file: what is read from where, and every issue named at once."""

from pathlib import Path

import pytest

from bot.app import make_plan
from bot.config.errors import SettingsError
from bot.config.settings import load_settings
from bot.domain.policy import Mode


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in an empty directory, without a .env or a policy.toml."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def list_issues(policy: str = "", env: str = "") -> list[str]:
    """List the issues of a policy file and a .env, a line each."""
    Path("policy.toml").write_text(policy)
    Path(".env").write_text(env)
    try:
        load_settings({})
    except SettingsError as error:
        return str(error).splitlines()
    return []


EVERY_ISSUE = """\
PARLEY_LOG_LEVEL: got "loud"; allowed: debug, info, warning, error
PARLEY_DATABSE: got an unknown name; allowed: the names in .env.example (did you mean PARLEY_DATABASE?)
PARLEY_DATABASE: got "parley.db"; allowed: an address such as sqlite+aiosqlite:///parley.db
mode: got "enforced"; allowed: shadow, flag, enforce (did you mean enforce?)
moderators: got 3; allowed: none, flag, warn, delete, timeout, kick, ban
colour: got an unknown key; allowed: one of mode, moderators, alerts, moderator_ids, administrator_ids, commands, join_public_channels, ask_pluralkit, timeout_minutes, ban_clears_days, labels, words, strikes, unscored, languages, surfaces, memory, pings, digest, scores, feedback, exempt, age_restricted, channels
labels.toxik: got "toxik"; allowed: toxic, severe_toxic, obscene, threat, insult, identity_hate (did you mean toxic?)
labels.toxic.flag: got "hgih"; allowed: a number from 0 to 1, "model" or "off"
labels.toxic.act: got 1.5; allowed: a number from 0 to 1, "model" or "off"
labels.toxic.actoin: got an unknown key; allowed: one of flag, act, action (did you mean action?)
labels.insult: got {"flag": 0.9, "act": 0.5}; allowed: act = 0.9 or more, as flag = 0.9
exempt.roles.0: got 123; allowed: text in quotes, as in "123"
exempt.bots: got "yes"; allowed: true or false
channels.5.labels.threat.action: got "delte"; allowed: none, flag, warn, delete, timeout, kick, ban (did you mean delete?)
"""


def test_nothing_set_is_no_mistake_and_no_policy() -> None:
    settings, policy = load_settings({})
    assert settings.database == "sqlite+aiosqlite:///parley.db"
    assert (settings.tokens, policy) == ({}, None)


def test_every_mistake_is_named_at_once_with_its_key_what_it_got_and_what_is_allowed() -> None:
    policy = """
        mode = "enforced"
        moderators = 3
        colour = "red"
        [labels.toxik]
        flag = 0.5
        [labels.toxic]
        flag = "hgih"
        act = 1.5
        actoin = "delete"
        [labels.insult]
        flag = 0.9
        act = 0.5
        [exempt]
        roles = [123]
        bots = "yes"
        [channels.5.labels.threat]
        action = "delte"
        """
    env = "PARLEY_LOG_LEVEL=loud\nPARLEY_DATABSE=x\nPARLEY_DATABASE=parley.db\n"
    assert sorted(list_issues(policy, env)) == sorted(EVERY_ISSUE.splitlines())


@pytest.mark.parametrize("text", ["mode = \n", "[labels\n", "mode = 'flag'\nmode = 1\n"])
def test_a_file_that_is_no_toml_is_named_with_the_line(text: str) -> None:
    (mistake,) = list_issues(f"{text}[labels]\n")
    assert mistake.startswith("policy.toml: got ")
    assert "line" in mistake


def test_a_policy_file_that_is_not_there_is_a_mistake_only_if_it_was_named() -> None:
    with pytest.raises(SettingsError, match=r'PARLEY_POLICY: got "rules.toml"'):
        load_settings({"PARLEY_POLICY": "rules.toml"})


def test_a_policy_beside_the_bot_is_found() -> None:
    Path("policy.toml").write_text('mode = "shadow"')
    _, policy = load_settings({})
    assert policy
    assert policy.mode is Mode.SHADOW


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    Path(".env").write_text("PARLEY_DATABASE=sqlite:///file.db")
    assert load_settings({})[0].database == "sqlite:///file.db"
    monkeypatch.setenv("PARLEY_DATABASE", "sqlite:///environment.db")
    assert load_settings({})[0].database == "sqlite:///environment.db"
    given = {"PARLEY_DATABASE": "sqlite:///given.db"}
    assert load_settings(given)[0].database == "sqlite:///given.db"


def test_a_name_with_nothing_behind_it_is_not_set() -> None:
    assert list_issues(env="DISCORD_TOKEN=\nPARLEY_LOG_LEVEL=\n") == []
    assert load_settings({})[0].tokens == {}


def test_names_of_others_are_none_of_our_business(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISCORD_WEBHOOK", "of another program")
    assert list_issues(env="EDITOR=vi\n") == []
    assert list_issues(env="DISCORD_TOKN=x\n") != []


def test_a_token_is_never_shown() -> None:
    secret = "xoxp-not-a-bot-token"
    found = list_issues(env=f"SLACK_BOT_TOKEN={secret}\n")
    assert found == ["SLACK_BOT_TOKEN: got (not shown); allowed: a token that begins with xoxb-"]
    list_issues(env=f"SLACK_USER_TOKEN={secret}\n")
    settings, _ = load_settings({})
    assert secret not in f"{settings} {settings!r} {settings.tokens}"
    assert settings.tokens["SLACK_USER_TOKEN"].get_secret_value() == secret


def test_systemd_hands_over_secrets_as_files(monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("credentials")
    folder.mkdir()
    (folder / "DISCORD_TOKEN").write_text("from a file\n")
    (folder / "SLACK_BOT_TOKEN").write_text("")
    (folder / "SLACK_APP_TOKEN").write_text("xapp-from-a-file")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(folder))
    monkeypatch.setenv("SLACK_APP_TOKEN", "xapp-from-the-environment")
    settings, _ = load_settings({})
    tokens = {name: token.get_secret_value() for name, token in settings.tokens.items()}
    assert tokens == {
        "DISCORD_TOKEN": "from a file",
        "SLACK_APP_TOKEN": "xapp-from-the-environment",
    }


def test_a_platform_that_is_not_there_is_named_beside_the_other_mistakes() -> None:
    Path("policy.toml").write_text("mode = 1")
    with pytest.raises(SettingsError) as caught:
        make_plan({}, platform="discrod", is_dry_run=False, as_json=False)
    assert [mistake.key for mistake in caught.value.issues] == ["--platform", "mode"]


def test_half_of_what_a_platform_takes_is_a_mistake_and_not_a_console() -> None:
    Path(".env").write_text("SLACK_BOT_TOKEN=xoxb-1\n")
    with pytest.raises(SettingsError, match="SLACK_APP_TOKEN: got nothing"):
        make_plan({}, platform=None, is_dry_run=False, as_json=False)
    plan = make_plan({}, platform="console", is_dry_run=False, as_json=False)
    assert plan.platforms == ["console"]


@pytest.mark.parametrize(
    "env",
    [
        "SLACK_BOT_TOKEN=xoxb-1\nSLACK_APP_TOKEN=xapp-1\n",
        "SLACK_BOT_TOKEN=xoxb-1\nSLACK_SIGNING_SECRET=s\n",
        "SLACK_CLIENT_ID=1.2\nSLACK_CLIENT_SECRET=c\nSLACK_SIGNING_SECRET=s\n",
    ],
)
def test_each_way_to_connect_starts_the_platform(env: str) -> None:
    Path(".env").write_text(env)
    plan = make_plan({}, platform=None, is_dry_run=False, as_json=False)
    assert plan.platforms == ["slack"]
