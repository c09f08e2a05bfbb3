"""Gives new client files their codes by the office's pattern, each number once (CL-3)."""

from desktop.models.clients import codes_taken
from desktop.models.office import Setting
from desktop.rules import clients as rules
from desktop.services import on_file
from desktop.services.work import Work


def next_code(work: Work, count: int = 1) -> str:
    """The next free client code of the office's pattern (CL-3), taking `count` numbers at once."""
    return next_codes(work, count)[0]


def next_codes(work: Work, count: int) -> list[str]:
    """Within a write, so two workstations never get the same."""
    # put there before it is locked: of a row that is missing, two would take the same first code
    # writing path: a counter, not a setting anybody chose
    Setting.insert(name="code_next", value=1).on_conflict_ignore().execute()
    row = work.visible(Setting).where(Setting.name == "code_next")
    number = int((row if work.database.sqlite else row.for_update()).get().value)
    pattern, today = str(work.settings["code_pattern"]), on_file.today(work)
    codes: list[str] = []
    while len(codes) < count:
        wanted = rules.codes_from(pattern, number, count - len(codes), today)
        number += len(wanted)
        taken: set[str] = set()
        for start in range(0, len(wanted), 500):
            chunk = wanted[start : start + 500]
            taken |= codes_taken(work.database, chunk)
        codes += [code for code in wanted if code not in taken]
    # writing path: the same counter
    Setting.update(value=number).where(Setting.name == "code_next").execute()
    return codes
