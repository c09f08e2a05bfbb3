"""What was found while serving: each fact of a card seen again, found otherwise, or new; the next review decides."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from desktop.i18n import N_, _
from desktop.rules.consents import NeedsConsent
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.words import Learnt
from desktop.services.card_facts import CardFact, CardFacts
from desktop.services.findings import Entered, Finding, Head
from desktop.ui.cards.controller import CardsController
from desktop.ui.kit.consent_dialog import agree
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, TextEntry
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.phrases import listed
from desktop.ui.kit.text import label, note, restyle, set_tooltip
from desktop.ui.kit.tokens import GAP, MEDIUM, Tone
from desktop.ui.kit.values import source_of

SEEN, OTHERWISE = "seen", "otherwise"


class FindingsDialog(Dialog):
    """S: seen as it stands, O: found otherwise; what is typed beside an empty fact is new."""

    def __init__(self, card: CardFacts, controller: CardsController, parent: QWidget | None = None) -> None:
        super().__init__(_("What was found: {name}").format(name=card.client), parent, width=720)
        self._card, self._controller = card, controller
        self.choices: dict[str, Choice] = {}
        self.entries: dict[str, TextEntry] = {}
        said = _("Facts seen again stand for their time anew; what was found otherwise, and what is new, waits for the "
                 "next review. An allergy is added to those known.")  # fmt: skip
        self.body.addWidget(note(said, wrap=True))
        inside = QWidget()
        grid = self._grid = QGridLayout(inside)
        grid.setContentsMargins(2, 2, 2, 2)
        grid.setHorizontalSpacing(MEDIUM)
        grid.setVerticalSpacing(GAP)
        grid.setRowStretch(len(card.facts), 1)
        grid.setColumnStretch(1, 3)
        grid.setColumnStretch(3, 4)
        # what is known first: it is what the server had in hand
        ordered = sorted(card.facts, key=lambda fact: not fact.value)
        for number, fact in enumerate(ordered):
            self._add(number, fact)
        area = scrolling(inside)
        area.setMinimumHeight(300)
        self.body.addWidget(area, 1)
        ways = [(way.value, _(way.label)) for way in Learnt if way is not Learnt.IMPORTED]
        self.form = Form([FormField("collector", _("Who found it"), required=True, limit=60),
                          FormField("learnt", _("How it was learnt"), Kind.CHOICE, choices=ways)])  # fmt: skip
        self.form.set_values({"collector": card.line.server or card.line.leader, "learnt": Learnt.OBSERVED.value})
        self.body.addWidget(self.form)
        self.set_main(_("Note it"), self.send)
        self.add_button(_("All seen as they stand"), self.all_seen)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        first = next(iter(self.choices.values()), None) or next(iter(self.entries.values()), None)
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, number: int, fact: CardFact) -> None:
        name, words = fact.field.name, _(fact.field.label)
        danger = name == "allergies"
        middle = Qt.AlignmentFlag.AlignVCenter
        lead = note(words, tone=Tone.BAD if danger and fact.value else Tone.NOTE)
        self._grid.addWidget(lead, number, 0, middle)
        entry = self.entries[name] = TextEntry()
        entry.setMaxLength(fact.field.limit)
        entry.setAccessibleName(_("{field}: what was found").format(field=words))
        if fact.value:
            told = label(fact.value, role="strong" if danger else "", wrap=True)
            set_tooltip(told, source_of(fact.info))
            self._grid.addWidget(told, number, 1)
            otherwise = _("more of them") if danger else _("otherwise")
            choice = self.choices[name] = Choice([("", "–"), (SEEN, _("seen")), (OTHERWISE, otherwise)])
            choice.set_value("")
            choice.setAccessibleName(f"{words}: {fact.value}")
            choice.edited.connect(lambda: self._chosen(name))
            self._grid.addWidget(choice, number, 2, middle)
            entry.setEnabled(False)
        else:
            self._grid.addWidget(note(_("nothing known")), number, 1)
        self._grid.addWidget(entry, number, 3, middle)

    def _chosen(self, name: str) -> None:
        otherwise = self.choices[name].value() == OTHERWISE
        self.entries[name].setEnabled(otherwise)
        if otherwise:
            self.entries[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def all_seen(self) -> None:
        for name, choice in self.choices.items():
            if not choice.value():
                choice.set_value(SEEN)
                self._chosen(name)

    def findings(self) -> list[Finding]:
        """What was noted. Raises BadEntry that names the field."""
        learnt, found = Learnt.of(str(self.form.values()["learnt"])), []
        for fact in self._card.facts:
            name = fact.field.name
            text = self.entries[name].value().strip()
            chosen = self.choices[name].value() if name in self.choices else OTHERWISE if text else ""
            if chosen == SEEN:
                found.append(Finding(name, fact.value, learnt))
            elif chosen == OTHERWISE:
                if not text:
                    raise BadEntry(N_("Type what was found."), name)
                found.append(Finding(name, text, learnt))
        if not found:
            raise BadEntry(N_("Nothing is noted yet: choose “seen”, or type what was found."))
        return found

    def send(self) -> None:
        self.clear_refusal()
        for entry in self.entries.values():
            restyle(entry, "wrong", False)
        try:
            found = self.findings()
        except BadEntry as refusal:
            self._refused(refusal)
            return
        self._save(found, None, lambda _entered: self.accept(), self._refused)

    def _save(self, found: list[Finding], agreed: Any, done: Callable[[Any], object],
              failed: Callable[[OfficeError], object]) -> None:  # fmt: skip
        base: Mapping[str, object] = {fact.field.name: fact.value for fact in self._card.facts}

        def again(given: Any, then: Callable[[Any], object], wrong: Callable[[OfficeError], object]) -> None:
            def both(entered: Any) -> None:
                then(entered)
                done(entered)

            self._save(found, given, both, wrong)

        def refused(error: OfficeError) -> None:
            if isinstance(error, NeedsConsent):
                self.set_busy(False)
                agree(self._controller.desk, self, error, again, self._refused)
            else:
                failed(error)

        self.set_busy(True)
        self._controller.enter_findings(self._card.line.id, found, Head(str(self.form.values()["collector"])), base,
                                        agreed, done, refused)  # fmt: skip

    def _refused(self, error: OfficeError) -> None:
        self.set_busy(False)
        name = getattr(error, "field", None)
        if name in self.entries:
            restyle(self.entries[name], "wrong", True)
            self.entries[name].setFocus(Qt.FocusReason.OtherFocusReason)
        elif name is not None and self.form.show_refusal(error):
            return
        self.refuse(error)


def entered_words(entered: Entered) -> str:
    """`看到 2 条仍然如此，1 条与已核实的不同，1 条新的`."""
    said = []
    if entered.seen:
        said.append(_("seen again: {n}").format(n=len(entered.seen)))
    if entered.contradicted:
        said.append(_("otherwise, to the next review: {n}").format(n=len(entered.contradicted)))
    if entered.new:
        said.append(_("new, to the next review: {n}").format(n=len(entered.new)))
    return _("Noted: {what}.").format(what=listed(said))
