"""The rules of the house: what a start loads before its first page. All else loads when it is first used."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.models.database import open_sqlite
from desktop.services import founding
from desktop.workstation.preferences import Preferences
from tests.offices import ADMIN, CHEAP, KEY, PASSWORD, PLAN, SECRET
from tests.sources import ROOT

# Whoever adds a name here says why the list of clients can't be shown without it. The packages of the nouns are left
# out: each says in its __init__ which tabs there are, and loads its pages when they are shown
NEEDED = {
    "": "app house i18n places",
    "models": "base bulk chain clients database drivers migrating office owners records rows server sign_ins spelling "
    "views whole_rows",
    "rules": "accounts audit clients errors features fields ids owners rights risks settings simplified text values "
    "words",
    "services": "blocks catalogues client_lists list_rows news office pauses people_keys powers recording row_hashes "
    "row_writing sign_ins vault views work",
    "ui": "plain_imports quick_enums window",
    "ui.clients": "list_controller list_filter list_pane list_table many page view_chooser views_controller",
    "ui.search": "controller",
    "ui.kit": "actions badge cells delegate desk dialog empty filter header icons lanes lazy_table messages page "
    "phrases place_view printing risk rubbish search_box sidebar start status_line style_sheet table text theme times "
    "tokens watch",
    "workstation": "custody files instance keyrings location logs mounts offices paths places preferences secrets "
    "slots",
}
# some cost more than the whole list, some only look cheap
NEVER = (
    *("reportlab", "openpyxl", "psycopg", "keyring", "pypinyin", "holidays", "pypdf", "pypdfium2", "rapidfuzz"),
    "zxingcpp",
    *("_hashlib", "ssl", "asyncio", "email", "http", "html.entities", "logging.handlers", "sysconfig"),
    *("multiprocessing.connection", "PySide6.QtPrintSupport", "PySide6.QtNetwork"),
    *("desktop.commands", "desktop.reports"),
)

OURS = "from desktop.rules.values import dataclass"

WATCHED = """
import enum, json, linecache, os, sys
from benchmarks import _start

def kinds(of):
    return [name for kind in of.__subclasses__() for name in (kind.__qualname__, *kinds(kind))]

def once(app):
    def painted():
        found = {"modules": list(sys.modules), "read": list(linecache.cache), "kinds": kinds(enum.Enum)}
        print(json.dumps(found), flush=True)
        os._exit(0)
    return painted

_start.once = once
_start.ours(*sys.argv[1:])
"""


@pytest.fixture(scope="module")
def started(tmp_path_factory) -> dict[str, list[str]]:
    """What a program of its own has loaded when its first page is painted."""
    folder = tmp_path_factory.mktemp("start")
    database = open_sqlite(folder / "a.office", KEY, create=True)
    office = founding.found(database, PLAN, SECRET, CHEAP)
    me = office.sign_in(ADMIN, PASSWORD)
    database.disconnect()
    # the first page is the one that was left last: another one would be loaded beside the list
    Preferences(folder / "home" / "config" / "preferences.json").for_person(str(me.id)).set("place", "clients")
    environment = {**os.environ, "CLIENTELE_HOME": str(folder / "home"), "CLIENTELE_KEYRING": "off",
                   "QT_QPA_PLATFORM": "offscreen"}  # fmt: skip
    arguments = [folder / "a.office", KEY.hex(), SECRET.hex(), office.workstation, ADMIN, PASSWORD]
    done = subprocess.run([sys.executable, "-c", WATCHED, *map(str, arguments)], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=60)  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_start_loads_what_its_first_page_needs(started):
    known = {f"desktop.{folder}.{name}".replace("..", ".") for folder, all_ in NEEDED.items() for name in all_.split()}
    ours = {name for name in started["modules"] if name.startswith("desktop.") and not file_of(name, "/__init__.py")}
    assert sorted(ours - known) == []
    # what is not needed any more leaves the list
    assert sorted(known - ours) == []


def test_what_is_dear_is_not_loaded_at_a_start(started):
    assert [name for name in NEVER if name in started["modules"]] == []


def test_nobody_reads_our_sources_at_a_start(started):
    assert [name for name in started["read"] if Path(name).is_relative_to(ROOT / "desktop")] == []


def test_the_binding_is_not_made_to_look_through_all_widgets(started):
    """It does when it is handed an object of Qt's own making and searches its kind: a widget we never use tells it."""
    unused = ("QMdiArea", "QProcess", "QSharedMemory", "QStyle.")
    assert [name for name in started["kinds"] if name.startswith(unused)] == []


def test_the_classes_of_a_start_leave_their_methods_for_later(started):
    """`desktop.rules.values` writes them with the first value; the library when it loads them, a millisecond each."""
    files = [file_of(name) for name in started["modules"] if name.startswith("desktop.")]
    library = [
        f.name for f in files if f and "import dataclass\n" in (text := f.read_text("utf-8")) and OURS not in text
    ]
    assert library == []


def file_of(module: str, ending: str = ".py") -> Path | None:
    path = ROOT / (module.replace(".", "/") + ending)
    return path if path.is_file() else None
