"""Remembers what the steps make of an empty file: each change of a table has SQLite read all tables anew."""

from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from desktop.models.bulk import execute_many

# what SQLite makes itself: for its own counting, and beside the tables of a text index
_ITS_OWN = "name LIKE 'sqlite\\_%' ESCAPE '\\' OR name IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')"


class Outcome(NamedTuple):
    """Tables, indexes and triggers as statements, the planner's figures, and the steps that made them."""

    statements: tuple[str, ...]
    figures: tuple[tuple[Any, ...], ...]
    steps: tuple[str, ...]


# by the folder of the steps and the last of them
_KNOWN: dict[tuple[Path, str | None], Outcome] = {}


def known(folder: Path, last: str | None) -> Outcome | None:
    return _KNOWN.get((folder, last))


def is_empty(engine: Any) -> bool:
    return bool(engine.execute_sql("SELECT count(*) = 0 FROM sqlite_master").fetchone()[0])


def keep(engine: Any, history: str, folder: Path, last: str | None) -> None:
    """Remembers what was made of a file that was empty before; nothing where a step has put rows into a table."""
    run = engine.execute_sql
    kept = f"type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' AND NOT ({_ITS_OWN})"
    tables = [name for (name,) in run(f"SELECT name FROM sqlite_master WHERE {kept}").fetchall() if name != history]
    if any(run(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0] for name in tables):
        return
    made = run(f"SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND NOT ({_ITS_OWN}) ORDER BY rowid")
    figures = run("SELECT tbl, idx, stat FROM sqlite_stat1 ORDER BY rowid")
    steps = run(f"SELECT name FROM {history} ORDER BY id")
    _KNOWN[folder, last] = Outcome(
        tuple(text for (text,) in made.fetchall()),
        tuple(figures.fetchall()),
        tuple(name for (name,) in steps.fetchall()),
    )


def make_again(engine: Any, history: str, outcome: Outcome) -> list[str]:
    """Brings an empty file, within a write, to where the steps bring it. Returns their names."""
    for statement in outcome.statements:
        engine.execute_sql(statement)
    # makes the table of figures, and has them read
    engine.execute_sql("ANALYZE sqlite_schema")
    execute_many(engine, "INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)", outcome.figures)
    engine.execute_sql("ANALYZE sqlite_schema")
    noted = [(step, datetime.now()) for step in outcome.steps]
    execute_many(engine, f"INSERT INTO {history} (name, applied) VALUES (?, ?)", noted)
    return list(outcome.steps)
