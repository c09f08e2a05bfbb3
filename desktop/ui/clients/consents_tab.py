"""A client's consents 同意, requests and stops in its file: what holds, what waits, what was withdrawn (AC-7)."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.consents import Ground
from desktop.rules.requests import StopKind
from desktop.services.clients import ClientFile
from desktop.services.consents import ConsentLine, Ledger
from desktop.services.requests import RequestLine
from desktop.services.stops import StopLine
from desktop.ui.clients.consents import Privacy
from desktop.ui.kit.actions import Action
from desktop.ui.kit.badge import Tag
from desktop.ui.kit.cards import Card, Scroll, line
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.phrases import listed, moment
from desktop.ui.kit.signed_copies import SignedCopies
from desktop.ui.kit.times import local, today
from desktop.ui.kit.tokens import GAP, Tone
from desktop.ui.kit.values import day, label_of

Menu = Callable[[], Sequence[Action]]


class ConsentsCard(Card):
    add_requested = Signal()
    end_requested = Signal(object)
    remove_requested = Signal(object)
    print_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Consents"))
        self._add = self.add_button(_("Record consent"), self.add_requested.emit)
        self._print = self.add_button(_("Consent form"), self.print_requested.emit, "printer")

    def show_ledger(self, found: Ledger, file: ClientFile) -> None:
        may = found.may_change and not file.withdrawn
        self._add.setVisible(may)
        self._print.setVisible(file.may_print and not file.withdrawn)
        if not self.changed((found, may)):
            return
        if found.withheld:
            names = listed(label_of(file.catalogue[name]) for name in found.withheld if name in file.catalogue)
            said = _("Withheld since the client withdrew consent: {names}.").format(names=names)
            self.body.addWidget(line(_("Withheld"), said, tag=Tag(_("Nobody sees it"), Tone.WARN, "eye-off")))
        if not found.lines:
            self.say_nothing(_("No consent is on record."))
        for one in found.lines:
            self._show(one, file, may)

    def _show(self, one: ConsentLine, file: ClientFile, may: bool) -> None:
        parts = [_(one.ground.label) if one.ground is not Ground.CONSENT else "", _(one.how.label), day(one.on),
                 _("text {n}").format(n=one.text), one.evidence,
                 _("guardian: {name}").format(name=one.guardian) if one.guardian else "",
                 _("recorded by {name}").format(name=one.who)]  # fmt: skip
        below = [" · ".join(part for part in parts if part), one.reason]
        if one.ended_on is not None:
            below.append(_("withdrawn on {day}, recorded by {name}").format(day=day(one.ended_on), name=one.ended_by))
        if one.kept:
            names = listed(label_of(file.catalogue[name]) for name in one.kept if name in file.catalogue)
            below.append(_("kept in spite of it: {names} — {why}").format(names=names, why=one.kept_why))
        menu = (lambda: self._menu(one)) if may and one.ended_on is None else None
        self.body.addWidget(line(_tag_words(one), one.name, "\n".join(part for part in below if part), menu=menu,
                                 tag=_tag(one)))  # fmt: skip

    def _menu(self, one: ConsentLine) -> Sequence[Action]:
        return (
            Action("end", N_("Withdrawn by the client…"), lambda: self.end_requested.emit(one), "ban"),
            Action("remove", N_("Entered by mistake"), lambda: self.remove_requested.emit(one), "x"),
        )


def _tag_words(one: ConsentLine) -> str:
    return day(one.ended_on or one.on)


def _tag(one: ConsentLine) -> Tag:
    if one.ended_on is not None:
        return Tag(_("Withdrawn"), Tone.NOTE, "ban")
    if one.ground is Ground.EXCEPTION:
        return Tag(_("Without consent"), Tone.WARN, "triangle-alert")
    return Tag(_("Holds"), Tone.GOOD, "badge-check")


class RequestsCard(Card):
    add_requested = Signal()
    answer_requested = Signal(object)
    remove_requested = Signal(object)
    dossier_requested = Signal()

    def __init__(self) -> None:
        super().__init__(_("Requests of the client"))
        self._add = self.add_button(_("Enter request"), self.add_requested.emit)
        self._dossier = self.add_button(_("Dossier"), self.dossier_requested.emit, "file-text")

    def show_requests(self, found: Sequence[RequestLine], may_enter: bool, may_answer: bool) -> None:
        self._add.setVisible(may_enter)
        self._dossier.setVisible(may_answer)
        if not self.changed((tuple(found), may_enter, may_answer)):
            return
        if not found:
            self.say_nothing(_("The client has asked for nothing yet: to see, correct, restrict or erase its data."))
        for one in found:
            self._show(one, may_answer)

    def _show(self, one: RequestLine, may: bool) -> None:
        due = _("due by {day}").format(day=day(local(one.due).date())) if one.due is not None and one.open else ""
        parts = [_(one.how.label), one.handler, due]
        below = [" · ".join(part for part in parts if part), one.details]
        if one.answered_at is not None:
            said = _("{state} {moment} by {name}: {outcome}")
            below.append(said.format(state=_(one.state.label), moment=moment(one.answered_at), name=one.answered_by,
                                     outcome=one.outcome))  # fmt: skip
        late = one.open and one.due is not None and local(one.due).date() < today()
        tag = Tag(_("Overdue"), Tone.BAD, "clock") if late else Tag(
            _(one.state.label), Tone.WARN if one.open else Tone.NOTE, "clock" if one.open else "check")  # fmt: skip
        menu = (lambda: self._menu(one)) if may and one.open else None
        self.body.addWidget(line(day(one.on), _(one.kind.label), "\n".join(part for part in below if part), tag=tag,
                                 menu=menu))  # fmt: skip

    def _menu(self, one: RequestLine) -> Sequence[Action]:
        return (
            Action("answer", N_("Answer…"), lambda: self.answer_requested.emit(one), "check"),
            Action("remove", N_("Entered by mistake"), lambda: self.remove_requested.emit(one), "x"),
        )


class StopsCard(Card):
    restrict_requested = Signal()
    hold_requested = Signal()
    lift_requested = Signal(object)

    def __init__(self) -> None:
        super().__init__(_("Stops and holds"))
        self._restrict = self.add_button(_("Stop the processing"), self.restrict_requested.emit, "lock")
        self._hold = self.add_button(_("Must be kept"), self.hold_requested.emit, "archive")

    def show_stops(self, found: Sequence[StopLine], may: bool) -> None:
        resting = any(one.kind is StopKind.RESTRICTION and one.lifted_at is None for one in found)
        self._restrict.setVisible(may and not resting)
        self._hold.setVisible(may)
        self.setVisible(may or bool(found))
        if not self.changed((tuple(found), may)):
            return
        if not found:
            self.say_nothing(_("Nothing stops the work with this file, and nothing forbids to erase it."))
        for one in found:
            self._show(one, may)

    def _show(self, one: StopLine, may: bool) -> None:
        until = _("at least until {day}").format(day=day(one.until)) if one.until is not None else ""
        below = [" · ".join(part for part in (one.who, day(local(one.at).date()), until) if part)]
        if one.lifted_at is not None:
            said = _("lifted by {name}, {day}: {why}")
            below.append(said.format(name=one.lifted_by, day=day(local(one.lifted_at).date()), why=one.lifted_why))
        tag = Tag(_("Lifted"), Tone.NOTE, "lock-open") if one.lifted_at is not None else Tag(
            _("Stands"), Tone.WARN, "lock")  # fmt: skip
        menu = (lambda: (Action("lift", N_("Lift…"), lambda: self.lift_requested.emit(one), "lock-open"),)) if (
            may and one.lifted_at is None) else None  # fmt: skip
        self.body.addWidget(line(_(one.kind.label), one.reason, "\n".join(below), tag=tag, menu=menu))


class PrivacyTab(QWidget):
    """The three cards under one another, with the signed consent forms; each rebuilds itself only when what it shows
    has changed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.signed = SignedCopies(desk, "consents")
        self.consents, self.requests, self.stops = ConsentsCard(), RequestsCard(), StopsCard()
        self.list = Scroll(_("Consent and requests"))
        column = QVBoxLayout(self.list.inner)
        column.setContentsMargins(0, 0, 8, 8)
        column.setSpacing(GAP)
        for card in (self.signed, self.consents, self.requests, self.stops):
            column.addWidget(card)
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.list, 1)

    def show_privacy(self, found: Privacy, file: ClientFile, *, may_enter: bool, may_protect: bool) -> None:
        self.signed.show_of(file.id)
        self.consents.show_ledger(found.ledger, file)
        self.requests.show_requests(found.requests, may_enter, may_protect)
        self.stops.show_stops(found.stops, may_protect)
