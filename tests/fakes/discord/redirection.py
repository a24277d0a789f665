"""Redirection of discord.py to the fake: what a bot beside the fake needs of it."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def redirect(port: int) -> Iterator[None]:
    """Redirect discord.py, in this process, to the fake at a port."""
    import discord.gateway  # here: the bot loads its platform's library after its own beginning
    import discord.http
    import yarl

    base, gateway = discord.http.Route.BASE, discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = f"http://127.0.0.1:{port}/api"
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(f"ws://127.0.0.1:{port}/gateway")
    try:
        yield
    finally:
        discord.http.Route.BASE = base
        discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = gateway
