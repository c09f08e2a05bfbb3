"""Begins a review: who chairs it, and who is present as collector, nutritionist or department leader (CO-6)."""

import re
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from desktop.i18n import N_, _
from desktop.rules.errors import BadEntry, OfficeError
from desktop.rules.review_meetings import Attends, Present
from desktop.ui.kit.dialog import Dialog
from desktop.ui.kit.form import Form, FormField, Kind
from desktop.ui.kit.text import label
from desktop.ui.kit.who_pick import Colleague

Done = Callable[[Any], object]
Failed = Callable[[OfficeError], object]
_BETWEEN = re.compile(r"[、,，;；]+")


class MeetingDialog(Dialog):
    """Names, several to a line; those of colleagues are known by their accounts."""

    def __init__(self, me: Colleague, collectors: Sequence[str],
                 send: Callable[[UUID, Sequence[Present], Done, Failed], object],
                 parent: QWidget | None = None) -> None:  # fmt: skip
        super().__init__(_("Begin a review"), parent, width=520)
        self._send, self._colleagues = send, (me,)  # type: ignore[var-annotated]
        self._me = me
        self.body.addWidget(label(_("Each value is confirmed, corrected or refused together with who collected it, the "
                                    "nutritionist or the department leader."), wrap=True))  # fmt: skip
        fields = [FormField("chair", _("Chair"), Kind.CHOICE, choices=[(me.id, me.name)])]
        fields += [FormField(one.value, _(one.label), limit=300) for one in Attends]
        self.form = Form(fields, 1)
        self.form.set_values({"chair": me.id, **{one.value: "" for one in Attends},
                              Attends.COLLECTOR.value: "、".join(collectors)})  # fmt: skip
        self.body.addWidget(self.form)
        self.body.addStretch(1)
        self.set_main(_("Begin"), self.send)
        self.add_button(_("Cancel"), self.reject)
        self.finished.connect(self.deleteLater)
        self.form.focus_on(Attends.COLLECTOR.value)

    def offer(self, found: Sequence[Colleague]) -> None:
        self._colleagues = tuple(found)
        chair = self.form.entries["chair"]
        chair.offer([(one.id, one.name) for one in found])
        if chair.currentIndex() < 0:
            chair.set_value(self._me.id)

    def present(self) -> list[Present]:
        values = self.form.values()
        ids = {one.name: one.id for one in self._colleagues}
        found = []
        for attends in Attends:
            for text in _BETWEEN.split(str(values[attends.value])):
                if name := text.strip():
                    found.append(Present(attends, name, ids.get(name)))
        return found

    def send(self) -> None:
        self.clear_refusal()
        self.form.clear_errors()
        chair = self.form.values()["chair"]
        if chair is None:
            self.refuse(BadEntry(N_("Say who chairs the review.")))
            return
        self.set_busy(True)
        self._send(UUID(str(chair)), self.present(), lambda _made: self.accept(), self.refuse)
