import gzip
from pathlib import Path

import numpy as np
import pytest

from classifier.data.reader import DataError, read_datasets
from classifier.labels import Label

HEADER = "id,comment_text,toxic,severe_toxic,obscene,threat,insult,identity_hate"


def write(folder: Path, name: str, *lines: str) -> Path:
    file = folder / name
    file.write_text("\n".join(lines) + "\n", "utf-8")
    return file


def test_kaggles_own_file_is_read_as_it_is(tmp_path: Path) -> None:
    file = write(tmp_path, "train.csv", HEADER, '1,"two\nlines, one row",1,0,0,0,1,0')
    (rows,) = read_datasets(file)
    assert rows.texts == ["two\nlines, one row"]
    np.testing.assert_array_equal(rows.targets, [[1, 0, 0, 0, 1, 0]])


def test_labels_that_a_set_was_not_annotated_for_are_unknown(tmp_path: Path) -> None:
    write(tmp_path, "convabuse.csv", "text,abusive", "silly bot,1")
    (rows,) = read_datasets(tmp_path)
    assert rows.targets[0, list(Label).index(Label.TOXIC)] == 1
    assert np.isnan(rows.targets[0, 1:]).all()


def test_benign_chat_is_benign_for_every_label(tmp_path: Path) -> None:
    (tmp_path / "clean_irc.csv.gz").write_bytes(gzip.compress(b"text\nhow do I mount a disk?\n"))
    (rows,) = read_datasets(tmp_path)
    np.testing.assert_array_equal(rows.targets, np.zeros((1, 6)))


def test_unlabelled_rows_are_left_out(tmp_path: Path) -> None:
    write(tmp_path, "stormfront.csv", "text,label", "a,noHate", "b,idk/skip")
    (rows,) = read_datasets(tmp_path)
    assert rows.texts == ["a"]


def test_a_file_of_an_unknown_name_in_a_folder_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, "clean_irc.csv", "text", "hello")
    write(tmp_path, "mystery.csv", "text", "hello")
    said: list[str] = []
    assert [rows.name for rows in read_datasets(tmp_path, warn=said.append)] == ["clean_irc"]
    assert "mystery.csv" in said[0]


@pytest.mark.parametrize(
    ("name", "lines", "complaint"),
    [
        ("train.csv", ("id,comment_text", "1,a"), r"line 1: column 'toxic' is missing"),
        ("train.csv", (HEADER, "1,a,1,0,0,0,0,0", "2,b,1,0"), r"line 3: column 'obscene'"),
        ("train.csv", (HEADER, "1,a,1,0,zero,0,0,0"), r"line 2: column 'obscene': 'zero'"),
        ("train.csv", (HEADER, "1,a,1,0,0,0,0,0,9"), r"line 2: column 'after the last'"),
        ("train.csv", (HEADER,), r"line 1: holds no rows"),
        ("train.csv", ("",), r"line 1: column 'text' is missing, found an empty file"),
    ],
)
def test_a_malformed_file_is_named_with_line_and_column(
    tmp_path: Path, name: str, lines: tuple[str, ...], complaint: str
) -> None:
    file = write(tmp_path, name, *lines)
    with pytest.raises(DataError, match=complaint) as caught:
        read_datasets(file)
    assert str(file) in str(caught.value)


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "clean_irc.csv.gz").write_bytes(gzip.compress(b"text\nhello\n" * 99)[:30])
    with pytest.raises(DataError, match=r"clean_irc\.csv\.gz"):
        read_datasets(tmp_path)


def test_bytes_that_are_not_utf8_are_named(tmp_path: Path) -> None:
    (tmp_path / "clean_irc.csv").write_bytes(b"text\n\xff\xfe\n")
    with pytest.raises(DataError, match=r"clean_irc\.csv"):
        read_datasets(tmp_path)


@pytest.mark.parametrize("path", ["gone", "gone.csv"])
def test_a_missing_path_is_named(tmp_path: Path, path: str) -> None:
    with pytest.raises(DataError, match=f"{path}: no such file or folder"):
        read_datasets(tmp_path / path)


def test_a_folder_without_sets_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no data set that is known"):
        read_datasets(tmp_path)
