"""Base of the policy file's tables. Pure."""

from pydantic import BaseModel, ConfigDict


class PolicyTable(BaseModel):
    """A TOML table in which an unknown key or a wrong type is an error."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
