"""What sealing costs: until a password has opened its keys, and a page of fifty rows with two sealed values in each."""

import sys
from typing import Any

from benchmarks import _office
from benchmarks._report import Action, Report, finish, in_turn, quick, sizes
from desktop.models.clients import ClientAccounts
from desktop.models.office import PersonKeys
from desktop.models.rows import among
from desktop.rules.fields import Block
from desktop.services import blocks, client_lists, clients
from desktop.services.people_keys import add_keys
from desktop.services.vault import Kdf, OpenKeys, SealedKeys
from tests.offices import ask_for_no_consent

UNLOCK, PAGE = 700.0, 5.0  # milliseconds
ROWS, ROUNDS = 50, 60
FIELDS = ("bank", "bank_account")


def unlock(report: Report, bench: _office.Bench) -> None:
    """As the program does it outside of tests: with the whole cost of a guess."""
    person = bench.me.id
    with bench.database.writing():
        PersonKeys.delete().where(PersonKeys.person == person).execute()
        add_keys(person, _office.PASSWORD, _office.SECRET, Kdf())
        kept = PersonKeys.get_by_id(person)
        sealed = SealedKeys(bytes(kept.exchange), bytes(kept.signing), bytes(kept.sealed), kept.kdf)
        PersonKeys.delete().where(PersonKeys.person == person).execute()

    def opened(_number: int) -> Action:
        return lambda: OpenKeys.open(sealed, person, _office.PASSWORD, _office.SECRET)

    (took,) = in_turn(5 if quick() else 20, opened)
    report.limit("A password opens its keys, p50", took.p50, UNLOCK)
    report.limit("A password opens its keys, longest", took.most, None)


def page(report: Report, bench: _office.Bench) -> None:
    first = [line.id for line in bench.office.ask(bench.me, client_lists.list_clients, ("name", "phone"), limit=ROWS)]

    def fill(work: Any) -> None:
        for number, key in enumerate(first):
            clients.edit_client(work, key, {"bank": f"云川银行 {number}", "bank_account": f"6222 0000 {number:04d}"})

    ask_for_no_consent(bench.database, bench.me)
    with bench.database.reading():
        bench.office.read_settings()
    bench.office.run(bench.me, fill)

    def plain(work: Any) -> Any:
        return client_lists.list_clients(work, ("name", "phone"), limit=ROWS)

    def sealed(work: Any) -> Any:
        lines = plain(work)
        fields = [work.catalogue[name] for name in FIELDS]
        rows = ClientAccounts.select().where(among(ClientAccounts.client, [line.id for line in lines]))
        return [blocks.unsealed(Block.ACCOUNTS, row.client_id, fields, work.me.vaults, row) for row in rows]

    assert len(bench.office.ask(bench.me, sealed)) == ROWS
    ways = [lambda _n, asked=asked: lambda: bench.office.ask(bench.me, asked) for asked in (plain, sealed)]
    floor, ours = in_turn(ROUNDS, *ways)
    name = f"{bench.engine}, {bench.size:,} clients: {ROWS} rows"
    report.ratio(f"{name} with two sealed values, p50", ours.p50, floor.p50, None)
    report.limit(f"{name}, what sealing costs", ours.p50 - floor.p50, PAGE)


def main() -> int:
    report = Report("Sealed values and the keys to them")
    with _office.server() as url:
        for size in sizes((10_000, 100_000)):
            with _office.sqlite_office(size, copy=True) as bench:
                page(report, bench)
                if size == min(sizes((10_000, 100_000))):
                    unlock(report, bench)
            with _office.postgres_office(url, size, copy=True) as bench:
                page(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
