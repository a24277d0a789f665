"""The exemptions of a policy as a page lists them. Pure."""

from dataclasses import dataclass

from bot.commands.settings import exemption_text
from bot.domain.inline import RichText
from bot.domain.policy import Exemptions
from bot.domain.policy_overrides import EXEMPTIONS


@dataclass(frozen=True, slots=True)
class ShownExemption:
    """An exemption: its kind ("role", "channel" or "user"), its id, and its name."""

    kind: str
    id: str
    text: RichText


def list_exemptions(exempt: Exemptions) -> list[ShownExemption]:
    """List what is exempt, by kind and id."""
    return [
        ShownExemption(kind, each, exemption_text(kind, each))
        for kind, name in EXEMPTIONS.items()
        for each in sorted(getattr(exempt, name))
    ]
