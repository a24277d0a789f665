"""The address of the desk: what browsers know it by, and from where it may be reached."""

from urllib.parse import urlsplit

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def check_desk_url(url: str) -> str:
    """Return an address without its last slash.

    Raises:
        ValueError: it is no https address without a path, and none of this machine alone.
    """
    parts = urlsplit(url)
    is_local = parts.scheme == "http" and parts.hostname in LOOPBACK
    if not parts.hostname or not (parts.scheme == "https" or is_local) or parts.path.strip("/"):
        raise ValueError("https://desk.example.org, behind a proxy with TLS, without a path")
    if parts.query or parts.fragment or parts.username:
        raise ValueError("https://desk.example.org, and nothing after it")
    return url.rstrip("/")


def is_reachable(host: str) -> bool:
    """Return True where a server that listens on a host can be reached from other machines."""
    return host not in LOOPBACK
