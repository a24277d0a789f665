"""What `python -m bot doctor` tells of."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; `is_fine` None: it is neither good nor bad."""

    what: str
    is_fine: bool | None
    says: str
