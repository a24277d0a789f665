"""Results of the checks of `python -m bot doctor`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """The result of one check. `is_ok` None: neither good nor bad, such as a platform that is not set up.

    A failure that is not fatal keeps the bot from something, but not from starting. `address` is a URL
    to open: it is printed whole, so that it can be copied.
    """

    subject: str
    is_ok: bool | None
    detail: str
    is_fatal: bool = True
    address: str = ""
