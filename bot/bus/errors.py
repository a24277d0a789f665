"""Errors of the bus that its owner can fix; they need no library of its own."""


class BusUnreachableError(Exception):
    """The server of the bus does not answer; it may in a minute. The message is one line, with a remedy."""
