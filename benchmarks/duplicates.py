"""How long it takes to compare all files with each other, and to point out similar ones while somebody is typing."""

import random
import sys
import time

from benchmarks import _office
from benchmarks._report import Report, Timing, finish, quick, timed
from desktop.models.clients import Client
from desktop.rules.text import fold
from desktop.rules.words import ClientForm
from desktop.services import clients, duplicates

SIZE, SMALL = 100_000, 10_000
PLANTED = 200
SCAN_BOUND, TYPING_BOUND = 30_000, 100  # milliseconds
SHARE_BOUND = 5  # per cent of the planted ones that may stay unfound
TYPED = (
    {"name": "王"}, {"name": "王芳"}, {"name": "wangfang"}, {"name": "欧阳启"},
    {"name": "章玮", "phone": "19900001111"},
    {"name": "张伟", "unit": "江城山贸易餐饮有限公司"}, {"name": "张", "phone": "1990000"},
    {"name": "江城南山贸易有限公司", "form": ClientForm.ORGANISATION}, {"name": "李静", "plate": "粤A12345"},
)  # fmt: skip


def plant(bench: _office.Bench) -> set[frozenset[object]]:
    """Files of clients that are there already, as another hand would open them."""
    chance = random.Random(7)
    with bench.work(write=True) as work:
        rows = list(work.visible(Client).order_by(Client.code).limit(PLANTED * 40))
        pairs = set()
        for row in chance.sample(rows, PLANTED):
            form = ClientForm.of(row.form)
            values = {"name": row.name, "unit": row.unit, "phone": row.phone}
            match chance.randrange(4):
                case 0:
                    values["phone"] = f"+86 {row.phone[:3]} {row.phone[3:7]} {row.phone[7:]}"
                case 1:
                    values |= {"name": row.name[0] + "总", "unit": ""} if form is ClientForm.PERSON else {}
                case 2:
                    values |= {"phone": "", "name": fold(row.name.removesuffix("有限公司"))}
                case 3:
                    values |= {"phone": "", "name": " ".join(row.name)}
            if form is ClientForm.ORGANISATION:
                del values["unit"]
            pairs.add(frozenset((row.id, clients.open_client(work, form, values))))
    return pairs


def measure(report: Report, bench: _office.Bench) -> None:
    name = f"{bench.engine}, {bench.size:,} clients"
    planted = plant(bench)
    start = time.perf_counter()
    with bench.office.staged(bench.me) as work:
        found = duplicates.scan(work, progress=lambda *_step: None)
    report.limit(f"{name}: comparing all", (time.perf_counter() - start) * 1000, SCAN_BOUND)
    told = {frozenset((pair.first.id, pair.second.id)) for pair in found.pairs}
    missed = len(planted - told) / len(planted) * 100
    report.limit(f"{name}: planted duplicates not found", missed, SHARE_BOUND, "%")
    report.note(f"{len(found.pairs):,} pairs in all")
    timing = Timing()
    for number in range(5):
        for values in TYPED:
            with bench.work() as work:
                took = timed(lambda work=work, values=values: duplicates.similar(work, values))
            if number:  # the first round loads the dictionary of readings
                timing.samples.append(took)
    report.limit(f"{name}: while typing, p95", timing.p95, TYPING_BOUND)
    report.limit(f"{name}: while typing, worst", timing.most, None)


def main() -> int:
    report = Report("Duplicates")
    size = SMALL if quick() else SIZE
    with _office.sqlite_office(size, copy=True) as bench:
        measure(report, bench)
    with _office.server() as url, _office.postgres_office(url, size, copy=True) as bench:
        measure(report, bench)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
