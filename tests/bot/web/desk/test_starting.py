"""From the command line to a desk: its settings, its links, and the bot that serves it."""

import socket
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr
from starlette.datastructures import QueryParams

from bot.config.desk_address import check_desk_url
from bot.config.errors import SettingsError
from bot.config.settings import Settings
from bot.store.desk_links import LASTS
from bot.store.desk_sessions import IDLE, LONGEST
from bot.web.desk.address import QueueAddress, parse_address
from bot.web.desk.bulk import MOST
from bot.web.desk.languages import choose_language
from bot.web.desk.links import make_link
from bot.web.desk.setup import DEFAULT_PORT, make_options
from bot.web.desk.standings import MAX_AGE
from bot.web.desk.views import KEYS
from classifier import Label
from tests.fakes.command import AS_SHIPPED, ROOT, environment, run_bot, running_process
from tests.fakes.waiting import TIMEOUT


def make_settings(**values: object) -> Settings:
    return Settings(_env_file=None).model_copy(update=values)


def refusal(settings: Settings) -> str:
    with pytest.raises(SettingsError) as caught:
        make_options(settings)
    return str(caught.value)


def test_a_desk_is_for_this_machine_until_it_has_an_https_address() -> None:
    assert make_options(make_settings(desk_port=8090)).address == "http://127.0.0.1:8090"
    assert not make_options(make_settings(desk_port=8090)).is_secure
    open_to_all = {"desk_port": 8090, "desk_host": "0.0.0.0"}  # noqa: S104 - that is refused
    assert "PARLEY_DESK_HOST" in refusal(make_settings(**open_to_all))
    behind_tls = make_settings(**open_to_all, desk_url="https://desk.example.org")
    assert make_options(behind_tls).is_secure


@pytest.mark.parametrize(
    "url",
    [
        "http://desk.example.org",
        "https://desk.example.org/parley",
        "https://desk.example.org?x=1",
        "https://kim@desk.example.org",
        "desk.example.org",
        "https://",
    ],
)
def test_an_address_that_would_not_be_safe_or_could_not_work_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"https://desk\.example\.org"):
        check_desk_url(url)
    assert check_desk_url("https://desk.example.org/") == "https://desk.example.org"
    assert check_desk_url("http://127.0.0.1:8090") == "http://127.0.0.1:8090"


def test_half_of_what_signs_people_in_is_refused() -> None:
    only_id = make_settings(desk_port=8090, desk_discord_id="1")
    assert "PARLEY_DESK_DISCORD_SECRET" in refusal(only_id)
    both = make_settings(desk_slack_id="1", desk_slack_secret=SecretStr("s"))
    (provider,) = make_options(both).providers
    assert provider.platform == "slack"


async def test_a_link_on_a_platform_needs_to_know_for_whom(tmp_path: Path) -> None:
    settings = make_settings(database=f"sqlite+aiosqlite:///{tmp_path}/parley.db")
    with pytest.raises(SettingsError, match="Copy User ID"):
        await make_link(settings, platform="discord", member="")
    link = await make_link(settings, platform="discord", member="17")
    assert link.startswith("http://127.0.0.1:8090/link/")


def test_the_language_is_the_first_that_the_browser_wants_and_the_desk_has() -> None:
    known = {"de", "pt"}
    assert choose_language("fr-CH, de;q=0.9, pt;q=0.8", known) == "de"
    assert choose_language("pt-BR", known) == "pt"
    assert choose_language("en-GB, de;q=0.5", known) == "en"
    for nonsense in ("", "*", ";q=", "de;q=x", ",,"):
        assert choose_language(nonsense, known) == "en"


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
        return port


async def test_the_bot_on_the_console_has_a_desk_and_ends_with_its_input(tmp_path: Path) -> None:
    port = free_port()
    env = environment(PARLEY_DESK_PORT=str(port))
    desk = (sys.executable, "-m", "bot", "desk")
    async with running_process(
        *(*desk, "--platform", "console"),
        cwd=tmp_path,
        env=env,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
    ) as bot:
        assert bot.stdin
        assert bot.stdout
        bot.stdin.write(b"hello\n")
        await bot.stdout.readline()  # it is served from here on
        linking = run_bot(
            "desk", "link", "--member", "someone", folder=tmp_path, env=env, command=AS_SHIPPED
        )
        link = linking.stdout.decode().strip()
        async with httpx.AsyncClient(timeout=TIMEOUT) as browser:
            await browser.post(link)
            queue = await browser.get(f"http://127.0.0.1:{port}/console/local/queue")
        assert "Nothing waits for a moderator here." in queue.text
        bot.stdin.close()
        assert await bot.wait() == 0


def test_a_taken_port_is_a_mistake_of_the_settings(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        arguments = ("desk", "--port", str(port), "--platform", "console")
        bot = run_bot(*arguments, folder=tmp_path, command=AS_SHIPPED)
    assert bot.returncode == 78
    assert "PARLEY_DESK_PORT" in bot.stderr.decode()


def test_the_page_about_the_desk_quotes_its_limits() -> None:
    page = (ROOT / "docs/desk.md").read_text()
    hour, minute = timedelta(hours=1), timedelta(minutes=1)
    assert f"within {LASTS // minute} minutes" in page
    assert f"after {IDLE // hour} hours unused and after {LONGEST.days} days" in page
    assert f"http://127.0.0.1:{DEFAULT_PORT}" in page
    assert minute.total_seconds() == MAX_AGE
    assert "kept for\na minute" in page
    assert (MOST, "a hundred at most" in page) == (100, True)
    for key in KEYS.values():
        assert f"`{key}`" in page


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=20)


@given(
    st.builds(
        QueueAddress,
        label=st.sampled_from(["", *Label]),
        channel=_TEXTS.map(str.strip),
        author=_TEXTS.map(str.strip),
        page=st.integers(1, 10_000),
        case=st.integers(1, 10**9),
    )
)
def test_an_address_leads_back_to_itself(address: QueueAddress) -> None:
    query = address.with_case(address.case)
    assert parse_address(QueryParams(query.removeprefix("?"))) == address


@given(st.dictionaries(st.sampled_from(["label", "channel", "author", "page", "case"]), _TEXTS))
def test_whatever_an_address_says_it_is_read(query: dict[str, str]) -> None:
    address = parse_address(QueryParams(query))
    assert address.page >= 1
    assert address.case >= 0
