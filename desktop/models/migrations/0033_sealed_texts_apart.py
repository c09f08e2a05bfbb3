"""Lays the sealed texts of level 3 apart that journal, marked notes and withheld values hold: their hash stands there.

A server then asks for a ticket before it hands one out, as for the values of today. Entries that are hashed with the
texts themselves are told in full again when they are verified.
"""

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from typing import Any

# Frozen, as all steps are
TABLE = """
CREATE TABLE sealed_text (digest {blob} NOT NULL PRIMARY KEY, client_id {uuid} NOT NULL, text {blob} NOT NULL,
    FOREIGN KEY (client_id) REFERENCES client (id) ON DELETE RESTRICT);
CREATE INDEX sealed_text_client_id ON sealed_text (client_id)
"""
SQLITE = {"uuid": "TEXT", "blob": "BLOB"}
POSTGRES = {"uuid": "UUID", "blob": "BYTEA"}

NOTES = ("contact", "competitor_note", "dealing")
VALUES = "client_accounts."
OWN = "withheld.value"  # of a field of the office's own, whose block tells the level
WORDS = "accounts:"  # before words that were sealed by the vault of level 3
BATCH = 500


def up(migrator: Any, db: Any) -> None:
    sqlite = hasattr(db, "rekey")
    for statement in TABLE.split(";"):
        db.execute_sql(statement.format(**(SQLITE if sqlite else POSTGRES)).strip())
    move = _Move(db, "?" if sqlite else "%s")
    own = db.execute_sql("SELECT key FROM own_field WHERE block = 'accounts'").fetchall()
    move.own = {f"own_{key}" for (key,) in own}
    for table in NOTES:
        move.column(table, "sealed", f"sealed LIKE '{WORDS}%'", "client_id", move.words)
    move.column("withheld", "sealed", "sealed IS NOT NULL", "client_id", move.withheld, more="field")
    move.column("journal", "changes", f"changes LIKE '%\"{VALUES}%'", "row_id", move.changes)
    for table in NOTES:
        # whose note an entry speaks of; of one that is gone, as its removal tells
        whose = f"(SELECT n.client_id FROM {table} n WHERE n.id = journal.row_id)"
        speaks = f"table_name = '{table}' AND changes LIKE '%\"sealed\":%{WORDS}%'"
        move.column("journal", "changes", speaks, whose, move.entry)
    whose = "(SELECT n.client_id FROM withheld n WHERE n.id = journal.row_id)"
    move.column("journal", "changes", "table_name = 'withheld' AND changes LIKE '%\"sealed\":%'", whose, move.entry)


class _Move:
    """Goes through columns and puts what stands for a text in its place."""

    def __init__(self, db: Any, mark: str) -> None:
        self._db, self._mark = db, mark
        self.own: set[str] = set()

    def column(self, table: str, column: str, where: str, client: str, change: Callable[..., Any],
               more: str = "NULL") -> None:  # fmt: skip
        where = where if self._mark == "?" else where.replace("%", "%%")
        for key, text, whose, beside in self._rows(table, column, where, client, more):
            told = change(whose, text, beside)
            if told != text:
                statement = f"UPDATE {table} SET {column} = {self._mark} WHERE id = {self._mark}"
                self._db.execute_sql(statement, (told, key))

    def _rows(self, table: str, column: str, where: str, client: str, more: str) -> Iterator[Any]:
        last: Any = None
        while True:
            after = "" if last is None else f"AND id > {self._mark}"
            query = f"""SELECT id, {column}, {client}, {more} FROM {table} WHERE {where} {after}
                ORDER BY id LIMIT {BATCH}"""
            rows = self._db.execute_sql(query, () if last is None else (last,)).fetchall()
            yield from rows
            if len(rows) < BATCH:
                return
            last = rows[-1][0]

    def words(self, client: Any, text: str, _beside: Any = None) -> str:
        if not text.startswith(WORDS):
            return text
        head, _colon, box = text.rpartition(":")
        return f"{head}:{self._apart(client, box)}"

    def changes(self, client: Any, text: str, _beside: Any = None) -> str:
        told = json.loads(text)
        for place, pair in told.items():
            if place.startswith(VALUES):
                told[place] = [None if one is None else self._apart(client, one) for one in pair]
        return _canonical(told)

    def withheld(self, client: Any, text: str, field: str) -> str:
        told = json.loads(text)
        for place, box in (told or {}).items():
            if place.startswith(VALUES) or (place == OWN and field in self.own):
                told[place] = self._apart(client, box)
        return _canonical(told)

    def entry(self, client: Any, text: str, _beside: Any = None) -> str:
        """What the journal tells of a note, or of a withheld value that is back in its file."""
        told = json.loads(text)
        whose = client or next((one for one in told.get("client", ()) if one), None)
        pair = told.get("sealed")
        if whose is None or pair is None:
            return text
        field = next((one for one in told.get("field", ()) if one), "")
        told["sealed"] = [one if not one else self.withheld(whose, one, field) if one.startswith("{")
                          else self.words(whose, one) for one in pair]  # fmt: skip
        return _canonical(told)

    def _apart(self, client: Any, box: str) -> str:
        try:
            text = base64.b64decode(box, validate=True)
        except ValueError:
            # not written by the program; verifying finds it as it would before
            return box
        digest = hashlib.sha256(text).digest()
        marks = ", ".join([self._mark] * 3)
        self._db.execute_sql(
            f"INSERT INTO sealed_text (digest, client_id, text) VALUES ({marks}) ON CONFLICT DO NOTHING",
            (digest, client, text),
        )
        return f"sha256:{digest.hex()}"


def _canonical(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
