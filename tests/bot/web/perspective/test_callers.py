"""Forty callers of the Perspective API, as public programs build their requests and read the answers.

The shapes are theirs, the texts are ours. Three read an attribute that no label means, unasked whether
it is there: nothing is made up for them.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest

from tests.bot.web.conftest import make_app, serving

PAGE = "https://forum.example.org"
TEXT = "you silly buffoon"
JSON = {"Content-Type": "application/json"}
Read = Callable[[Any], object]


def summary(*names: str) -> Read:
    """Read `attributeScores[X].summaryScore.value` of each attribute, as nearly all do."""
    return lambda answer: [
        answer["attributeScores"][name]["summaryScore"]["value"] for name in names
    ]


def span(name: str) -> Read:
    """Read the first span's score, also where no spans were asked for."""
    return lambda answer: answer["attributeScores"][name]["spanScores"][0]["score"]["value"]


TOXICITY = summary("TOXICITY")


def each_there(answer: Any) -> object:
    """Read whatever attributes there are."""
    return {n: each["summaryScore"]["value"] for n, each in answer["attributeScores"].items()}


@dataclass(frozen=True, slots=True)
class Caller:
    """A program: its request's fields beside the comment, and how it reads the answer."""

    name: str
    attributes: Sequence[str] = ("TOXICITY",)
    fields: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)
    read: Read = TOXICITY
    parameters: object = field(default_factory=dict)
    comment: Mapping[str, object] = field(default_factory=lambda: {"text": TEXT})
    body: str | None = None

    def write(self) -> bytes:
        """Return the request's body."""
        asked = dict.fromkeys(self.attributes, self.parameters)
        whole = {"comment": self.comment, "requestedAttributes": asked, **self.fields}
        return (json.dumps(whole) if self.body is None else self.body).encode()


ALL = ("TOXICITY", "SEVERE_TOXICITY", "IDENTITY_ATTACK", "INSULT", "PROFANITY", "THREAT")
NEW_YORK_TIMES = (
    "ATTACK_ON_AUTHOR",
    "ATTACK_ON_COMMENTER",
    "INCOHERENT",
    "INFLAMMATORY",
    "LIKELY_TO_REJECT",
    "OBSCENE",
    "SPAM",
    "UNSUBSTANTIAL",
)
NO_TYPE: Mapping[str, str] = {}
FROM_PAGE = {**JSON, "Origin": PAGE}

CALLERS = [
    Caller("the documentation's example", fields={"languages": ["en"]}),
    Caller("no language"),
    Caller("not to be stored", fields={"languages": ["en"], "doNotStore": True}),
    Caller("with a session", fields={"sessionId": "a-session"}),
    Caller("with an empty session", fields={"sessionId": "", "languages": ["en"]}),
    Caller("with a community", fields={"communityId": "forum/cats", "doNotStore": True}),
    Caller("with a token", fields={"clientToken": "comment-1"}),
    Caller("with an empty context", fields={"context": {}, "languages": ["en"]}),
    Caller("with a context", fields={"context": {"entries": [{"text": "hello"}]}}),
    Caller("with a threshold", parameters={"scoreThreshold": 0.0}),
    Caller("with a score's type", parameters={"scoreType": "PROBABILITY"}),
    Caller("with both", parameters={"scoreType": "PROBABILITY", "scoreThreshold": 0}),
    Caller("all six", ALL, read=summary(*ALL)),
    Caller("all six, those that are there", ALL, read=each_there),
    Caller("two of them", ("TOXICITY", "INSULT"), read=summary("INSULT")),
    Caller("reading a span unasked", read=span("TOXICITY")),
    Caller("asking for spans", fields={"spanAnnotations": True}, read=span("TOXICITY")),
    Caller("a plain text", comment={"text": TEXT, "type": "PLAIN_TEXT"}),
    Caller("HTML", comment={"text": f"<p>{TEXT}</p>", "type": "HTML"}),
    Caller("names with underscores", fields={"do_not_store": True, "client_token": "t"}),
    Caller("reading languages", fields={"languages": ["en"]}, read=lambda a: a["languages"]),
    Caller("reading what was detected", read=lambda a: a["detectedLanguages"]),
    Caller("a charset", headers={"Content-Type": "application/json; charset=utf-8"}),
    Caller("numbers and booleans as strings", fields={"doNotStore": "true", "sessionId": 17}),
    Caller("without Content-Type", headers=NO_TYPE),
    Caller("without Content-Type, all", ALL, headers=NO_TYPE, read=summary(*ALL)),
    Caller("one language for a list", fields={"languages": "en"}),
    Caller("French or English", fields={"languages": ["fr", "en"]}),
    Caller("Portuguese or English", fields={"languages": ["pt", "en"]}),
    Caller("English or Spanish", fields={"languages": ["en", "es"]}),
    Caller(
        "single quotes and names without any",
        body="{comment: {text: '" + TEXT + "'}, languages: ['en'], "
        "requestedAttributes: {TOXICITY: {}} }",
    ),
    Caller("a page", headers=FROM_PAGE),
    Caller("a page, all", ALL, headers=FROM_PAGE, read=each_there),
    Caller("with SPAM", ("SPAM", "TOXICITY")),
    Caller("with FLIRTATION", ("TOXICITY", "FLIRTATION"), read=each_there),
    Caller("an experiment", ("THREAT_EXPERIMENTAL",), read=summary("THREAT_EXPERIMENTAL")),
    Caller("all there ever were", (*ALL, *NEW_YORK_TIMES), read=each_there),
    Caller(
        "reading SEXUALLY_EXPLICIT unseen",
        ("TOXICITY", "SEXUALLY_EXPLICIT"),
        read=summary("TOXICITY", "SEXUALLY_EXPLICIT"),
    ),
    Caller(
        "reading MORAL_OUTRAGE unseen",
        ("TOXICITY", "MORAL_OUTRAGE"),
        read=summary("MORAL_OUTRAGE"),
    ),
    Caller("reading SPAM's span unseen", ("SPAM", "TOXICITY"), read=span("SPAM")),
]


@pytest.fixture(scope="module")
def client(folder: Any) -> Any:
    """A client of a site that one page's origin may ask."""
    app = make_app(folder, origins=(PAGE,))
    with serving(app) as address, httpx.Client(base_url=address) as client:
        yield client


@pytest.mark.parametrize("caller", CALLERS, ids=lambda caller: caller.name)
def test_a_caller_gets_what_it_reads_or_asks_for_what_no_label_means(
    client: httpx.Client, caller: Caller
) -> None:
    answer = client.post(
        "/v1alpha1/comments:analyze?key=any", content=caller.write(), headers=caller.headers
    )
    assert answer.status_code == 200, answer.text
    if caller.headers.get("Origin"):
        assert answer.headers["access-control-allow-origin"] == PAGE
    if caller.name.endswith("unseen"):
        with pytest.raises(KeyError):
            caller.read(answer.json())
    else:
        assert caller.read(answer.json())


def test_of_forty_callers_thirty_seven_are_answered() -> None:
    unseen = [caller.name for caller in CALLERS if caller.name.endswith("unseen")]
    assert (len(CALLERS), len(CALLERS) - len(unseen)) == (40, 37)
