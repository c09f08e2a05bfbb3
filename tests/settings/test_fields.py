"""The section of the client fields: added, changed, ordered, taken out and brought back by keyboard and buttons."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from desktop.rules.fields import Block, FieldType
from desktop.rules.rights import Right, Scope
from desktop.services import own_fields
from desktop.services.own_fields import OwnFieldEntry, OwnFieldLine
from desktop.ui.settings.fields import FieldsPanel
from tests.offices import TestOffice


def labels(office: TestOffice) -> list[str]:
    return [line.label for line in office.ask(own_fields.own_fields)]


def line(office: TestOffice, label: str) -> OwnFieldLine:
    return next(line for line in office.ask(own_fields.own_fields, withdrawn=True) if line.label == label)


@pytest.fixture
def panel(open_page, sqlite_office, qtbot):
    """The section with these fields in it; the first is chosen."""

    def build(*names, me=None):
        for name in names:
            sqlite_office.do(own_fields.add_own_field, OwnFieldEntry(name))
        page = open_page(FieldsPanel, me)
        shown = page.panel
        qtbot.waitUntil(lambda: "looks" in shown.switches)
        if names:
            shown.choose(line(sqlite_office, names[0]).id)
            shown.view.setFocus()
        return shown

    return build


def test_a_field_is_added_with_an_error_first(panel, sqlite_office, qtbot):
    shown = panel()
    assert shown.none.isVisible()
    shown.add.click()
    form = shown.dialog.form
    assert not form.entries["choices"].isVisible()
    form.put({"label": "手机", "type": FieldType.CHOICE.value})
    form.edited.emit("type")
    assert form.entries["choices"].isVisible()
    form.put({"choices": "A\nB\n"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: labels(sqlite_office) == ["手机"])
    made = line(sqlite_office, "手机")
    assert (made.entry.choices, made.entry.block) == (("A", "B"), Block.OPEN)
    qtbot.waitUntil(lambda: shown.chosen is not None and shown.chosen.label == "手机")
    shown.add.click()
    shown.dialog.form.put({"label": "Phone"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: "already" in shown.dialog.form.error("label"))
    assert labels(sqlite_office) == ["手机"]


def test_a_sealed_level_offers_only_what_can_lie_sealed(panel):
    shown = panel()
    shown.add.click()
    form = shown.dialog.form
    form.put({"type": FieldType.NUMBER.value, "block": Block.PROPERTY.value})
    form.edited.emit("block")
    offered = {form.entries["type"].itemData(n) for n in range(form.entries["type"].count())}
    assert offered == {kind.value for kind in own_fields.SEALABLE}
    assert form.values()["type"] == FieldType.TEXT.value
    assert "level 2" in shown.dialog._note.text()


def test_a_field_is_renamed_and_keeps_type_and_level(panel, sqlite_office, qtbot):
    shown = panel("血型")
    qtbot.keyClick(shown.view, Qt.Key.Key_F2)
    form = shown.dialog.form
    assert not form.entries["type"].isEnabled()
    assert not form.entries["block"].isEnabled()
    form.put({"label": "血型 (ABO)", "required": True, "forms": "person"})
    shown.dialog.main.click()
    qtbot.waitUntil(lambda: labels(sqlite_office) == ["血型 (ABO)"])
    qtbot.waitUntil(lambda: [getattr(c, "text", c) for c in shown.table.held_row(0).cells][-2:] == ["Persons", "Yes"])


def test_fields_are_moved_by_keys_however_quickly(panel, sqlite_office, qtbot):
    shown = panel("甲", "乙", "丙", "丁")
    assert not shown.up.isEnabled()
    assert shown.up.accessibleDescription() == "It is the first already."
    for press in range(3):
        assert [held.label for held in shown._lines].index("甲") == press
        qtbot.keyClick(shown.view, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: labels(sqlite_office) == ["乙", "丙", "丁", "甲"])
    assert shown.chosen.label == "甲"
    assert not shown.down.isEnabled()
    shown.up.click()
    qtbot.waitUntil(lambda: labels(sqlite_office) == ["乙", "丙", "甲", "丁"])


def test_a_field_taken_out_comes_back_by_the_toast_or_its_button(panel, sqlite_office, qtbot):
    shown = panel("血型", "高尔夫差点")
    with qtbot.waitSignal(shown.undoable) as told:
        qtbot.keyClick(shown.view, Qt.Key.Key_Delete)
    assert "stay in the files" in told.args[0]
    qtbot.waitUntil(lambda: shown.table.total == 1)
    told.args[1]()
    qtbot.waitUntil(lambda: shown.table.total == 2)
    assert labels(sqlite_office) == ["血型", "高尔夫差点"]
    shown.out.click()
    qtbot.waitUntil(lambda: shown.unused.parentWidget().isVisible())
    (back,) = (b for b in shown.findChildren(QPushButton) if b.accessibleName() == "Bring back 血型")
    back.click()
    qtbot.waitUntil(lambda: labels(sqlite_office) == ["血型", "高尔夫差点"])
    qtbot.waitUntil(lambda: not shown.unused.parentWidget().isVisible())


def test_a_sensitive_field_is_switched_on_with_its_sentence(panel, sqlite_office, qtbot):
    shown = panel()
    looks = shown.switches["looks"]
    assert "consent" in looks.accessibleDescription()
    looks.click()
    qtbot.waitUntil(lambda: sqlite_office.office.settings["sensitive_fields"] == ["looks"])


def test_who_may_not_run_the_office_reads_and_changes_nothing(panel, sqlite_office, qtbot):
    sqlite_office.do(own_fields.add_own_field, OwnFieldEntry("血型"))
    shown = panel(me=sqlite_office.hire("赵峰", {Right.SEE_CLIENTS: Scope.OWN}))
    assert shown.table.total == 1
    assert not any(made.isVisible() for made in (shown.add, *shown._acts))
    assert not shown.switches["looks"].isEnabled()
    shown.choose(line(sqlite_office, "血型").id)
    shown.view.setFocus()
    for key in (Qt.Key.Key_Delete, Qt.Key.Key_F2, Qt.Key.Key_Return):
        qtbot.keyClick(shown.view, key)
    assert not hasattr(shown, "dialog")
    assert labels(sqlite_office) == ["血型"]
