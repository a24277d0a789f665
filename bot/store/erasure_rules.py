"""Erasure rules: of each table, what is erased of a member; a test asks that none is missing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    Delete,
    Select,
    Table,
    Update,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.domain.policy_overrides import WORD
from bot.domain.word_rules import NEVER
from bot.store.author_notices import delete_notices
from bot.store.database import tables as t
from bot.store.text_retention import has_card


@dataclass(frozen=True, slots=True)
class Subject:
    """The member who is erased in a community, and the word that stands for them from then on."""

    platform: str
    community: str
    member: str
    pseudonym: str

    def matches(self, table: Table, column: str = "by") -> ColumnElement[bool]:
        """Return the SQL condition for rows of the community that name the member in a column."""
        here = and_(table.c.platform == self.platform, table.c.community == self.community)
        return and_(here, table.c[column] == self.member)

    @property
    def cases_here(self) -> Select[int]:
        """The numbers of all cases of the community."""
        c = t.cases.c
        here = and_(c.platform == self.platform, c.community == self.community)
        return select(c.number).where(here)

    @property
    def cases(self) -> Select[int]:
        """The numbers of the member's own cases."""
        return self.cases_here.where(t.cases.c.author == self.member)


Change: TypeAlias = Update | Delete


@dataclass(frozen=True, slots=True)
class ErasureRule:
    """The changes that erase a member from a table, and the noun for its rows."""

    noun: str
    list_changes: Callable[[Subject], Sequence[Change]]


def _change(table: Table, where: ColumnElement[bool], **values: Any) -> Update:
    return update(table).where(where).values(values)


def _erase_appeals(of: Subject) -> Sequence[Change]:
    c = t.appeals.c
    return [_change(t.appeals, and_(c.case.in_(of.cases), c.why != ""), why="")]


def _erase_versions(of: Subject) -> Sequence[Change]:
    return [_change(t.case_versions, t.case_versions.c.case.in_(of.cases), text="", words=[])]


def _erase_reports(of: Subject) -> Sequence[Change]:
    by_them = of.matches(t.flags)
    return [
        _change(t.flags, t.flags.c.case.in_(of.cases), why="", text="", link=""),
        _change(t.flags, by_them, by=of.pseudonym, by_name="", why=""),
    ]


def _erase_decisions(of: Subject) -> Sequence[Change]:
    c = t.decisions.c
    by_them = and_(c.by == of.member, c.case.in_(of.cases_here))
    return [
        _change(t.decisions, by_them, by=of.pseudonym, by_name="", why=""),
        _change(t.decisions, and_(c.case.in_(of.cases), c.why != ""), why=""),
    ]


def _erase_assignments(of: Subject) -> Sequence[Change]:
    c = t.assignments.c
    return [delete(t.assignments).where(and_(c.by == of.member, c.case.in_(of.cases_here)))]


def _erase_notes(of: Subject) -> Sequence[Change]:
    about_them, by_them = of.matches(t.member_notes, "member"), of.matches(t.member_notes)
    return [
        delete(t.member_notes).where(about_them),
        _change(t.member_notes, by_them, by=of.pseudonym, by_name=""),
    ]


def _erase_settings(of: Subject) -> Sequence[Change]:
    """Erase their id, and of the words that are never counted the names by which they went."""
    is_never = t.settings.c.value == NEVER
    return [
        delete(t.settings).where(is_never, _is_word_of(of, t.settings)),
        _change(t.settings, of.matches(t.settings), by=of.pseudonym),
    ]


def _erase_setting_changes(of: Subject) -> Sequence[Change]:
    """Erase them from the history of settings: as who changed one, by their names, and as who was exempt."""
    c = t.setting_changes.c
    was_never = or_(c.before == NEVER, c.after == NEVER)
    is_exempt = and_(c.key == "user", of.matches(t.setting_changes, "place"))
    return [
        delete(t.setting_changes).where(was_never, _is_word_of(of, t.setting_changes)),
        _change(t.setting_changes, is_exempt, place=of.pseudonym),
        _change(t.setting_changes, of.matches(t.setting_changes), by=of.pseudonym, by_name=""),
    ]


def _is_word_of(of: Subject, table: Table) -> ColumnElement[bool]:
    """Return the condition for own words of the community that are a name by which the member went."""
    c, names = table.c, t.author_names
    theirs = select(func.lower(literal(WORD) + names.c.name)).where(of.matches(names, "author"))
    here = and_(c.platform == of.platform, c.community == of.community)
    return and_(here, func.lower(c.key).in_(theirs))


def _erase_names(of: Subject) -> Sequence[Change]:
    return [delete(t.author_names).where(of.matches(t.author_names, "author"))]


def _erase_notices(of: Subject) -> Sequence[Change]:
    return [delete_notices(of.platform, of.community, author=of.member)]


def _erase_near_scores(of: Subject) -> Sequence[Change]:
    return [_change(t.near_scores, of.matches(t.near_scores, "author"), author="")]


def _erase_desk_audit(of: Subject) -> Sequence[Change]:
    return [_change(t.desk_audit, of.matches(t.desk_audit), by=of.pseudonym, by_name="")]


def _sign_out(table: Table) -> Callable[[Subject], Sequence[Change]]:
    """Return the changes that end what signs the member in: a session is of no single community."""
    return lambda of: [
        delete(table).where(table.c.platform == of.platform, table.c.member == of.member)
    ]


def _rename_in(table: Table) -> Callable[[Subject], Sequence[Change]]:
    """Return the changes where nothing but the id of the member stands in the column `by`."""
    return lambda of: [_change(table, of.matches(table), by=of.pseudonym)]


def mark_cards(of: Subject) -> Update:
    """Mark the cases whose cards name the member, in any part that they had: they are redrawn."""
    c, by_them = t.cases.c, (t.flags.c.by == of.member, t.decisions.c.by == of.member)
    named = or_(
        c.author == of.member,
        c.number.in_(select(t.flags.c.case).where(by_them[0])),
        c.number.in_(select(t.decisions.c.case).where(by_them[1])),
    )
    here = and_(c.number.in_(of.cases_here), named, has_card())
    return _change(t.cases, here, is_card_stale=True)


def _erase_cases(of: Subject) -> Sequence[Change]:
    blank = {"author_name": "", "author_roles": [], "text": "", "words": [], "link": ""}
    forgotten = {"author": of.pseudonym, "text_at": None, "is_text_kept": False}
    return [_change(t.cases, of.matches(t.cases, "author"), **blank, **forgotten)]


RULES: Mapping[Table, ErasureRule] = MappingProxyType(
    {
        t.appeals: ErasureRule("appeal", _erase_appeals),
        t.case_versions: ErasureRule("version", _erase_versions),
        t.flags: ErasureRule("report", _erase_reports),
        t.decisions: ErasureRule("decision", _erase_decisions),
        t.assignments: ErasureRule("assignment", _erase_assignments),
        t.member_notes: ErasureRule("note", _erase_notes),
        t.settings: ErasureRule("setting", _erase_settings),
        t.setting_changes: ErasureRule("change of a setting", _erase_setting_changes),
        t.author_names: ErasureRule("name", _erase_names),
        t.author_notices: ErasureRule("notice", _erase_notices),
        t.near_scores: ErasureRule("score", _erase_near_scores),
        t.desk_sessions: ErasureRule("session", _sign_out(t.desk_sessions)),
        t.desk_links: ErasureRule("link", _sign_out(t.desk_links)),
        t.desk_audit: ErasureRule("line of the desk's log", _erase_desk_audit),
        t.erasures: ErasureRule("erasure", _rename_in(t.erasures)),
        t.cases: ErasureRule("case", _erase_cases),  # the last: by them the others are found
    }
)
"""The rule of each table that holds anything of a member, in the order in which they are followed."""

NOTHING_OF_A_MEMBER: Mapping[Table, str] = MappingProxyType(
    {
        t.alert_cards: "ids of the bot's own messages, which are redrawn",
        t.steps: "times and outcomes of what the bot is doing",
        t.timeouts: "ends of timeouts, by case",
        t.counters: "numbers by day",
        t.presence: "when a platform was last read",
        t.processes: "which processes run",
        t.platform_processes: "which processes run",
        t.shard_leases: "which process serves which shard, and when it was last read",
        t.identify_turns: "when a session may begin",
        t.admin_notices: "when an administrator was last told",
        t.digest_runs: "when a digest was last sent",
        t.text_sweeps: "when texts were last forgotten",
        t.signing_keys: "keys by which links are signed",
        t.suggestions: "texts whose author no client names; they go with age",
    }
)
"""The other tables, and what they hold."""
