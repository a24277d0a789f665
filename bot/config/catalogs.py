"""Gettext catalogues of texts to members, `bot/locales/LANGUAGE/LC_MESSAGES/parley.po`, read once at the start."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.domain.phrases import Catalog

FOLDER = Path(__file__).parents[1] / "locales"
"""Folder of the catalogues that ship with Parley."""


@dataclass(frozen=True, slots=True)
class Catalogs:
    """Catalogues by their language's code (ISO 639-1)."""

    by_language: Mapping[str, Catalog] = field(default_factory=dict)

    def choose(self, locale: str | None) -> Catalog:
        """Return the catalogue of a locale as platforms write it: "pt-BR" -> that of "pt"; empty for none."""
        language = (locale or "").replace("_", "-").partition("-")[0].lower()
        return self.by_language.get(language, {})


def read_catalogs(folder: Path = FOLDER, *, name: str = "parley") -> Catalogs:
    """Read every catalogue of a folder that has this name."""
    return Catalogs(
        {
            file.parts[-3]: dict(_read_pairs(file))
            for file in sorted(folder.glob(f"*/LC_MESSAGES/{name}.po"))
        }
    )


def _read_pairs(file: Path) -> Iterator[tuple[str, str]]:
    """Yield the originals and translations of a .po file; a text may go on over several lines.

    Raises:
        ValueError: a line is not of a catalogue; names the file and line.
    """
    texts = {"msgid": "", "msgstr": ""}
    current = ""
    for number, line in enumerate([*file.read_text("utf-8").splitlines(), "msgid "], start=1):
        keyword, _, quoted = line.strip().partition(" ")
        if not line.strip() or line.startswith("#"):
            continue
        if keyword == "msgid":
            if texts["msgid"] and texts["msgstr"]:
                yield texts["msgid"], texts["msgstr"]
            texts = {"msgid": "", "msgstr": ""}
        if keyword in texts:
            current = keyword
        else:
            quoted = line.strip()
        try:
            texts[current] += str(json.loads(quoted)) if quoted else ""
        except (KeyError, ValueError) as error:
            raise ValueError(f"{file}: line {number}: no line of a catalogue") from error
