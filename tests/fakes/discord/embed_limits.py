"""Limits of embeds and buttons, as Discord checks them: a message beyond one is refused with 50035."""

from collections.abc import Iterator, Mapping

from tests.fakes.discord.payloads import JSON

_MOST_EMBEDS = 10
_MOST_FIELDS = 25
_MOST_CHARACTERS = 6_000
"""Of all embeds of a message together."""

_LONGEST: Mapping[str, int] = {"title": 256, "description": 4_096}


def list_violations(body: JSON) -> list[str]:
    """Return where a message's body is beyond Discord's limits: ["fields.0.value"]."""
    embeds = body.get("embeds") or []
    found = [name for embed in embeds for name in _check(embed)]
    if len(embeds) > _MOST_EMBEDS:
        found.append("embeds")
    if sum(map(_length, embeds)) > _MOST_CHARACTERS:
        found.append("embeds: all characters")
    return found


def _check(embed: JSON) -> Iterator[str]:
    for name, longest in _LONGEST.items():
        if len(embed.get(name) or "") > longest:
            yield name
    fields = embed.get("fields") or []
    if len(fields) > _MOST_FIELDS:
        yield "fields"
    for number, field in enumerate(fields):
        if not 0 < len(field["name"]) <= 256:
            yield f"fields.{number}.name"
        if not 0 < len(field["value"]) <= 1_024:
            yield f"fields.{number}.value"
    if len((embed.get("footer") or {}).get("text") or "") > 2_048:
        yield "footer"


def _length(embed: JSON) -> int:
    texts = [embed.get("title"), embed.get("description"), (embed.get("footer") or {}).get("text")]
    texts += [
        text for field in embed.get("fields") or [] for text in (field["name"], field["value"])
    ]
    return sum(len(text or "") for text in texts)
