"""The rule of the house for what is written: rows through `work` alone, so that each change is journalled."""

import ast
import re

import pytest

from tests.sources import breaches
from tests.test_house_reading import SERVICES, past_work, root_of

# The doors themselves: records, seals, the index that can be built anew; founding, which has no journal yet;
# and what is noted of who comes in, where there is nobody yet or nothing but this moment
WRITING_PATH = {"work", "row_writing", "recording", "blocks", "search", "office", "founding", "people_keys", "sign_ins"}
OF_TABLES = {"create", "insert", "insert_many", "update", "delete", "replace", "replace_many", "bulk_create",
             "bulk_update", "get_or_create"}  # fmt: skip
OF_ROWS = {"save", "delete_instance"}
IN_BULK = {"insert_many", "update_many", "insert_raw", "execute_many"}
BY_KEY = {"rows.insert", "rows.update"}
REASON = re.compile(r"# writing path: \S+ \S+")


def writes_a_table(call: ast.Call, models: set[str]) -> bool:
    if isinstance(call.func, ast.Name):
        return call.func.id in IN_BULK
    if not isinstance(call.func, ast.Attribute):
        return False
    if call.func.attr in OF_ROWS:
        return True
    return call.func.attr in OF_TABLES and (root_of(call.func.value) in models or ast.unparse(call.func) in BY_KEY)


def test_rows_are_written_through_work_alone():
    found = {p: past_work(p, writes_a_table, REASON) for p in SERVICES if p.stem not in WRITING_PATH}
    assert breaches(found) == []


# The test itself can fail


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("row.save()", True),
        ("row.delete_instance()", True),
        ("Client.create(name='x')", True),
        ("Client.insert(name='x').execute()", True),
        ("Client.update(name='x').where(1).execute()", True),
        ("Client.delete().where(1).execute()", True),
        ("type(row).delete().execute()", True),
        ("BLOCKS[block].insert(x=1).execute()", True),
        ("insert_many(Client, (), ())", True),
        ("rows.update(Client, 1, {})", True),
        ("work.change(row, {})", False),
        ("work.add(Client(name='x'))", False),
        ("{}.update(a=1)", False),
        ("'x'.replace('x', 'y')", False),
        ("row.save()  # writing path: a cache that can be made anew", False),
        ("row.save()  # writing path:", True),
    ],
)
def test_a_writing_past_work_is_found(line, found, tmp_path):
    planted = tmp_path / "planted.py"
    top = "from desktop.models.bulk import insert_many\nfrom desktop.models.clients import BLOCKS, Client\n"
    planted.write_text(f"{top}\n\ndef verb(work, row, rows, block):\n    return {line}\n", "utf-8")
    assert bool(past_work(planted, writes_a_table, REASON)) is found
