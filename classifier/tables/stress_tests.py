"""Tables of what a classifier is put to: disguises, names of groups, functions, few false alarms."""

from classifier.data.datasets import RECALL_SETS
from classifier.tables.table import Json, Table, code, interval, number

_AUCS = {"bpsn": "BPSN", "subgroup": "subgroup", "bnsp": "BNSP"}
_METER = "bias_madlibs"
"""The set whose groups are shown one by one."""


def describe_stress_tests(metrics: Json) -> list[Table]:
    """All of them; those that were not measured say so."""
    bias = metrics.get("bias") or {}
    return [
        _recall(metrics.get("recall")),
        _robustness(metrics.get("robustness") or {}),
        _bias(bias),
        _groups(bias.get(_METER)),
        _functions(metrics.get("functions")),
    ]


def _recall(recall: Json | None) -> Table:
    title, head = "Recall at 1 false alarm in 1,000", ["set", "kind", "recall"]
    if not recall:
        return Table(title, "", head)
    return Table(
        title,
        "The share of toxic rows above the score that flags one in a thousand messages of the benign chats "
        f"({recall['threshold']:.2f}); the mean over these sets is **{interval(recall['mean'])}**.",
        head,
        [[code(name), RECALL_SETS[name], interval(each)] for name, each in recall["sets"].items()],
    )


def _robustness(robustness: Json) -> Table:
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
        f"{interval(strict['kept'])} are kept.",
        head,
        [
            [
                attack.replace("_", " "),
                interval(kept),
                interval(flag["false_alarms_under"][attack], 4),
            ]
            for attack, kept in flag["kept_under"].items()
        ]
        + [
            [
                "**mean**",
                f"**{interval(flag['kept'])}**",
                f"**{interval(flag['false_alarms'], 4)}**",
            ]
        ],
    )


def _bias(bias: Json) -> Table:
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
                code(name),
                str(len(each["groups"])),
                *(interval(each[kind][auc]) for auc in _AUCS for kind in ("worst", "power_mean")),
            ]
            for name, each in bias.items()
        ],
    )


def _groups(meter: Json | None) -> Table:
    def rank(item: tuple[str, Json]) -> float:
        value = item[1]["figures"]["bpsn"]["value"]
        return 1.0 if value is None else float(value)

    groups = sorted(meter["groups"].items(), key=rank) if meter else []
    return Table(
        "Group by group",
        f"On `{_METER}`, worst BPSN first.",
        ["group", "rows", "toxic", *_AUCS.values()],
        [
            [
                name,
                str(each["rows"]),
                str(each["toxic"]),
                *(number(each["figures"][auc]["value"]) for auc in _AUCS),
            ]
            for name, each in groups
        ],
    )


def _functions(functions: Json | None) -> Table:
    title = "Functions"
    head = ["theme", "function", "toxic", "cases", "right at the flag threshold"]
    if not functions:
        return Table(title, "", head)
    themes = ", ".join(f"{theme} {interval(auc)}" for theme, auc in functions["themes"].items())
    return Table(
        title,
        f"{functions['cases']} invented cases (`classifier/suites/functional.toml`): ROC AUC of the score of "
        f"`toxic` **{interval(functions['auc'])}**; within the themes: {themes}.",
        head,
        [
            [
                each["theme"],
                name.replace("_", " "),
                "yes" if each["is_toxic"] else "no",
                str(each["cases"]),
                interval(each["right"], 2),
            ]
            for name, each in functions["functions"].items()
        ],
    )
