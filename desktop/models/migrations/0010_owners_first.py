"""Lets Today read what is due of one person's files, or one department's, from an index and not from thousands of rows.

Each takes the place of the index of its foreign key, which it begins with.
"""

from typing import Any

COLUMNS = "withdrawn_at, looked_through_at, client_class, draft, birthday, id"
WHOSE = ("owner", "deputy", "department")
# as of a large office, in which a person has thousands of files and a day's files are few
PLANNER = {"owner": 5000, "deputy": 5000, "department": 20000}


def up(migrator: Any, db: Any) -> None:
    for name in WHOSE:
        db.execute_sql(f"DROP INDEX client_{name}_id")
        db.execute_sql(f"CREATE INDEX client_of_{name} ON client ({name}_id, {COLUMNS})")
        if hasattr(db, "rekey"):
            many = PLANNER[name]
            db.execute_sql("INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES ('client', ?, ?)",
                           (f"client_of_{name}", f"100000 {many} {many} 10 5 5 2 1"))  # fmt: skip
