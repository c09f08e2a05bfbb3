"""The rows of the duplicates page: pairs of files, and past merges."""

from uuid import UUID

from desktop.i18n import _
from desktop.services.duplicates import Pair
from desktop.services.merging import MergeLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import moment

SURE = 85  # from here on a score is shown as near certain


def pair_columns() -> list[Column]:
    return [
        Column("score", _("Likeness"), 90, Fit.WHOLE, right=True, sortable=False),
        Column("first", _("One file"), 290, Fit.WHOLE, sortable=False),
        Column("second", _("Other file"), 290, Fit.WHOLE, sortable=False),
        Column("why", _("Reasons"), 320, Fit.WHOLE, sortable=False),
    ]


def past_columns() -> list[Column]:
    return [
        Column("at", _("Date"), 150, Fit.WHOLE, sortable=False),
        Column("kept", _("Kept"), 240, Fit.WHOLE, sortable=False),
        Column("merged", _("Merged into it"), 240, Fit.WHOLE, sortable=False),
        Column("who", _("Who"), 120, Fit.WHOLE, sortable=False),
        Column("state", _("State"), 140, Fit.WHOLE, sortable=False),
    ]


def pair_key(pair: Pair) -> tuple[UUID, UUID]:
    return pair.first.id, pair.second.id


def pair_row(pair: Pair) -> Row:
    sides = (
        Cell(f"{side.name} · {side.code}", bold=True, below=side.detail, mark=risk_word(side.risk),
             mark_tone=risk_tone(side.risk), mark_icon=risk_icon(side.risk))
        for side in (pair.first, pair.second)
    )  # fmt: skip
    score = Cell(str(pair.score), Tone.WARN if pair.score >= SURE else Tone.PLAIN, bold=pair.score >= SURE)
    return Row(pair_key(pair), (score, *sides, _(", ").join(_(reason.label) for reason in pair.reasons)))


def past_row(line: MergeLine) -> Row:
    state = Cell(_("Taken apart"), Tone.NOTE, icon="undo-2") if line.undone_at else Cell(_("Stands"), icon="check")
    kept, merged = f"{line.kept_name} · {line.kept_code}", f"{line.merged_name} · {line.merged_code}"
    return Row(line.id, (moment(line.at), Cell(kept, bold=True), merged, line.who, state))
