"""The release that runs: which model and policy file are loaded, as health pages and `doctor` show it."""

from dataclasses import dataclass


@dataclass(slots=True)
class Release:
    """Model and policy file of the running bot; changed by a reload.

    `model`: the bundle's version. `policy`: the digest of the policy file, "" for none. `refusal`: why the
    last reload was refused, "" if it was not.
    """

    model: str
    policy: str = ""
    refusal: str = ""
