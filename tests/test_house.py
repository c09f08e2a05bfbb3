"""The rules of the house: who may import whom, what every file says, what the lock and the catalogue must hold."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import dev
from tests.sources import (
    PROGRAM,
    ROOT,
    SOURCES,
    below,
    breaches,
    importing,
    imports_of,
    module_of,
    name_of,
    nodes_of,
    tree_of,
)

# faults of our own end here: on the desk with its lanes, and at the door; everywhere else the expected refusal is named
CATCH_ALL = {"desktop/ui/kit/desk.py", "desktop/ui/kit/lanes.py", "desktop/__main__.py"}
HEAVY = {
    "openpyxl",
    "reportlab",
    "psycopg",
    "keyring",
    "pypinyin",
    "rapidfuzz",
    "zxingcpp",
    "python_calamine",
    "vobject",
    "pypdfium2",
    "pypdf",
    "lxml",
    "PIL",
    "rapidocr",
}
HEAVY |= {"lunar_python", "holidays"}
# opens other screens by nature
UI_FRAME = {"desktop.ui.window", "desktop.ui.sign_in"}
# knows this machine; resources are looked up by everybody through `paths`
WORKSTATION_USERS = re.compile(
    r"desktop\.(house(_\w+)?|app|__main__|commands|workstation|ui\.settings|ui\.sign_in|ui\.folders\.scan\w*)(\.|$)"
)
ANYBODYS = {"desktop.workstation.paths"}
# a name that says nothing about what the room is for
EMPTY_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "stuff", "tools", "core"}


# What every file says


def test_every_file_says_in_one_sentence_what_it_is_for():
    def fault(path: Path) -> str:
        says = ast.get_docstring(tree_of(path)) or ""
        first = says.partition("\n")[0]
        return "" if first and first.endswith(".") and not path.read_text("utf-8").startswith("#") else repr(first)

    assert breaches({p: fault(p) for p in SOURCES}) == []


def test_every_folder_is_a_package():
    # import-linter does not look into a folder without __init__.py
    assert sorted({name_of(p.parent) for p in PROGRAM if not (p.parent / "__init__.py").exists()}) == []


def test_no_star_import_and_no_room_without_a_name():
    def fault(path: Path) -> str:
        stars = [n for n in nodes_of(path) if isinstance(n, ast.ImportFrom) and n.names[0].name == "*"]
        return "star import" if stars else path.stem if path.stem in EMPTY_NAMES else ""

    assert breaches({p: fault(p) for p in SOURCES}) == []


def test_faults_are_caught_as_a_whole_where_they_are_shown_only():
    def fault(path: Path) -> list[int]:
        handlers = [n for n in nodes_of(path) if isinstance(n, ast.ExceptHandler)]
        return [n.lineno for n in handlers if catches_all(n) and not passes_on(n)]

    def passes_on(handler: ast.ExceptHandler) -> bool:
        return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None

    def catches_all(handler: ast.ExceptHandler) -> bool:
        kinds = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
        return any(k is None or (isinstance(k, ast.Name) and k.id in ("Exception", "BaseException")) for k in kinds)

    assert breaches({p: fault(p) for p in PROGRAM if name_of(p) not in CATCH_ALL}) == []


# Who may import whom; the floors themselves are import-linter's contracts


def test_qt_stays_in_the_screens():
    screens = {*below("ui"), ROOT / "desktop" / "app.py"}
    outside = [p for p in PROGRAM if p not in screens]
    assert breaches({p: importing(p, "PySide6", "shiboken6") for p in outside}) == []


def test_screens_never_see_a_table():
    assert breaches({p: importing(p, "desktop.models", "peewee", "playhouse") for p in below("ui")}) == []


def test_rules_need_the_standard_library_alone():
    known = {*sys.stdlib_module_names, "desktop"}
    assert (
        breaches({p: {i for i in imports_of(p) if i.split(".")[0] not in known} for p in below("rules", "i18n")}) == []
    )


def test_one_noun_of_the_screens_never_imports_another():
    def fault(path: Path) -> set[str]:
        noun = module_of(path).split(".")[2:3]
        others = {i for i in importing(path, "desktop.ui") if i.count(".") >= 2}
        return {i for i in others if i.split(".")[2] not in (*noun, "kit")}

    assert breaches({p: fault(p) for p in below("ui.") if module_of(p) not in UI_FRAME}) == []


def test_this_machine_is_known_to_few():
    def fault(path: Path) -> set[str]:
        used = {i for i in importing(path, "desktop.workstation") if i.count(".") >= 2}
        return {i for i in used if not any(i == a or i.startswith(f"{a}.") for a in ANYBODYS)}

    assert breaches({p: fault(p) for p in PROGRAM if not WORKSTATION_USERS.match(module_of(p))}) == []


def test_heavy_libraries_load_on_first_use():
    def fault(path: Path) -> set[str]:
        return HEAVY & {top for node in at_start(tree_of(path)) for top in tops(node)}

    def tops(node: ast.AST) -> set[str]:
        if isinstance(node, ast.Import):
            return {a.name.split(".")[0] for a in node.names}
        return {(node.module or "").split(".")[0]} if isinstance(node, ast.ImportFrom) and not node.level else set()

    def at_start(node: ast.AST) -> list[ast.AST]:
        """What runs when the file is imported: neither functions nor what only type checkers read."""
        found = []
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) or typing_only(child):
                continue
            found += [child, *at_start(child)]
        return found

    def typing_only(node: ast.AST) -> bool:
        return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)

    assert breaches({p: fault(p) for p in PROGRAM}) == []


def test_dialogs_open_and_never_block():
    def fault(path: Path) -> list[int]:
        calls = [n for n in nodes_of(path) if isinstance(n, ast.Call) and isinstance(n.func, ast.Attribute)]
        return [n.lineno for n in calls if n.func.attr in ("exec", "exec_")]

    # the event loop of app.py is the one thing that is executed
    assert breaches({p: fault(p) for p in below("ui")}) == []


# The lock


def test_what_opens_over_any_page_has_a_key_of_its_own():
    """A key that two acts of one window have does neither."""
    keys = [
        (node.value, name_of(path))
        for path in PROGRAM
        if name_of(path).startswith("desktop/ui/")
        for node in nodes_of(path)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"(Ctrl|Alt)\+\S+", node.value)
    ]
    everywhere = {
        node.args[4].value
        for path in PROGRAM
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "Action" and len(node.args) > 4
        and path.name == "__init__.py" and isinstance(node.args[4], ast.Constant)
    }  # fmt: skip
    assert len(everywhere) > 3
    assert {key: files for key in everywhere if len(files := [name for found, name in keys if found == key]) > 1} == {}


def test_the_lock_holds_no_address_and_pins_every_library_by_hash():
    text = (ROOT / "requirements.lock").read_text("utf-8")
    assert not re.findall(r"https?|://|--index|--extra|--find-links|--trusted|@", text)
    entries = re.split(r"\n(?=\S)", text.strip())
    assert len(entries) > 20
    assert [
        e for e in entries if not re.match(r"[a-z0-9-]+==\S+( ; .*)? \\\n( +--hash=sha256:[0-9a-f]{64}( \\)?\n?)+$", e)
    ] == []


def test_every_dependency_of_the_project_is_in_the_lock():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = [project["project"]["dependencies"], *project["dependency-groups"].values()]
    wanted = [w for group in groups for w in group]
    names = {re.match(r"[A-Za-z0-9_.-]+", w)[0].lower().replace("_", "-") for w in wanted}
    locked = {
        line.split("==")[0] for line in (ROOT / "requirements.lock").read_text("utf-8").splitlines() if "==" in line
    }
    assert names - locked == set()


# The words


def test_every_message_has_its_chinese():
    assert dev.untranslated() == []


def test_no_message_is_put_together_before_it_is_translated():
    def fault(path: Path) -> list[int]:
        calls = [n for n in nodes_of(path) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
        marked = [n for n in calls if n.func.id in ("_", "N_", "_n") and n.args]
        built = (ast.JoinedStr, ast.BinOp)
        return [n.lineno for n in marked if isinstance(n.args[0], built) or made_by_format(n.args[0])]

    def made_by_format(node: ast.expr) -> bool:
        return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "format"

    assert breaches({p: fault(p) for p in PROGRAM}) == []


def test_no_message_hides_inside_an_f_string():
    """Up to Python 3.11 an f-string is one piece to whoever extracts messages: what it calls is never seen."""

    def fault(path: Path) -> list[int]:
        inside = [part for n in nodes_of(path) if isinstance(n, ast.JoinedStr) for part in ast.walk(n)]
        calls = [n for n in inside if isinstance(n, ast.Call) and isinstance(n.func, ast.Name) and n.args]
        return [n.lineno for n in calls if n.func.id in ("_", "N_", "_n") and isinstance(n.args[0], ast.Constant)]

    assert breaches({p: fault(p) for p in PROGRAM}) == []


def test_translations_keep_the_placeholders():
    def names(text: str) -> set[str]:
        return set(re.findall(r"\{(\w*)", text))

    wrong = []
    for message in dev.stored():
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        # a singular may say "one" in words
        wrong += [ids[-1] for text in texts if message.id and text and names(text) != names(ids[-1])]
    assert wrong == []
