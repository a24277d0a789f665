"""Lexicons: lists of rude words that others published, and one of everyday insults of our own.

A word that harmless rows of any language say as well is left out: "gato" is rude in one language and a cat in two.
"""

import csv
import json
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from classifier.data.language_rows import LanguageRows
from classifier.data.reader import DataError
from classifier.inference.english_words import COMMON_ENGLISH
from classifier.inference.rude_words import (
    LONGEST_PHRASE,
    RudeWords,
    hash_phrase,
    list_stems,
    shortest_stem,
)
from classifier.text.tokenizer import UNKNOWN, Vocabulary
from classifier.training.sayings import count_sayings, list_keys, phrase_key

EVERYDAY_FILE = Path(__file__).with_name("everyday_insults.toml")
"""Insults that lexicons of swearing leave out, by language."""
CONFIG = "config.json"
"""File of a multilingual run, which has the phrases that it chose."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A rude word or phrase of a lexicon, and the code of its language.

    `is_stem` says that words which begin with it are as rude, `is_namesake` that it is a harmless word, too.
    """

    text: str
    language: str
    is_stem: bool = False
    is_namesake: bool = False


def read_lexicons(sources: Sequence[Path]) -> list[Phrase]:
    """Read lexicons: CSV files of the columns text and language, and folders of one text file a language.

    A folder's files are named by their language, or lie in a folder that is: `tr.txt`, `tr/words.txt`.
    Our own list of everyday insults is added.

    Raises:
        DataError: one is missing or malformed.
    """
    phrases = {
        (phrase.text, phrase.language): phrase
        for source in sources
        for phrase in (_read_folder(source) if source.is_dir() else read_csv(source))
    }
    everyday = tomllib.loads(EVERYDAY_FILE.read_text("utf-8"))
    for code, words in everyday.items():
        for word in str(words).split(","):
            phrases.setdefault((word.strip(), code), Phrase(word.strip(), code))
    return list(phrases.values())


def read_phrases(run: Path) -> list[Phrase]:
    """Read the phrases that a multilingual run has chosen.

    Raises:
        DataError: the folder holds no such run.
    """
    try:
        values = json.loads((run / CONFIG).read_text("utf-8"))
        return [Phrase(*each) for each in values["phrases"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{run}: not a multilingual run ({error})") from error


def read_csv(file: Path) -> list[Phrase]:
    """Read a CSV file of the columns text and language; raises DataError where it is none."""
    try:
        with file.open("rt", encoding="utf-8", newline="") as lines:
            return [Phrase(row["text"], row["language"]) for row in csv.DictReader(lines)]
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise DataError(
            f"{file}: not a lexicon of the columns text and language ({error})"
        ) from error


def _read_folder(folder: Path) -> Iterator[Phrase]:
    for file in sorted(folder.glob("**/*.txt")):
        code = file.parent.name if file.stem == "words" else file.stem
        try:
            lines = file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise DataError(f"{file}: not a list of words ({error})") from error
        if code != "en":
            yield from (Phrase(line.strip(), code) for line in lines if line.strip())


def choose_phrases(
    phrases: Sequence[Phrase], rows: LanguageRows, *, kept: Iterable[Phrase]
) -> list[Phrase]:
    """Return the phrases, their stems marked, without those that harmless rows say.

    `kept` stay anyway, as namesakes of what those rows say.
    """
    keys = {phrase.text: phrase_key(phrase.text) for phrase in phrases}
    said = count_sayings(rows, frozenset(keys.values()))
    always = {(phrase.text, phrase.language) for phrase in kept}
    chosen: dict[tuple[str, str], Phrase] = {}
    for phrase in phrases:
        key = keys[phrase.text]
        if not key or len(key.split()) > LONGEST_PHRASE:
            continue
        is_namesake = said.phrases.is_harmless(key)
        if is_namesake and (phrase.text, phrase.language) not in always:
            continue
        is_long = len(key) >= shortest_stem(key) and key.isalpha()
        is_stem = is_long and not is_namesake and not said.stems.is_harmless(key)
        chosen[key, phrase.language] = replace(phrase, is_stem=is_stem, is_namesake=is_namesake)
    return list(chosen.values())


def hash_rude_words(phrases: Sequence[Phrase], vocabulary: Vocabulary) -> RudeWords:
    """Return the hashes of phrases that are rude in another language, and no common English.

    What begins with a stem is left out: it is found by that.
    """
    foreign = [
        (key, phrase)
        for phrase in phrases
        for key in list_keys(phrase.text)
        if phrase.language != "en" and not _is_english(key, vocabulary)
    ]
    stems = {key for key, phrase in foreign if phrase.is_stem}
    shortest = {key for key in stems if stems.isdisjoint(list_stems([key]))}
    namesakes = {key for key, phrase in foreign if phrase.is_namesake}
    whole = {key for key, _ in foreign if shortest.isdisjoint(list_stems([key]))}
    return RudeWords(*(_hash(keys) for keys in (whole - namesakes, shortest, namesakes)))


def _hash(keys: Iterable[str]) -> frozenset[int]:
    return frozenset(map(hash_phrase, keys))


def _is_english(key: str, vocabulary: Vocabulary) -> bool:
    return all(UNKNOWN < vocabulary.index(word) < COMMON_ENGLISH for word in key.split())
