"""`comments:analyze`, by HTTP, on words whose scores the stand-in knows."""

from pathlib import Path

import httpx
import pytest

from tests.bot.web.conftest import Ask, make_app, serving
from tests.fakes.scorer import StandInScorer

INSULT = 0.95
"""The score that "buffoon" gives a text."""


def fault(response: httpx.Response) -> tuple[int, str, str | None]:
    """Return code, message and kind of an error in Google's shape."""
    error = response.json()["error"]
    assert response.status_code == error["code"]
    kinds = [each.get("errorType") for each in error.get("details", [{}])]
    return error["code"], error["message"], kinds[0]


def test_a_comment_gets_the_score_of_each_requested_attribute(ask: Ask) -> None:
    answer = ask("you buffoon", requestedAttributes={"INSULT": {}, "THREAT": {}}).json()
    assert {name: each["summaryScore"] for name, each in answer["attributeScores"].items()} == {
        "INSULT": {"value": INSULT, "type": "PROBABILITY"},
        "THREAT": {"value": 0.01, "type": "PROBABILITY"},
    }


def test_the_example_of_the_originals_documentation_has_its_shape(ask: Ask) -> None:
    """But for UNSUBSTANTIAL, an experiment of theirs."""
    text = "What kind of idiot name is foo? Sorry, I like your name."
    answer = ask(text, languages=["en"], requestedAttributes={"TOXICITY": {}}).json()
    score = {"value": 0.01, "type": "PROBABILITY"}
    assert answer == {
        "attributeScores": {
            "TOXICITY": {
                "spanScores": [{"begin": 0, "end": 56, "score": score}],
                "summaryScore": score,
            }
        },
        "languages": ["en"],
        "detectedLanguages": ["en"],
        "modelVersion": "stand-in",
    }


def test_every_label_has_its_attribute(ask: Ask) -> None:
    names = [
        "TOXICITY",
        "SEVERE_TOXICITY",
        "PROFANITY",
        "THREAT",
        "INSULT",
        "IDENTITY_ATTACK",
    ]
    answer = ask("drat", requestedAttributes={name: {} for name in names}).json()
    scores = {n: each["summaryScore"]["value"] for n, each in answer["attributeScores"].items()}
    assert scores == {name: 0.97 if name == "PROFANITY" else 0.01 for name in names}


def test_the_client_token_comes_back(ask: Ask) -> None:
    assert ask("hello", clientToken="t-1").json()["clientToken"] == "t-1"
    assert "clientToken" not in ask("hello").json()


def test_a_score_under_its_threshold_is_left_out(ask: Ask) -> None:
    asked = {"INSULT": {"scoreThreshold": 0.5}, "THREAT": {"scoreThreshold": 0.5}}
    answer = ask("you buffoon", requestedAttributes=asked).json()
    assert list(answer["attributeScores"]) == ["INSULT"]
    assert "attributeScores" not in ask("hello", requestedAttributes=asked).json()


def test_without_annotations_one_span_holds_the_whole_comment(ask: Ask) -> None:
    spans = ask("you buffoon 😀").json()["attributeScores"]["INSULT"]["spanScores"]
    assert spans == [{"begin": 0, "end": 14, "score": {"value": INSULT, "type": "PROBABILITY"}}]


def test_annotations_show_the_words_that_drove_the_score_in_utf16_units(ask: Ask) -> None:
    text = "😀 you buffoon, so silly 😀"
    answer = ask(text, spanAnnotations=True).json()
    spans = answer["attributeScores"]["INSULT"]["spanScores"]
    units = text.encode("utf-16-le")
    shown = [units[2 * span["begin"] : 2 * span["end"]].decode("utf-16-le") for span in spans]
    assert shown == ["buffoon", "silly"]
    assert [span["score"]["value"] for span in spans] == [0.95, 0.60]


def test_tags_and_entities_are_no_part_of_an_html_comment(ask: Ask) -> None:
    text = "<p title='hi'>you &quot;<b>buf</b>foon&quot;</p>"
    assert ask(text).json()["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.01
    answer = ask(text, type="HTML", spanAnnotations=True).json()["attributeScores"]["INSULT"]
    assert answer["summaryScore"]["value"] == INSULT
    (span,) = answer["spanScores"]
    assert text[span["begin"] : span["end"]] == "buf</b>foon"


@pytest.mark.parametrize("code", ["en", "EN", "en-GB", "en_US"])
def test_english_is_understood_however_it_is_written(ask: Ask, code: str) -> None:
    answer = ask("hello", languages=[code]).json()
    assert (answer["languages"], answer["detectedLanguages"]) == ([code], ["en"])


@pytest.mark.parametrize(
    ("languages", "scored"),
    [
        (["fr", "en"], ["en"]),
        ("en", ["en"]),
        ("fr, en-GB", ["en-GB"]),
        (["pt", "EN"], ["EN"]),
        ([""], ["en"]),
    ],
)
def test_of_several_languages_the_answer_names_those_that_the_scores_stand_for(
    ask: Ask, languages: object, scored: list[str]
) -> None:
    assert ask("hello", languages=languages).json()["languages"] == scored


def test_languages_follow_what_the_bundle_speaks(folder: Path) -> None:
    scorer = StandInScorer()
    scorer.languages = ("en", "pt")
    asked = {"comment": {"text": "hello"}, "requestedAttributes": {"INSULT": {}}}
    with serving(make_app(folder, scorer=scorer)) as address:

        def load(languages: list[str]) -> httpx.Response:
            body = {**asked, "languages": languages}
            return httpx.post(f"{address}/v1alpha1/comments:analyze", json=body)

        assert load(["pt", "fr"]).json()["languages"] == ["pt"]
        assert load(["pt"]).json()["detectedLanguages"] == ["und"]
        assert load(["fr"]).status_code == 400


def test_every_answer_names_the_bundles_version(ask: Ask, client: httpx.Client) -> None:
    answers = [ask("hello"), ask("привет"), client.get("/v1/models"), client.get("/v1alpha1/x")]
    assert [answer.headers["x-parley-model"] for answer in answers] == ["stand-in"] * 4
    assert ask("hello").json()["modelVersion"] == "stand-in"


@pytest.mark.parametrize("version", ["stand-in", "parley-stand-in", "5" * 64])
def test_a_request_can_be_pinned_to_this_model(ask: Ask, version: str) -> None:
    for field in ("modelVersion", "model_version"):
        assert ask("hello", **{field: version}).status_code == 200


def test_a_request_pinned_to_another_model_is_refused(ask: Ask) -> None:
    code, says, _ = fault(ask("hello", modelVersion="2025.1.1"))
    assert (code, says.partition(".")[0]) == (
        404,
        "This server does not have the pinned model_version",
    )


def test_a_language_that_was_named_and_cannot_be_scored_is_refused(ask: Ask) -> None:
    says = "Attribute INSULT does not support request languages: fr, de"
    kind = "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE"
    assert fault(ask("bonjour", languages=["fr", "de"])) == (400, says, kind)


@pytest.mark.parametrize("languages", [[], ["en"]])
def test_a_text_that_cannot_be_scored_is_refused_as_of_no_known_language(
    ask: Ask, languages: list[str]
) -> None:
    response = ask("привет", languages=languages)
    says = "Attribute INSULT does not support request languages: und"
    assert fault(response) == (400, says, "LANGUAGE_NOT_SUPPORTED_BY_ATTRIBUTE")
    (detail,) = response.json()["error"]["details"]
    assert detail["languageNotSupportedByAttributeError"] == {
        "attribute": "INSULT",
        "detectedLanguages": ["und"],
        "requestedLanguages": languages,
    }


def test_attributes_that_the_language_lacks_can_be_dropped(ask: Ask) -> None:
    response = ask("привет", dropUnsupportedAttributes=True)
    assert response.json() == {
        "languages": ["und"],
        "detectedLanguages": ["und"],
        "modelVersion": "stand-in",
    }


@pytest.mark.parametrize("text", ["", " \n\t"])
def test_an_empty_comment_is_refused(ask: Ask, text: str) -> None:
    assert fault(ask(text)) == (400, "Comment must be non-empty.", "COMMENT_EMPTY")


def test_a_request_without_a_comment_is_one_with_an_empty_comment(client: httpx.Client) -> None:
    response = client.post(
        "/v1alpha1/comments:analyze", json={"requestedAttributes": {"INSULT": {}}}
    )
    assert fault(response) == (400, "Comment must be non-empty.", "COMMENT_EMPTY")


def test_twenty_kilobytes_are_taken_and_a_byte_more_is_not(ask: Ask) -> None:
    most = "hello " * 3333 + "é"
    assert len(most.encode()) == 20_000
    assert ask(most + "é" * 240).status_code == 400  # more characters than are ever cleaned
    assert ask(most[:19_000]).status_code == 200
    assert fault(ask("é" * 10_241)) == (400, "Comment text too long.", "COMMENT_TOO_LONG")


@pytest.mark.parametrize("name", ["SEXUALLY_EXPLICIT", "FLIRTATION", "toxicity", ""])
def test_an_attribute_without_a_counterpart_is_refused_with_a_list_of_those_that_have(
    ask: Ask, name: str
) -> None:
    code, says, kind = fault(ask("hello", requestedAttributes={name: {}}))
    assert (code, kind) == (400, "INVALID_REQUEST")
    assert says == (
        f"Unknown requested attribute: {name}. There are: TOXICITY, SEVERE_TOXICITY, "
        "IDENTITY_ATTACK, INSULT, PROFANITY, THREAT."
    )


def test_asking_for_nothing_is_refused(ask: Ask) -> None:
    says = "Missing requested_attributes"
    assert fault(ask("hello", requestedAttributes={})) == (400, says, "NO_REQUESTED_ATTRIBUTES")


def test_the_context_is_taken_in_either_form_and_not_in_both(ask: Ask) -> None:
    entries = {"entries": [{"text": "before", "type": "PLAIN_TEXT"}]}
    parent = {"articleAndParentComment": {"article": {"text": "a"}, "parentComment": {"text": "b"}}}
    assert ask("hello", context=entries).status_code == 200
    assert ask("hello", context=parent).status_code == 200
    assert fault(ask("hello", context={**entries, **parent}))[0] == 400


def test_fields_are_taken_in_both_spellings_and_null_is_not_set(ask: Ask) -> None:
    answer = ask("hello", client_token="t", languages=None, do_not_store=True, sessionId="s")
    assert answer.json()["clientToken"] == "t"


def test_an_unknown_field_is_named(ask: Ask) -> None:
    says = 'Invalid JSON payload received. Unknown name "spanAnotations": Cannot find field.'
    response = ask("hello", spanAnotations=True)
    assert fault(response) == (400, says, None)
    assert response.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_a_wrong_type_is_named_and_its_value_is_not_repeated(ask: Ask) -> None:
    response = ask("hello", clientToken=["private words"])
    assert fault(response)[1] == "Invalid value at 'clientToken': Input should be a valid string"
    assert "private" not in response.text


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"null", b'"text"', b"\xff"])
def test_what_is_no_json_object_is_refused(client: httpx.Client, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1alpha1/comments:analyze", content=body, headers=headers)
    assert fault(response)[0] == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"comment": {"text": "x\\ud800"}, "requestedAttributes": {"INSULT": {}}}',
        b'{"comment": {"text": "x"}, "requestedAttributes": {"\\ud800": {}}}',
        b'{"\\ud800": 1}',
    ],
)
def test_half_a_character_is_refused_and_not_an_error_of_ours(
    client: httpx.Client, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    response = client.post("/v1alpha1/comments:analyze", content=body, headers=headers)
    assert fault(response)[0] == 400


def test_an_address_or_a_method_that_there_is_not_is_refused_in_googles_shape(
    client: httpx.Client,
) -> None:
    assert fault(client.post("/v1alpha1/comments:other"))[0] == 404
    assert fault(client.get("/v1alpha1/comments:analyze"))[0] == 405
