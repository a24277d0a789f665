"""The audit log of who signs in and out: with whom it is about, without secrets, and not to be filled from outside."""

import pytest

from bot.interactions.replies import Refusal
from bot.store.store import Store
from bot.web.desk.sign_in_log import REFUSAL_EVERY
from bot.web.desk.tokens import hash_token
from tests.bot.web.conftest import Clock
from tests.bot.web.desk.conftest import QUEUE, Browser, OpenBrowser, SignIn
from tests.fakes.club import KIM, MAX, MONA, Club
from tests.fakes.messages import NOON

LOG = "/fake/club/log"


async def read_log(store: Store, community: str = "club") -> list[tuple[str, str]]:
    """Return who did what, the latest first."""
    lines = await store.desk.audit.latest("fake", community, limit=100)
    return [(line.by_name or line.by, line.what) for line in lines]


async def use_link(browser: Browser, store: Store, person: str) -> None:
    await store.desk.links.add(hash_token("secret"), platform="fake", member=person, at=NOON)
    assert (await browser.post("/link/secret")).status_code == 303


async def test_signing_in_and_out_is_written_down_where_the_person_moderates(
    open_browser: OpenBrowser, sign_in: SignIn, store: Store, desk_club: Club
) -> None:
    desk_club.platform.directory.add("yard", MAX)
    await use_link(open_browser(), store, MONA.id)
    await (await sign_in(MONA)).send_form("/sign-out")
    await (await sign_in(MONA)).send_form("/sign-out", everywhere="yes")
    assert await read_log(store) == [
        ("mona", "sign out everywhere"),
        ("mona", "sign out"),
        ("mona", "sign in by a link"),
    ]
    assert await read_log(store, "yard") == []


async def test_of_who_moderates_nowhere_the_log_says_that_they_came_and_not_who(
    open_browser: OpenBrowser, store: Store
) -> None:
    await use_link(open_browser(), store, KIM.id)
    assert await read_log(store) == [("", "sign in by a link, who is not known to moderate")]


async def test_while_the_platform_does_not_answer_signing_out_works_and_is_written_down(
    browser: Browser, store: Store, desk_club: Club
) -> None:
    desk_club.platform.directory.refusal = Refusal("it does not say", "try again")
    assert (await browser.get(QUEUE)).status_code == 503
    assert await read_log(store) == []
    await browser.send_form("/sign-out")
    assert (await browser.get(QUEUE)).status_code == 303
    assert await read_log(store) == [("", "sign out, who is not known to moderate")]


async def test_who_opens_the_queue_of_others_is_written_down_once_an_hour(
    sign_in: SignIn, store: Store, clock: Clock
) -> None:
    browser = await sign_in(KIM)
    for _ in range(3):
        assert (await browser.get(QUEUE)).status_code == 403
    refused = ("kim-1", "refused: does not moderate here")
    assert await read_log(store) == [refused]
    clock.now += REFUSAL_EVERY
    await browser.get(QUEUE)
    assert await read_log(store) == [refused, refused]


async def test_a_community_that_there_is_not_has_no_log(sign_in: SignIn, store: Store) -> None:
    browser = await sign_in(KIM)
    assert (await browser.get("/fake/invented/queue")).status_code == 403
    assert await read_log(store, "invented") == []


async def test_links_that_are_tried_out_are_written_down_once_an_hour(
    open_browser: OpenBrowser, store: Store
) -> None:
    browser = open_browser()
    for number in range(3):
        await browser.post(f"/link/guess-{number}")
    assert await read_log(store) == [("", "refused: a link that holds no more")]


async def test_refusals_push_nothing_off_the_log(store: Store) -> None:
    await store.desk.audit.add("fake", "club", by=MONA, what="dismiss 1")
    for number in range(50):
        await store.desk.audit.add("", "", by=MONA, what=f"refused {number}")
    lines = [what for _, what in await read_log(store)]
    assert lines == [*(f"refused {number}" for number in range(49, 39, -1)), "dismiss 1"]


@pytest.mark.parametrize("secret", ["secret", hash_token("secret")])
async def test_the_log_shows_what_happened_at_the_door_without_the_link(
    open_browser: OpenBrowser, store: Store, secret: str
) -> None:
    browser = open_browser()
    await browser.post("/link/guessed")
    await use_link(browser, store, MONA.id)
    page = (await browser.get(LOG)).text
    assert "sign in by a link" in page
    assert "a link that holds no more" in page
    assert secret not in page
