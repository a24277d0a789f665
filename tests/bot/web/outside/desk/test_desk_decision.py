"""The members' page in Chromium: kim follows the link of a notice, on a phone, and appeals without signing in."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.bot.web.outside.desk.conftest import (
    SCREENS,
    Chat,
    OpenPage,
    Town,
    check_accessibility,
    run_desk,
    take_picture,
)
from tests.fakes.club import RUDE
from tests.fakes.slack.world import World as SlackWorld

ADDRESS = "https://desk.example"


@pytest.fixture
def public_town(tmp_path: Path) -> Iterator[Town]:
    """A town whose bot does what the thresholds ask for, and whose desk has an address that members can reach."""
    town = Town(tmp_path)
    with town.open(), run_desk(town, mode="enforce", PARLEY_DESK_URL=ADDRESS):
        yield town


def stand_before(local: str) -> Callable[[Route], None]:
    """Return what stands between browsers and the desk: a proxy with TLS, which passes on what it is asked."""

    def pass_on(route: Route) -> None:
        request = route.request
        sent = request.all_headers().items()
        headers = {name: value for name, value in sent if not name.startswith(":")}
        answer = httpx.request(
            request.method,
            request.url.replace(ADDRESS, local),
            headers={**headers, "host": "desk.example"},
            content=request.post_data_buffer,
            follow_redirects=True,
        )
        dropped = {"content-encoding", "content-length", "transfer-encoding"}
        kept = {name: value for name, value in answer.headers.items() if name not in dropped}
        route.fulfill(status=answer.status_code, headers=kept, body=answer.content)

    return pass_on


def follow_notice(chat: Chat) -> str:
    """Return the address to which the notice that kim got leads."""
    kim = chat.fake.world.kim["id"]
    world = chat.fake.world
    channel = world.open_direct(kim) if isinstance(world, SlackWorld) else world.open_dm(kim)["id"]
    (notice,) = chat.fake.shown(channel)
    address: str
    (address,) = set(re.findall(rf"{ADDRESS}/[\w./-]+", json.dumps(notice)))
    return address


@pytest.mark.parametrize(
    ("name", "screen"), [("Discord", "wide-light"), ("Slack", "phone-dark")], ids=lambda each: each
)
def test_a_member_appeals_from_the_link_of_a_notice(
    public_town: Town, open_page: OpenPage, name: str, screen: str
) -> None:
    town, chat = public_town, public_town.find_chat(name)
    chat.say(RUDE)
    page = open_page(**SCREENS[screen])
    page.context.route(f"{ADDRESS}/**", stand_before(town.address))
    page.goto(follow_notice(chat))
    expect(page.get_by_role("heading", name="Your message was deleted")).to_be_visible()
    expect(page.get_by_text(RUDE)).to_be_visible()
    check_accessibility(page)
    take_picture(page, f"desk-decision-{screen}")
    page.get_by_label("Why should this be taken back?").fill("it was a line of our play")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_role("status")).to_contain_text("a moderator will look at it")
    expect(page.get_by_role("button")).to_have_count(0)
    check_accessibility(page)
    take_picture(page, f"desk-appealed-{screen}")
    shown = str(town.do(chat.fake.alert(number=2)))
    assert "it was a line of our play" in shown


def test_a_german_reads_the_page_in_german(public_town: Town, open_page: OpenPage) -> None:
    town, chat = public_town, public_town.chat
    chat.say(RUDE)
    link = follow_notice(chat)
    page = open_page(locale="de-DE")
    page.context.route(f"{ADDRESS}/**", stand_before(town.address))
    page.goto(link)
    expect(page.get_by_role("heading", name="Deine Nachricht wurde gelöscht")).to_be_visible()
    page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    expect(page.get_by_role("heading", name="Dieser Link öffnet nichts mehr")).to_be_visible()
    check_accessibility(page)
