"""Tokens of browsers: what a cookie holds, what the database keeps of it, and what forms prove."""

import hmac
import secrets
from hashlib import sha256


def make_token() -> str:
    """Make a token that nobody can guess: 256 random bits."""
    return secrets.token_urlsafe(32)


def hash_token(token: str) -> str:
    """Return what the database keeps of a token: who reads it there cannot sign in."""
    return sha256(token.encode()).hexdigest()


def make_csrf(token: str) -> str:
    """Return the CSRF token of a session: a form that has it was made by a page of that session."""
    return hmac.digest(token.encode(), b"csrf", "sha256").hex()


def is_same(one: str, other: str) -> bool:
    """Compare in a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())
