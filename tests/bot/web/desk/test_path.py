"""The path through the desk: a link signs in, a case is seen and dismissed."""

from bot.store.store import Store
from bot.web.desk.desk import Desk
from bot.web.desk.tokens import hash_token, make_csrf
from tests.bot.web.desk.conftest import QUEUE, OpenBrowser
from tests.fakes.club import MONA, RUDE, Club
from tests.fakes.messages import NOON


async def test_a_moderator_with_a_link_sees_a_case_and_dismisses_it(
    desk_club: Club, desk: Desk, open_browser: OpenBrowser, store: Store
) -> None:
    await desk_club.say(RUDE)
    await store.desk.links.add(hash_token("secret"), platform="fake", member=MONA.id, at=NOON)
    browser = open_browser()
    assert (await browser.get(QUEUE)).headers["location"] == "/"
    assert "Sign in" in (await browser.get("/link/secret")).text
    signed_in = await browser.post("/link/secret")
    assert signed_in.headers["location"] == "/"
    assert (await browser.get("/")).headers["location"] == QUEUE
    queue = await browser.get(QUEUE)
    assert "/fake/club/cases/1" in queue.text
    browser.csrf = make_csrf(browser.cookies[desk.options.cookie])
    await browser.send_form("/fake/club/cases/1/decide", button="dismiss")
    case_file = await desk_club.case_file(1)
    assert [(each.button.value, each.by_name) for each in case_file.decisions] == [
        ("dismiss", "mona")
    ]
    assert (await store.desk.audit.latest("fake", "club", limit=5))[0].what == "dismiss 1"
    assert (await browser.post("/link/secret")).status_code == 403
