import io
import json

from rich.console import Console

from classifier.evaluation.bias import measure_bias
from classifier.evaluation.functional import measure_suite
from classifier.evaluation.neutral_frames import measure_frames
from classifier.evaluation.recall import measure_recall
from classifier.evaluation.robustness import measure_robustness
from classifier.evaluation.scored import score_set
from classifier.inference.bundle import DEFAULT
from classifier.metrics.bootstrap import as_json
from classifier.tables import Table, build_tables, print_tables
from classifier.tables.training import build_network_table, build_training_table
from tests.classifier.stub import StubScorer, label_all_alike, label_toxic_only

METRICS = json.loads((DEFAULT / "metrics.json").read_text("utf-8"))
SCORER = StubScorer(lambda text: 0.9 if "idiot" in text else 0.1)


def run_stress_tests() -> dict[str, object]:
    """Return the stress tests of a scorer that knows one word."""
    rows = [
        label_toxic_only("gametox", [f"stupid idiot {n}" for n in range(20)], [1] * 20),
        label_all_alike("chat", [f"lovely garden {n}" for n in range(30)], [0] * 30),
    ]
    scored = [score_set(SCORER, each) for each in rows]
    measured = {
        "recall": measure_recall(scored, resamples=3),
        "robustness": measure_robustness(SCORER, scored, resamples=3),
        "bias": measure_bias(SCORER, [], resamples=2),
        "functions": measure_suite(SCORER, resamples=3),
        "frames": measure_frames(SCORER),
    }
    return {name: as_json(each) for name, each in measured.items()}


def test_each_stress_test_has_a_table_with_all_its_rows() -> None:
    tables = {table.title: table for table in build_tables(METRICS | run_stress_tests())}
    assert [row[0] for row in tables["Recall at 1 false alarm in 1,000"].rows] == ["`gametox`"]
    assert tables["Under disguise"].rows[-1][0] == "**mean**"
    assert [row[0] for row in tables["Names of groups"].rows] == ["`templates`"]
    assert len(tables["Functions"].rows) == 28
    assert tables["Neutral frames"].rows[0] == ["`You are ...`", "0.00 (0.00 to 0.00)"]
    for table in tables.values():
        assert all(len(row) == len(table.head) for row in table.rows)


def test_what_was_not_measured_says_so() -> None:
    bare = {key: METRICS[key] for key in ("sets", "false_alarms", "false_alarms_pooled")}
    tables = {table.title: table.as_markdown() for table in build_tables(bare)}
    for title in (
        "Under disguise",
        "Names of groups",
        "Functions",
        "Held-out rows",
        "Neutral frames",
        "Invented cases",
    ):
        assert tables[title] == f"### {title}\n\nNot measured.\n"
    assert "Not measured" not in tables["False alarms"]
    assert build_training_table(None).as_markdown().endswith("Not measured.\n")
    assert build_network_table([]).as_markdown().endswith("Not measured.\n")


def test_the_training_table_has_time_memory_machine_and_command() -> None:
    made = {"minutes": 61.7, "peak_mib": 2048, "machine": "2 cores", "command": "make train"}
    rows = build_training_table(made).rows
    assert rows == [["`make train`", "62", "not recorded", "2,048 MiB", "2 cores"]]
    by_phase = build_training_table({**made, "phases": {"teacher": 9.04, "network": 51.96}}).rows
    assert by_phase[0][2] == "teacher 9.0, network 52.0"


def test_a_table_is_markdown_in_a_document_and_plain_on_a_terminal() -> None:
    table = Table("Title", "A **note**.", ["`a`", "b"], [["`x`", "**1**"]])
    lines = ["### Title", "", "A **note**.", "", "| `a` | b |", "| --- | --- |", "| `x` | **1** |"]
    assert table.as_markdown().splitlines() == lines
    file = io.StringIO()
    print_tables([table, Table("Nothing", "", [])], Console(file=file, width=80))
    printed = file.getvalue()
    assert "A note." in printed
    assert not {"`", "*"} & set(printed)
    assert "Nothing" not in printed
