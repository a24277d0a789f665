"""What `python -m bot doctor` tells of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at; `is_fine` None: it is neither good nor bad.

    What is not fine and not fatal either keeps the bot from something, and not from starting. `address`
    is one to be opened: it is shown whole, so that it can be copied.
    """

    what: str
    is_fine: bool | None
    says: str
    is_fatal: bool = True
    address: str = ""
