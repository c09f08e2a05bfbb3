"""The rules of the house for what is read and said: rows through `work` alone, no client's value in a log."""

import ast
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sources import PROGRAM, ROOT, breaches, name_of, nodes_of, tree_of

SERVICES = sorted((ROOT / "desktop/services").glob("*.py"))
Function = ast.FunctionDef | ast.AsyncFunctionDef

# The doors themselves with who comes in by them, and what looks at the office as a whole after asking for SEE_AUDIT
READING_PATH = {"work", "row_writing", "office", "recording", "blocks", "search", "chains", "checking",
                "row_checking", "sign_ins", "powers", "people_keys"}  # fmt: skip
READS = {"select", "get", "get_or_none", "get_by_id", "get_or_create", "raw", "filter"}
BY_KEY = {"load"}  # of models.rows
RAW = {"execute", "execute_sql", "cursor"}
REASON = re.compile(r"# reading path: \S+ \S+")


# Reading goes through work


def models_in(path: Path) -> set[str]:
    nodes = (n for n in nodes_of(path) if isinstance(n, ast.ImportFrom))
    return {
        alias.asname or alias.name
        for node in nodes
        if (node.module or "").startswith("desktop.models") and not (node.module or "").endswith((".bulk", ".database"))
        for alias in node.names
        if alias.name in BY_KEY or (alias.name[:1].isupper() and not alias.name.isupper())
    } | {"table", "model", "BLOCKS"}


def root_of(node: ast.AST) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return f"{node.func.id}()"  # type(row), or a query that another function has narrowed
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def reads_past_work(path: Path) -> list[str]:
    """Places that read a table without `work`, less those that give their reason beside them."""
    return past_work(path, reads_a_table, REASON)


def past_work(path: Path, does: Callable[[ast.Call, set[str]], bool], reason: re.Pattern[str]) -> list[str]:
    """Calls that `does` finds, less those that have a comment with their reason beside them."""
    lines, models, found = path.read_text("utf-8").splitlines(), models_in(path) | {"type()"}, []

    def has_reason(first: int, last: int) -> bool:
        return any(reason.search(line) for line in lines[first - 1 : last])

    def excused(call: ast.Call, statement: ast.stmt, function: Function | None) -> bool:
        """By a comment above the statement or in it, or at the head of the function for all it does."""
        if has_reason(statement.lineno - 1, call.end_lineno or call.lineno):
            return True
        if function is None:
            return False
        documented = ast.get_docstring(function) is not None
        return has_reason(function.lineno, function.body[1 if documented and len(function.body) > 1 else 0].lineno)

    def visit(node: ast.AST, statement: ast.stmt, function: Function | None) -> None:
        function = node if isinstance(node, Function) else function
        statement = node if isinstance(node, ast.stmt) else statement
        if isinstance(node, ast.Call) and does(node, models) and not excused(node, statement, function):
            found.append(f"{node.lineno} {ast.unparse(node)[:60]}")
        for child in ast.iter_child_nodes(node):
            visit(child, statement, function)

    for node in tree_of(path).body:
        visit(node, node, None)
    return found


def reads_a_table(call: ast.Call, models: set[str]) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return isinstance(call.func, ast.Name) and call.func.id in models and call.func.id in BY_KEY
    if call.func.attr in RAW:
        pragma = call.args and isinstance(call.args[0], ast.Constant) and str(call.args[0].value).startswith("PRAGMA ")
        return "engine" in ast.unparse(call.func) and not pragma
    return (call.func.attr in READS and root_of(call.func.value) in models) or (
        call.func.attr in BY_KEY and ast.unparse(call.func.value) == "rows"
    )


def test_rows_are_reached_through_work_alone():
    assert breaches({p: reads_past_work(p) for p in SERVICES if p.stem not in READING_PATH}) == []


# What is said aloud


def test_no_clients_value_reaches_a_log_or_the_console():
    """Below the screens nothing is printed, and a log line is a fixed sentence with names of our own."""

    def fault(path: Path) -> list[str]:
        found = []
        for call in (n for n in nodes_of(path) if isinstance(n, ast.Call)):
            # spelt out only where it ends like one of these: spelling every call takes seconds
            if getattr(call.func, "attr", getattr(call.func, "id", "")) in last and ast.unparse(call.func) in aloud:
                found.append(f"{call.lineno} {ast.unparse(call.func)}")
        return found

    aloud = ("print", "pprint", "warnings.warn", "traceback.print_exc", "sys.stderr.write", "sys.stdout.write")
    last = {says.rpartition(".")[2] for says in aloud}

    talkers = {"desktop/__main__.py", "desktop/app.py"}
    quiet = [p for p in PROGRAM if name_of(p) not in talkers and "/commands/" not in name_of(p)]
    assert breaches({p: fault(p) for p in quiet}) == []


def test_only_the_frame_of_the_program_writes_a_log():
    def fault(path: Path) -> bool:
        return any(isinstance(n, ast.Import | ast.ImportFrom) and "logging" in ast.unparse(n) for n in nodes_of(path))

    below_the_frame = [p for p in PROGRAM if name_of(p).split("/")[1] in ("rules", "models", "reports", "services")]
    assert breaches({p: fault(p) for p in below_the_frame}) == []


# The test itself can fail


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Client.select().where(1)", True),
        ("list(Client.select(Client.id).tuples())", True),
        ("Kept.get_or_none()", True),
        ("Client.get_by_id(1)", True),
        ("type(row).get_by_id(1)", True),
        ("BLOCKS[block].select()", True),
        ("work.database.engine.execute_sql('SELECT 1')", True),
        ("work.visible(Client).select(Client.id)", False),
        ("query.where(1).get_or_none()", False),
        ("{}.get(1)", False),
        ("Client.select()  # reading path: asked for above", False),
        ("Client.select()  # reading path:", True),
    ],
)
def test_a_reading_past_work_is_found(line, found, tmp_path):
    planted = tmp_path / "planted.py"
    top = "from desktop.models.clients import BLOCKS, Client\nfrom desktop.models.clients import Mapping as Kept\n"
    planted.write_text(f"{top}\n\ndef verb(work, row, block, query):\n    return {line}\n", "utf-8")
    assert bool(reads_past_work(planted)) is found
