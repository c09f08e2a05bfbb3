"""What is asked at a table is asked in restaurants only; what was entered stays when the feature is switched off."""

import pytest
from PySide6.QtWidgets import QLabel

from desktop.models.clients import Client
from desktop.rules.clients import DINING
from desktop.rules.words import ClientForm
from desktop.services import clients, merging, prints, search, settings


@pytest.fixture
def service_centre(office):
    office.office.settings["kind"] = "service"
    return office


def test_only_a_restaurant_asks_what_is_liked_at_table(office):
    key = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "dishes": "清蒸鲈鱼"})
    office.office.settings["kind"] = "service"
    file = office.ask(clients.client_file, key)
    assert not DINING & set(file.catalogue.by_name)
    assert {f.section for f in file.catalogue.fields} & {"dining"} == set()
    assert file.catalogue["parking"].section == "contact"
    office.do(settings.switch_feature, "dining", True)
    office.office.read_settings()
    office.office.settings["kind"] = "service"
    assert office.ask(clients.client_file, key).values["dishes"] == "清蒸鲈鱼"


def test_a_merge_loses_no_allergy_where_nobody_asks_for_them(office):
    kept, other = (office.do(clients.open_client, ClientForm.PERSON, values) for values in (
        {"name": "贺启年", "phone": "19900001111"}, {"name": "贺启年", "allergies": "花生"}))  # fmt: skip
    office.office.settings["kind"] = "service"
    office.do(merging.merge, kept, other)
    with office.work(write=False) as work:
        assert work.get(Client, kept).allergies == "花生"


def test_a_card_is_printed_without_them(service_centre):
    key = service_centre.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年"})
    with service_centre.work() as work:
        work.change(work.get(Client, key), {"allergies": "花生"})
        work.record("clients", "edit", work.get(Client, key))
        card = prints._card(work, work.get(Client, key), (), lambda text: text)
    assert card.lines == []


def test_the_overview_speaks_of_no_meal_elsewhere(screens, qtbot, sqlite_office):
    sqlite_office.office.settings["kind"] = "service"
    shown = screens("贺启年")
    client = sqlite_office.ask(search.find, "贺启年")[0].id
    with qtbot.waitSignal(shown.page.file.loaded):
        shown.page.open(client)
    assert not shown.page.file.overview.table.isVisible()
    sqlite_office.do(clients.edit_client, client, {"hobbies": "喜欢安静"})
    with qtbot.waitSignal(shown.page.file.loaded):
        shown.page.file.controller.reload()
    assert shown.page.file.overview.table.isVisible()
    titles = [label.text() for label in shown.page.file.overview.findChildren(QLabel)]
    assert "Good to know" in titles
    assert "Before the meal" not in titles
