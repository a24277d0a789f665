"""A bundle's figures as tables: the same on the terminal and in its model card.

Made from the JSON that is kept beside the bundle, so that no figure is typed by hand.
"""

from classifier.tables.sets import describe_sets
from classifier.tables.stress_tests import describe_stress_tests
from classifier.tables.table import Json, Table, print_tables

__all__ = ["Json", "Table", "describe", "print_tables"]


def describe(metrics: Json) -> list[Table]:
    """All tables of an evaluation (`metrics.json`)."""
    return [*describe_sets(metrics), *describe_stress_tests(metrics)]
