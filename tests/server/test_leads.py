"""Leads by people with logins of their own: what a colleague did since is in the way of taking an act back (CM-6)."""

from dataclasses import replace

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.rights import Scope
from desktop.services import lead_undo, leads
from tests.leads.test_service import STAFF, WEB, House
from tests.offices import TestOffice
from tests.server.psql import address, ask


def test_what_a_head_changed_since_is_seen_by_who_takes_his_own_act_back(prepared_office: TestOffice):
    house = House(prepared_office)
    head = prepared_office.hire("宋总", dict.fromkeys(STAFF, Scope.ALL))
    mine = house.act(leads.change_lead, house.lead, replace(WEB, unit="云岭集团"))
    house.do(leads.change_lead, house.lead, replace(WEB, unit="云岭控股"), me=head)
    with pytest.raises(BadEntry) as refusal:
        house.do(lead_undo.undo, mine)
    assert "since" in refusal.value.message
    assert house.view().line.unit == "云岭控股"
    # to whom the lead is not shown, what became of it is not either
    told = f"SELECT count(*) FROM journal j JOIN record r ON r.serial = j.record_id WHERE j.row_id = '{house.lead}'"
    assert ask(address(prepared_office, house.bo.login), told).rows == ["0"]
