"""The page Policy: what holds in a place, changes with what they would come to, and their history."""

import re
import tomllib

import pytest

from bot.domain.authority import Authority
from bot.domain.policy import LabelRule, Mode, Policy
from bot.interactions.requests import SetMode, SetThreshold
from bot.store.store import Store
from classifier import Label
from tests.bot.conftest import MakeClub
from tests.bot.web.desk.conftest import Browser, OpenBrowser
from tests.fakes.club import MAX, MONA, RUDE, Club
from tests.fakes.scorer import MultilingualStandIn, StandInScorer

POLICY = "/fake/club/policy"
CHANGE = "/fake/club/policy/change"
INSULT = {"what": "threshold", "label": "insult", "flag_as": "number", "act_as": "off"}
PART = {"hx-request": "true"}


@pytest.fixture
def desk_club(make_club: MakeClub) -> Club:
    """A club that flags insults from 0.4, and knows one word of its own."""
    club = make_club(Policy(mode=Mode.FLAG, labels={Label.INSULT: LabelRule(flag=0.4, act="off")}))
    club.platform.directory.add("club", MONA)
    club.platform.directory.add("club", MAX)
    return club


def part_of(page: str, id: str) -> str:  # noqa: A002 - as in the page
    found = re.search(rf'<section[^>]* id="{id}".*?</section>', page, re.DOTALL)
    assert found, page
    return found[0]


async def test_a_threshold_is_shown_over_the_scores_of_the_last_weeks(
    desk_club: Club, browser: Browser
) -> None:
    await desk_club.say(RUDE, "how silly", "how silly of you")
    page = (await browser.get(POLICY)).text
    thresholds = part_of(page, "thresholds")
    assert "3 scores of the last 28 days" in thresholds
    form = re.search(r'<form[^>]*aria-labelledby="label-insult".*?</form>', thresholds, re.DOTALL)
    assert form
    assert 'aria-label="Scores of insult: 3 messages"' in form[0]
    assert re.findall(r'class="bar (\w*)" data-at="([\d.]+)"', form[0]) == [
        ("flag", "0.60"),
        ("flag", "0.94"),
    ]
    assert "<title>0.60–0.62: 2</title>" in form[0]
    assert re.findall(
        r'name="(flag|act)" min="0" max="1" step="0.01" value="([\d.]+)"', form[0]
    ) == [
        ("flag", "0.40"),
        ("act", "0.90"),
    ]


async def test_a_slider_shows_what_it_would_change_and_changes_nothing_until_it_is_confirmed(
    desk_club: Club, browser: Browser
) -> None:
    await desk_club.say(RUDE, "how silly")
    moved = {**INSULT, "flag": "0.7", "act": "0.9"}
    part = await browser.post(CHANGE, data={"csrf": browser.csrf, **moved}, headers=PART)
    assert "1 would be decided on differently" in part.text
    assert "left alone instead of flagged" in part.text
    assert "Nothing is changed yet." in part.text
    assert "<html" not in part.text
    assert await desk_club.pipeline.policies.list_overrides("club") == []
    page = await browser.send_form(CHANGE, **moved)
    assert "1 would be decided on differently" in page.text
    done = await browser.send_form(CHANGE, **moved, confirmed="yes")
    assert done.status_code == 303
    policy = await desk_club.pipeline.policies.resolve("club")
    assert policy.rules_in(Label.INSULT, ["club"])[0].flag == 0.7
    (change,) = desk_club.platform.announced
    assert "set the threshold of insult" in str(change)


async def test_a_change_that_would_have_changed_nothing_is_asked_back_for_at_the_desk_too(
    desk_club: Club, browser: Browser
) -> None:
    page = await browser.send_form(CHANGE, **INSULT, flag="0.7", act="0.9")
    assert "Change it" in page.text
    assert await desk_club.pipeline.policies.list_overrides("club") == []


async def test_a_contradiction_is_refused_with_its_remedy(browser: Browser) -> None:
    fields = INSULT | {"act_as": "number", "flag": "0.7", "act": "0.3"}
    page = await browser.send_form(CHANGE, **fields, confirmed="yes")
    assert "acted on from 0.30, and flagged from 0.70" in page.text
    assert "what is acted on is flagged too" in page.text
    assert "Change it" not in page.text


async def test_one_channel_has_thresholds_a_mode_and_words_of_its_own(
    desk_club: Club, browser: Browser
) -> None:
    await desk_club.say("how silly", channel="tea", thread=None)
    here = {"place": "tea", "confirmed": "yes"}
    await browser.send_form(CHANGE, **INSULT, flag="0.8", act="1", **here)
    await browser.send_form(CHANGE, what="mode", mode="shadow", **here)
    await browser.send_form(CHANGE, what="word add", term="kumquat", value="threat act", **here)
    policy = await desk_club.pipeline.policies.resolve("club")
    assert policy.mode_in(["tea", "club"]) is Mode.SHADOW
    assert policy.mode_in(["lobby", "club"]) is Mode.FLAG
    there = (await browser.get(POLICY, params={"place": "tea"})).text
    assert '<option value="tea" selected>#tea</option>' in there
    assert "Mode: <strong>shadow</strong>" in there
    assert "kumquat" in part_of(there, "words")
    assert 'value="0.80" data-slider' in there
    everywhere = (await browser.get(POLICY)).text
    assert "kumquat" not in part_of(everywhere, "words")
    assert 'value="0.80" data-slider' not in everywhere


class TestLanguages:
    """Thresholds of one language, by a bundle that tells languages apart."""

    @pytest.fixture
    def stand_in(self) -> StandInScorer:
        return MultilingualStandIn()

    async def test_a_language_has_thresholds_of_its_own_everywhere_and_in_one_place(
        self, desk_club: Club, browser: Browser
    ) -> None:
        await desk_club.say("sen sersem", "que tolo", "how silly")
        there = {"language": "tr"}
        page = part_of((await browser.get(POLICY, params=there)).text, "thresholds")
        assert "hold in Turkish alone" in page
        assert re.findall(r'id="label-(\w+)"', page) == ["toxic"]
        assert "the model&#39;s own: 0.40" in page
        form = {"what": "threshold", "label": "toxic", "language": "tr", "flag_as": "number"}
        form |= {"flag": "0.97", "act_as": "off", "act": "1"}
        asked = await browser.send_form(CHANGE, **form)
        assert "in Turkish: flag from 0.97" in asked.text
        assert "1 would be decided on differently" in asked.text
        await browser.send_form(CHANGE, **form, confirmed="yes")
        await browser.send_form(CHANGE, **form | {"flag": "0.8"}, place="tea", confirmed="yes")
        assert 'value="0.97" data-slider' in (await browser.get(POLICY, params=there)).text
        there["place"] = "tea"
        assert 'value="0.80" data-slider' in (await browser.get(POLICY, params=there)).text
        everywhere = (await browser.get(POLICY)).text
        assert 'value="0.97" data-slider' not in part_of(everywhere, "thresholds")
        assert "in Turkish: toxic flag as the policy file says → 0.97" in everywhere

    async def test_a_change_of_one_language_is_taken_back_by_itself(
        self, desk_club: Club, browser: Browser
    ) -> None:
        for language, level in (("tr", 0.6), (None, 0.7)):
            command = SetThreshold(Label.TOXIC, level, 0.9, language=language, is_confirmed=True)
            await desk_club.ask(command)
        history = part_of((await browser.get(POLICY)).text, "history")
        _, oldest = re.findall(r'name="number" value="(\d+)"', history)
        await browser.send_form("/fake/club/policy/undo", number=oldest, confirmed="yes")
        left = await desk_club.pipeline.policies.list_overrides("club")
        assert [each.key for each in left] == ["toxic.act", "toxic.flag"]

    async def test_what_is_no_language_changes_nothing(
        self, desk_club: Club, browser: Browser
    ) -> None:
        form = {"what": "threshold", "label": "toxic", "language": "xx", "flag_as": "off"}
        answer = await browser.send_form(CHANGE, **form, act_as="off", confirmed="yes")
        assert "this cannot be set" in answer.text
        assert await desk_club.pipeline.policies.list_overrides("club") == []


async def test_an_own_word_and_an_exemption_are_set_and_taken_away(
    desk_club: Club, browser: Browser
) -> None:
    await browser.send_form(CHANGE, what="word add", term="kumquat", value="never", confirmed="yes")
    await browser.send_form(CHANGE, what="exempt", kind="role", id="role-7", exempt="yes")
    page = (await browser.get(POLICY)).text
    assert "kumquat" in part_of(page, "words")
    assert "role-7" in part_of(page, "exemptions")
    await browser.send_form(CHANGE, what="word remove", term="kumquat", confirmed="yes")
    await browser.send_form(CHANGE, what="exempt", kind="role", id="role-7", exempt="no")
    policy = await desk_club.pipeline.policies.resolve("club")
    assert (policy.words_in(["club"]), policy.exempt.roles) == ((), frozenset())


async def test_the_history_says_who_changed_what_and_takes_a_change_back(
    desk_club: Club, browser: Browser
) -> None:
    await desk_club.say(RUDE, "how silly")
    await desk_club.ask(SetMode(Mode.SHADOW, is_confirmed=True), by=MAX)
    await desk_club.ask(SetThreshold(Label.INSULT, 0.7, 0.8, is_confirmed=True))
    history = part_of((await browser.get(POLICY)).text, "history")
    said = " ".join(re.sub(r"<[^>]+>", " ", history).split())
    assert (
        "insult flag as the policy file says → 0.7, act as the policy file says → 0.8 mona" in said
    )
    assert "mode as the policy file says → shadow max" in said
    newest, oldest = re.findall(r'name="number" value="(\d+)"', history)
    asked = await browser.send_form("/fake/club/policy/undo", number=oldest)
    assert "1 would be decided on differently" in asked.text
    await browser.send_form("/fake/club/policy/undo", number=oldest, confirmed="yes")
    await browser.send_form("/fake/club/policy/undo", number=newest, confirmed="yes")
    assert await desk_club.pipeline.policies.list_overrides("club") == []
    lines = await desk_club.pipeline.store.desk.audit.latest("fake", "club", limit=9)
    assert [each.what for each in lines] == ["undo threshold insult", "undo mode flag"] or [
        each.what for each in lines
    ] == ["undo threshold insult", "undo mode policy"]
    again = await browser.send_form("/fake/club/policy/undo", number=newest, confirmed="yes")
    assert "changed again since" in again.text


async def test_what_was_set_is_exported_as_lines_for_the_policy_file(
    desk_club: Club, browser: Browser
) -> None:
    await desk_club.ask(SetThreshold(Label.INSULT, 0.7, "off", is_confirmed=True))
    answer = await browser.get(f"{POLICY}/parley.toml")
    assert "attachment" in answer.headers["content-disposition"]
    table = tomllib.loads(answer.text)
    assert table["channels"]["club"]["labels"]["insult"] == {"flag": 0.7, "act": "off"}


async def test_the_policy_is_only_for_moderators_of_the_whole_community(
    desk_club: Club, open_browser: OpenBrowser, sign_in: object
) -> None:
    of_one = Authority(channels={"lobby": Authority.full().actions})
    desk_club.platform.directory.add("club", MAX, of_one)
    browser = await sign_in(MAX)  # type: ignore[operator]
    for answer in (
        await browser.get(POLICY),
        await browser.get(f"{POLICY}/parley.toml"),
        await browser.send_form(CHANGE, what="mode", mode="enforce", confirmed="yes"),
    ):
        assert answer.status_code == 403
        assert "Only moderators of the whole community" in answer.text
    assert (await open_browser().get(POLICY)).headers["location"] == "/"
    assert await desk_club.pipeline.policies.list_overrides("club") == []


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"what": "nothing"},
        {"what": "threshold", "label": "rude", "flag_as": "off", "act_as": "off"},
        {**INSULT, "flag": "7", "act": "0"},
        {"what": "mode", "mode": "hard"},
        {"what": "exempt", "kind": "planet", "id": "x", "exempt": "yes"},
        {"what": "word add", "term": "a", "value": "never"},
        {"what": "word add", "term": "kumquat", "value": "toxic hard"},
    ],
    ids=repr,
)
async def test_a_form_that_says_no_such_thing_changes_nothing(
    desk_club: Club, browser: Browser, fields: dict[str, str], store: Store
) -> None:
    answer = await browser.send_form(CHANGE, **fields, confirmed="yes")
    assert "this cannot be set" in answer.text
    assert await store.policy_overrides.find("fake", "club") == []
    assert desk_club.platform.announced == []
