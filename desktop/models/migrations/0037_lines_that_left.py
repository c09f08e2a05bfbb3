"""The journal finds what was taken off one client's file, however many lines the act had that did it.

A file as of a past day asks for it: of an act that met all clients it would read the lines of all.
"""

from typing import Any


def up(migrator: Any, db: Any) -> None:
    at = "instr" if hasattr(db, "rekey") else "strpos"
    client, other, agent = (f'{at}(changes, \'"{name}":["\')' for name in ("client", "other", "agent"))
    db.execute_sql(f"""CREATE INDEX journal_left ON journal (record_id, substr(changes, {client} + 11, 32))
        WHERE kind <> 'create' AND {client} > 0""")
    db.execute_sql(f"""CREATE INDEX journal_left_end ON journal (record_id)
        WHERE kind <> 'create' AND ({other} > 0 OR {agent} > 0)""")
