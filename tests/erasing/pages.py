"""Looks into an office below the program: every table as it is exported, and the deciphered pages of its file."""

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from tests.offices import KEY, TestOffice

PAGE, RESERVED = 4096, 80


def everything(office: TestOffice) -> str:
    """All tables with all their rows as text; of a text index all its words."""
    with office.beneath() as database, database.reading():
        run = database.engine.execute_sql
        tables = sorted(database.engine.get_tables())
        if database.sqlite:
            tables = [name for name in tables if not name.startswith("search_text") or name.endswith("_data")]
        return "\n".join(_text(row) for name in tables for row in run(f'SELECT * FROM "{name}"').fetchall())


def _text(row: tuple[object, ...]) -> str:
    return " ".join(bytes(v).decode("utf-8", "replace") if isinstance(v, bytes | memoryview) else str(v) for v in row)


def pages(path: Path) -> bytes:
    """The file's pages in clear, free ones among them (SQLCipher 4: AES-256-CBC, a nonce for each page at its end)."""
    data, found = path.read_bytes(), []
    for at in range(0, len(data), PAGE):
        page = data[at : at + PAGE]
        begin = 16 if at == 0 else 0  # the salt
        nonce = page[-RESERVED : -RESERVED + 16]
        cipher = Cipher(algorithms.AES(KEY), modes.CBC(nonce)).decryptor()
        found.append(cipher.update(page[begin:-RESERVED]) + cipher.finalize())
    return b"".join(found)


def occurrences(office: TestOffice, words: tuple[str, ...]) -> dict[str, int]:
    """How often each word is there; on SQLite in the pages of the file as well."""
    whole = everything(office)
    found = {word: whole.casefold().count(word.casefold()) for word in words}
    if office.office.database.sqlite:
        raw = pages(Path(office.office.database.engine.database)).lower()
        found = {word: count + raw.count(word.lower().encode()) for word, count in found.items()}
    return found
