"""Bodies: JSON as programs send it, and nothing that a page of another origin can send unasked."""

import gzip
import json
import socket

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.server.body_size import MAX_BODY_BYTES
from bot.web.server.tolerant_json import MAX_TOLERANT_BYTES, parse_json

ANALYZE = "/v1alpha1/comments:analyze"
MODERATE = "/v1/moderations"
ASKED = {"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}
BODIES = {ANALYZE: json.dumps(ASKED), MODERATE: '{"input": "you buffoon"}'}


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "kind", [None, "", "application/json", "Application/JSON;charset=UTF-8", "text/json", "json"]
)
def test_json_is_read_with_or_without_its_content_type(
    client: httpx.Client, path: str, kind: str | None
) -> None:
    headers = {} if kind is None else {"Content-Type": kind}
    answer = client.post(path, content=BODIES[path], headers=headers)
    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("path", BODIES)
@pytest.mark.parametrize(
    "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"]
)
def test_what_a_page_of_another_origin_can_send_unasked_is_refused_with_the_remedy(
    client: httpx.Client, path: str, kind: str
) -> None:
    answer = client.post(path, content=BODIES[path], headers={"Content-Type": kind})
    assert answer.status_code == 400
    assert "Content-Type: application/json" in answer.json()["error"]["message"]


@pytest.mark.parametrize("origin", ["https://elsewhere.example.org", "null"])
def test_a_page_of_another_origin_cannot_leave_the_content_type_out_either(
    client: httpx.Client, origin: str
) -> None:
    """As a page can, with a Blob: such a request is sent without a preflight."""
    answer = client.post(ANALYZE, content=BODIES[ANALYZE], headers={"Origin": origin})
    assert answer.status_code == 400
    own = {"Origin": str(client.base_url).rstrip("/")}
    assert client.post(ANALYZE, content=BODIES[ANALYZE], headers=own).status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        "{comment: {text: 'you buffoon'}, requestedAttributes: {INSULT: {}}}",
        "{'comment': {'text': 'you buffoon'}, 'requestedAttributes': {'INSULT': {}},}",
        '{"comment": {"text": "you\nbuffoon"}, "requestedAttributes": {"INSULT": {}}}',
        (
            "{'comment': {'text': 'you buffoon'}, 'requestedAttributes': {'INSULT': None}, "
            "'doNotStore': True, 'spanAnnotations': False}"
        ),
        '\ufeff{"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}',
    ],
)
def test_what_googles_parser_took_is_taken(client: httpx.Client, body: str) -> None:
    answer = client.post(ANALYZE, content=body.encode()).json()
    assert answer["attributeScores"]["INSULT"]["summaryScore"]["value"] == 0.95


@pytest.mark.parametrize("value", ["true", "True", "1", "yes", True])
def test_a_boolean_is_read_from_a_string(client: httpx.Client, value: object) -> None:
    answer = client.post(ANALYZE, json={**ASKED, "spanAnnotations": value}).json()
    assert answer["attributeScores"]["INSULT"]["spanScores"][0]["begin"] == 4


def test_numbers_are_read_from_strings_and_identifiers_from_numbers(client: httpx.Client) -> None:
    asked = {"INSULT": {"scoreThreshold": "0.96"}, "THREAT": {"scoreThreshold": "0"}}
    body = {**ASKED, "requestedAttributes": asked, "clientToken": 7}
    answer = client.post(ANALYZE, json=body).json()
    assert list(answer["attributeScores"]) == ["THREAT"]
    assert answer["clientToken"] == "7"


@pytest.mark.parametrize(
    "fields",
    [
        {"spanAnnotations": "perhaps"},
        {"requestedAttributes": {"INSULT": {"scoreThreshold": "high"}}},
        {"requestedAttributes": {"INSULT": {"scoreThreshold": "inf"}}},
        {"languages": [1]},
        {"comment": {"text": 5}},
    ],
)
def test_what_is_neither_is_refused(client: httpx.Client, fields: dict[str, object]) -> None:
    assert client.post(ANALYZE, json={**ASKED, **fields}).status_code == 400


TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**31), 2**31) | TEXTS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner),
)


@given(VALUES)
def test_strict_json_means_the_same_when_it_is_read_with_tolerance(value: object) -> None:
    assert parse_json(json.dumps([value, 0])[:-1].encode() + b",]") == [value, 0]


@given(TEXTS)
def test_a_text_in_single_quotes_is_read_as_it_was_meant(text: str) -> None:
    quoted = text.replace("\\", "\\\\").replace("'", "\\'")
    assert parse_json(f"{{text: '{quoted}'}}".encode()) == {"text": text}


@pytest.mark.parametrize("piece", ["'", '"', "'\\", '"\\', ",", " ,", "{a:", "a ", "\\", "["])
def test_no_body_takes_long_to_be_refused(piece: str) -> None:
    """Each of them is millions of steps if a step looks at all that follows."""
    with pytest.raises(ValueError):  # noqa: PT011 - orjson's own
        parse_json((piece * MAX_TOLERANT_BYTES)[:MAX_TOLERANT_BYTES].encode())


def gzipped(text: str) -> bytes:
    return gzip.compress(text.encode(), mtime=0)


def test_a_compressed_body_is_read_as_googles_client_for_java_sends_it(
    client: httpx.Client,
) -> None:
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    for content in (gzipped(BODIES[ANALYZE]), iter([gzipped(BODIES[ANALYZE])])):
        assert client.post(ANALYZE, content=content, headers=headers).status_code == 200


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (b"{}", "gzip"),
        (gzipped("{}")[:-9], "gzip"),
        (gzipped(" " * MAX_BODY_BYTES + "{}"), "gzip"),
        (b"{}", "br"),
    ],
)
def test_a_body_that_is_no_gzip_or_too_large_when_it_is_plain_is_refused(
    client: httpx.Client, content: bytes, encoding: str
) -> None:
    answer = client.post(ANALYZE, content=content, headers={"Content-Encoding": encoding})
    assert answer.status_code == 400
    message = answer.json()["error"]["message"]
    assert "Content-Encoding" in message or "exceeds the limit" in message


def test_a_streamed_body_is_read_up_to_the_limit(client: httpx.Client) -> None:
    """Programs in Node that write a body in pieces do not say how long it is."""
    pieces = [BODIES[ANALYZE][:9].encode(), BODIES[ANALYZE][9:].encode()]
    assert client.post(ANALYZE, content=iter(pieces)).status_code == 200
    answer = client.post(ANALYZE, content=(b" " * 65_536 for _ in range(40)))
    assert "exceeds the limit: 2097152 bytes" in answer.json()["error"]["message"]


def test_a_body_longer_than_any_comment_is_read_strictly() -> None:
    spaces = b" " * MAX_TOLERANT_BYTES
    assert parse_json(b"[1]" + spaces) == [1]
    with pytest.raises(ValueError, match="trailing comma"):
        parse_json(b"[1,]" + spaces)


def test_a_body_that_ends_too_soon_is_no_bug(client: httpx.Client) -> None:
    address = (client.base_url.host, client.base_url.port)
    with socket.create_connection(address) as connection:
        connection.sendall(f"POST {ANALYZE} HTTP/1.1\r\nContent-Length: 9\r\n\r\n{{".encode())
        connection.shutdown(socket.SHUT_WR)
    assert 'status="500"' not in client.get("/metrics").text
