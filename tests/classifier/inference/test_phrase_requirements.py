import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from classifier.inference import harm_phrases, harmless_phrases
from classifier.inference.bundle import DEFAULT, read
from classifier.inference.harm_phrases import HarmPhrases, read_harm_phrases
from classifier.inference.harmless_phrases import HarmlessPhrases, read_harmless_phrases
from classifier.inference.phrase_requirements import (
    Requirement,
    index_path,
    read_phrase_file,
    write_index,
)
from classifier.text.tokenizer import Vocabulary, tokenize

Read = Callable[[Vocabulary, Path], HarmPhrases | HarmlessPhrases]

FILES: list[tuple[Path, Read]] = [
    (harm_phrases.FILE, read_harm_phrases),
    (harmless_phrases.FILE, read_harmless_phrases),
]
VOCABULARY = read(DEFAULT).vocabulary

PHRASE = """
[slots]
[guards]
[kinds.threat]
label = "threat"
guards = []
flag = ["(sleep|rest) with one eye open", "zyzzyva ... quux"]
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "phrases.toml"
    path.write_text(PHRASE, "utf-8")
    return path


def write_another(file: Path) -> None:
    """Write an index that requires what is in no text."""
    phrases = read_harm_phrases(VOCABULARY, file).phrases
    write_index(file, {each.source: Requirement(("unheardof",), 0, 9) for each in phrases})


def is_found(file: Path, line: str) -> bool:
    return bool(read_harm_phrases(VOCABULARY, file).find(line, tokenize(line)))


@pytest.mark.parametrize(("file", "read_phrases"), FILES)
def test_an_index_that_ships_is_what_its_phrases_require(
    file: Path, read_phrases: Read, tmp_path: Path
) -> None:
    """After a change of the phrases: `python -m classifier index-phrases`."""
    alone = Path(shutil.copy(file, tmp_path))
    found = read_phrases(VOCABULARY, alone)
    sources = [phrase.source for phrase in found.phrases]
    kept = read_phrase_file(file)
    assert kept.values == read_phrase_file(alone).values
    assert kept.kept == dict(zip(sources, found.index.requirements, strict=True))


def test_an_index_of_the_same_file_is_what_is_searched_by(file: Path) -> None:
    assert is_found(file, "sleep with one eye open")
    write_another(file)
    assert not is_found(file, "sleep with one eye open")


def test_an_index_of_another_file_counts_for_nothing(file: Path) -> None:
    write_another(file)
    file.write_text(PHRASE.replace("sleep|rest", "doze"), "utf-8")
    assert index_path(file).is_file()
    assert is_found(file, "doze with one eye open")
    assert not is_found(file, "sleep with one eye open")


def test_required_words_that_stand_far_apart_are_no_candidate(file: Path) -> None:
    index = read_harm_phrases(VOCABULARY, file).index

    def may_match(words_between: int) -> bool:
        words = ["hm", "zyzzyva", *["so"] * words_between, "quux", *["so"] * 20]
        return index.list_candidates(words) == [1]

    assert [may_match(between) for between in (0, 3, 4, 20)] == [True, True, False, False]


def test_required_words_in_another_order_are_no_candidate(file: Path) -> None:
    index = read_harm_phrases(VOCABULARY, file).index
    assert index.list_candidates(["zyzzyva", "hm", "quux"]) == [1]
    assert index.list_candidates(["quux", "hm", "zyzzyva"]) == []


def test_quotation_marks_do_not_part_what_is_required(file: Path) -> None:
    line = 'zyzzyva "so" "so" "so" quux ' + "hm " * 20
    assert is_found(file, line)
