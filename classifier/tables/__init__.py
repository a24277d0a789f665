"""Tables of a bundle's metrics: the same on the terminal and in its model card.

Built from the JSON that is kept beside the bundle, so that no figure is typed by hand.
"""

from classifier.tables.sets import build_set_tables
from classifier.tables.stress_tests import build_stress_tables
from classifier.tables.table import Json, Table, print_tables
from classifier.tables.verdicts import build_verdict_tables

__all__ = ["Json", "Table", "build_tables", "print_tables"]


def build_tables(metrics: Json) -> list[Table]:
    """Return all tables of an evaluation (`metrics.json`)."""
    return [
        *build_set_tables(metrics),
        *build_stress_tables(metrics),
        *build_verdict_tables(metrics),
    ]
