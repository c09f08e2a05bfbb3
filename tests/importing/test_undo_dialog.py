"""The question before an import is undone: it stays within a small screen, however many clients stand in the way."""

from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QLabel, QScrollArea

from desktop.services.import_undo import MOST_TOLD, ChangedSince, Standing
from desktop.ui.imports.undo_dialog import UndoImportDialog
from desktop.ui.kit import theme
from desktop.ui.kit.tokens import Look
from tests.screens import RESOURCES


@pytest.mark.parametrize("count", [1, MOST_TOLD])
def test_many_clients_in_the_way_scroll_and_few_stand_whole(qtbot, qapp, count):
    theme.install(qapp, RESOURCES, Look.LIGHT, bundled_only=True)
    names = [f"2026-{n:04d}" for n in range(count)]
    at = datetime(2026, 7, 12, 10, tzinfo=UTC)
    lines = [Standing(code, "青石茶业有限公司云岭分公司" * 3, False, "Edited", "赵峰", at) for code in names]
    dialog = UndoImportDialog(ChangedSince([*names, "2026-0099"], lines, 4, may_force=True), None)
    qtbot.addWidget(dialog)
    dialog.open()
    (area,) = dialog.findChildren(QScrollArea)
    told = [label for label in area.findChildren(QLabel) if "2026-" in label.text()]
    assert len(told) == count
    assert all(label.height() >= label.heightForWidth(label.width()) for label in told)
    assert (area.verticalScrollBar().maximum() > 0) == (count > 1)
    assert dialog.height() < 600
