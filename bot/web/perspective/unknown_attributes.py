"""Unknown attributes: asked for by clients of Perspective, without a label here. Dropped, or refused."""

import re
from collections.abc import Sequence
from typing import Literal, TypeAlias

import structlog
from prometheus_client import CollectorRegistry, Counter

from bot.web.perspective.attributes import AVAILABLE, UNSUPPORTED_ATTRIBUTES, split_known
from bot.web.shared.problem import Problem, comment_problem

log: structlog.stdlib.BoundLogger = structlog.get_logger(__name__)

UnknownPolicy: TypeAlias = Literal["drop", "refuse"]
"""PARLEY_WEB_UNKNOWN: leave an unknown attribute out of the answer, or refuse the request."""

UNKNOWN_HEADER = "X-Parley-Unknown-Attributes"
"""The header that names the attributes that were dropped."""

_OTHER = "other"
"""The name, in logs and metrics, of everything that Perspective never documented: it may hold anything."""

_MAX_NAME = 64
"""Characters of a name that are repeated."""

_SAFE_NAME = re.compile(rf"[A-Za-z0-9_.@-]{{1,{_MAX_NAME}}}", re.ASCII)

_MAX_NAMED = 40
"""Attributes that a header or an error names at most."""


class UnknownAttributes:
    """The rule for unknown attributes, and the count of how often they were asked for."""

    def __init__(self, policy: UnknownPolicy, registry: CollectorRegistry) -> None:
        self._policy = policy
        self._logged: set[str] = set()
        self._counter = Counter(
            "parley_web_unknown_attributes",
            "Requests for an attribute that no label here means.",
            ["attribute"],
            registry=registry,
        )

    def check(self, names: Sequence[str]) -> list[str] | Problem:
        """Return the names to answer. A request that has none left, or is to be refused, is a problem."""
        known, unknown = split_known(names)
        for name in unknown:
            self._count(name)
        if unknown and (self._policy == "refuse" or not known):
            return comment_problem(
                f"Unknown requested attribute: {_list(unknown)}. There are: {AVAILABLE}.",
                "INVALID_REQUEST",
            )
        return known

    def _count(self, name: str) -> None:
        name = name if name in UNSUPPORTED_ATTRIBUTES else _OTHER
        self._counter.labels(name).inc()
        if name not in self._logged:
            self._logged.add(name)
            log.warning(
                "unknown attribute",
                attribute=name,
                policy=self._policy,
                remedy="docs/from-perspective.md: look for what the client does without its score",
            )


def _list(names: Sequence[str]) -> str:
    return ", ".join(name[:_MAX_NAME] for name in names[:_MAX_NAMED])


def name_dropped(names: Sequence[str]) -> dict[str, str]:
    """Return the header that names the unknown ones among the attributes of an answered request."""
    _, unknown = split_known(names)
    named = [name if _SAFE_NAME.fullmatch(name) else _OTHER for name in unknown[:_MAX_NAMED]]
    return {UNKNOWN_HEADER: ", ".join(dict.fromkeys(named))} if named else {}
