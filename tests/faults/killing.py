"""Writers in processes of their own that are killed at random moments, and what must be true afterwards."""

import random
import subprocess
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from desktop.models.clients import Client, ClientAccounts
from desktop.models.records import Record
from desktop.models.search import SearchDoc
from desktop.services import checking, client_lists
from tests.faults.processes import OPEN, Program, start
from tests.offices import TestOffice

ROWS = 400  # of a list that is imported
# Each file is several rows: the client, its sealed account, a day, the index, the review, the record with its journal
WRITES = (
    OPEN
    + """
from itertools import count
from desktop.rules.errors import OfficeBusy
from desktop.rules.words import ClientForm
from desktop.services import clients
for n in count():
    said = f"{more[0]}-{n}"
    values = {"name": said, "phone": "19900001234", "birthday": "1970-05-01", "bank_account": said, "note": "z" * 4000}
    try:
        office.run(me, clients.open_client, ClientForm.PERSON, values)
    except OfficeBusy:
        # where the machine has no time for it, others are before this one for too long; the next try is another
        continue
    print(said, flush=True)
"""
)
IMPORTS = (
    OPEN
    + """
from desktop.services import importing
with office.staged(me) as work:
    plan = importing.prepare(work, Path(more[0]))
print("ready", flush=True)
with office.staged(me) as work:
    result = importing.carry_out(work, plan)
print(result.created, flush=True)
sys.stdin.read()
"""
)


@dataclass
class Tally:
    """What was acknowledged and what is there."""

    kills: int = 0
    acknowledged: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    torn: list[str] = field(default_factory=list)
    findings: list[object] = field(default_factory=list)

    @property
    def whole(self) -> bool:
        return not (self.lost or self.doubled or self.torn or self.findings)


def kill_writers(office: TestOffice, kills: int, seed: int, writers: int = 2) -> Tally:
    """Kills each of `writers` after a random number of acknowledged files, and starts another in its place."""
    chance, tally = random.Random(seed), Tally()
    running: list[tuple[Program, int]] = []
    while tally.kills < kills or running:
        while len(running) < writers and tally.kills + len(running) < kills:
            writer = start(WRITES, office, f"{seed}-{tally.kills + len(running)}-{chance.randrange(10**6)}")
            running.append((writer, chance.randrange(1, 8)))
        writer, patience = running.pop(0)
        assert writer.stdout is not None
        for _n in range(patience):
            line = writer.stdout.readline()
            assert line.endswith("\n"), "the writer ended by itself"
            tally.acknowledged.append(line.strip())
        # somewhere in the next file: its write takes some milliseconds
        kill_within(writer, chance.random() * 0.02)
        # by the same reader: `communicate` would not know of the part of a line that it holds already
        rest = writer.stdout.read()
        writer.communicate()
        tally.acknowledged += rest.split("\n")[:-1]
        tally.kills += 1
    return judged(office, tally)


def kill_imports(office: TestOffice, folder: Path, kills: int, seed: int) -> Tally:
    """Kills importers, each with a list of its own: a list is there as a whole or not at all."""
    chance, tally = random.Random(seed), Tally()
    for n in range(kills):
        sheet = folder / f"list {seed} {n}.csv"
        rows = [f"客人{chr(0x4E00 + row)},{19900000000 + n * ROWS + row},第{n}茶业" for row in range(ROWS)]
        sheet.write_text("\n".join(["姓名,电话,单位", *rows]), "utf-8")
        before = office.ask(client_lists.count_clients)
        importer = start(IMPORTS, office, sheet)
        assert importer.stdout is not None
        assert importer.stdout.readline().strip() == "ready"
        # from its very beginning to a little past its end
        kill_within(importer, chance.random() * 0.5)
        importer.communicate()
        after = office.ask(client_lists.count_clients)
        if after - before not in (0, ROWS):
            tally.torn.append(f"list {n}: {after - before}")
        tally.kills += 1
    return judged(office, tally, accounts=False)


def kill_within(program: Program, seconds: float) -> None:
    """Lets it run so long at the most."""
    try:
        program.wait(seconds)
    except subprocess.TimeoutExpired:
        program.kill()


def judged(office: TestOffice, tally: Tally, *, accounts: bool = True) -> Tally:
    """Looks for what is lost, doubled or torn below the services, then has the office check itself. Writers give every
    file an account and a name of its own, importers do not."""
    with office.work(write=False):
        there = Counter(name for (name,) in Client.select(Client.name).tuples())
        ids = {key for (key,) in Client.select(Client.id).tuples()}
        parts = {
            "index": {key for (key,) in SearchDoc.select(SearchDoc.subject).where(SearchDoc.kind == "client").tuples()},
        }
        if accounts:
            parts |= {
                "account": {row.client_id for row in ClientAccounts.select(ClientAccounts.client)},
                "record": {key for (key,) in Record.select(Record.subject).where(Record.action == "open").tuples()},
            }
    tally.lost = [name for name in tally.acknowledged if not there[name]]
    tally.doubled = [name for name, count in there.items() if count > 1 and accounts]
    tally.torn += [f"{what}: {key}" for what, held in parts.items() for key in ids ^ held]
    office.office.disconnect()
    tally.findings = list(office.errand(checking.check_office).findings)
    return tally
