"""Batches, as Google's client writes them; the client itself is in tests/bot/web/outside."""

import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bot.web.server.batch import MAX_PARTS
from tests.bot.web.conftest import KEY, make_app, serving

KIND = {"Content-Type": 'multipart/mixed; boundary="=====1="'}
BODY = '{"comment": {"text": "you buffoon"}, "requestedAttributes": {"INSULT": {}}}'


def part(number: int, *, key: str = KEY, body: str = BODY) -> str:
    return (
        f"--=====1=\nContent-Type: application/http\nContent-ID: <id + {number}>\n\n"
        f"POST /v1alpha1/comments:analyze?key={key}&alt=json HTTP/1.1\n"
        f"Content-Type: application/json\nMIME-Version: 1.0\n\n{body}\n"
    )


def send(client: httpx.Client, *parts: str, path: str = "/batch") -> httpx.Response:
    return client.post(path, content="".join(parts) + "--=====1=--\n", headers=KIND)


@pytest.fixture(scope="module")
def locked(folder: Path) -> Iterator[httpx.Client]:
    with (
        serving(make_app(folder, keys=(KEY,))) as address,
        httpx.Client(base_url=address) as client,
    ):
        yield client


@pytest.mark.parametrize("path", ["/batch", "/batch/commentanalyzer/v1alpha1"])
def test_each_request_is_answered_in_order_as_if_it_came_alone(
    locked: httpx.Client, path: str
) -> None:
    answer = send(locked, part(1), part(2, key="wrong"), part(3, body="no json"), path=path)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("multipart/mixed; boundary=")
    assert re.findall(r"Content-ID: <(.*?)>", answer.text) == [
        "response-id + 1",
        "response-id + 2",
        "response-id + 3",
    ]
    assert re.findall(r"HTTP/1.1 (\d+)", answer.text) == ["200", "400", "400"]
    assert '"value":0.95' in answer.text
    assert "API key not valid" in answer.text


def test_a_key_of_the_whole_batch_holds_for_a_request_without_its_own(
    locked: httpx.Client,
) -> None:
    keyless = part(1).replace(f"?key={KEY}&alt=json", "")
    headers = {**KIND, "Authorization": f"Bearer {KEY}"}
    answer = locked.post("/batch", content=f"{keyless}--=====1=--\n", headers=headers)
    assert re.findall(r"HTTP/1.1 (\d+)", answer.text) == ["200"]
    assert re.findall(r"HTTP/1.1 (\d+)", send(locked, keyless).text) == ["403"]


def test_a_part_that_is_no_request_is_refused_alone(locked: httpx.Client) -> None:
    broken = "--=====1=\nContent-Type: application/http\nContent-ID: <id + 1>\n\nhello\n"
    answer = send(locked, broken, part(2))
    assert re.findall(r"HTTP/1.1 (\d+)", answer.text) == ["400", "200"]


@pytest.mark.parametrize(
    "text",
    [
        (
            f"--=====1=\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n"
            f"Content-ID: <batch1+2>\r\n\r\nPOST /v1alpha1/comments:analyze?key={KEY}\r\n"
            f"Content-Type: application/json\r\n\r\n{BODY}\r\n"
        ),
        (
            f"--=====1=\nContent-Type: application/http\n\n"
            f"POST https://commentanalyzer.googleapis.com/v1alpha1/comments:analyze?key={KEY}\n\n{BODY}\n"
        ),
        part(1, body=BODY.replace("you buffoon", "ты buffoon")),
    ],
)
def test_other_clients_write_a_request_in_other_ways(locked: httpx.Client, text: str) -> None:
    assert '"value":0.95' in send(locked, text).text


def test_a_batch_in_a_batch_is_none(locked: httpx.Client) -> None:
    nested = part(1).replace("/v1alpha1/comments:analyze", "/batch")
    assert re.findall(r"HTTP/1.1 (\d+)", send(locked, nested).text) == ["404"]


def test_parts_in_parts_are_no_requests_however_deep(locked: httpx.Client) -> None:
    nested = "--=====1=\nContent-Type: multipart/mixed; boundary=x\n\n"
    nested += "--x\nContent-Type: multipart/mixed; boundary=x\n\n" * 20_000
    assert re.findall(r"HTTP/1.1 (\d+)", send(locked, nested).text) == ["400"]


@pytest.mark.parametrize("content", ["", "--x\n\n--x--\n", part(1) * (MAX_PARTS + 1)])
def test_what_holds_no_request_or_too_many_is_refused(locked: httpx.Client, content: str) -> None:
    answer = locked.post("/batch", content=content, headers=KIND)
    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_a_batch_of_another_type_is_refused(locked: httpx.Client) -> None:
    assert locked.post("/batch", content="{}").status_code == 400
