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


@pytest.mark.parametrize(
    ("name", "head", "row", "labels"),
    [
        ("en_dynahate_full", "toxic,split", "1.0,train", {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}),
        ("en_dynahate_full", "toxic,split", "0.0,train", {Label.TOXIC: 0, Label.IDENTITY_HATE: 0}),
        (
            "en_edos",
            "toxic,category,vector",
            "1,1. threats,1.2 incitement",
            {Label.TOXIC: 1, Label.THREAT: 1, Label.IDENTITY_HATE: 1},
        ),
        (
            "en_edos",
            "toxic,category,vector",
            "1,3. animosity,3.1 slurs",
            {Label.TOXIC: 1, Label.OBSCENE: 1},
        ),
        ("en_implicit_hate", "kind", "implicit_hate", {Label.TOXIC: 1, Label.IDENTITY_HATE: 1}),
        ("en_measuring_hate", "toxic", "1", {Label.TOXIC: 1}),
        (
            "en_misogyny",
            "toxic,level_2",
            "1,Nonmisogynistic_personal_attack",
            {Label.TOXIC: 1, Label.INSULT: 1, Label.IDENTITY_HATE: 0},
        ),
    ],
)
def test_a_set_of_one_kind_of_hate_speaks_of_that_kind_alone(
    tmp_path: Path, *, name: str, head: str, row: str, labels: dict[Label, float]
) -> None:
    write(tmp_path, f"{name}.csv", f"text,{head}", f"they came by train at 3,{row}")
    (rows,) = read_datasets(tmp_path)
    wanted = [labels.get(label, np.nan) for label in Label]
    np.testing.assert_array_equal(rows.targets, [wanted])


def test_a_rude_row_without_hate_of_a_group_is_not_called_benign(tmp_path: Path) -> None:
    write(tmp_path, "en_dynahate_full.csv", "text,toxic", "you idiot,0.0")
    (rows,) = read_datasets(tmp_path)
    assert np.isnan(rows.targets[0, list(Label).index(Label.TOXIC)])
    assert rows.targets[0, list(Label).index(Label.IDENTITY_HATE)] == 0


def test_of_harmless_rows_beside_harm_a_third_is_read(tmp_path: Path) -> None:
    texts = [f"see you at {n},not_hate" for n in range(600)]
    write(tmp_path, "en_implicit_hate.csv", "text,kind", *texts, "out with them,explicit_hate")
    (rows,) = read_datasets(tmp_path)
    assert 150 < len(rows.texts) < 250
    assert "out with them" in rows.texts


def test_small_talk_with_a_coarse_word_or_in_another_language_is_left_out(tmp_path: Path) -> None:
    talk = ["do you dream?,english", "you are an idiot,english", "ciao,italian"]
    write(tmp_path, "multi_chatterbot.csv", "text,language", *talk)
    (rows,) = read_datasets(tmp_path)
    assert rows.texts == ["do you dream?"]
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
