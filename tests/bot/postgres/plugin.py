"""Plugin that runs the tests with a database on PostgreSQL: `pytest -p tests.bot.postgres.plugin`."""

from collections.abc import Iterator

import pytest
from sqlalchemy.engine import URL

from tests.bot.postgres.cluster import Cluster


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests without a database."""
    others = [item for item in items if "address" not in getattr(item, "fixturenames", ())]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    with Cluster() as cluster:
        yield cluster


@pytest.fixture
def postgres_address(cluster: Cluster) -> URL:
    return cluster.empty_database()
