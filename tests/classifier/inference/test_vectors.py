from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from classifier.inference.vectors import NO_WORD, VectorEncoder, VectorTable, write_table

STEPS = np.array([[0, 0], [2, -4], [10, 127], [-127, 1]], np.int8)
SCALES = np.array([1.0, 0.5, 0.25, 2.0], np.float32)


@pytest.fixture
def table(tmp_path: Path) -> VectorTable:
    write_table(tmp_path / "model.words.npy", STEPS, SCALES)
    return VectorTable.read(tmp_path / "model.words.npy")


@pytest.fixture
def encoder(table: VectorTable) -> VectorEncoder:
    """Encode the tokens "1" to "3" by the row of that number, and by rows 1 and 2."""
    return VectorEncoder(lambda token: ([int(token)], [1, 2]), [table, table])


def test_a_table_gives_back_what_was_written(table: VectorTable) -> None:
    np.testing.assert_array_equal(table.floats(), STEPS * SCALES[:, None])


@pytest.mark.parametrize("numbers", [[2], [1, 2, 3], [3, 3, 1]])
def test_a_mean_is_that_of_its_rows(table: VectorTable, numbers: Sequence[int]) -> None:
    wanted = table.floats()[numbers].mean(axis=0)
    np.testing.assert_allclose(table.mean(numbers), wanted, rtol=1e-6)


def test_the_mean_of_no_row_is_zero(table: VectorTable) -> None:
    np.testing.assert_array_equal(table.mean([]), [0.0, 0.0])


def test_a_table_of_another_kind_is_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "model.words.npy", STEPS)
    with pytest.raises(ValueError, match=r"model\.words\.npy: holds no table of vectors"):
        VectorTable.read(tmp_path / "model.words.npy")


def test_a_table_stays_as_it_was_read_when_its_file_is_written_over(
    table: VectorTable, tmp_path: Path
) -> None:
    before = table.floats()
    file = tmp_path / "model.words.npy"
    with file.open("r+b") as written:
        written.write(bytes(file.stat().st_size))
    np.testing.assert_array_equal(table.floats(), before)


def test_a_vector_is_that_of_the_word_beside_the_mean_of_its_ngrams(
    encoder: VectorEncoder, table: VectorTable
) -> None:
    batch = encoder.encode([["3", "1"]])
    rows = table.floats()
    np.testing.assert_allclose(batch.vectors[:, 0, :2], rows[[3, 1]])
    np.testing.assert_allclose(batch.vectors[:, 0, 2:], [rows[[1, 2]].mean(axis=0)] * 2)


def test_messages_of_a_batch_have_the_vectors_that_each_has_alone(encoder: VectorEncoder) -> None:
    messages = [["1"], ["3", "2", "1"], ["2", "2"]]
    batch = encoder.encode(messages)
    for column, message in enumerate(messages):
        alone, length = encoder.encode([message]), len(message)
        np.testing.assert_array_equal(batch.vectors[:length, column], alone.vectors[:, 0])
        np.testing.assert_array_equal(batch.padding[:length, column], alone.padding[:, 0])


def test_past_its_end_a_message_has_nothing_that_counts(encoder: VectorEncoder) -> None:
    batch = encoder.encode([["1"], ["3", "2", "1"]])
    assert batch.lengths.tolist() == [1, 3]
    np.testing.assert_array_equal(batch.vectors[1:, 0], np.zeros((2, 4)))
    np.testing.assert_array_equal(batch.padding[:, :, 0].T, [[0, NO_WORD, NO_WORD], [0, 0, 0]])
