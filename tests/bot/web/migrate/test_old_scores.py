"""Old scores and thresholds, as people have them."""

from pathlib import Path

import pytest

from bot.domain.verdict import Tier
from bot.web.migrate.old_scores import (
    MigrationError,
    Row,
    read_rows,
    read_thresholds,
    read_tiers,
)


def test_columns_are_found_by_perspectives_names(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text(
        "id,Comment,toxicity,Identity Attack\n1,hello,0.1,\n2,,0.5,0.5\n3,bye,0.2,0.3\n"
    )
    assert read_rows(file) == [
        Row("hello", {"TOXICITY": 0.1}),
        Row("bye", {"TOXICITY": 0.2, "IDENTITY_ATTACK": 0.3}),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_what_excel_saves_is_read_with_its_decimal_commas(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    file = tmp_path / "old.csv"
    lines = ["Text;TOXICITY", "schönen Tag, euch;0,05", "bye;,5", "well;1"]
    file.write_text("\r\n".join(lines).replace(";", delimiter), encoding=encoding, newline="")
    assert read_rows(file) == [
        Row("schönen Tag, euch", {"TOXICITY": 0.05}),
        Row("bye", {"TOXICITY": 0.5}),
        Row("well", {"TOXICITY": 1.0}),
    ]


def test_latin_1_is_refused_with_the_remedy(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("Text;TOXICITY\nschön;0,05\n", encoding="windows-1252")
    with pytest.raises(MigrationError, match='save it as "CSV UTF-8"'):
        read_rows(file)


def test_recorded_scores_of_both_models_need_no_text(tmp_path: Path) -> None:
    file = tmp_path / "shadow.csv"
    file.write_text("at,text,TOXICITY,PARLEY_TOXICITY\n2026-11-28,,0.8,0.6\n2026-11-28,,0.1,\n")
    assert read_rows(file) == [Row("", {"TOXICITY": 0.8}, {"TOXICITY": 0.6})]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("", "names nothing"),
        ("text,SPAM\nhello,1\n", "at least one of TOXICITY"),
        ("words,TOXICITY\nhello,1\n", "a column text"),
        ("text,TOXICITY\nhello,high\n", "row 2: TOXICITY is 'high', no score from 0 to 1$"),
        ("text,TOXICITY\nhello,nan\n", "row 2: TOXICITY is 'nan', no score from 0 to 1$"),
        ("text,TOXICITY\nhello,-1\n", "row 2: TOXICITY is '-1', no score from 0 to 1$"),
        ("text,TOXICITY\nhello,85\n", "'85', no score .* if it is a percentage, write 0.85"),
        ("text,TOXICITY\nhello,85%\n", "'85%', no score .* if it is a percentage, write 0.85"),
    ],
)
def test_a_file_without_texts_or_scores_is_named(tmp_path: Path, content: str, says: str) -> None:
    file = tmp_path / "old.csv"
    file.write_text(content)
    with pytest.raises(MigrationError, match=says):
        read_rows(file)


def test_old_thresholds_are_read_and_a_wrong_one_is_named() -> None:
    assert read_thresholds(["TOXICITY=0.9", "threat=0,5"]) == {"TOXICITY": 0.9, "THREAT": 0.5}
    for wrong in ("SPAM=0.5", "TOXICITY=high", "TOXICITY", "TOXICITY=nan", "TOXICITY=-0.1"):
        with pytest.raises(MigrationError, match=wrong):
            read_thresholds([wrong])


@pytest.mark.parametrize("written", ["80", "80%", "80.0", "0.5%"])
def test_a_percentage_is_refused_with_the_number_to_write(written: str) -> None:
    share = "0.01" if written.startswith("0") else "0.80"
    with pytest.raises(MigrationError, match=f"--at TOXICITY={written}: .* write {share}"):
        read_thresholds([f"TOXICITY={written}"])


def test_each_tier_has_the_thresholds_that_were_given_for_it() -> None:
    assert set(read_tiers([], [], tier="flag")[Tier.FLAG].values()) == {0.8}
    assert read_tiers(["THREAT=0.7"], ["THREAT=0.9"], tier="flag") == {
        Tier.FLAG: {"THREAT": 0.7},
        Tier.ACT: {"THREAT": 0.9},
    }
    assert read_tiers(["THREAT=0.7"], [], tier="act") == {Tier.ACT: {"THREAT": 0.7}}
    assert read_tiers([], ["THREAT=0.9"], tier="flag") == {Tier.ACT: {"THREAT": 0.9}}


def test_thresholds_that_contradict_each_other_are_refused() -> None:
    with pytest.raises(MigrationError, match=r"--act-at THREAT=0.6: 0.7 or more, as --at is"):
        read_tiers(["THREAT=0.7"], ["THREAT=0.6"], tier="flag")
    with pytest.raises(MigrationError, match="with --tier act, name them --at"):
        read_tiers(["THREAT=0.7"], ["THREAT=0.8"], tier="act")
