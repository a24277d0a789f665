"""Tables by language: a multilingual bundle's evidence and tiers, and what becomes of rows in each language."""

from collections.abc import Sequence

from classifier.tables.table import Json, Table, format_estimate

SHORT_OF_TIERS = "unknown"
"""Tier of a language whose evidence earns it no profile."""


def build_evidence_table(manifest: Json) -> Table:
    """Return the table of the evidence in a multilingual bundle's `bundle.json`."""
    profiles = manifest["multilingual"]["profiles"]
    return Table(
        "Evidence",
        "ROC AUC of `toxic` by set: on rows held out of training (a tenth of each set), and on the "
        "first rows of sets of other sources, 6,000 at most. A language's tier follows from them. `toxic` is the network's logit, the linear model's times a factor, "
        "and what a rude word in a short line adds.",
        ("language", "tier", "labels", "linear", "rude word", "held out", "other sources"),
        [
            (
                code,
                profiles.get(code, {}).get("tier", SHORT_OF_TIERS),
                ", ".join(profiles.get(code, {}).get("labels", {})) or "-",
                *_describe_mixture(profiles.get(code, {})),
                _list_aucs(evidence["held_out"]),
                _list_aucs(evidence["other_sources"]),
            )
            for code, evidence in manifest["made"]["evidence"].items()
        ],
    )


def build_outcome_table(results: Sequence[Json], title: str) -> Table:
    """Return the table of results by language, as `evaluate-languages` writes them."""
    return Table(
        title,
        "ROC AUC of `toxic` over the rows that are scored, with its 95 % interval; of toxic rows the shares that are "
        "flagged, unscored, and clean by mistake; of benign rows the shares that are flagged and unscored.",
        (
            "language", "set", "rows", "ROC AUC", "flagged", "unscored", "clean", "benign flagged",
            "benign unscored",
        ),
        [
            (
                each["language"],
                each["name"],
                f"{_count(each['toxic']) + _count(each['benign']):,}",
                format_estimate(each["roc_auc"]),
                *(_share(each["toxic"], kind) for kind in ("flagged", "unscored", "clean")),
                *(_share(each["benign"], kind) for kind in ("flagged", "unscored")),
            )
            for each in sorted(results, key=lambda each: (each["language"], each["name"]))
        ],
    )  # fmt: skip


def _describe_mixture(profile: Json) -> tuple[str, str]:
    mixture = profile.get("mixture")
    return (f"{mixture['runs']:g}", f"{mixture['rude']:g}") if mixture else ("-", "-")


def _list_aucs(aucs: Json) -> str:
    return ", ".join(f"{name} {auc:.3f}" for name, auc in aucs.items()) or "-"


def _share(outcomes: Json, kind: str) -> str:
    return f"{outcomes[kind] / _count(outcomes):.3f}" if _count(outcomes) else "-"


def _count(outcomes: Json) -> int:
    return sum(int(count) for count in outcomes.values())
