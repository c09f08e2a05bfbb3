"""The words and rows in which classes are shown."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import UUID

from desktop.i18n import N_, _, _n
from desktop.rules.amounts import grouped
from desktop.rules.classes import Rules, told
from desktop.rules.words import ClientClass
from desktop.services.class_runs import RunLine
from desktop.services.classes import ProposedLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row
from desktop.ui.kit.phrases import day, listed, moment
from desktop.ui.kit.risk import named
from desktop.ui.kit.tokens import Tone

MOVES: Mapping[str, tuple[str, str]] = {
    "up": (N_("Up"), "arrow-up"),
    "down": (N_("Down"), "arrow-down"),
    "new": (N_("First class"), "plus"),
    "lost": (N_("Lost"), "x"),
}


def columns() -> list[Column]:
    return [
        Column("class", _("Class"), 52, badge=True, sortable=False, fixed=True),
        Column("name", _("Name"), 220, Fit.WHOLE, sortable=False, fixed=True),
        Column("move", _("Change"), 120, Fit.WHOLE, sortable=False),
        Column("spend", _("Spend (¥)"), 120, Fit.WHOLE, right=True, sortable=False),
        Column("visits", _("Visits"), 90, Fit.WHOLE, right=True, sortable=False),
        Column("why", _("Reason"), 420, Fit.WHOLE, sortable=False),
    ]


def run_columns() -> list[Column]:
    return [
        Column("quarter", _("Quarter"), 90, Fit.WHOLE, sortable=False, fixed=True),
        Column("at", _("Confirmed"), 150, Fit.WHOLE, sortable=False),
        Column("who", _("Who"), 80, Fit.WHOLE, sortable=False),
        Column("counts", _("Clients"), 270, Fit.WHOLE, sortable=False),
        Column("moved", _("Moved"), 70, Fit.WHOLE, right=True, sortable=False),
        Column("own", _("Otherwise"), 80, Fit.WHOLE, right=True, sortable=False),
        Column("taught", _("Taught"), 180, Fit.WHOLE, sortable=False),
        Column("state", _("State"), 100, Fit.WHOLE, sortable=False),
    ]


def class_words(rules: Rules, letter: str) -> str:
    """`A Major`, `Lost`; nothing where there is no class."""
    word = _(rules.label(letter))
    return word if letter in ("", ClientClass.LOST) else f"{letter} {word}".strip()


def badge(letter: str) -> str:
    return "lost" if letter == ClientClass.LOST else letter


def with_override(line: ProposedLine, overrides: Mapping[UUID, tuple[str, str]]) -> ProposedLine:
    given, why = overrides.get(line.client_id, (line.proposed, ""))
    return replace(line, given=given, override=why) if why else line


def row_of(line: ProposedLine, rules: Rules) -> Row:
    word, mark = MOVES.get(line.move, ("", ""))
    move: str | Cell = ""
    if word:
        # the letter is enough: the words stand in the tabs
        before = _("Lost") if line.before == ClientClass.LOST else line.before
        move = Cell(" ".join(part for part in (_(word), before and f"← {before}") if part), icon=mark)
    return Row(line.client_id, (
        badge(line.given), named(line.name, line.risk, line.code), move, _ranked(money(line.spend), line.spend_rank),
        _ranked(str(line.visits), line.visit_rank), reason_words(line, rules),
    ))  # fmt: skip


def _ranked(figure: str, rank: int | None) -> Cell:
    return Cell(figure, below=_("rank {n}").format(n=rank) if rank else "")


def reason_words(line: ProposedLine, rules: Rules) -> str | Cell:
    """Why this class; the manager's own reason goes before the figures'."""
    said = told(line.reason, line.values, _)
    if line.override:
        text = _("Set by the manager: {why}").format(why=line.override)
        return Cell(f"{text} ({class_words(rules, line.proposed)}: {said})", Tone.WARN, icon="pencil")
    if line.other:
        other = _("other reading: {class_word}").format(class_word=class_words(rules, line.other))
        return f"{said} · {other}"
    return said


def run_row(run: RunLine) -> Row:
    short = {letter: _("Lost") if letter == ClientClass.LOST else letter for letter in run.rules.letters}
    counts = " · ".join(f"{word} {run.counts.get(letter, 0):,}" for letter, word in short.items())
    taught = "; ".join(f"{day(t.on)} {listed(t.people)}" for t in run.taught)
    state = Cell(_("Undone"), Tone.NOTE, icon="undo-2") if run.undone_at else Cell(_("Stands"), icon="check")
    none = Cell(_("Not taught yet"), Tone.NOTE) if not run.undone_at else ""
    return Row(run.id, (
        Cell(str(run.quarter), bold=True), moment(run.at), run.by, counts,
        f"{run.moved:,}", f"{run.overridden:,}", taught or none, state,
    ))  # fmt: skip


def money(fen: int) -> str:
    return grouped(fen) if fen else ""


def counted(count: int) -> str:
    return _n("{n} client", "{n} clients", count).format(n=f"{count:,}")
