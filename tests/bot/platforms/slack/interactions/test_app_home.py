"""The App Home, drawn for whoever opens it."""

from bot.domain.buttons import Button
from bot.interactions.replies import CaseReply, Page, Reply
from bot.interactions.requests import Decide, LookUpCase, ShowHome
from tests.bot.platforms.slack.conftest import Recorder
from tests.bot.platforms.slack.example_alerts import action_ids
from tests.fakes.slack.server import FakeSlack


async def test_the_page_is_drawn_for_whoever_opens_it(club: FakeSlack, recorder: Recorder) -> None:
    sections = (Reply("1 open case"), CaseReply(Reply("Case 3"), 3))
    recorder.response = Page(Reply("Mode flag"), sections)
    await club.open_home(club.world.mona, tab="messages")
    await club.open_home(club.world.mona)
    page = (await club.wait_for_call("views.publish")).args
    assert page["user_id"] == club.world.mona["id"]
    assert page["view"]["type"] == "home"
    assert action_ids(page["view"]["blocks"]) == [["parley:show:3"]]
    (request,) = recorder.requests
    assert (request.command, request.scopes) == (ShowHome(), (club.world.team,))


async def test_what_is_decided_from_the_page_changes_it(
    club: FakeSlack, recorder: Recorder
) -> None:
    await club.open_home(club.world.mona)
    await club.wait_for_call("views.publish")
    page = club.world.views[club.world.mona["id"]]
    await club.interactions.press_in_view("parley:show:3", page, by=club.world.mona)
    window = (await club.wait_for_call("views.update")).args["view_id"]
    view = club.world.views[window]
    await club.interactions.press_in_view("parley:dismiss:3", view, by=club.world.mona)
    await club.wait_for_call("views.publish", number=2)
    assert [request.command for request in recorder.requests] == [
        ShowHome(),
        LookUpCase(3),
        Decide(Button.DISMISS, 3),
        ShowHome(),
    ]
