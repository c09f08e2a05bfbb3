"""The office's own numbers: checked, recorded, reset; features by kind and switch."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from desktop.models.records import Journal, Record
from desktop.rules.errors import BadEntry, NotAllowed
from desktop.rules.features import switch, switched_on
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import clients, settings
from desktop.services.news import News, read_news
from tests.offices import TestOffice


def line(office: TestOffice, name: str):
    return next(row for row in office.ask(settings.list_rule_numbers) if row.name == name)


def test_a_number_is_changed_recorded_and_reset(office: TestOffice):
    office.do(settings.change_setting, "reminder_days", "14")
    row = line(office, "reminder_days")
    assert (row.value, row.default, row.changed_by) == (14, 7, office.me.name)
    assert office.office.settings["reminder_days"] == 14
    with office.work(write=False) as work:
        record = work.visible(Record).get()
        assert (record.topic, record.facts) == ("settings", {"setting": "reminder_days"})
        assert Journal.get().changes == {"reminder_days": [None, 14]}
    office.do(settings.reset_setting, "reminder_days")
    assert (line(office, "reminder_days").value, office.office.settings["reminder_days"]) == (7, 7)


@pytest.mark.parametrize(
    ("name", "value"),
    [("reminder_days", "0"), ("reminder_days", "many"), ("reminder_days", 4000), ("update_days_A", -1),
     ("code_pattern", "K"), ("office_name", " "), ("language", "de"), ("time_zone", "Mars"), ("office_id", "x"),
     ("kind", "trade"), ("nothing", 1)],
)  # fmt: skip
def test_what_cannot_stand_is_refused(office: TestOffice, name, value):
    with pytest.raises(BadEntry) as refusal:
        office.do(settings.change_setting, name, value)
    assert refusal.value.field == name
    assert str(refusal.value)


def test_only_who_runs_the_office_changes_it(office: TestOffice):
    me = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    for verb, *args in ((settings.change_setting, "reminder_days", 8), (settings.reset_setting, "reminder_days"),
                        (settings.switch_feature, "dates", False)):  # fmt: skip
        with pytest.raises(NotAllowed):
            office.do(verb, *args, me=me)


def test_features_are_switched_and_keep_what_a_newer_program_wrote(office: TestOffice):
    assert {f.key for f in office.ask(settings.list_features) if f.on} >= {"dates", "imports"}
    office.do(settings.switch_feature, "dates", False)
    assert "dates" not in {f.key for f in office.ask(settings.list_features) if f.on}
    assert switch(["+tomorrow"], "dates", False) == ["+tomorrow", "-dates"]
    assert "tomorrow" not in switched_on(OfficeKind.TRADE, ["+tomorrow"])


def test_a_sensitive_field_is_off_until_the_office_switches_it_on(office: TestOffice):
    with office.work() as work:
        assert "looks" not in work.catalogue
    (looks,) = office.ask(settings.list_off_fields)
    assert (looks.name, looks.on) == ("looks", False)
    assert "consent" in looks.sentence
    office.do(settings.switch_off_field, "looks", True)
    office.do(settings.switch_off_field, "looks", True)
    with office.work(write=False) as work:
        assert work.catalogue["looks"].sealed
        (record,) = work.visible(Record)
        assert record.facts == {"setting": "sensitive_fields", "field": "looks", "on": True}
        assert Journal.get().changes == {"sensitive_fields": [None, ["looks"]]}
    rights = dict.fromkeys((Right.SEE_CLIENTS, Right.ENTER_CLIENTS, Right.SEE_LOOKS), Scope.ALL)
    desk = office.hire("周敏", rights, vaults=("identity",))
    he = office.do(clients.open_client, ClientForm.PERSON, {"name": "贺启年", "looks": "戴圆框眼镜"}, me=desk)
    office.do(settings.switch_off_field, "looks", False)
    assert "looks" not in office.ask(clients.client_file, he, me=desk).values
    office.do(settings.switch_off_field, "looks", True)
    assert office.ask(clients.client_file, he, me=desk).values["looks"] == "戴圆框眼镜"


def test_only_fields_that_are_off_by_default_are_switched_and_only_by_who_runs_the_office(office: TestOffice):
    for name in ("phone", "nothing", "own_x"):
        with pytest.raises(BadEntry) as refusal:
            office.do(settings.switch_off_field, name, True)
        assert refusal.value.field == "sensitive_fields"
    with pytest.raises(NotAllowed):
        office.do(settings.switch_off_field, "looks", True, me=office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL}))
    assert office.office.settings["sensitive_fields"] == []


def test_another_workstation_hears_of_a_new_setting(office: TestOffice):
    me = office.hire("赵峰", {Right.SEE_CLIENTS: Scope.ALL})
    news = office.ask(read_news, News(), me=me)
    # a connection of its own: what this one wrote would be no news to it
    with ThreadPoolExecutor(1) as other:
        other.submit(office.do, settings.switch_off_field, "looks", True).result()
        other.submit(office.office.disconnect).result()
    # what that workstation still holds
    office.office.settings["sensitive_fields"] = []
    assert "settings" in office.ask(read_news, news, me=me).topics
    assert office.office.settings["sensitive_fields"] == ["looks"]
