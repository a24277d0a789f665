"""What the owner sets: secrets and places in the environment or `.env`, the policy in TOML."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.errors import ConfigIssue, SettingsError, did_you_mean, format_value, read_issues
from bot.domain.policy import Policy
from bot.store.database.engine import read_url

DEFAULT_POLICY = Path("policy.toml")
"""Read from the working directory, if it is there, where PARLEY_POLICY names no other file."""

ENV_FILE = ".env"

_PLATFORMS = ("DISCORD_", "SLACK_")
"""How the names begin of what platforms give out."""

SHORTEST_KEY = 16
"""Characters of a key that opens the web page and the API."""


def _begins_with(prefix: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if not token.get_secret_value().startswith(prefix):
            raise ValueError(f"a token that begins with {prefix}")
        return token

    return AfterValidator(check)


def _split_keys(keys: SecretStr) -> list[str]:
    return [key.strip() for key in keys.get_secret_value().split(",")]


def _check_keys(keys: SecretStr) -> SecretStr:
    if any(len(key) < SHORTEST_KEY or not key.isascii() for key in _split_keys(keys)):
        raise ValueError(f"keys of {SHORTEST_KEY} ASCII characters or more, with commas between")
    return keys


def _check_url(url: str) -> str:
    read_url(url)
    return url


class Settings(BaseSettings):
    """The environment's part. A name with nothing behind it counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_token: Annotated[SecretStr | None, Field(alias="DISCORD_TOKEN")] = None
    slack_bot_token: Annotated[
        Annotated[SecretStr, _begins_with("xoxb-")] | None, Field(alias="SLACK_BOT_TOKEN")
    ] = None
    slack_app_token: Annotated[
        Annotated[SecretStr, _begins_with("xapp-")] | None, Field(alias="SLACK_APP_TOKEN")
    ] = None
    slack_user_token: Annotated[
        Annotated[SecretStr, _begins_with("xoxp-")] | None, Field(alias="SLACK_USER_TOKEN")
    ] = None
    slack_signing_secret: Annotated[SecretStr | None, Field(alias="SLACK_SIGNING_SECRET")] = None
    slack_client_id: Annotated[SecretStr | None, Field(alias="SLACK_CLIENT_ID")] = None
    slack_client_secret: Annotated[SecretStr | None, Field(alias="SLACK_CLIENT_SECRET")] = None
    slack_host: Annotated[str, Field(alias="PARLEY_SLACK_HOST")] = "127.0.0.1"
    slack_port: Annotated[int, Field(alias="PARLEY_SLACK_PORT", ge=1, le=65535)] = 3000
    policy: Annotated[Path | None, Field(alias="PARLEY_POLICY")] = None
    database: Annotated[str, AfterValidator(_check_url), Field(alias="PARLEY_DATABASE")] = (
        "sqlite+aiosqlite:///parley.db"
    )
    bundle: Annotated[Path | None, Field(alias="PARLEY_BUNDLE")] = None
    web_keys: Annotated[
        Annotated[SecretStr, AfterValidator(_check_keys)] | None, Field(alias="PARLEY_WEB_KEYS")
    ] = None
    web_rate: Annotated[Annotated[float, Field(gt=0)] | None, Field(alias="PARLEY_WEB_RATE")] = None
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"] | None, Field(alias="PARLEY_LOG_LEVEL")
    ] = None
    health_port: Annotated[int | None, Field(alias="PARLEY_HEALTH_PORT", ge=1, le=65535)] = None

    @model_validator(mode="before")
    @classmethod
    def _leave_out_the_empty(cls, given: dict[str, object]) -> dict[str, object]:
        """Also where a file of a secret is empty."""
        return {name: value for name, value in given.items() if value != ""}

    @property
    def keys(self) -> list[str]:
        """What opens the web page and the API."""
        return _split_keys(self.web_keys) if self.web_keys else []

    @property
    def tokens(self) -> dict[str, SecretStr]:
        """The tokens that are set, and what else opens a platform's door, by the environment's names."""
        fields = {str(field.alias): name for name, field in type(self).model_fields.items()}
        values = {alias: getattr(self, name) for alias, name in fields.items()}
        return {
            alias: value
            for alias, value in values.items()
            if alias.startswith(_PLATFORMS) and isinstance(value, SecretStr)
        }


def load_settings(overrides: Mapping[str, str]) -> tuple[Settings, Policy | None]:
    """Settings and policy; no policy where there is no file. Reads, and starts nothing.

    `overrides` are what the command line says, by the environment's names.

    Raises:
        SettingsError: with every mistake in the environment, in `.env` and in the policy file.
    """
    mistakes = _find_unknown_names()
    settings = policy = None
    try:
        # systemd hands a service its secrets as files in this directory.
        secrets = os.environ.get("CREDENTIALS_DIRECTORY")
        settings = Settings(_secrets_dir=secrets, **overrides)  # type: ignore[arg-type]  # pydantic reads them
    except ValidationError as error:
        mistakes += [_hide_secret(mistake) for mistake in read_issues(error, Settings)]
    try:
        policy = _load_policy(overrides.get("PARLEY_POLICY") or _environment().get("PARLEY_POLICY"))
    except SettingsError as error:
        mistakes += error.issues
    if mistakes or settings is None:
        raise SettingsError(mistakes)
    return settings, policy


def _load_policy(named: str | None) -> Policy | None:
    """The policy in the file of this name, by default in policy.toml if that is there.

    Raises:
        SettingsError: it is not there, no TOML, or says something that no policy can say.
    """
    path = Path(named) if named else DEFAULT_POLICY
    if not named and not path.exists():
        return None
    try:
        return Policy.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise SettingsError(
            [ConfigIssue("PARLEY_POLICY", format_value(str(path)), f"a file ({error.strerror})")]
        ) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(
            [ConfigIssue(str(path), str(error), "TOML, as in policy.example.toml")]
        ) from error
    except ValidationError as error:
        raise SettingsError(read_issues(error, Policy)) from error


def _environment() -> dict[str, str | None]:
    return {**dotenv_values(ENV_FILE), **os.environ}


def _find_unknown_names() -> list[ConfigIssue]:
    """Names that look like ours and are not: misspelt, they would silently do nothing."""
    known = [str(field.alias) for field in Settings.model_fields.values()]
    ours = [name for name in dotenv_values(ENV_FILE) if name.startswith(("PARLEY_", *_PLATFORMS))]
    ours += [name for name in os.environ if name.startswith("PARLEY_")]
    return [
        ConfigIssue(
            name, "an unknown name", f"one of {', '.join(known)}{did_you_mean(name, known)}"
        )
        for name in dict.fromkeys(ours)
        if name not in known
    ]


def _hide_secret(mistake: ConfigIssue) -> ConfigIssue:
    return (
        ConfigIssue(mistake.key, "(not shown)", mistake.allowed)
        if mistake.key.startswith(_PLATFORMS) or mistake.key.endswith("KEYS")
        else mistake
    )
