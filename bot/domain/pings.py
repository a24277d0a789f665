"""Pings: for whom an alert rings. An edit of a message that rang before does not ring again. Pure."""

from datetime import datetime

from bot.domain.case import CaseFile
from bot.domain.ping_rules import PingRules
from bot.domain.policy import Policy
from bot.domain.verdict import Verdict


def choose_pings(policy: Policy, case_file: CaseFile, *, now: datetime) -> tuple[str, ...]:
    """Return the ids of whom the alert of a case rings for: nobody in the quiet hours."""
    rules, case = policy.pings, case_file.case
    zone = policy.digest.zone_of(case.message.community)
    clock = now.astimezone(zone).time()
    earlier = (each.verdict for each in case_file.versions if each.version < case.version)
    is_new = _rings(rules, case.verdict) and not any(_rings(rules, each) for each in earlier)
    is_open = not case_file.decisions
    return tuple(sorted(rules.ids)) if is_new and is_open and not rules.is_quiet(clock) else ()


def _rings(rules: PingRules, verdict: Verdict) -> bool:
    return any(
        each.tier.value in rules.tiers and (not rules.labels or each.label in rules.labels)
        for each in verdict.crossed
    )
