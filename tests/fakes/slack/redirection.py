"""Redirection of slack_sdk to the fake: what a bot beside the fake needs of it."""

from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def redirect(port: int) -> Iterator[None]:
    """Point slack_sdk, in this process, to the fake at a port."""
    from slack_sdk.web.async_base_client import AsyncBaseClient  # here: as the fake Discord's does

    base_url = AsyncBaseClient.BASE_URL
    AsyncBaseClient.BASE_URL = f"http://127.0.0.1:{port}/api/"
    try:
        yield
    finally:
        AsyncBaseClient.BASE_URL = base_url
