"""How a record is said in a row of the log and in its dialog."""

from desktop.i18n import _
from desktop.rules.errors import Label
from desktop.rules.fields import Locked
from desktop.services.audit import AuditLine
from desktop.services.history_words import HistoryChange
from desktop.ui.kit.cells import Cell, Row
from desktop.ui.kit.phrases import level_word, moment
from desktop.ui.kit.tokens import Tone


def row_of(line: AuditLine) -> Row:
    return Row(line.serial, (moment(line.at), line.who, Cell(_(line.action), bold=True), about(line), facts(line),
                             line.workstation))  # fmt: skip


def about(line: AuditLine) -> str | Cell:
    if line.hidden:
        return Cell(_("Out of your sight"), Tone.NOTE, "lock")
    return " ".join(part for part in (line.code, line.about) if part)


def facts(line: AuditLine) -> str:
    return " · ".join(labelled(_(fact.label), fact.value) for fact in line.facts).replace("\n", " ")


def shown(value: object) -> str:
    if isinstance(value, Locked):
        return _("locked, {level}").format(level=level_word(value.level))
    return _(value) if isinstance(value, Label) else str(value)


def change(told: HistoryChange) -> str:
    before, after = shown(told.before) or "–", shown(told.after) or "–"
    if isinstance(told.after, Locked) or isinstance(told.before, Locked):
        return labelled(_(told.label), after)
    return labelled(_(told.label), f"{before} → {after}")


def labelled(label: str, text: str) -> str:
    return _("{label}: {text}").format(label=label, text=text)
