"""The head of a client's file, always visible: who this is, whose client, what can be done, and one bar below."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from desktop.i18n import _, _n
from desktop.rules.risks import Mark
from desktop.rules.words import ClientForm
from desktop.services.clients import ClientFile
from desktop.ui.clients.owners_card import short_words
from desktop.ui.kit import theme
from desktop.ui.kit.actions import Action, make_button, more_button
from desktop.ui.kit.badge import BADGE, ClassBadge, Tag
from desktop.ui.kit.cards import empty
from desktop.ui.kit.messages import TONE_ICONS
from desktop.ui.kit.risk import risk_icon, risk_tone, risk_word
from desktop.ui.kit.text import IconLabel, button, label, note, restyle, title
from desktop.ui.kit.times import local
from desktop.ui.kit.tokens import Tone
from desktop.ui.kit.values import badge_letter, day, label_of, moment

BUTTONS = 4
"""Edit, contact, booking, print: what is done every day."""
SEVERAL = 3


class FileHead(QWidget):
    back_requested = Signal()
    fill_requested = Signal()
    review_requested = Signal()
    looked_through = Signal()
    risk_requested = Signal()
    stop_requested = Signal()
    """What speaks against the client is to be settled, or judged anew."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(4)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.back = button(_("List"), self.back_requested.emit, icon_name="chevron-left")
        row.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        row.addSpacing(4)
        self.badge = ClassBadge(parent=self)
        place = QVBoxLayout()
        # level with the first line of the name, however many lines it takes
        look = theme.current()
        place.setContentsMargins(0, max(0, (look.text_height(look.scale.page) - BADGE) // 2 + 1), 0, 0)
        place.addWidget(self.badge)
        place.addStretch(1)
        row.addLayout(place)
        self.name = title()
        self.name.setWordWrap(True)
        self.name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row.addWidget(self.name, 1, Qt.AlignmentFlag.AlignTop)
        self._buttons = QHBoxLayout()
        self._buttons.setSpacing(8)
        side = QVBoxLayout()
        side.addLayout(self._buttons)
        side.addStretch(1)
        row.addLayout(side)
        outer.addLayout(row)
        below = QHBoxLayout()
        below.setSpacing(12)
        self.about = label(wrap=True, select=True)
        self.people = note()
        self._tag = QHBoxLayout()
        below.addLayout(self._tag)
        below.addWidget(self.about, 1)
        below.addWidget(self.people, 0, Qt.AlignmentFlag.AlignTop)
        outer.addLayout(below)
        self.bar = FileBar()
        outer.addSpacing(4)
        outer.addWidget(self.bar)

    def show_file(self, file: ClientFile) -> None:
        self.badge.show_class(badge_letter(file.client_class))
        reading = _spoken(file)
        self.name.setText(f"{file.name}  {reading}" if reading else file.name)
        words = (file.values.get("salutation"), file.values.get("unit"), file.values.get("position"),
                 file.values.get("short_name"), file.code)  # fmt: skip
        self.about.setText(" · ".join(str(w) for w in words if isinstance(w, str) and w))
        people = [_("Owner: {name}").format(name=file.owner.name if file.owner else _("nobody"))]
        if file.deputy:
            people.append(_("Deputy: {name}").format(name=file.deputy.name))
        if file.contacts:
            names = _(", ").join(person.name for person in file.contacts)
            people.append(_("Contact persons: {names}").format(names=names))
        self.people.setText(" · ".join(people))
        empty(self._tag)
        if file.withdrawn:
            self._tag.addWidget(Tag(_("Out of use"), Tone.NOTE, "archive"))
        elif file.important:
            self._tag.addWidget(Tag(_("Important client"), Tone.ACCENT, "star"))
        elif file.promising:
            self._tag.addWidget(Tag(_("Promising"), Tone.ACCENT, "arrow-up"))
        if file.staffing.missing and not file.withdrawn:
            self._tag.addWidget(Tag(short_words(file.staffing), Tone.WARN, "triangle-alert"))
        self.bar.show_state(state_of(file, self))

    def show_actions(self, actions: Sequence[Action]) -> None:
        empty(self._buttons)
        for action in actions[:BUTTONS]:
            self._buttons.addWidget(make_button(action))
        if actions[BUTTONS:]:
            self._buttons.addWidget(more_button(actions[BUTTONS:], self))


def _spoken(file: ClientFile) -> str:
    """`单 Shàn`: a rare surname with its reading."""
    if not file.reading or file.form is ClientForm.ORGANISATION:
        return ""
    surname = file.name[:2] if " " in file.reading or len(file.reading) > 6 else file.name[:1]
    return f"({surname} {file.reading})"


@dataclass(frozen=True)
class State:
    """The one thing about a file that its user must know first."""

    text: str
    tone: Tone
    action: str = ""
    act: Callable[[], object] | None = None
    icon: str = ""


def state_of(file: ClientFile, head: FileHead, now: datetime | None = None) -> State | None:
    """The first of: risk, draft, provisional values, overdue update."""
    if file.withdrawn:
        return _gone_state(file)
    if file.standing.mark:
        return _risk_state(file, head)
    if file.missing:
        missing = _(", ").join(label_of(file.catalogue[name]) for name in file.missing)
        text = _("Draft. Still missing: {fields}").format(fields=missing)
        return State(text, Tone.WARN, *((_("Fill in"), head.fill_requested.emit) if file.may_edit else ()))
    # that a sealed value is there is said to nobody but whoever reviews it
    waiting = [name for name, info in file.reviews.items() if info.provisional and name in file.catalogue
               and (not file.catalogue[name].sealed or (file.may_review and not info.mine))]  # fmt: skip
    if waiting:
        shown = _(", ").join(label_of(file.catalogue[name]) for name in waiting[:SEVERAL])
        if len(waiting) > SEVERAL:
            shown = _n("{fields} and {n} more", "{fields} and {n} more", len(waiting) - SEVERAL).format(
                fields=shown, n=len(waiting) - SEVERAL)  # fmt: skip
        may = file.may_review and any(not file.reviews[name].mine for name in waiting)
        text = _("Provisional, not printed as fact until somebody else confirms: {fields}").format(fields=shown)
        return State(text, Tone.WARN, *((_("Review"), head.review_requested.emit) if may else ()))
    if file.update_due is not None and file.update_due < (now or datetime.now(UTC)):
        due = day(local(file.update_due).date())
        text = _("This file was due to be looked through on {day}.").format(day=due)
        return State(text, Tone.WARN, *((_("Looked through"), head.looked_through.emit) if file.may_edit else ()))
    return None


def _gone_state(file: ClientFile) -> State | None:
    """As of a past day nobody is named: what was said of it since is no part of that day."""
    gone = file.out_of_use
    if gone is None:
        return None
    text = " · ".join(part for part in (moment(gone.at), gone.who, gone.why) if part)
    return State(_("Out of use since {what}").format(what=text), Tone.NOTE, icon="archive")


def _risk_state(file: ClientFile, head: FileHead) -> State:
    """The gravest in words, with its reason."""
    found, mark = file.standing, file.standing.mark
    if mark == Mark.STOPPED:
        said = _("Processing stopped: nothing in this file is changed, printed or exported until it is lifted.")
        return State(said, risk_tone(mark), _("Show why"), head.stop_requested.emit, icon=risk_icon(mark))
    if mark == Mark.FRAUD:
        told, act = found.open_warnings[0].noticed, _("Settle…")
    else:
        gravest = next(a for a in found.holding if a.consequence.value == mark)
        told, act = f"{_(gravest.aspect.label)} · {gravest.reason.rstrip('。.')}", _("Assess anew…")
        if gravest.look_again is not None:
            told += " · " + _("look again on {day}").format(day=day(gravest.look_again))
    more = len(found.holding) + len(found.open_warnings) - 1
    if more:
        told += " · " + _n("{n} more reason", "{n} more reasons", more).format(n=more)
    said = _("{mark}: {why}").format(mark=risk_word(mark), why=told)
    settle = (act, head.risk_requested.emit) if found.may_assess else ()
    return State(said, risk_tone(mark), *settle, icon=risk_icon(mark))


class FileBar(QFrame):
    """One sentence about the state of the file, with the button that settles it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 8, 4)
        row.setSpacing(8)
        self._icon = IconLabel("triangle-alert", Tone.WARN.value)
        self.text = label(wrap=True, select=True)
        self.button = button("", self._press)
        self._act: Callable[[], object] | None = None
        row.addWidget(self._icon)
        row.addWidget(self.text, 1)
        row.addWidget(self.button)
        self.hide()

    def show_state(self, state: State | None) -> None:
        self.setVisible(state is not None)
        if state is None:
            return
        restyle(self, "bar", state.tone.value)
        self._icon.show_icon(state.icon or TONE_ICONS[state.tone], state.tone.value)
        self.text.setText(state.text)
        self.setAccessibleName(state.text)
        self._act = state.act
        self.button.setText(state.action)
        self.button.setAccessibleName(state.action)
        self.button.setVisible(bool(state.action))

    def _press(self) -> None:
        if self._act is not None:
            self._act()
