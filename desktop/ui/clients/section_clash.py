"""Asks field by field when a section of a file was saved by somebody else meanwhile."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QWidget

from desktop.i18n import _
from desktop.rules.errors import Stale
from desktop.ui.clients.section import SectionCard
from desktop.ui.kit.clash import Clash, ClashDialog
from desktop.ui.kit.values import shown


def ask_clash(card: SectionCard, error: Stale, parent: QWidget, save: Callable[[], object]) -> None:
    """Puts what was chosen into the section and saves again."""
    fields = {field.name: field for field in card.fields}
    clashes = [
        Clash(name, _(fields[name].label), shown(fields[name], loaded), shown(fields[name], mine),
              shown(fields[name], theirs), mine, theirs)
        for name, (loaded, mine, theirs) in error.clashes.items() if name in fields
    ]  # fmt: skip
    dialog = ClashDialog(clashes, error.who or _("Somebody else"), parent)

    def settle(chosen: Mapping[str, Any]) -> None:
        card.rebase({name: theirs for name, (_l, _m, theirs) in error.clashes.items()})
        card.put(chosen)
        save()

    dialog.resolved.connect(settle)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
