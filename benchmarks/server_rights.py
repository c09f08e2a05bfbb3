"""What it costs that the server keeps people apart: list, count, search and file, with policies and without."""

import sys
from collections.abc import Callable
from typing import Any

from benchmarks import _office
from benchmarks._report import Action, Report, finish, in_turn, sizes
from desktop.models.clients import Client
from desktop.models.database import open_postgres
from desktop.models.office import Person, Setting
from desktop.rules.ids import new_id
from desktop.rules.rights import Right, Scope
from desktop.services import client_lists, clients, search, server_people
from desktop.services import office as offices
from tests.offices import TestOffice

ROUNDS = 60
TYPED = ("王", "王芳", "zhangw", "138", "餐饮")
COSTS = {"staff": 15.0, "director": 1.0}  # milliseconds
# what every sixth client is called, and none of this person's
OTHERS, OTHERS_BOUND = "有限公司", 150.0
NONE = "search for what only others have"
OWN = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}
ALL = {Right.SEE_CLIENTS: Scope.ALL}


def measure(report: Report, bench: _office.Bench) -> None:
    """The same people in the same database: first by the program's narrowing alone, then by the server's too."""
    plain = TestOffice(bench.office, bench.me)
    people = {"staff": plain.hire("职员", OWN), "director": plain.hire("主任", ALL)}
    with bench.database.writing():
        mine = Person.get(Person.login == "staff0")
        Client.update(owner=people["staff"].id).where(Client.owner == mine.id).execute()
        bench.database.engine.execute_sql(
            "UPDATE search_doc d SET owner = c.owner_id FROM client c WHERE c.id = d.subject AND c.owner_id = %s",
            (people["staff"].id,),
        )
    bench.database.engine.execute_sql("VACUUM ANALYZE")
    apart = _apart(bench)
    for who, me in people.items():
        other = apart.sign_in(me.name, _office.PASSWORD)
        for what, asked in _questions(plain, me).items():
            floor, ours = in_turn(ROUNDS, _way(bench.office, me, asked), _way(apart, other, asked))
            name = f"{bench.size:,} clients, {who}: {what} p50"
            report.ratio(name, ours.p50, floor.p50, None)
            if what == "list":
                report.limit(f"{name}, what it costs", ours.p50 - floor.p50, COSTS[who])
            if what == NONE and who == "staff":
                report.limit(name, ours.p50, OTHERS_BOUND)
    apart.disconnect()


def _apart(bench: _office.Bench) -> Any:
    engine = bench.database.engine
    parameters = engine.connect_params
    url = (f"postgresql://{parameters['user']}:{parameters['password']}@{parameters['host']}:{parameters['port']}"
           f"/{engine.database}")  # fmt: skip
    office_id, database = str(new_id()), open_postgres(url)
    with bench.database.writing():
        Setting.update(value=office_id).where(Setting.name == "office_id").execute()
        server_people.prepare(bench.database, office_id, _office.SECRET)
    server_people.find_door(database, office_id, _office.SECRET)
    return offices.open_office(database, _office.SECRET, bench.office.workstation)


def _questions(plain: TestOffice, me: Any) -> dict[str, Callable[[Any, int], object]]:
    first = plain.ask(client_lists.list_clients, ("name", "phone"), me=me)
    return {
        "list": lambda work, _n: client_lists.list_clients(work, ("name", "phone")),
        "count": lambda work, _n: client_lists.count_clients(work, client_lists.ALL),
        "search": lambda work, n: search.find(work, TYPED[n % len(TYPED)]),
        NONE: lambda work, _n: search.find(work, OTHERS),
        "file": lambda work, n: clients.client_file(work, first[n % len(first)].id),
    }


def _way(office: Any, me: Any, asked: Callable[[Any, int], object]) -> Callable[[int], Action]:
    def way(number: int) -> Action:
        office.database.bind()
        return lambda: office.ask(me, asked, number)

    return way


def main() -> int:
    report = Report("A server that keeps people apart")
    with _office.server() as url:
        for size in sizes((10_000, 1_000_000)):
            with _office.postgres_office(url, size, copy=True) as bench:
                measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
