"""Types the recovery sheet back: two groups to try it, or the whole of it when vaults have lost their last holder."""

import secrets

from desktop.i18n import _, _n
from desktop.rules.errors import OfficeError
from desktop.rules.recovery import GROUP, GROUPS
from desktop.services import recovery
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label
from desktop.ui.settings.panel import Panel


class TrySheetDialog(Dialog):
    """Asks for two groups chosen by chance, so that nobody learns which to write down."""

    def __init__(self, panel: Panel) -> None:
        super().__init__(_("Try the recovery sheet"), panel)
        self.panel = panel
        self.numbers = sorted(secrets.SystemRandom().sample(range(1, GROUPS + 1), recovery.TRIED))
        said = _("Type these two groups from the printed sheet. Then only the paper holds it: put it into the safe.")
        self.body.addWidget(label(said, wrap=True))
        fields = [
            FormField(f"group_{n}", _("Group {n}").format(n=n), required=True, limit=GROUP + 4) for n in self.numbers
        ]
        self.form = Form(fields, columns=2)
        self.form.set_values({field.name: "" for field in fields})
        self.body.addWidget(self.form)
        self.set_main(_("This is my sheet"), self._try)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on(fields[0].name)

    def _try(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        values = self.form.values()
        typed = {number: str(values[f"group_{number}"]) for number in self.numbers}
        self.set_busy(True)
        self.panel.do(recovery.try_sheet, typed, said=_("The recovery sheet counts from now on."), done=self._done,
                      failed=self._failed)  # fmt: skip

    def _done(self, _result: object) -> None:
        self.accept()
        self.panel.load()

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)


class UseSheetDialog(Dialog):
    def __init__(self, panel: Panel) -> None:
        super().__init__(_("Use the recovery sheet"), panel, width=560)
        self.panel = panel
        said = _("Everybody whose roles reach a vault and who holds no key of it any more gets it again. Type all 14 "
                 "groups; capitals, spaces and hyphens don't matter.")  # fmt: skip
        self.body.addWidget(label(said, wrap=True))
        self.form = Form([FormField("sheet", _("Recovery sheet"), Kind.LONG, required=True, limit=200)], columns=1)
        self.form.set_values({"sheet": ""})
        self.body.addWidget(self.form)
        self.set_main(_("Give the vaults again"), self._use)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on("sheet")

    def _use(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        self.set_busy(True)
        self.panel.do(recovery.use_sheet, str(self.form.values()["sheet"]), done=self._done, failed=self._failed)

    def _done(self, people: int) -> None:
        self.accept()
        said = _n("{n} person holds vaults again.", "{n} people hold vaults again.", people).format(n=people)
        self.panel.said.emit(said)

    def _failed(self, error: OfficeError) -> None:
        self.set_busy(False)
        if not self.form.show_refusal(error):
            self.refuse(error)
