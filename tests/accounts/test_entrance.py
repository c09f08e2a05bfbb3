"""Getting in by the screens: first run, founding, signing in, looking around, and what is refused on the way."""

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel

from desktop.house import House
from desktop.house_sample import Sample
from desktop.rules.words import OfficeKind
from desktop.services.founding import Founding
from desktop.ui.first_run.join_office import JoinOffice
from desktop.ui.first_run.new_office import NewOffice
from desktop.ui.first_run.welcome import Welcome
from desktop.ui.kit import theme
from desktop.ui.sign_in import Entrance
from desktop.ui.sign_in_page import SignInPage
from desktop.workstation import paths
from tests.offices import CHEAP

PASSWORD = "right horse battery"


@pytest.fixture
def house(tmp_path, monkeypatch):
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    return House(kdf=CHEAP)


@pytest.fixture
def entrance(house, qtbot, qapp):
    theme.install(qapp, paths.resource(), bundled_only=True)
    made = Entrance(house, Sample(house))
    qtbot.addWidget(made)
    made.begin()
    made.show()
    yield made
    made.background.close()


def page(entrance, kind):
    found = entrance.centralWidget()
    assert isinstance(found, kind), found
    return found


def fill(new, **values):
    new.form.put({"name": "柏溪楼", "admin": "何俊", "password": PASSWORD, "again": PASSWORD, **values})


def test_from_nothing_to_an_office_and_back_in(entrance, house, qtbot):
    qtbot.mouseClick(page(entrance, Welcome).ways[1], Qt.MouseButton.LeftButton)
    new = page(entrance, NewOffice)
    fill(new)
    with qtbot.waitSignal(entrance.entered) as entered:
        qtbot.mouseClick(new.main, Qt.MouseButton.LeftButton)
    office, me = entered.args
    assert (office.name, me.name) == ("柏溪楼", "何俊")

    entrance.begin()
    sign_in = page(entrance, SignInPage)
    assert sign_in.form.values()["name"] == "何俊"
    sign_in.form.put({"password": "wrong horse battery"})
    qtbot.keyClick(sign_in.form.entries["password"], Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: sign_in.main.isEnabled())
    assert any("✕" in shown.text() for shown in sign_in.findChildren(QLabel))
    sign_in.form.put({"password": PASSWORD})
    with qtbot.waitSignal(entrance.entered) as entered:
        qtbot.keyClick(sign_in.form.entries["password"], Qt.Key.Key_Return)
    assert entered.args[1].mandate.level == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [({"name": " "}, "name"), ({"admin": ""}, "admin"), ({"password": "short"}, "password"),
     ({"again": "other"}, "again"), ({"office": ""}, "office"), ({"office": "/nowhere/at/all/x.office"}, "office")],
)  # fmt: skip
def test_what_is_wrong_stands_under_its_field(entrance, house, qtbot, values, field):
    entrance.show_new()
    new = page(entrance, NewOffice)
    fill(new, **values)
    qtbot.mouseClick(new.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: new.form.error(field).startswith("✕"))
    assert house.offices.all() == []
    assert new.main.isEnabled()


def test_a_file_that_is_no_invitation_is_refused(entrance, tmp_path, qtbot):
    entrance.show_join()
    join = page(entrance, JoinOffice)
    wrong = tmp_path / "x.xlsx"
    wrong.write_bytes(b"PK\3\4")
    join.form.put({"file": str(wrong), "code": "ABCDE", "passphrase": "quiet river stone"})
    qtbot.mouseClick(join.main, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: join.form.error("file").startswith("✕"))


def test_the_language_changes_at_once_and_stays(entrance, qtbot):
    heading = page(entrance, Welcome).heading.text()
    with qtbot.waitSignal(entrance.language_chosen):
        page(entrance, Welcome).language_chosen.emit("zh_CN")
    assert page(entrance, Welcome).heading.text() != heading


def test_caps_lock_is_pointed_out(entrance, house, qtbot):
    house.found(Founding("柏溪楼", OfficeKind.TRADE, "何俊", PASSWORD), house.default_place()).disconnect()
    entrance.begin()
    sign_in = page(entrance, SignInPage)
    entry = sign_in.form.entries["password"]
    for shift, loud in ((Qt.KeyboardModifier.NoModifier, True), (Qt.KeyboardModifier.ShiftModifier, False)):
        QCoreApplication.sendEvent(entry, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_A, shift, "A"))
        assert bool(sign_in.form.error("password")) is loud


def press(qtbot, widget, key):
    qtbot.keyClick(widget.focusWidget() or widget, key)


@pytest.mark.parametrize(("way", "kind", "field"), [(1, NewOffice, "name"), (2, JoinOffice, "file")])
def test_the_way_in_goes_by_keys_alone(entrance, qtbot, way, kind, field):
    with qtbot.waitActive(entrance):
        entrance.activateWindow()
    for _step in range(way):
        press(qtbot, entrance, Qt.Key.Key_Tab)
    press(qtbot, entrance, Qt.Key.Key_Return)
    form = page(entrance, kind).form
    qtbot.waitUntil(lambda: entrance.focusWidget() is form.entries[field])
    press(qtbot, entrance, Qt.Key.Key_Return)
    assert form.error(field).startswith("✕")
    press(qtbot, entrance, Qt.Key.Key_Escape)
    page(entrance, Welcome)
