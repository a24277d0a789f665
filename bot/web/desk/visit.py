"""Visits: one request of a moderator to a page, with all that the page needs to answer it.

An endpoint asks for it as a parameter: `async def show(visit: ModeratorVisit) -> Response`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends
from starlette.requests import Request
from starlette.responses import HTMLResponse

from bot.commands.answering import answer_request
from bot.commands.authorization import check_permission
from bot.commands.context import CommandContext
from bot.commands.dispatcher import CommandDispatcher
from bot.domain.inline import RichText
from bot.domain.phrases import ModeratorPhrase
from bot.domain.policy import Policy
from bot.interactions.desk_requests import ShowQueue
from bot.interactions.replies import Answer, Refusal, expect_answer, updated_alert
from bot.interactions.requests import Command
from bot.runtime.directory import Community
from bot.runtime.error_boundary import run_guarded
from bot.store.desk_sessions import Identity
from bot.store.store import Store
from bot.web.desk.desk import Desk, Source
from bot.web.desk.errors import FORGED, OPEN_AGAIN, Forbidden, NotSignedIn
from bot.web.desk.form import Form, read_form
from bot.web.desk.moderator import Moderator
from bot.web.desk.names import find_names
from bot.web.desk.rendering import Names
from bot.web.desk.session import Session, find_desk, find_session
from bot.web.desk.sign_in_log import Refused
from bot.web.desk.tokens import is_same
from bot.web.desk.views import is_partial, render_page

_READING = frozenset({"GET", "HEAD"})

NOT_HERE = "refused: does not moderate here"
"""Line of the log about somebody who opened the pages of a community without moderating there."""


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of a moderator; `form` is empty where nothing was sent, and its CSRF token is checked.

    `policy`: that of the community. `communities`: where else the person moderates is not looked up here.
    """

    request: Request
    desk: Desk
    session: Session
    source: Source
    moderator: Moderator
    community: Community
    policy: Policy
    form: Form

    @property
    def store(self) -> Store:
        """The store of the platform's pipeline."""
        return self.source.pipeline.store

    @property
    def root(self) -> str:
        """The address of the community's desk, to begin links with: "/discord/1234"."""
        return self.moderator.root

    @property
    def is_partial(self) -> bool:
        """True where htmx asks for a part of a page."""
        return is_partial(self.request)

    async def ask(self, command: Command) -> Answer:
        """Ask what chat asks, by its dispatcher, where it is decided who may; alerts in chat are redrawn."""
        request, pipeline = self.moderator.request(command), self.source.pipeline
        dispatcher = CommandDispatcher(pipeline, self.desk.options.now, self.source.serves)
        answer = expect_answer(await answer_request(dispatcher, request))
        if alert := updated_alert(answer):
            await run_guarded(pipeline.platform.redraw(alert), case=alert.case.number)
        return answer

    def context(self, command: Command) -> CommandContext:
        """Return the context that the handler of a command gets, for what is only read."""
        request = self.moderator.request(command)
        return CommandContext(request, self.source.pipeline, self.policy, self.desk.options.now)

    async def log(self, what: str) -> None:
        """Add a line to the audit log: "dismiss 17"; never what a member wrote."""
        person = self.moderator
        await self.store.desk.audit.add(person.platform, person.community, by=person.by, what=what)

    async def names(self, texts: Iterable[RichText | str]) -> Names:
        """Return the names of all that is mentioned."""
        return await find_names(self.source.pipeline, self.moderator.community, [*texts])

    def render(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """Render a template, which has `visit`, `moderator`, `csrf`, `root`, `_` and these values."""
        return render_page(
            self.request,
            template,
            status=status,
            visit=self,
            moderator=self.moderator,
            csrf=self.session.csrf,
            root=self.root,
            **values,
        )


async def find_visit(request: Request, platform: str, community: str) -> Visit:
    """Let a moderator of the community in the address through, as the platform says at the moment.

    Raises:
        NotSignedIn: nobody is, on this platform.
        Forbidden: the person does not moderate there, it is not known now, or a form was not made here.
    """
    desk, session = find_desk(request), await find_session(request)
    source = desk.sources.get(platform)
    if session is None or platform not in session.members or source is None:
        raise NotSignedIn
    form = Form()
    if request.method not in _READING:
        form = await read_form(request)
        sent = request.headers.get("x-csrf-token") or form.get("csrf", "")
        if not is_same(sent, session.csrf):
            raise Forbidden(FORGED, OPEN_AGAIN)
    identity = session.members[platform]
    found = {each.id: each for each in source.pipeline.platform.directory.communities()}
    try:
        moderator, policy = await find_moderator(desk, source, community, identity)
    except Forbidden as error:
        if error.is_final and community in found:
            await desk.sign_in_log.refuse(Refused(NOT_HERE, platform, community, identity.member))
        raise
    return Visit(
        request=request,
        desk=desk,
        session=session,
        source=source,
        moderator=moderator,
        community=found.get(community, Community(community, community)),
        policy=policy,
        form=form,
    )


async def find_moderator(
    desk: Desk, source: Source, community: str, identity: Identity
) -> tuple[Moderator, Policy]:
    """Ask the platform who somebody is, and judge it as for a command in chat."""
    if not source.is_ready():
        raise Forbidden(
            ModeratorPhrase("Parley is not connected yet"),
            ModeratorPhrase("try again in a moment"),
            status=503,
        )
    if not source.serves(community):
        raise Forbidden(
            ModeratorPhrase("another process of Parley serves this server"),
            ModeratorPhrase("open the desk of that one: each shows the servers that it serves"),
            status=421,
        )
    standing = await desk.standings.find(
        source.pipeline.platform.directory, source.name, community, person=identity.member
    )
    if isinstance(standing, Refusal):
        raise Forbidden(standing.reason, standing.remedy, status=503)
    if standing is None or identity.community not in ("", community):
        raise Forbidden(
            ModeratorPhrase("you do not moderate here"),
            ModeratorPhrase("choose another community, or another account"),
        )
    moderator = Moderator(source.name, community, standing.by, standing.authority)
    policy = await source.pipeline.policies.resolve(community)
    if refusal := check_permission(moderator.request(ShowQueue()), policy):
        raise Forbidden(refusal.reason, refusal.remedy)
    return moderator, policy


ModeratorVisit = Annotated[Visit, Depends(find_visit)]
"""The parameter of an endpoint below `/{platform}/{community}`."""
