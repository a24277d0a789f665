"""The model and the data: which version scores, where moderators agree with it, and where they do not."""

from typing import cast

from fastapi import APIRouter
from starlette.responses import Response

from bot.domain.agreement import group_agreement, last_weeks
from bot.domain.languages import name_language
from bot.interactions.requests import MakeReport
from bot.store.agreement import CasesOfDays
from bot.web.desk.agreement_view import FEWEST, show_agreement
from bot.web.desk.permission import require
from bot.web.desk.visit import ModeratorVisit
from bot.web.shared.model_info import DescribedScorer, ModelInfo
from classifier import Label

router = APIRouter()

_WEEKS = 12
_MOST = 20
"""Cases that are listed."""


@router.get("/model")
async def show_model(visit: ModeratorVisit) -> Response:
    """Show the model's version, its agreement with moderators by label, and the cases they dispute."""
    require(visit, MakeReport())
    scorer = visit.source.pipeline.scorer.model
    since, until = last_weeks(visit.desk.options.now().date(), _WEEKS)
    judgements = visit.store.desk.judgements
    cases = CasesOfDays(visit.moderator.platform, visit.community.id, since, until)
    counts = await judgements.count(cases)
    info = ModelInfo.of(cast("DescribedScorer", scorer))
    return visit.render(
        "model.html",
        here="model",
        model=info,
        languages=[name_language(code) for code in info.languages],
        thresholds={
            label: scorer.thresholds[label] for label in Label if label in scorer.thresholds
        },
        weeks=_WEEKS,
        fewest=FEWEST,
        agreement=[
            show_agreement(each) for each in group_agreement(counts, since=since, until=until)
        ],
        dismissed=await judgements.find_dismissed(cases, limit=_MOST),
        disputed=await judgements.find_disputed(cases, limit=_MOST),
    )
