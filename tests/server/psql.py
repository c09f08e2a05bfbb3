"""Asks an office's server as somebody with a login of his own and no Clientele, in psql's words."""

import os
import subprocess
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg

from desktop.models.server_roles import Login
from tests.offices import TestOffice


def address(office: TestOffice, login: Login) -> str:
    engine: Any = office.office.database.engine
    host, port = engine.connect_params["host"], engine.connect_params["port"]
    return f"postgresql://{quote(login.name)}:{quote(login.password)}@{host}:{port}/{engine.database}"


@dataclass(frozen=True)
class Said:
    """What came of it: `rows` as text; `refusal` where the server refused."""

    rows: list[str]
    refusal: str = ""


def ask(url: str, *statements: str) -> Said:
    """Each statement as it would be typed, all in one session; stops at the first that is refused."""
    rows: list[str] = []
    try:
        # as psql leaves: what was begun and not committed is taken back
        with closing(psycopg.connect(url, autocommit=True)) as connection:
            for statement in statements:
                if statement.startswith("COPY ") and statement.endswith(" TO STDOUT"):
                    with connection.cursor().copy(statement) as copied:
                        rows += [bytes(line).decode().rstrip("\n") for line in copied]
                    continue
                cursor = connection.execute(statement)
                rows += ["|".join(map(_spelt, row)) for row in cursor.fetchall()] if cursor.description else []
    except psycopg.Error as refusal:
        return Said(rows, str(refusal))
    return Said(rows)


def ask_psql(tool: str, url: str, *statements: str) -> Said:
    """The same by the program itself, whose start takes longer than most questions."""
    given = [part for statement in statements for part in ("-c", statement)]
    parts = urlsplit(url)
    bare = urlunsplit(parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@")))
    done = subprocess.run(
        [tool, "-X", "-q", "-t", "-A", "-v", "ON_ERROR_STOP=1", *given, bare],
        env={**os.environ, "PGPASSWORD": parts.password or "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return Said(done.stdout.splitlines(), done.stderr if done.returncode else "")


def _spelt(value: object) -> str:
    """As psql spells it."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "t", False: "f"}[value]
    return str(value)
