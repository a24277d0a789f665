"""Tables of verdicts: neutral sentences about groups, and invented cases by kind."""

from classifier.tables.table import Json, Table, format_code, format_estimate


def build_verdict_tables(metrics: Json) -> list[Table]:
    """Return the tables of verdicts; those that were not measured say so."""
    return [_build_frame_table(metrics.get("frames")), _build_case_table(metrics.get("cases"))]


def _build_frame_table(frames: Json | None) -> Table:
    title, head = "Neutral frames", ["frame", "flagged"]
    if not frames:
        return Table(title, "", head)
    return Table(
        title,
        f"Of {frames['texts']} sentences that say nothing but the name of a group, the share that any label "
        f"flags: **{format_estimate(frames['flagged'])}**.",
        head,
        [
            [format_code(frame.format("...")), format_estimate(flagged, 2)]
            for frame, flagged in frames["flagged_by_frame"].items()
        ],
    )


def _build_case_table(cases: Json | None) -> Table:
    title, head = "Invented cases", ["kind", "toxic", "cases", "flagged", "acted on"]
    if not cases:
        return Table(title, "", head)
    return Table(
        title,
        f"{cases['cases']} invented messages by kind (`--cases`). Of the benign, any label flags "
        f"**{format_estimate(cases['benign_flagged'])}** and acts on "
        f"**{format_estimate(cases['benign_acted'])}**; of the toxic, none flags "
        f"**{format_estimate(cases['toxic_missed'])}**.",
        head,
        [
            [
                kind,
                "yes" if each["is_toxic"] else "no",
                *(str(each[key]) for key in ("cases", "flagged", "acted")),
            ]
            for kind, each in cases["kinds"].items()
        ],
    )
