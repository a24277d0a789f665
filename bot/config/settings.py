"""Settings: secrets and addresses from the environment or `.env`, the policy from a TOML file."""

import hashlib
import os
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from dotenv import dotenv_values
from pydantic import AfterValidator, Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.config.bus_rules import are_addresses, split_servers
from bot.config.database_url import parse_url
from bot.config.desk_address import check_desk_url
from bot.config.errors import ConfigIssue, SettingsError, did_you_mean, format_value, to_issues
from bot.config.text_files import check_env_file, read_text
from bot.domain.policy import Policy

DEFAULT_POLICY = Path("policy.toml")
"""The policy file in the working directory, optional, where PARLEY_POLICY names no other."""

ENV_FILE = ".env"

_PLATFORM_PREFIXES = ("DISCORD_", "SLACK_")
"""Prefixes of the names of secrets that platforms give out."""

MIN_KEY_LENGTH = 16
"""Characters of an API key."""


_ORIGIN = re.compile(r"https?://[a-z0-9.-]+(:[0-9]{1,5})?|https?://\[[0-9a-f:]+\](:[0-9]{1,5})?")
"""An origin as browsers send it: scheme, host in small letters, and a port that is not the usual."""


_ROTATING = "xoxe"
"""Beginning of Slack's tokens that expire after twelve hours, and of those that renew them."""

_NO_ROTATION = (
    "Parley renews tokens of an app that is installed by its link (SLACK_CLIENT_ID). Slack cannot switch token "
    "rotation off again, so make a new app from deploy/slack-manifest.yaml"
)


def _require_prefix(prefix: str) -> AfterValidator:
    def check(token: SecretStr) -> SecretStr:
        if token.get_secret_value().startswith(_ROTATING):
            raise ValueError(f"a token that does not rotate: {_NO_ROTATION}")
        if not token.get_secret_value().startswith(prefix):
            raise ValueError(f"a token that begins with {prefix}")
        return token

    return AfterValidator(check)


def _split_keys(keys: SecretStr) -> list[str]:
    return [key.strip() for key in keys.get_secret_value().split(",")]


def _check_keys(keys: SecretStr) -> SecretStr:
    if any(len(key) < MIN_KEY_LENGTH or not key.isascii() for key in _split_keys(keys)):
        raise ValueError(f"keys of {MIN_KEY_LENGTH} ASCII characters or more, with commas between")
    return keys


def _split_origins(origins: str) -> list[str]:
    return [origin.strip() for origin in origins.split(",")]


def _check_origins(origins: str) -> str:
    if not all(_ORIGIN.fullmatch(origin) for origin in _split_origins(origins)):
        raise ValueError(
            "origins such as https://forum.example.org, without a path, with commas between"
        )
    return origins


def _check_url(url: str) -> str:
    parse_url(url)
    return url


def _check_bus(addresses: SecretStr) -> SecretStr:
    if not are_addresses(addresses.get_secret_value()):
        raise ValueError("nats://HOST:4222, or several with commas between")
    return addresses


def _check_shadow(address: SecretStr) -> SecretStr:
    parts = urlsplit(address.get_secret_value())
    is_local = parts.hostname in {"127.0.0.1", "::1", "localhost"}
    is_safe = parts.scheme == "https" or (parts.scheme == "http" and is_local)
    if not is_safe or not parts.hostname or not parts.path.endswith("/comments:analyze"):
        raise ValueError(
            "Perspective's address with your key: https://commentanalyzer.googleapis.com/v1alpha1/"
            "comments:analyze?key=..."
        )
    return address


class Settings(BaseSettings):
    """Settings from the environment. A name without a value counts as not set."""

    model_config = SettingsConfigDict(
        env_file=ENV_FILE, env_ignore_empty=True, extra="ignore", frozen=True
    )

    discord_token: Annotated[SecretStr | None, Field(alias="DISCORD_TOKEN")] = None
    slack_bot_token: Annotated[
        Annotated[SecretStr, _require_prefix("xoxb-")] | None, Field(alias="SLACK_BOT_TOKEN")
    ] = None
    slack_app_token: Annotated[
        Annotated[SecretStr, _require_prefix("xapp-")] | None, Field(alias="SLACK_APP_TOKEN")
    ] = None
    slack_user_token: Annotated[
        Annotated[SecretStr, _require_prefix("xoxp-")] | None, Field(alias="SLACK_USER_TOKEN")
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
    shards: Annotated[int | None, Field(alias="PARLEY_SHARDS", ge=1)] = None
    bus: Annotated[
        Annotated[SecretStr, AfterValidator(_check_bus)] | None, Field(alias="PARLEY_BUS")
    ] = None
    bundle: Annotated[Path | None, Field(alias="PARLEY_BUNDLE")] = None
    exports: Annotated[Path | None, Field(alias="PARLEY_EXPORTS")] = None
    web_keys: Annotated[
        Annotated[SecretStr, AfterValidator(_check_keys)] | None, Field(alias="PARLEY_WEB_KEYS")
    ] = None
    web_rate: Annotated[Annotated[float, Field(gt=0)] | None, Field(alias="PARLEY_WEB_RATE")] = None
    web_origins: Annotated[
        Annotated[str, AfterValidator(_check_origins)] | None, Field(alias="PARLEY_WEB_ORIGINS")
    ] = None
    web_unknown: Annotated[Literal["drop", "refuse"], Field(alias="PARLEY_WEB_UNKNOWN")] = "drop"
    web_shadow: Annotated[
        Annotated[SecretStr, AfterValidator(_check_shadow)] | None,
        Field(alias="PARLEY_WEB_SHADOW"),
    ] = None
    web_shadow_answers: Annotated[
        Literal["ours", "theirs"], Field(alias="PARLEY_WEB_SHADOW_ANSWERS")
    ] = "ours"
    web_shadow_file: Annotated[Path, Field(alias="PARLEY_WEB_SHADOW_FILE")] = Path("shadow.csv")
    web_shadow_texts: Annotated[bool, Field(alias="PARLEY_WEB_SHADOW_TEXTS")] = False
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"] | None, Field(alias="PARLEY_LOG_LEVEL")
    ] = None
    desk_port: Annotated[int | None, Field(alias="PARLEY_DESK_PORT", ge=1, le=65535)] = None
    desk_host: Annotated[str, Field(alias="PARLEY_DESK_HOST")] = "127.0.0.1"
    desk_url: Annotated[
        Annotated[str, AfterValidator(check_desk_url)] | None, Field(alias="PARLEY_DESK_URL")
    ] = None
    desk_discord_id: Annotated[str | None, Field(alias="PARLEY_DESK_DISCORD_ID")] = None
    desk_discord_secret: Annotated[SecretStr | None, Field(alias="PARLEY_DESK_DISCORD_SECRET")] = (
        None
    )
    desk_slack_id: Annotated[str | None, Field(alias="PARLEY_DESK_SLACK_ID")] = None
    desk_slack_secret: Annotated[SecretStr | None, Field(alias="PARLEY_DESK_SLACK_SECRET")] = None
    health_port: Annotated[int | None, Field(alias="PARLEY_HEALTH_PORT", ge=1, le=65535)] = None

    @model_validator(mode="before")
    @classmethod
    def _drop_empty(cls, given: dict[str, object]) -> dict[str, object]:
        """Treat an empty value as not set, also in a secret's file."""
        return {name: value for name, value in given.items() if value != ""}

    @property
    def api_keys(self) -> list[str]:
        """The API keys, which open the web page too."""
        return _split_keys(self.web_keys) if self.web_keys else []

    @property
    def allowed_origins(self) -> list[str]:
        """The origins whose pages may ask the API (CORS)."""
        return _split_origins(self.web_origins) if self.web_origins else []

    @property
    def bus_servers(self) -> list[str]:
        """The addresses of the bus; [] without one."""
        return split_servers(self.bus.get_secret_value()) if self.bus else []

    @property
    def tokens(self) -> dict[str, SecretStr]:
        """The platforms' tokens and secrets that are set, by their names in the environment."""
        fields = {str(field.alias): name for name, field in type(self).model_fields.items()}
        values = {alias: getattr(self, name) for alias, name in fields.items()}
        return {
            alias: value
            for alias, value in values.items()
            if alias.startswith(_PLATFORM_PREFIXES) and isinstance(value, SecretStr)
        }


def load_settings(overrides: Mapping[str, str]) -> tuple[Settings, Policy | None]:
    """Load the settings and the policy file; None for the policy where there is no file.

    `overrides` are the command line's options, by their names in the environment.

    Raises:
        SettingsError: with every issue in the environment, in `.env` and in the policy file.
    """
    check_env_file(Path(ENV_FILE))
    issues = _find_unknown_names()
    settings = policy = None
    try:
        # systemd hands a service its secrets as files in this directory.
        secrets = os.environ.get("CREDENTIALS_DIRECTORY")
        settings = Settings(_secrets_dir=secrets, **overrides)  # type: ignore[arg-type]  # pydantic reads them
    except ValidationError as error:
        issues += [_redact_secret(issue) for issue in to_issues(error, Settings)]
    try:
        policy = _load_policy(_named_policy(overrides))
    except SettingsError as error:
        issues += error.issues
    if issues or settings is None:
        raise SettingsError(issues)
    return settings, policy


def digest_policy(overrides: Mapping[str, str]) -> str:
    """Return the SHA-256 of the policy file in hexadecimal digits; "" where there is none to be read."""
    path = Path(_named_policy(overrides) or DEFAULT_POLICY)
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _named_policy(overrides: Mapping[str, str]) -> str | None:
    return overrides.get("PARLEY_POLICY") or _environment().get("PARLEY_POLICY")


def read_policy(path: Path) -> Policy:
    """Read a policy file.

    Raises:
        SettingsError: the file is not there, no TOML, or no policy.
    """
    try:
        return Policy.model_validate(tomllib.loads(read_text(path)))
    except OSError as error:
        raise SettingsError(
            [ConfigIssue("PARLEY_POLICY", format_value(str(path)), f"a file ({error.strerror})")]
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(
            [ConfigIssue(str(path), str(error), "TOML, as in policy.example.toml")]
        ) from error
    except ValidationError as error:
        raise SettingsError(to_issues(error, Policy)) from error


def _load_policy(named: str | None) -> Policy | None:
    """Read the named file, by default policy.toml if that is there."""
    path = Path(named) if named else DEFAULT_POLICY
    return read_policy(path) if named or path.exists() else None


def _environment() -> dict[str, str | None]:
    return {**dotenv_values(ENV_FILE), **os.environ}


def _find_unknown_names() -> list[ConfigIssue]:
    """Find names that look like ours and are not: misspelt, they would silently do nothing."""
    known = [str(field.alias) for field in Settings.model_fields.values()]
    ours = [
        name
        for name in dotenv_values(ENV_FILE)
        if name.startswith(("PARLEY_", *_PLATFORM_PREFIXES))
    ]
    ours += [name for name in os.environ if name.startswith("PARLEY_")]
    return [
        ConfigIssue(
            name, "an unknown name", f"the names in .env.example{did_you_mean(name, known)}"
        )
        for name in dict.fromkeys(ours)
        if name not in known
    ]


def _redact_secret(issue: ConfigIssue) -> ConfigIssue:
    is_secret = issue.key.startswith(_PLATFORM_PREFIXES) or issue.key.endswith(
        ("KEYS", "SHADOW", "BUS")
    )
    return ConfigIssue(issue.key, "(not shown)", issue.allowed) if is_secret else issue
