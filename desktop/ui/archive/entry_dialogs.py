"""Entries of a content list: one in a form, many pasted as lines, and those that are filed as documents."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.i18n import N_, _, _n
from desktop.rules.archive import Item, Section, Wanted
from desktop.rules.errors import BadEntry, OfficeError
from desktop.services.archive_lists import MOST_SHEETS, TITLE_LIMIT
from desktop.services.document_lists import DocumentLine
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.entries import Choice, LongEntry, YesNo
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, words_of
from desktop.ui.kit.page import scrolling
from desktop.ui.kit.text import label, note
from desktop.ui.kit.tokens import SMALL

SIGNED = "*"
"""After the name of a paper: it needs a signature, as on the office's lists of what a file must hold."""


def number_of(text: str, field: str) -> int | None:
    """Sheets or pages as typed; None for nothing. Raises BadEntry."""
    text = text.strip()
    if not text:
        return None
    if not text.isdecimal():
        raise BadEntry(N_("Enter a number from 1 to {most}."), field, most=MOST_SHEETS)
    return int(text)


def read_lines(text: str, section: Section, **marks: bool) -> list[Item]:
    """Entries of lines `title<TAB>sheets<TAB>pages`, as they are copied from a spreadsheet. Raises BadEntry (`lines`)
    that names the line."""
    found = []
    for place, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        title, *counts = (part.strip() for part in line.split("\t"))
        try:
            sheets, pages = (number_of(count, "lines") for count in (*counts, "", "")[:2])
        except BadEntry:
            raise BadEntry(N_("Line {n}: sheets and pages are numbers."), "lines", n=place) from None
        signs = title.endswith(SIGNED) or marks.get("needs_signature", False)
        found.append(Item(section, title.removesuffix(SIGNED).strip(), sheets, pages,
                          contract=marks.get("contract", False), annex=marks.get("annex", False),
                          needs_signature=signs))  # fmt: skip
    if not found:
        raise BadEntry(N_("Say what the papers are, one a line."), "lines")
    return found


class EntryDialog(FormDialog):
    """One entry: what the paper is, how many sheets and pages, whether it is signed."""

    def __init__(self, item: Item | None, send: Send, parent: QWidget | None = None, part: Section | None = None
                 ) -> None:  # fmt: skip
        fields = [
            FormField("title", _("What it is"), required=True, limit=TITLE_LIMIT, span=2),
            FormField("section", _("Part"), Kind.CHOICE, choices=words_of(Section), span=2),
            FormField("sheets", _("Sheets, covers included"), Kind.NUMBER),
            FormField("pages", _("Pages with content"), Kind.NUMBER),
            FormField("contract", _("A contract: it gets a contract number"), Kind.YES_NO),
            FormField("annex", _("An annex: it bears no code"), Kind.YES_NO),
            FormField("needs_signature", _("It has to be signed"), Kind.YES_NO),
            FormField("signed", _("It is signed"), Kind.YES_NO),
        ]
        heading, act = (_("Edit the entry"), _("Save")) if item else (_("Add an entry"), _("Add"))
        super().__init__(heading, fields, act, send, parent)
        shown = item or Item(part or Section.APPROVALS, "")
        self.form.set_values({
            "title": shown.title, "section": shown.section.value, "sheets": shown.sheets or "",
            "pages": shown.pages or "", "contract": shown.contract, "annex": shown.annex,
            "needs_signature": shown.needs_signature, "signed": shown.signed,
        })  # fmt: skip
        self.form.focus_on("sheets" if item and not item.sheets else "title")

    def entry(self) -> Item:
        values = self.form.values()
        sheets, pages = (number_of(str(values[name]), name) for name in ("sheets", "pages"))
        signed = bool(values["signed"])
        return Item(Section.of(values["section"]), str(values["title"]), sheets, pages,
                    contract=bool(values["contract"]), annex=bool(values["annex"]),
                    needs_signature=bool(values["needs_signature"]) or signed, signed=signed)  # fmt: skip


class LinesDialog(FormDialog):
    """Many entries of one part at once."""

    def __init__(self, text: str, send: Send, parent: QWidget | None = None, part: Section | None = None) -> None:
        said = _("One paper a line: title, sheets, pages, with tabs between them, as copied from a spreadsheet. "
                 "A * after the title says that it has to be signed.")  # fmt: skip
        fields = [
            FormField("section", _("Part"), Kind.CHOICE, choices=words_of(Section), span=2),
            FormField("contract", _("Contracts: they get contract numbers"), Kind.YES_NO),
            FormField("annex", _("Annexes: they bear no code"), Kind.YES_NO),
        ]
        super().__init__(_("Add many entries"), fields, _("Add"), send, parent, said=said)
        self.lines = LongEntry(lines=9)
        # a tab is typed here, as it stands between the columns of what is pasted
        self.lines.setTabChangesFocus(False)
        self.lines.setTabStopDistance(self.lines.fontMetrics().horizontalAdvance("　") * 16)
        self.lines.setAccessibleName(_("Papers, one a line"))
        self.body.addWidget(self.lines)
        self.told = note()
        self.body.addWidget(self.told)
        self.lines.edited.connect(self._count)
        self.form.set_values({"section": (part or Section.APPROVALS).value})
        self.lines.setPlainText(text)
        self.lines.setFocus()

    def entry(self) -> list[Item]:
        values = self.form.values()
        return read_lines(self.lines.value(), Section.of(values["section"]), contract=bool(values["contract"]),
                          annex=bool(values["annex"]))  # fmt: skip

    def _count(self) -> None:
        n = sum(bool(line.strip()) for line in self.lines.value().splitlines())
        self.told.setText(_n("{n} entry", "{n} entries", n).format(n=n) if n else "")


class LackingDialog(Dialog):
    """What agent B misses, part by part: it goes on the supplement list 补充资料清单."""

    def __init__(self, missing: Sequence[Wanted], send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("Send back to agent A"), parent, width=560)
        self._send = send
        self.body.addWidget(label(_("What is missing, one paper a line, goes on the supplement list. A * after it says "
                                    "that it has to be signed."), wrap=True))  # fmt: skip
        self.parts: dict[Section, LongEntry] = {}
        for part in Section:
            entry = self.parts[part] = LongEntry(lines=2)
            entry.set_value("\n".join(each.title + (SIGNED if each.needs_signature else "")
                                      for each in missing if each.section is part))  # fmt: skip
            entry.setAccessibleName(_(part.label))
            head = note(_(part.label))
            head.setBuddy(entry)
            self.body.addWidget(head)
            self.body.addWidget(entry)
        head = note(_("What else agent A should know"))
        self.why = LongEntry(lines=2)
        self.why.setAccessibleName(head.text())
        head.setBuddy(self.why)
        self.body.addWidget(head)
        self.body.addWidget(self.why)
        self.set_main(_("Send back"), self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.parts[Section.APPROVALS].setFocus()

    def entry(self) -> tuple[list[Wanted], str]:
        wanted = [
            Wanted(part, line.strip().removesuffix(SIGNED).strip(), needs_signature=line.strip().endswith(SIGNED))
            for part, entry in self.parts.items() for line in entry.value().splitlines() if line.strip()
        ]  # fmt: skip
        return wanted, self.why.value()

    def save(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(self.entry(), lambda _none: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.refuse(error)


class ScansDialog(Dialog):
    """Takes entries from papers that are filed already; sheets are counted on paper afterwards."""

    def __init__(self, lines: Sequence[DocumentLine], send: Send, parent: QWidget | None = None) -> None:
        super().__init__(_("From filed papers"), parent, width=560)
        self._send = send
        said = _("Each becomes an entry with its pages; its sheets are counted on paper.")
        self.body.addWidget(label(said, wrap=True))
        head = note(_("Part"))
        self.section = Choice(words_of(Section))
        self.section.set_value(Section.CONTRACTS.value)
        self.section.setAccessibleName(head.text())
        head.setBuddy(self.section)
        self.body.addWidget(head)
        self.body.addWidget(self.section)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SMALL)
        self.boxes: list[tuple[UUID, YesNo]] = []
        for line in lines:
            box = YesNo(" · ".join(part for part in (line.title, line.kind.said, line.number) if part))
            box.edited.connect(self._count)
            self.boxes.append((line.id, box))
            column.addWidget(box)
        if not lines:
            column.addWidget(note(_("Nothing is filed that is not on the list."), wrap=True))
        column.addStretch(1)
        area = scrolling(holder)
        area.setMinimumHeight(min(320, 60 + 32 * len(lines)))
        self.body.addWidget(area, 1)
        self.set_main("", self.save)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self._count()
        if self.boxes:
            self.boxes[0][1].setFocus()

    def entry(self) -> tuple[list[UUID], Section]:
        return [key for key, box in self.boxes if box.value()], Section.of(self.section.value())

    def save(self) -> None:
        self.clear_refusal()
        self.set_busy(True)
        self._send(self.entry(), lambda _none: self.accept(), self._failed)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        self.refuse(error)

    def _count(self) -> None:
        assert self.main is not None
        n = len(self.entry()[0])
        words = _n("Add {n} entry", "Add {n} entries", n).format(n=n) if n else _("Add")
        self.main.setText(words)
        self.main.setAccessibleName(words)
        self.main.setEnabled(n > 0)


def asked(view: Any) -> list[Wanted]:
    """What the office's list of this kind of file asks for and is not there: agent B need not type it."""
    from desktop.rules.archive import Lack

    return [Wanted(each.section, each.title) for each in view.lacking
            if each.lack is Lack.MISSING and each.section is not None]  # fmt: skip
