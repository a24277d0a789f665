"""The members' page in Chromium: kim follows the link of a notice, on a phone, and appeals without signing in."""

from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Route, expect

from tests.bot.web.outside.desk.conftest import OpenPage, Town, run_desk, take_picture
from tests.bot.web.outside.desk.test_desk_queue import DARK, PHONE, check_accessibility
from tests.fakes.club import RUDE

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


@pytest.mark.parametrize(
    ("name", "options"), [("light", {}), ("phone-dark", {**PHONE, **DARK})], ids=["light", "phone"]
)
def test_a_member_appeals_from_the_link_of_a_notice(
    public_town: Town, open_page: OpenPage, name: str, options: dict[str, object]
) -> None:
    town, discord = public_town, public_town.discord
    town.say(RUDE)
    (notice,) = discord.shown(discord.world.open_dm(discord.world.kim["id"])["id"])
    link = notice["components"][0]["components"][1]["url"]
    page = open_page(**options)
    page.context.route(f"{ADDRESS}/**", stand_before(town.address))
    page.goto(link)
    expect(page.get_by_role("heading", name="Your message was deleted")).to_be_visible()
    expect(page.get_by_text(RUDE)).to_be_visible()
    check_accessibility(page)
    take_picture(page, f"desk-decision-{name}")
    page.get_by_label("Why should this be taken back?").fill("it was a line of our play")
    page.get_by_role("button", name="Appeal").click()
    expect(page.get_by_role("status")).to_contain_text("a moderator will look at it")
    expect(page.get_by_role("button")).to_have_count(0)
    check_accessibility(page)
    take_picture(page, f"desk-appealed-{name}")
    shown = str(town.do(discord.alert(number=2)))
    assert "it was a line of our play" in shown


def test_a_german_reads_the_page_in_german(public_town: Town, open_page: OpenPage) -> None:
    town, discord = public_town, public_town.discord
    town.say(RUDE)
    (notice,) = discord.shown(discord.world.open_dm(discord.world.kim["id"])["id"])
    link = notice["components"][0]["components"][1]["url"]
    page = open_page(locale="de-DE")
    page.context.route(f"{ADDRESS}/**", stand_before(town.address))
    page.goto(link)
    expect(page.get_by_role("heading", name="Deine Nachricht wurde gelöscht")).to_be_visible()
    page.goto(link[:-1] + ("A" if link[-1] != "A" else "B"))
    expect(page.get_by_role("heading", name="Dieser Link öffnet nichts mehr")).to_be_visible()
    check_accessibility(page)
