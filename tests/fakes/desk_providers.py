"""The providers of identities of a desk on the fakes."""

from dataclasses import replace

from pydantic import SecretStr

from bot.web.desk.providers import ENDPOINTS, Endpoints, Issuer, Provider, UserInfo
from tests.fakes.sign_in import CLIENT_ID, CLIENT_SECRET

_HOSTS = {"discord": "https://discord.com", "slack": "https://slack.com"}


def redirect_endpoints(platform: str, port: int) -> Endpoints:
    """Return the addresses of a provider with the fake's port in place of its host."""
    real, host = ENDPOINTS[platform], _HOSTS[platform]

    def redirect(address: str) -> str:
        return address.replace(host, f"http://127.0.0.1:{port}")

    identity: UserInfo | Issuer
    match real.identity:
        case UserInfo(address):
            identity = UserInfo(redirect(address))
        case Issuer(name, keys):
            identity = Issuer(name, redirect(keys))
    return replace(
        real, authorize=redirect(real.authorize), token=redirect(real.token), identity=identity
    )


def make_provider(platform: str, port: int) -> Provider:
    """Make the provider of a fake."""
    endpoints = redirect_endpoints(platform, port)
    return Provider(platform, endpoints, CLIENT_ID, SecretStr(CLIENT_SECRET))
