"""The stops of the tour before there is a window: founding, joining, signing in; and the empty new office."""

from dataclasses import replace

from desktop.rules.audit import Way
from desktop.rules.words import OfficeKind
from desktop.services import accounts, roles
from desktop.services.accounts import NewPerson
from desktop.services.founding import Founding
from desktop.services.samples import LIGHT

NEW_OFFICE, ADMIN, STRANGER, PASSWORD = "青石会所", "林知远", "史小白", "青石会所 三号门"
START = "青石会所 第一天"


def offices(tour):
    """The ids of an office just founded and of the sample."""
    known = {joined.name: joined.id for joined in tour.house.offices.all()}
    if not known:
        founding = Founding(NEW_OFFICE, OfficeKind.RESTAURANT, ADMIN, PASSWORD)
        office = tour.house.found(founding, str(tour.home / "qingshi.office"))
        _hire_stranger(tour, office)
        office.disconnect()
        # the names in the sample are of one language, whatever the program speaks
        sample = tour.program.sample.found("zh_CN")
        sample.disconnect()
        known = {NEW_OFFICE: office.id, sample.name: sample.id}
    return known[NEW_OFFICE], next(key for name, key in known.items() if name != NEW_OFFICE)


def _hire_stranger(tour, office):
    """Somebody who works here and has no right to see clients."""
    me = tour.house.sign_in(office, ADMIN, PASSWORD)
    role = office.run(me, roles.add_role, "保洁", {})
    office.run(me, accounts.add_person, NewPerson(STRANGER, START, (role,)), office.secret, LIGHT)
    office.run(office.sign_in(STRANGER, START), accounts.choose_own, PASSWORD, office.secret, LIGHT)


def enter_new(tour, office_id, name=ADMIN):
    office = tour.house.open(office_id, name=ADMIN, password=PASSWORD)
    return office, tour.house.sign_in(office, name, PASSWORD)


def begin_own_password(tour, entrance):
    new, _sample = offices(tour)
    office, me = enter_new(tour, new)
    entrance.show_own_password(office, replace(me, start=True), PASSWORD, Way.WINDOW)


def begin_welcome(tour, entrance):
    entrance.show_welcome()


def begin_new(tour, entrance):
    entrance.show_new()


def begin_new_filled(tour, entrance):
    entrance.show_new()
    form = entrance.centralWidget().form
    form.put({"name": NEW_OFFICE, "admin": ADMIN, "password": PASSWORD, "again": "另一个密码"})
    entrance.centralWidget().main.click()


def begin_join(tour, entrance):
    entrance.show_join()


def begin_look_as(tour, entrance):
    _new, sample = offices(tour)
    entrance.show_sign_in(sample)


def begin_sign_in(tour, entrance):
    new, _sample = offices(tour)
    entrance.show_sign_in(new)


def begin_sign_in_refused(tour, entrance):
    page = entrance.centralWidget()
    page.form.put({"name": ADMIN, "password": "另一个密码"})
    page.main.click()


def new_clients_list(tour, window):
    window.go("clients", "list")


def new_dates(tour, window):
    window.go("clients", "dates")


def new_imports(tour, window):
    window.go("clients", "imports")


def not_allowed(tour, window):
    window.go("clients", "list")


def locked(tour, window):
    tour.program.lock()
    entrance = tour.program._entrance()
    entrance.resize(*tour.size)
    return entrance


FIRST = (begin_welcome, begin_new)
STOPS = (begin_own_password, begin_new_filled, begin_join, begin_look_as, begin_sign_in, begin_sign_in_refused)
NEW = (new_clients_list, new_dates, new_imports)
FORBIDDEN = (not_allowed,)
