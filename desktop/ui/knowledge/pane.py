"""One question beside the list: its words, who keeps and approved them, and every version, the newest first."""

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.knowledge import State
from desktop.services.knowledge_lists import AnswerView, VersionLine
from desktop.ui.kit.beside import ScrolledCard
from desktop.ui.kit.cards import empty
from desktop.ui.kit.text import label, note, section
from desktop.ui.kit.tokens import SMALL, Tone
from desktop.ui.kit.values import day, moment


class AnswerPane(ScrolledCard):
    """One question: its words, who keeps and approved them, and every version, the newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_("Answer"), parent, spacing=SMALL)
        self.view: AnswerView | None = None

    def show_answer(self, view: AnswerView | None) -> None:
        self.view = view
        empty(self.column)
        if view is None:
            return
        line = view.line
        heading = section(line.question)
        heading.setWordWrap(True)
        self.column.addWidget(heading)
        if line.overdue and line.review_on is not None:
            said = _("Past its review date since {day}: ask {name} whether it still holds.")
            self.column.addWidget(
                note(said.format(day=day(line.review_on), name=line.owner), tone=Tone.WARN, wrap=True)
            )
        if line.state is not State.APPROVED:
            self.column.addWidget(note(_(line.state.label), tone=Tone.WARN))
        if line.words:
            self.column.addWidget(label(line.words, wrap=True, select=True))
        self.column.addWidget(note("\n".join(_facts(view)), wrap=True))
        for one in view.versions:
            self.column.addSpacing(SMALL)
            head = _("Version {n} · {state} · {who}, {when}").format(n=one.number, state=_(one.state.label), who=one.by,
                                                                    when=moment(one.at))  # fmt: skip
            self.column.addWidget(note(head, wrap=True))
            judged = _judged(one)
            for said in (one.reason, judged):
                if said:
                    self.column.addWidget(note(said, wrap=True))
            if one.question != line.question:
                self.column.addWidget(label(one.question, wrap=True, select=True))
            if one.words != line.words:
                self.column.addWidget(label(one.words, wrap=True, select=True))
        self.column.addStretch(1)


def _facts(view: AnswerView) -> list[str]:
    line = view.line
    found = [_("Kept by {name}").format(name=line.owner)]
    if line.review_on is not None and not line.overdue:
        found[0] = _("Kept by {name}, to be reviewed on {day}").format(name=line.owner, day=day(line.review_on))
    if view.approved_at is not None:
        found.append(_("Approved by {name}, {when}").format(name=view.approved_by, when=moment(view.approved_at)))
    if line.last_used is not None:
        found.append(_("Given {n} times, last {when}").format(n=line.uses, when=moment(line.last_used)))
    elif line.state is State.APPROVED:
        found.append(_("Not given to anybody yet"))
    return found


def _judged(one: VersionLine) -> str:
    if one.judged_at is None or not one.said:
        return ""
    return _("{who}, {when}: {said}").format(who=one.judged_by, when=moment(one.judged_at), said=one.said)
