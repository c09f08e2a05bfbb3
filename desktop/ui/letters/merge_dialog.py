"""Letters from a template: for whom, who gets none and why, and how each reads, before anything is printed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QTabBar, QVBoxLayout, QWidget

from desktop.i18n import _, _n, language
from desktop.rules.errors import Label
from desktop.rules.letters import Placeholder, SignedBy
from desktop.rules.rights import Right
from desktop.services import letter_merges
from desktop.services.letter_merges import Addressee, Merge, Outlook, Words
from desktop.services.letter_templates import TemplateLine
from desktop.ui.kit.cells import Cell, Column, Fit, Row, Rows, Wanted
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.entries import YesNo
from desktop.ui.kit.errand_dialog import ErrandDialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.form_dialog import words_of
from desktop.ui.kit.lazy_table import LazyTable
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.table import TableView
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.which_clients import Candidates, WhichClients

ALL, LEFT, SHORT = range(3)
_SIZE = (1000, 660)
_HIGH = 190  # pixels: that some rows are in sight with the largest text too


class MergeDialog(ErrandDialog):
    """`send` is handed the Merge to print."""

    templates_requested = Signal()

    def __init__(self, desk: Desk, found: Candidates, templates: Sequence[TemplateLine], held: Mapping[str, object],
                 send: Callable[[Merge], object], parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Letters from a template"), parent, width=920)
        self._desk, self._send, self._templates = desk, send, {line.id: line for line in templates}
        self.outlook: Outlook | None = None
        self._shown: Sequence[Addressee] = ()
        self._build_choices(found, templates, held)
        self._build_addressees()
        self.body.addWidget(self.progress)
        self.set_main("", self.print, "printer")
        self.add_button(_("Templates…"), self.templates_requested.emit)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.resize(*_SIZE)
        self._fit()
        self.form.focus_on("template")
        self.ask()

    def _build_choices(self, found: Candidates, templates: Sequence[TemplateLine],
                       held: Mapping[str, object]) -> None:  # fmt: skip
        self.which = WhichClients(found)
        self.which.edited.connect(self.ask)
        # of a single client there is nothing to choose
        if found.all_count == 1 and found.selected is None:
            self.which.hide()
        self.body.addWidget(self.which)
        self.form = Form([
            FormField("template", _("Template"), Kind.CHOICE, choices=[(line.id, line.name) for line in templates]),
            FormField("signed", _("Signed by"), Kind.CHOICE, choices=words_of(SignedBy)),
        ])  # fmt: skip
        # those in the language of the screen are meant most often
        first = next(
            (line.id for line in (*(one for one in templates if one.language == language()), *templates)), None
        )
        usual = {"template": first, "signed": SignedBy.OWNER.value} | dict(held)
        if usual["template"] not in self._templates:
            usual["template"] = first
        self.form.set_values(usual)
        self.form.edited.connect(lambda _name: self.ask())
        self.body.addWidget(self.form)
        self.by_hand = YesNo(_("Handed over: no address needed"))
        self.whole = YesNo(_("Leave out who lacks something"))
        self.log = YesNo(_("Keep each letter as a contact in the file"))
        may = self._desk.person.may
        logs = bool(may(Right.ENTER_CLIENTS) or may(Right.EDIT_CLIENTS))
        self.log.set_value(logs and held.get("log", True))
        if not logs:
            self.log.hide()
        row = QHBoxLayout()
        row.setSpacing(MEDIUM)
        for box in (self.by_hand, self.whole, self.log):
            row.addWidget(box)
        row.addStretch(1)
        for box in (self.by_hand, self.whole):
            box.set_value(False)
            box.edited.connect(self.ask)
        self.body.addLayout(row)

    def _build_addressees(self) -> None:
        self.tabs = QTabBar()
        self.tabs.setDrawBase(False)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName(_("Which of them"))
        for _number in (ALL, LEFT, SHORT):
            self.tabs.addTab("")
        self.tabs.currentChanged.connect(lambda _number: self._list())
        self.body.addWidget(self.tabs)
        split = QSplitter(Qt.Orientation.Horizontal)
        split.setChildrenCollapsible(False)
        self.view = TableView(_("Who gets a letter"), double=True)
        self.view.setMinimumHeight(_HIGH)
        self.table = LazyTable(_columns(), self._fetch, self)
        self.view.show_table(self.table)
        self.view.chosen.connect(lambda _keys: self._look())
        split.addWidget(self.view)
        holder = QWidget()
        inside = QVBoxLayout(holder)
        inside.setContentsMargins(GAP, 0, 0, 0)
        self.subject = label(role="strong", wrap=True)
        self.words = label(wrap=True, select=True)
        self.warning = note(tone=Tone.WARN, wrap=True)
        for piece in (self.warning, self.subject, self.words):
            inside.addWidget(piece)
        inside.addStretch(1)
        split.addWidget(scrolling(holder))
        split.setHandleWidth(MEDIUM)
        split.setSizes([500, 420])
        self.body.addWidget(split, 1)

    @property
    def template(self) -> TemplateLine | None:
        return self._templates.get(self.form.values()["template"])  # type: ignore[arg-type]

    @property
    def merge(self) -> Merge | None:
        template = self.template
        if template is None:
            return None
        return Merge(template.id, self.which.chosen, SignedBy.of(self.form.values()["signed"]), self.by_hand.value(),
                     self.whole.value(), self.log.value())  # fmt: skip

    @property
    def kept(self) -> Mapping[str, object]:
        """What the next one begins with."""
        return {**self.form.values(), "log": self.log.value()}

    @property
    def ready(self) -> int:
        return self.outlook.ready if self.outlook is not None else 0

    @property
    def chosen(self) -> Addressee | None:
        keys = self.view.selected_keys
        return next((one for one in self._shown if one.id in keys), None)

    def ask(self) -> None:
        """Who gets one: asked before anything is printed."""
        self.clear_refusal()
        self.outlook = None
        merge = self.merge
        if merge is None:
            self.refuse(_("There is no letter template in use yet: write one under Templates."))
        else:
            self._desk.ask("letters.outlook", letter_merges.outlook, merge, done=self._show, failed=self.refuse,
                           owner=self)  # fmt: skip
        self._fit()

    def print(self) -> None:
        merge = self.merge
        if merge is None or not self.ready:
            return
        self.clear_refusal()
        self.set_busy(True)
        self._send(merge)

    def _show(self, found: Outlook) -> None:
        self.outlook = found
        count = len(found.addressees)
        words = (_n("{n} client", "{n} clients", count).format(n=f"{count:,}"),
                 _("Left out {n}").format(n=f"{found.left:,}"),
                 _("Something missing {n}").format(n=f"{found.short:,}"))  # fmt: skip
        for number, text in enumerate(words):
            self.tabs.setTabText(number, text)
        self.tabs.setTabEnabled(LEFT, bool(found.left))
        self.tabs.setTabEnabled(SHORT, bool(found.short))
        if not self.tabs.isTabEnabled(self.tabs.currentIndex()):
            self.tabs.setCurrentIndex(ALL)
        self._list()
        self._fit()

    def _list(self) -> None:
        if self.outlook is None:
            return
        tab = self.tabs.currentIndex()
        self._shown = [one for one in self.outlook.addressees
                       if tab == ALL or (one.why if tab == LEFT else one.lacking and not one.why)]  # fmt: skip
        held = self.view.selected_keys
        self.table.start(len(self._shown), Rows(self._shown, _row))
        if self._shown and not (held and self.view.select_key(held[0])):
            self.view.select_key(self._shown[0].id)
        self._look()

    def _look(self) -> None:
        one, merge = self.chosen, self.merge
        if one is None or merge is None:
            self._tell("", "", "")
            return
        warning = why_words(one) if one.why else "\n".join(lacking_words(one.lacking))
        if one.warning:
            warning = "\n".join(part for part in (_(one.warning), warning) if part)
        self._desk.ask("letters.look", letter_merges.letter_of, merge, one.id, owner=self,
                       done=lambda found: self._show_words(one.id, found, warning),
                       failed=lambda error: self._tell("", "", str(error)))  # fmt: skip

    def _show_words(self, client: UUID, found: Words, warning: str) -> None:
        if self.chosen is not None and self.chosen.id == client:
            self._tell(found.subject, found.text, warning)

    def _tell(self, subject: str, words: str, warning: str) -> None:
        self.subject.setText(subject)
        self.words.setText(words)
        self.warning.setText(warning)
        self.warning.setVisible(bool(warning))

    def _fit(self) -> None:
        count = self.ready
        words = _n("Print {n} letter", "Print {n} letters", count).format(n=f"{count:,}")
        if self.main is not None:
            self.main.setText(words.replace("&", "&&"))
            self.main.setAccessibleName(words)
            self.main.setEnabled(count > 0)

    def _fetch(self, wanted: Wanted) -> None:
        self.table.take(wanted, Rows(self._shown[wanted.offset : wanted.offset + wanted.count], _row))


def why_words(one: Addressee) -> str:
    values: Any = {name: _(value) if isinstance(value, Label) else value for name, value in (one.values or {}).items()}
    return _(one.why).format(**values)


def lacking_words(lacking: Sequence[Placeholder]) -> list[str]:
    """Each missing value with what to do about it; values with one remedy stand together."""
    found: dict[str, list[str]] = {}
    for one in lacking:
        found.setdefault(one.lacking, []).append(one.zh if language() == "zh_CN" else one.en)
    said = _("Missing, its lines are left out: {names}. {remedy}")
    return [said.format(names=listed(names), remedy=_(remedy)) for remedy, names in found.items()]


def _row(one: Addressee) -> Row:
    if one.why:
        state = Cell(_("No letter"), Tone.WARN, icon="triangle-alert", below=why_words(one))
    elif one.lacking or one.warning:
        names = listed(p.zh if language() == "zh_CN" else p.en for p in one.lacking)
        state = Cell(_("Something missing") if one.lacking else _("Letter"), Tone.WARN, icon="triangle-alert",
                     below=names or _(one.warning))  # fmt: skip
    else:
        state = Cell(_("Letter"), icon="check")
    return Row(one.id, (Cell(one.name, bold=True, below=one.code), state))


def _columns() -> list[Column]:
    return [
        Column("name", _("Client"), 170, Fit.WHOLE, sortable=False),
        Column("state", _("What becomes of it"), 300, sortable=False),
    ]
