"""Tables of stress tests: recall at few false alarms, robustness, bias, functions."""

from classifier.data.datasets import RECALL_SETS
from classifier.tables.table import Json, Table, format_code, format_estimate, format_number

_AUCS = {"bpsn": "BPSN", "subgroup": "subgroup", "bnsp": "BNSP"}
_BIAS_SET = "bias_madlibs"
"""Set whose groups are shown one by one."""


def build_stress_tables(metrics: Json) -> list[Table]:
    """Return all tables of stress tests; those that were not measured say so."""
    bias = metrics.get("bias") or {}
    return [
        _build_recall_table(metrics.get("recall")),
        _build_robustness_table(metrics.get("robustness") or {}),
        _build_bias_table(bias),
        _build_group_table(bias.get(_BIAS_SET)),
        _build_function_table(metrics.get("functions")),
    ]


def _build_recall_table(recall: Json | None) -> Table:
    title, head = "Recall at 1 false alarm in 1,000", ["set", "kind", "recall"]
    if not recall:
        return Table(title, "", head)
    return Table(
        title,
        "The share of toxic rows above the score that flags one in a thousand messages of the benign chats "
        f"({recall['threshold']:.2f}); the mean over these sets is **{format_estimate(recall['mean'])}**.",
        head,
        [
            [format_code(name), RECALL_SETS[name], format_estimate(each)]
            for name, each in recall["sets"].items()
        ],
    )


def _build_robustness_table(robustness: Json) -> Table:
    title, head = "Under disguise", ["attack", "detections kept", "benign texts flagged"]
    flag = robustness.get("flag")
    if not flag:
        return Table(title, "", head)
    strict = robustness["1_in_1000"]
    return Table(
        title,
        f"Of {flag['texts']:,} toxic texts that are flagged as they are, the share that still is when most of "
        f"their words are disguised (`classifier/attacks/`), and of {flag['benign_texts']:,} benign texts the "
        "share that is flagged in the same disguise. From the score that flags 1 in 1,000 benign texts, "
        f"{format_estimate(strict['kept'])} are kept.",
        head,
        [
            [
                attack.replace("_", " "),
                format_estimate(kept),
                format_estimate(flag["false_alarms_under"][attack], 4),
            ]
            for attack, kept in flag["kept_under"].items()
        ]
        + [
            [
                "**mean**",
                f"**{format_estimate(flag['kept'])}**",
                f"**{format_estimate(flag['false_alarms'], 4)}**",
            ]
        ],
    )


def _build_bias_table(bias: Json) -> Table:
    return Table(
        "Names of groups",
        "AUCs after Borkan et al. 2019 of the score of `toxic`: BPSN asks whether harmless texts that name a "
        "group rank below toxic ones that name none, BNSP whether toxic texts that name it rank above harmless "
        "ones that name none, subgroup whether both are told apart among those that name it. Worst: the lowest "
        "of all groups; mean: the power mean, p = -5. `templates` are invented sentences of ours.",
        [
            "set",
            "groups",
            *(f"{kind} {auc}" for auc in _AUCS.values() for kind in ("worst", "mean")),
        ],
        [
            [
                format_code(name),
                str(len(each["groups"])),
                *(
                    format_estimate(each[kind][auc])
                    for auc in _AUCS
                    for kind in ("worst", "power_mean")
                ),
            ]
            for name, each in bias.items()
        ],
    )


def _build_group_table(meter: Json | None) -> Table:
    def rank(item: tuple[str, Json]) -> float:
        value = item[1]["figures"]["bpsn"]["value"]
        return 1.0 if value is None else float(value)

    groups = sorted(meter["groups"].items(), key=rank) if meter else []
    return Table(
        "Group by group",
        f"On `{_BIAS_SET}`, worst BPSN first.",
        ["group", "rows", "toxic", *_AUCS.values()],
        [
            [
                name,
                str(each["rows"]),
                str(each["toxic"]),
                *(format_number(each["figures"][auc]["value"]) for auc in _AUCS),
            ]
            for name, each in groups
        ],
    )


def _build_function_table(functions: Json | None) -> Table:
    title = "Functions"
    head = ["theme", "function", "toxic", "cases", "right at the flag threshold"]
    if not functions:
        return Table(title, "", head)
    themes = ", ".join(
        f"{theme} {format_estimate(auc)}" for theme, auc in functions["themes"].items()
    )
    return Table(
        title,
        f"{functions['cases']} invented cases (`classifier/suites/functional.toml`): ROC AUC of the score of "
        f"`toxic` **{format_estimate(functions['auc'])}**; within the themes: {themes}.",
        head,
        [
            [
                each["theme"],
                name.replace("_", " "),
                "yes" if each["is_toxic"] else "no",
                str(each["cases"]),
                format_estimate(each["right"], 2),
            ]
            for name, each in functions["functions"].items()
        ],
    )
