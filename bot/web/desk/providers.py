"""Providers of identities: Discord by OAuth2, Slack by OpenID Connect, each with its addresses."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from pydantic import SecretStr

from bot.store.desk_sessions import Identity


@dataclass(frozen=True, slots=True)
class UserInfo:
    """An address that says who signed in, asked with their access token."""

    address: str


@dataclass(frozen=True, slots=True)
class Issuer:
    """An issuer of ID tokens: its name in them, and the address of the keys that it signs them by."""

    name: str
    keys: str


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The addresses of a provider, and how it names a person.

    `identity`: what says who signed in. `claim`: the field there with the platform's id of the person.
    `community_claim`: that of the only community in which this is their id, "" where ids are the same in all.
    """

    authorize: str
    token: str
    identity: UserInfo | Issuer
    scope: str
    claim: str
    community_claim: str = ""


ENDPOINTS = MappingProxyType(
    {
        "discord": Endpoints(
            authorize="https://discord.com/oauth2/authorize",
            token="https://discord.com/api/oauth2/token",  # noqa: S106 - an address
            identity=UserInfo("https://discord.com/api/v10/users/@me"),
            scope="identify",
            claim="id",
        ),
        "slack": Endpoints(
            authorize="https://slack.com/openid/connect/authorize",
            token="https://slack.com/api/openid.connect.token",  # noqa: S106 - an address
            identity=Issuer("https://slack.com", keys="https://slack.com/openid/connect/keys"),
            scope="openid profile",
            claim="https://slack.com/user_id",
            community_claim="https://slack.com/team_id",
        ),
    }
)
"""Discord: https://discord.com/developers/docs/topics/oauth2; Slack: https://docs.slack.dev/authentication/sign-in-with-slack
and https://slack.com/.well-known/openid-configuration."""


@dataclass(frozen=True, slots=True)
class Provider:
    """A platform by which people can sign in, and the app that asks it."""

    platform: str
    endpoints: Endpoints
    client_id: str
    client_secret: SecretStr

    @property
    def name(self) -> str:
        """The name of the platform: "Slack"."""
        return self.platform.title()

    def read_person(self, answer: Mapping[str, Any]) -> Identity | None:
        """Return the person that an answer or an ID token names; None where it names none."""
        claims = (self.endpoints.claim, self.endpoints.community_claim)
        found = [answer.get(claim) for claim in claims if claim]
        if not all(isinstance(each, str) and each for each in found):
            return None
        return Identity(*map(str, found))
