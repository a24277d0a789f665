import json

import pytest

from classifier.data.train_config import JSON_KEYS, NETWORKS, TrainConfig
from classifier.inference.bundle import DEFAULT

SHIPPED = json.loads((DEFAULT / "bundle.json").read_text("utf-8"))["made"]


@pytest.mark.parametrize("network", NETWORKS)
def test_a_config_comes_back_from_json(network: str) -> None:
    config = TrainConfig(network=NETWORKS[network], templates=0.2, max_words=9)
    assert TrainConfig.from_json(json.loads(json.dumps(config.as_json()))) == config


def test_the_config_of_the_bundle_that_ships_is_read_and_written_as_it_is() -> None:
    config = TrainConfig.from_json(SHIPPED)
    assert config.templates == SHIPPED["contrasts"]
    assert json.dumps(config.as_json()) == json.dumps(SHIPPED)


def test_every_key_that_differs_from_its_field_is_one_of_the_bundle_s() -> None:
    assert set(JSON_KEYS.values()) <= {*SHIPPED, *SHIPPED["network"]}


@pytest.mark.parametrize(
    "values", [{}, SHIPPED | {"unknown": 1}, SHIPPED | {"network": {"layers": 3}}]
)
def test_values_of_no_config_are_refused(values: dict[str, object]) -> None:
    with pytest.raises((KeyError, TypeError)):
        TrainConfig.from_json(values)
