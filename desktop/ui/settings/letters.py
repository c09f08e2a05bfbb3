"""Templates of letters and messages (CM-7), the letter about a transfer, and the text of the confidentiality pledge."""

from PySide6.QtWidgets import QHBoxLayout, QLabel

from desktop.i18n import LANGUAGES, N_, _
from desktop.rules import letters
from desktop.rules.errors import OfficeError
from desktop.rules.rights import Right
from desktop.services import settings
from desktop.ui.kit.entries import LongEntry
from desktop.ui.kit.filling import row_of
from desktop.ui.kit.languages import LANGUAGE_NAMES
from desktop.ui.kit.text import button, label, note
from desktop.ui.kit.tokens import Tone
from desktop.ui.settings.panel import Panel
from desktop.ui.settings.pledge_text import PledgeText
from desktop.ui.settings.templates import TemplateList

LINES = 8


class LettersPanel(Panel):
    TITLE = N_("Letters & pledge")
    ICON = "mail"
    WORDS = (N_("Letters to clients"), N_("Templates"), N_("Confidentiality pledge"))

    def build(self) -> None:
        self.may = self.desk.person.may(Right.RUN_OFFICE)
        self.templates = TemplateList(self) if self.desk.person.may(Right.SEE_CLIENTS) else None
        inside = self.card(_("Letter about a transfer"), _(
            "Tells a client of the new owner. A line that names something empty, such as a deputy where there is "
            "none, is left out. Greeting, office, new owner and date are added at the end."))  # fmt: skip
        self.entries: dict[str, LongEntry] = {}
        self.errors: dict[str, QLabel] = {}
        self._shown: dict[str, str] = {}
        for code in LANGUAGES:
            inside.addWidget(label(LANGUAGE_NAMES[code], role="strong"))
            entry = self.entries[code] = LongEntry(lines=LINES)
            entry.setAccessibleName(" ".join((_("Letter about a transfer"), LANGUAGE_NAMES[code])))
            entry.setReadOnly(not self.may)
            inside.addWidget(entry)
            error = self.errors[code] = label("", tone=Tone.BAD, wrap=True)
            error.hide()
            inside.addWidget(error)
            known = "  ".join(letters.words_of(code))
            inside.addWidget(note(_("Placeholders: {words}").format(words=known), wrap=True))
            if self.may:
                inside.addLayout(self._buttons(code))
        self.pledge = PledgeText(self)

    def _buttons(self, code: str) -> QHBoxLayout:
        save = button(_("Save"), lambda: self._save(code), icon_name="save")
        save.setAccessibleName(_("Save: {name}").format(name=LANGUAGE_NAMES[code]))
        back = button(_("Use the default"), lambda: self._reset(code), icon_name="undo-2")
        back.setAccessibleName(_("Use the default: {name}").format(name=LANGUAGE_NAMES[code]))
        return row_of(save, back, 1)

    def load(self) -> None:
        if self.templates is not None:
            self.templates.load()
        for code, entry in self.entries.items():
            held = self.desk.office.settings[_name(code)] or letters.HANDOVER[code]
            # what is being written is nobody else's to replace
            if entry.value() == self._shown.get(code, ""):
                entry.set_value(held)
            self._shown[code] = held
        self.pledge.load()

    def _save(self, code: str) -> None:
        text = self.entries[code].value()
        self.errors[code].hide()

        def saved(_result: object) -> None:
            self._shown[code] = text

        def failed(error: OfficeError) -> None:
            self.errors[code].setText(f"✕ {error}")
            self.errors[code].show()

        kept = "" if text.strip() == letters.HANDOVER[code] else text
        self.do(settings.change_setting, _name(code), kept, done=saved, failed=failed, said=_("Saved"))

    def _reset(self, code: str) -> None:
        self.errors[code].hide()
        self.entries[code].set_value(letters.HANDOVER[code])
        self.do(settings.reset_setting, _name(code), said=_("Back to the default"))


def _name(code: str) -> str:
    return f"letter_handover_{code}"
