"""Keys that are changed in processes of their own, killed at random moments, and what must be true then."""

import random
import time
from pathlib import Path

from desktop.house import House
from desktop.rules.words import ClientForm, OfficeKind
from desktop.services import clients, rotation
from desktop.services.checking import check_office
from desktop.services.founding import Founding
from tests.faults.killing import Tally
from tests.faults.processes import OPEN, run, start
from tests.offices import ADMIN, CHEAP, PASSWORD, TestOffice

RESEALS = (
    OPEN
    + """
from desktop.services import rotation
rotation.BATCH = 2
with office.staged(me) as work:
    rotation.reseal(work, lambda done, total: print(done, flush=True))
"""
)
REKEYS = """
import sys
from desktop.house import House
from desktop.services.vault import Kdf
place, name, password = sys.argv[1:]
house = House(kdf=Kdf(iterations=1, lanes=1, memory_kib=8))
office = house.open(place, name=name, password=password)
with office.staged(house.sign_in(office, name, password)) as work:
    print("now", flush=True)
    house.change_file_key(office, work)
"""
FILES = 12
PADDING = 12  # rows of a million bytes: giving the file another key takes a moment


def kill_reseals(office: TestOffice, kills: int, seed: int) -> Tally:
    """What was sealed opens with one key or the other, and each run goes on where the one before was killed."""
    chance, tally, me = random.Random(seed), Tally(), office.me

    def fill(work):
        for n in range(FILES):
            clients.open_client(work, ClientForm.PERSON, {"name": f"客 {n}", "bank": f"云川银行 {n}"})

    office.do(fill)
    left = 0
    for number in range(kills):
        if not left:
            office.do(rotation.renew_keys, ["accounts"], me=me)
            left = FILES
        program = start(RESEALS, office)
        assert program.stdout is not None
        for _line in range(chance.randint(1, 2)):
            program.stdout.readline()
        program.kill()
        program.communicate()
        me = office.office.sign_in(ADMIN, PASSWORD)
        still = office.ask(rotation.behind, me=me).get("accounts", 0)
        if still > left:
            tally.torn.append(f"round {number}: {still} of {left} left")
        left = still
        report = office.errand(check_office, me=me)
        tally.findings += report.findings
        if report.counts["sealed values"] != FILES:
            tally.lost.append(f"round {number}")
        tally.kills += 1
    office.errand(rotation.reseal, me=me)
    tally.torn += list(office.ask(rotation.behind, me=me))
    tally.findings += office.errand(check_office, me=me).findings
    return tally


def large_office(place: str) -> None:
    """An office in a file on this machine, large enough that giving it another key takes a moment."""
    office = House(kdf=CHEAP).found(Founding("柏溪楼", OfficeKind.RESTAURANT, ADMIN, PASSWORD), place)
    with office.database.writing():
        office.database.engine.execute_sql("CREATE TABLE padding (data BLOB)")
        for _n in range(PADDING):
            office.database.engine.execute_sql("INSERT INTO padding VALUES (randomblob(1000000))")
    office.disconnect()


def kill_rekeys(place: str, kills: int, seed: int) -> Tally:
    """The file opens with the one key or the other, and this machine finds which. `kills` of the tally are those that
    came in the middle."""
    chance, tally = random.Random(seed), Tally()
    journal = Path(place + "-journal")
    for number in range(kills):
        program = run(REKEYS, place, ADMIN, PASSWORD)
        assert program.stdout is not None
        assert program.stdout.readline().strip() == "now"
        threshold, patience = chance.randint(1, 8_000_000), time.monotonic() + 20
        while program.poll() is None and time.monotonic() < patience:
            if journal.exists() and journal.stat().st_size >= threshold:
                program.kill()
                tally.kills += 1
                break
        program.communicate()
        house = House(kdf=CHEAP)
        office = house.open(place, name=ADMIN, password=PASSWORD)
        me = house.sign_in(office, ADMIN, PASSWORD)
        with office.database.reading():
            rows = office.database.engine.execute_sql("SELECT count(*), sum(length(data)) FROM padding").fetchone()
        if rows != (PADDING, PADDING * 1_000_000):
            tally.lost.append(f"round {number}: {rows}")
        with office.staged(me) as work:
            tally.findings += check_office(work).findings
        office.disconnect()
    return tally
