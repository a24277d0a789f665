"""Python clients that others published, with their defaults; Google's address is led to ours."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httplib2
import pytest
import requests
from begentle import CommentAnalyzer
from perspective import PerspectiveAPI
from PyPerspective.errors import InvalidAuthKey
from PyPerspective.Perspective import Perspective
from pyspective.pyspective import PyspectiveAPI

from tests.bot.web.conftest import KEY, make_app, serving

GOOGLE = "https://commentanalyzer.googleapis.com"
ALL_SIX = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
TEXT = "you buffoon"
SCORES = dict.fromkeys(ALL_SIX, 0.01) | {"INSULT": 0.95}


@pytest.fixture
def address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a site that needs a key, to which what is meant for Google goes."""
    with serving(make_app(tmp_path, keys=(KEY,))) as address:
        for owner in (requests.Session, httplib2.Http):
            monkeypatch.setattr(owner, "request", lead(owner.request, address))
        yield address


def lead(request: Callable[..., Any], address: str) -> Callable[..., Any]:
    """Return the request of a client, made of our address where it is given Google's."""

    def swap(value: object) -> object:
        return value.replace(GOOGLE, address) if isinstance(value, str) else value

    def there(*given: object, **named: object) -> Any:
        return request(*map(swap, given), **{name: swap(value) for name, value in named.items()})

    return there


def test_perspective(address: str) -> None:
    client = PerspectiveAPI(KEY)
    client.api_client.url = f"{address}/v1alpha1/{{endpoint}}"
    assert client.score(TEXT) == {"TOXICITY": 0.01}


@pytest.mark.usefixtures("address")
def test_begentle() -> None:
    analyzer = CommentAnalyzer(KEY)
    assert analyzer.analyze(TEXT) == 0.01
    analyzer.client.close()


@pytest.mark.usefixtures("address")
def test_pyperspective_which_tries_its_key_with_an_empty_body_first() -> None:
    comment = Perspective(KEY).get_score(TEXT)
    assert (comment["TOXICITY"].score, comment.detected_langs) == (0.01, ["en"])
    with pytest.raises(InvalidAuthKey):
        Perspective("wrong")


@pytest.mark.usefixtures("address")
def test_pyspective_which_asks_for_attributes_that_no_label_means() -> None:
    client = PyspectiveAPI(KEY)
    assert client.score(TEXT) == SCORES
    assert client.suggest(TEXT, 0.0) == "Successed"


def test_perspectiveapi_which_goes_by_the_same_name_as_another(address: str) -> None:
    program = """
import sys, httpx
from perspective.blocking import Attribute, Perspective
request = httpx.Client.request
httpx.Client.request = lambda client, method, url, **named: request(
    client, method, url.replace("https://commentanalyzer.googleapis.com", sys.argv[1]), **named)
client = Perspective(key=sys.argv[2])
print(client.score(sys.argv[3]).toxicity, client.score(sys.argv[3], list(Attribute)).flirtation)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, address, KEY, TEXT],
        env={**os.environ, "PYTHONPATH": str(Path(sys.prefix) / "perspectiveapi")},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.split() == ["0.01", "None"]
