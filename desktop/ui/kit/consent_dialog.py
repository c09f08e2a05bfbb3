"""Records a consent: by itself, or the one that a save waits for (AC-7)."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from desktop.i18n import _, language
from desktop.rules.consents import Ground, NeedsConsent, PurposeValues, Way
from desktop.rules.errors import OfficeError
from desktop.services import purposes
from desktop.services.purposes import Agreed
from desktop.ui.kit.desk import Desk
from desktop.ui.kit.form import FormField, Kind
from desktop.ui.kit.form_dialog import FormDialog, Send, day_of, words_of
from desktop.ui.kit.text import note
from desktop.ui.kit.times import today


class ConsentDialog(FormDialog):
    """Records a consent to a purpose; below stands what the client is told."""

    def __init__(self, purposes: Sequence[PurposeValues], send: Send, parent: QWidget | None = None, *,
                 asked: NeedsConsent | None = None) -> None:  # fmt: skip
        self._purposes = {one.key: one for one in purposes}
        self._asked = asked
        fields = [
            *([] if asked is not None else [FormField("purpose", _("Purpose"), Kind.CHOICE, span=2, choices=[
                (one.key, one.called(language())) for one in purposes])]),
            FormField("ground", _("Ground"), Kind.CHOICE, choices=words_of(Ground)),
            FormField("how", _("How obtained"), Kind.CHOICE, choices=words_of(Way)),
            FormField("on", _("Date"), Kind.DATE, required=True),
            FormField("guardian", _("Guardian (under fourteen)"), limit=60),
            FormField("evidence", _("Where the proof is filed"), span=2, limit=300),
            FormField("reason", _("Why it is kept without a consent"), span=2, limit=500),
        ]  # fmt: skip
        said = str(asked) if asked is not None else ""
        act = _("Record and save") if asked is not None else _("Record")
        super().__init__(_("Consent"), fields, act, send, parent, said=said)
        self.setMinimumWidth(600)
        self.told = note(wrap=True)
        self.body.insertWidget(1 if not said else 2, self.told)
        start = {"ground": Ground.CONSENT.value, "how": Way.PAPER.value, "on": today().isoformat(), "guardian": "",
                 "evidence": "", "reason": ""}  # fmt: skip
        if asked is None:
            start["purpose"] = purposes[0].key
        self.form.set_values(start)
        self.form.edited.connect(lambda _name: self._fit())
        self._fit()

    def _keys(self) -> list[str]:
        return list(self._asked.asked) if self._asked is not None else [str(self.form.values()["purpose"])]

    def _fit(self) -> None:
        """Only what this ground needs is asked for."""
        values = self.form.values()
        consent = values["ground"] == Ground.CONSENT.value
        found = [self._purposes[key] for key in self._keys() if key in self._purposes]
        self.told.setText("\n".join(f"“{one.texts[language()]}”" for one in found if one.texts.get(language())))
        self.told.setVisible(bool(self.told.text()))
        self.form.show_field("guardian", consent and any(one.guardian for one in found))
        self.form.show_field("reason", not consent)

    def entry(self) -> Any:
        values = self.form.values()
        on = day_of(values, "on", needed=True)
        assert on is not None
        ground = Ground.of(values["ground"])
        how = Way.of(values["how"]) if ground is not Ground.EXCEPTION else Way.NONE
        reason = str(values["reason"]) if ground is not Ground.CONSENT else ""
        agreed = Agreed(ground, how, on, str(values["evidence"]), str(values["guardian"]), reason)
        return agreed if self._asked is not None else (str(values["purpose"]), agreed)


def agree(desk: Desk, place: QWidget, asked: NeedsConsent, save: Send, failed: Callable[[OfficeError], object],
          opened: Callable[[ConsentDialog], object] = lambda _dialog: None) -> None:  # fmt: skip
    """Asks over `place` for the consent that a save waits for; `save` is handed what was agreed."""

    def show(known: Any) -> None:
        dialog = ConsentDialog(known, save, place, asked=asked)
        opened(dialog)
        dialog.open()

    owner: QObject = place
    desk.ask("file.purposes", purposes.purposes, done=show, failed=failed, owner=owner)
