"""The language of a browser, among those in which the desk can be read."""

from collections.abc import Collection

ENGLISH = "en"


def choose_language(accepted: str, known: Collection[str]) -> str:
    """Choose by an Accept-Language header: ("fr-CH, de;q=0.9", {"de"}) -> "de"; English without a match."""
    wanted = sorted(filter(None, map(_parse, accepted.split(","))), key=lambda each: -each[1])
    return next((code for code, _ in wanted if code == ENGLISH or code in known), ENGLISH)


def _parse(part: str) -> tuple[str, float] | None:
    """Parse one language with its weight: "de-CH;q=0.8" -> ("de", 0.8)."""
    name, _, weight = part.strip().partition(";q=")
    code = name.partition("-")[0].strip().lower()
    try:
        return (code, float(weight or 1)) if code else None
    except ValueError:
        return None
