"""What the settings say beside a right, “the server”, is so: psql gets there with the right and not without it."""

import psycopg
import pytest

from desktop.models.appraisal import AppraisalPeriod, AppraisalSheet
from desktop.rules.accounts import ON_SERVER, Enforced, enforced_by
from desktop.rules.rights import Right, Scope
from tests.server.conftest import Attacked
from tests.server.psql import address
from tests.server.test_matrix import met

# What each right opens at a server, asked by somebody who sees all files beside
OPENS = {
    Right.SEE_CLIENTS: "SELECT count(*) FROM client WHERE id = '{foreign}'",
    Right.ENTER_CLIENTS: "INSERT INTO client DEFAULT VALUES",
    Right.EDIT_CLIENTS: "UPDATE client SET note = 'x' WHERE id = '{foreign}'",
    Right.RUN_EVENTS: "INSERT INTO event DEFAULT VALUES",
    Right.RUN_PEOPLE: "INSERT INTO person DEFAULT VALUES",
    Right.RUN_OFFICE: "INSERT INTO own_field DEFAULT VALUES",
    Right.SEE_AUDIT: "SELECT count(*) FROM alarm",
    Right.APPROVE_CLIENTS: "SELECT count(*) FROM approval WHERE asked_by_id <> cf.me()",
    Right.ERASE_CLIENTS: "SELECT count(*) FROM cf.hanging('{foreign}')",
    Right.SEE_BOOKINGS: "SELECT count(*) FROM booking",
    Right.TAKE_BOOKINGS: "INSERT INTO booking DEFAULT VALUES",
    Right.SEE_DOCUMENTS: "SELECT count(*) FROM document",
    Right.FILE_DOCUMENTS: "INSERT INTO folder DEFAULT VALUES",
    Right.REVISE_DOCUMENTS: "INSERT INTO document_version DEFAULT VALUES",
    Right.ENTER_ORDERS: "INSERT INTO order_series DEFAULT VALUES",
    Right.CHECK_ORDERS: "INSERT INTO order_entry DEFAULT VALUES",
    Right.WATCH_ORDERS: "INSERT INTO order_sample DEFAULT VALUES",
    Right.KEEP_SUPPLY: "SELECT count(*) FROM supply_channel",
    Right.SCORE_CONTACTS: "INSERT INTO spot_draw DEFAULT VALUES",
    Right.SEE_APPRAISALS: "SELECT count(*) FROM appraisal_sheet",
    Right.RATE_STAFF: "INSERT INTO sheet_mark (side, by_id, sheet_id)"
    " SELECT 'superior', cf.me(), id FROM appraisal_sheet WHERE NOT cf.rates_all(owner_id)",
    Right.RUN_APPRAISALS: "INSERT INTO appraisal_scheme DEFAULT VALUES",
    Right.SEE_DISCIPLINE: "SELECT count(*) FROM discipline_case",
    Right.DECIDE_DISCIPLINE: "SELECT count(*) FROM discipline_rule",
}


def test_each_right_that_is_said_to_be_kept_by_the_server_is_tried():
    assert set(OPENS) == ON_SERVER == {right for right in Right if enforced_by(right, server=True) is Enforced.SERVER}
    assert {enforced_by(right) for right in Right} == {Enforced.PROGRAM}


@pytest.mark.parametrize("right", OPENS)
def test_with_the_right_the_server_lets_it_happen_and_without_it_refuses(attacked: Attacked, right: Right):
    beside = {} if right is Right.SEE_CLIENTS else {Right.SEE_CLIENTS: Scope.ALL}
    if right is Right.TAKE_BOOKINGS:
        beside |= {Right.SEE_BOOKINGS: Scope.ALL}
    if right is Right.RATE_STAFF:
        beside |= {Right.SEE_APPRAISALS: Scope.ALL}
        # nobody rates his equals: somebody who rates nobody
        rated = attacked.office.hire("受评", {})
        with attacked.office.beneath():
            AppraisalSheet.create(period=AppraisalPeriod.get(), owner=rated.id)
    statement = OPENS[right].format(foreign=attacked.foreign)
    for name, rights, reached in (("无", beside, False), ("有", beside | {right: Scope.ALL}, True)):
        me = attacked.office.hire(f"{name}{right.value}", rights)
        with psycopg.connect(address(attacked.office, me.login)) as connection:
            assert bool(met(connection, statement)) is reached
