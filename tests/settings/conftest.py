"""Gives the tests of the settings their page over a real office, in English."""

from types import SimpleNamespace

import pytest

from desktop.house import House
from desktop.house_copies import Copies
from desktop.house_sample import Sample
from desktop.i18n import language, set_language
from desktop.ui.kit import theme, times
from desktop.ui.kit.desk import Desk
from desktop.ui.settings.page import SettingsPage
from desktop.workstation import paths


@pytest.fixture(autouse=True)
def english():
    before = language()
    set_language("en")
    yield
    set_language(before)


@pytest.fixture
def open_page(sqlite_office, qtbot, qapp, tmp_path, monkeypatch):
    """The settings of a real office, as one of its people sees them."""
    monkeypatch.setenv("CLIENTELE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("CLIENTELE_KEYRING", "off")
    theme.install(qapp, paths.resource(), bundled_only=True)
    desks = []

    def open_page(panel, me=None, at=sqlite_office):
        times.use_zone(str(at.office.settings["time_zone"]))
        desk = Desk(at.office, me or at.me)
        desks.append(desk)
        house = House()
        host = SimpleNamespace(house=house, copies=Copies(house), sample=Sample(house), desk=desk, chosen=[])
        host.choose_look = host.chosen.append
        host.report_anomaly = lambda: host.chosen.append("anomaly")
        page = SettingsPage(desk, host)
        qtbot.addWidget(page)
        page.open(panel)
        page.resize(1100, 600)
        page.show()
        return page

    yield open_page
    times.use_zone("UTC")
    for desk in desks:
        desk.close()
