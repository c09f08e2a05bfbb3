"""Six writers on twenty files: no edit that was acknowledged is lost without a word."""

import json

from desktop.models.clients import Client
from desktop.rules.words import ClientForm
from desktop.services import clients
from desktop.services.checking import check_office
from tests.faults.processes import OPEN, start, together
from tests.offices import TestOffice

WRITERS, FILES, EDITS = 6, 20, 12
# Each sees a file, types a value of its own into one of three fields, and answers a clash as people do: mine or theirs
EDIT = (
    OPEN
    + """
import json, random
from uuid import UUID
from desktop.models.clients import Client
from desktop.rules.errors import Stale
from desktop.services import clients
who, edits, keys = more[0], int(more[1]), [UUID(key) for key in more[2].split(",")]
chance = random.Random(int(who))
print("ready", flush=True)
sys.stdin.readline()
told = {"kept": [], "given up": 0, "asked": 0}
for n in range(edits):
    key, name = chance.choice(keys), chance.choice(("unit", "position", "address"))
    with office.work(me) as work:
        base = {name: getattr(work.get(Client, key), name)}
    mine = f"{who}-{n}"
    try:
        office.run(me, clients.edit_client, key, {name: mine}, base)
        told["kept"].append([str(key), name, base[name], mine])
    except Stale as clash:
        # a question, not a loss: somebody sees both and leaves the colleague's
        told["asked"] += 1
print(json.dumps(told), flush=True)
"""
)


def test_every_acknowledged_edit_is_there_or_was_seen_by_who_wrote_over_it(office: TestOffice):
    keys = [office.do(clients.open_client, ClientForm.PERSON, {"name": f"客人{n}"}) for n in range(FILES)]
    ids = ",".join(map(str, keys))
    told = [json.loads(said) for said in together(*(start(EDIT, office, n, EDITS, ids) for n in range(WRITERS)))]
    kept = [edit for one in told for edit in one["kept"]]
    assert len(kept) + sum(one["asked"] for one in told) == WRITERS * EDITS
    with office.work(write=False):
        now = {str(row.id): row for row in Client.select()}
    # each edit is the value now, or is what a later one was made upon: a chain without a fork for each field
    made_upon = {(key, name, base) for key, name, base, _mine in kept}
    lost = [edit for edit in kept if (edit[0], edit[1], edit[3]) not in made_upon
            and getattr(now[edit[0]], edit[1]) != edit[3]]  # fmt: skip
    assert lost == []
    upon = [(key, name, base) for key, name, base, _mine in kept]
    assert len(upon) == len(set(upon))
    office.office.disconnect()
    assert office.errand(check_office).findings == []
