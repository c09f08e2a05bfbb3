"""The stops of the tour in an office whose PostgreSQL server keeps people apart; the server is started for them."""

from datetime import timedelta

import psycopg

from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import accounts, clients, roles
from desktop.services.accounts import NewPerson
from desktop.services.founding import Founding
from desktop.services.leaving import Cause
from desktop.services.samples import LIGHT
from desktop.services.sign_ins import Station
from tests.tour_settings import _called, _panel, _person

NAME, ADMIN, PASSWORD = "青石担保", "林知远", "青石担保 三号门"
START = "青石担保 第一天"
FILES = ({"name": "贺启年", "phone": "13900001234"}, {"name": "梅若兰", "phone": "13900005678"})


def office(tour, address):
    """The id of an office founded on the server at `address`, with two people and two files."""
    found = next((joined.id for joined in tour.house.offices.all() if joined.name == NAME), None)
    if found is not None:
        return found
    name = f"tour_{new_id().hex[:8]}"
    with psycopg.connect(address, autocommit=True) as administrator:
        administrator.execute(f'CREATE DATABASE "{name}"')
    made = tour.house.found(
        Founding(NAME, OfficeKind.GUARANTEE, ADMIN, PASSWORD), address.replace("/postgres", f"/{name}")
    )
    me = tour.house.sign_in(made, ADMIN, PASSWORD)
    role = made.run(me, roles.add_role, "客户专员", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}, 2)
    made.run(me, accounts.add_person, NewPerson("史小白", START, (role,)), made.secret, LIGHT)
    for values in FILES:
        made.run(me, clients.open_client, ClientForm.PERSON, values)
    made.disconnect()
    return made.id


def enter(tour, address):
    found = tour.house.open(office(tour, address), name=ADMIN, password=PASSWORD)
    return found, tour.house.sign_in(found, ADMIN, PASSWORD)


def apart_data(tour, window):
    _panel(tour, window, "data")


def apart_keys(tour, window):
    panel = _panel(tour, window, "keys")
    area = panel.parentWidget().parentWidget()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def apart_door(tour, window):
    panel = _panel(tour, window, "keys")
    panel.redoor.click()
    return panel.dialog


def apart_door_refused(tour, window):
    """A computer without a keyring could not keep the new door."""
    panel = _panel(tour, window, "keys")
    panel.redoor.click()
    panel.dialog.main.click()
    tour.settle()
    return panel.dialog


def apart_workstations(tour, window):
    panel = _panel(tour, window, "people")
    ahead = timedelta(minutes=7)
    here = Station(new_id(), True, "前台-01", "Linux", "0.1.0", None, None, True, ())
    panel._show_machines([here, Station(new_id(), False, "前台-02", "Windows", "0.1.0", None, ahead, False, ())])
    area = panel.parentWidget().parentWidget()
    area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())


def apart_role(tour, window):
    panel = _panel(tour, window, "people")
    panel._open_role(next(line for line in panel._roles if line.name == "客户专员"))
    return panel.role_dialog


def apart_role_sees(tour, window):
    dialog = apart_role(tour, window)
    dialog.preview.click()
    tour.settle()
    return dialog.shown


def apart_leave(tour, window):
    panel = _person(tour, window, _called("史小白"))
    panel.dialog.leave.click()
    tour.settle()
    panel.dialog.leave_dialog.form.put({"cause": Cause.LEFT})
    return panel.dialog.leave_dialog


def apart_health(tour, window):
    _panel(tour, window, "health")


STOPS = (apart_data, apart_keys, apart_door, apart_door_refused, apart_workstations, apart_role, apart_role_sees,
         apart_leave, apart_health)  # fmt: skip
