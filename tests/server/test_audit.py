"""The audit where the server keeps people out: everybody comes in and is recorded, and nobody raises a false alarm."""

import pytest

from desktop.models.audit import Alarm
from desktop.models.sign_ins import RefusedSignIn
from desktop.rules.audit import Memory, Way
from desktop.rules.errors import SignInRefused
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import (
    accounts,
    alarms,
    clients,
    fingerprints,
    incidents,
    settings,
    sign_ins,
    verifying,
    views,
    witnessing,
)
from desktop.services.client_lists import Filter
from desktop.services.views import Content
from tests.offices import ADMIN, PASSWORD, TestOffice


@pytest.fixture
def apart(prepared_office):
    return prepared_office


def test_coming_in_refused_tries_and_leaving_are_recorded(apart: TestOffice):
    apart.hire("李娜", {})
    for who in ("李娜", "谁也不是"):
        with pytest.raises(SignInRefused):
            apart.office.sign_in(who, "wrong horse")
    staff = apart.office.sign_in("李娜", PASSWORD, Way.WINDOW)
    assert apart.do(sign_ins.beat, True, me=staff) == ()
    apart.do(sign_ins.note_exit, me=staff)
    apart.me = apart.office.sign_in(ADMIN, PASSWORD)
    with apart.work(write=False) as work:
        rows = list(work.visible(RefusedSignIn))
        assert sorted((row.person_id is None, row.tries) for row in rows) == [(False, 1), (True, 1)]
        assert all(row.recorded_at is not None for row in rows)


def test_the_staffs_workstation_remembers_all_chains_and_raises_what_is_lost(apart: TestOffice):
    apart.ask_for_no_consent()
    apart.do(settings.change_setting, "reminder_days", 9)
    memory = Memory(apart.ask(fingerprints.heads))
    staff = apart.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    found = apart.ask(witnessing.look, memory, me=staff)
    assert found.losses == ()
    assert memory.heads.items() <= found.heads.items()
    more = Memory({chain: (number + 5, digest) for chain, (number, digest) in memory.heads.items()})
    losses = apart.ask(witnessing.look, more, me=staff).losses
    assert len(losses) == len(memory.heads)
    assert apart.do(witnessing.raise_alarm, losses, me=staff)
    assert not apart.do(witnessing.raise_alarm, losses, me=staff)
    with apart.work(write=False) as work:
        assert work.visible(Alarm).count() == 1
    assert apart.errand(verifying.verify, memory).report.findings == []


def test_staff_report_incidents_and_lock_their_own_account(apart: TestOffice):
    staff = apart.hire("李娜", {})
    apart.do(incidents.report, "名单外泄", "打印件在外面", me=staff)
    apart.do(accounts.report_anomaly, "有人用我的账号", me=staff)
    with pytest.raises(SignInRefused):
        apart.office.sign_in("李娜", PASSWORD)
    apart.me = apart.office.sign_in(ADMIN, PASSWORD)
    (line,) = apart.ask(alarms.list_alarms)
    assert line.about == "李娜"
    apart.do(alarms.handle, line.id, "密码已更换")
    assert len(apart.ask(incidents.list_incidents)) == 1


def test_an_auditor_takes_what_the_server_hides_from_him_for_no_loss(apart: TestOffice):
    apart.ask_for_no_consent()
    client = apart.do(
        clients.open_client, ClientForm.PERSON, {"name": "贺启年", "bank": "云川银行", "income": "三十万"}
    )
    apart.do(clients.edit_client, client, {"bank": "柏溪银行"}, {"bank": "云川银行"})
    apart.do(views.save_view, "我的", Content(Filter(text="别的")))
    auditor = apart.hire("李娜", {Right.SEE_AUDIT: Scope.ALL, Right.SEE_CLIENTS: Scope.ALL})
    assert apart.errand(verifying.verify, Memory(), me=auditor).report.findings == []
