import gzip
from pathlib import Path

import numpy as np
import pytest

from classifier.text.tokenizer import PADDING, Vocabulary
from classifier.training.embeddings import EmbeddingError, read_common_words, read_vectors

WORDS = Vocabulary(["cat", "don't", "xyzzy"])


def write_vec(folder: Path, *lines: str) -> Path:
    file = folder / "vectors.vec"
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_fasttext_files_are_read_with_their_header(tmp_path: Path) -> None:
    file = write_vec(tmp_path, "3 2", "cat 1 2", "dog 3 4", "dont 5 6")
    vectors, known = read_vectors(file, WORDS, seed=1)
    assert known == 2
    np.testing.assert_array_equal(vectors[2], [1, 2])


def test_glove_files_are_read_without_one(tmp_path: Path) -> None:
    vectors, known = read_vectors(write_vec(tmp_path, "cat 1 2"), WORDS, seed=1)
    assert (known, vectors.shape) == (1, (5, 2))


def test_a_gzipped_file_reads_like_a_plain_one(tmp_path: Path) -> None:
    file = tmp_path / "vectors.vec.gz"
    file.write_bytes(gzip.compress(b"cat 1 2\n"))
    assert read_vectors(file, WORDS, seed=1)[1] == 1


def test_an_npz_of_words_and_vectors_is_read(tmp_path: Path) -> None:
    file = tmp_path / "vectors.npz"
    np.savez(file, words=np.array(["cat"]), vectors=np.array([[1, 2]], np.float16))
    assert read_vectors(file, WORDS, seed=1)[1] == 1


def test_a_word_with_an_apostrophe_takes_the_vector_of_the_one_without(tmp_path: Path) -> None:
    vectors, _ = read_vectors(write_vec(tmp_path, "cat 1 2", "dont 5 6"), WORDS, seed=1)
    np.testing.assert_array_equal(vectors[3], [5, 6])


def test_unknown_words_are_of_the_size_of_known_ones_and_padding_is_nothing(tmp_path: Path) -> None:
    lines = [f"w{i} {i % 7} {(i * 3) % 5}" for i in range(200)]
    vocabulary = Vocabulary([f"w{i}" for i in range(200)] + [f"new{i}" for i in range(200)])
    vectors, _ = read_vectors(write_vec(tmp_path, *lines), vocabulary, seed=1)
    known, new = vectors[2:202], vectors[202:]
    assert not vectors[PADDING].any()
    assert np.linalg.norm(new, axis=1).mean() == pytest.approx(
        np.linalg.norm(known, axis=1).mean(), rel=0.2
    )


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        (("cat 1 2", "dog 1 2 3"), "line 2: 3 numbers where there were 2"),
        (("cat 1 x",), "line 1"),
        (("other 1 2",), "knows none of the 3 words"),
    ],
)
def test_a_malformed_file_is_named_with_its_line(
    tmp_path: Path, lines: tuple[str, ...], complaint: str
) -> None:
    with pytest.raises(EmbeddingError, match=complaint):
        read_vectors(write_vec(tmp_path, *lines), WORDS, seed=1)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(EmbeddingError, match=r"gone\.vec: no such file"):
        read_vectors(tmp_path / "gone.vec", WORDS, seed=1)


def test_a_file_begins_with_the_commonest_words(tmp_path: Path) -> None:
    file = write_vec(tmp_path, "6 1", "the 1", ", 2", "of 3", "Cats 4", "cats 5", "dogs 6")
    assert read_common_words(file, 5) == ["the", "cats"]
