"""Sets up everything Clientele needs on this machine, then runs, tests, measures or checks it; needs Python alone."""

from __future__ import annotations

import contextlib
import ctypes
import hashlib
import importlib.util
import os
import platform
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

USAGE = """\
usage: python3 dev.py COMMAND [...]          (Windows: py dev.py COMMAND [...])

  run [ARGS]      start Clientele; --smoke shows the sample office's first page without a screen and ends
  test [ARGS]     run the tests; ARGS go to pytest
  check           format, lint, types, import contracts, catalogue
  tour DIR        photograph every page and dialog into DIR
  bench [NAME]    measure speed and size, all of it or one benchmark
  messages        bring the translation catalogue up to date with the program's messages

Each sets up what is missing first. Nothing but Python 3.11 or later has to be there before.
"""
OLDEST = (3, 11)
ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "clientele.stamp"
# held while the environment is being built; what it says when nobody holds it tells whether that came to an end
GUARD = ROOT / ".venv.building"
# published as source only, so it is built here, by the setuptools of the lock
SOURCE_ONLY = "lunar-python"
CATALOGUE = ROOT / "resources" / "locale" / "zh_CN" / "LC_MESSAGES" / "clientele.po"
KEYWORDS = {"_": None, "N_": None, "Label": None, "_n": (1, 2), "plural": (1, 2)}

# what Qt opens while it starts, and the Debian package that brings it
QT_LIBRARIES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
# the tests meet a real Secret Service; PostgreSQL itself comes with the libraries of the lock
TEST_PROGRAMS = {"gnome-keyring-daemon": "gnome-keyring", "dbus-run-session": "dbus"}


class Stop(Exception):
    """The set-up can't go on; the text says why and what to do."""


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def main(args: list[str]) -> int:
    commands = {"run": run, "test": test, "check": check, "tour": tour, "bench": bench, "messages": messages}
    if args and args[0] in ("-h", "--help", "help"):
        print(USAGE, end="")
        return 0
    if not args or args[0] not in commands:
        say(USAGE.rstrip())
        return 2
    if sys.version_info < OLDEST:
        say(f"Clientele needs Python 3.11 or later; this is {platform.python_version()}.")
        return 1
    os.chdir(ROOT)
    try:
        return commands[args[0]](args[1:])
    except Stop as reason:
        say(str(reason))
        return 1
    except KeyboardInterrupt:
        say("Stopped. The next call goes on from here.")
        return 130


def run(args: list[str]) -> int:
    set_up()
    return hand_over(["-m", "desktop", *args], **({"QT_QPA_PLATFORM": "offscreen"} if "--smoke" in args else {}))


def test(args: list[str]) -> int:
    set_up(testing=True)
    # two workers; a file stays together, so that its module fixtures are built once
    alone = any(a.startswith(("-n", "--numprocesses", "--pdb")) for a in args)
    shared = [] if alone else ["-n", "2", "--no-loadscope-reorder"]
    must = {"REQUIRE_PG": "1", "REQUIRE_KEYRING": "1"} if os.environ.get("CI", "").lower() in ("1", "true") else {}
    # they start the program hundreds of times, which without bytecode takes longer to read itself than to be tested
    kept = {"PYTHONDONTWRITEBYTECODE": ""}
    return hand_over(["-m", "pytest", *shared, "--dist", "loadfile", *args], **must, **kept)


def tour(args: list[str]) -> int:
    if len(args) != 1 or args[0].startswith("-"):
        say("usage: python3 dev.py tour DIR")
        return 2
    set_up()
    return hand_over(["-m", "tests.tour", *args], QT_QPA_PLATFORM=os.environ.get("QT_QPA_PLATFORM", "offscreen"))


def bench(args: list[str]) -> int:
    known = sorted(p.stem for p in (ROOT / "benchmarks").glob("*.py") if not p.name.startswith("_"))
    if len(args) > 1 or (args and args[0] not in known):
        say(f"usage: python3 dev.py bench [{' | '.join(known)}]")
        return 2
    set_up()
    results = [subprocess.run([PYTHON, "-m", f"benchmarks.{name}"], check=False).returncode for name in args or known]
    return max(results, default=0)


def check(args: list[str]) -> int:
    if args:
        say("usage: python3 dev.py check")
        return 2
    set_up()
    steps = {
        "format": ["-m", "ruff", "format", "--check", "--quiet", "."],
        "lint": ["-m", "ruff", "check", "--quiet", "."],
        "types": ["-m", "mypy"],
        "import contracts": ["-c", "from importlinter.cli import lint_imports_command as main; main()", "--no-logo"],
        "catalogue": ["-c", "import dev, sys; sys.exit(dev.report_catalogue())"],
    }
    failed = []
    for name, command in steps.items():
        done = subprocess.run(
            [PYTHON, *command], check=False, capture_output=True, text=True, encoding="utf-8", errors="replace"
        )
        say(f"{name}: {'ok' if done.returncode == 0 else 'FAILED'}")
        if done.returncode:
            failed.append(name)
            say((done.stdout + done.stderr).rstrip())
    say(f"failed: {', '.join(failed)}" if failed else "all checks passed")
    return 1 if failed else 0


def messages(args: list[str]) -> int:
    if args:
        say("usage: python3 dev.py messages")
        return 2
    set_up()
    return subprocess.run([PYTHON, "-c", "import dev; dev.update_catalogue()"], check=False).returncode


def hand_over(command: list[str], **variables: str) -> int:
    """Becomes the program that was asked for, so that signals and the exit status are its own."""
    environment = {**os.environ, **variables}
    whole = [str(PYTHON), *command]
    sys.stdout.flush()
    if os.name != "nt":  # there the caller would get its prompt back at once
        os.execve(PYTHON, whole, environment)
    return subprocess.run(whole, env=environment, check=False).returncode


def set_up(testing: bool = False) -> None:
    """Brings system libraries, the environment and the compiled messages up to date; quick when they are."""
    system_packages(testing)
    build_environment()
    if stale_catalogues():
        subprocess.run([PYTHON, "-c", "import dev; dev.compile_catalogues()"], check=True)


def system_packages(testing: bool) -> None:
    """Installs what a bare Linux lacks when we may; otherwise names it and stops."""
    if sys.platform != "linux":
        return
    missing = {lib: package for lib, package in QT_LIBRARIES.items() if not can_load(lib)}
    if testing:
        missing |= {name: package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)}
    own_python = sys.base_prefix == "/usr"
    if importlib.util.find_spec("ensurepip") is None and not PYTHON.exists():
        missing["Python's venv and ensurepip modules"] = "python3-venv" if own_python else ""
    if not missing:
        return
    packages = [p for p in missing.values() if p]
    if not (is_debian() and len(packages) == len(missing)):
        raise Stop(f"Please install these with your system's package manager, then call again: {', '.join(missing)}.")
    install = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if os.geteuid() != 0:
        raise Stop(
            "Clientele needs some packages of your system that only an administrator can install. Please run\n\n"
            f"    sudo apt-get update && sudo {shlex.join(install)}\n\nand then call again."
        )
    say(f"Installing {len(packages)} system packages and what they need: {', '.join(packages)} …")
    quietly(["apt-get", "update", "-qq"], "The system's list of packages can't be fetched.")
    quietly([*install, "-qq"], "The system's packages can't be installed.", DEBIAN_FRONTEND="noninteractive")


def can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def is_debian() -> bool:
    try:
        release = platform.freedesktop_os_release()
    except OSError:
        return False
    return "debian" in f"{release['ID']} {release.get('ID_LIKE', '')}".split() and bool(shutil.which("apt-get"))


def wanted_stamp() -> str:
    made_of = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]} {platform.machine()}"
    return f"{made_of} {hashlib.sha256(LOCK.read_bytes()).hexdigest()}"


def found_stamp() -> str:
    try:
        return STAMP.read_text("utf-8") if PYTHON.exists() else ""
    except OSError:
        return ""


def build_environment() -> None:
    """Creates or completes .venv from the lock. The stamp comes last, so what was interrupted is built again."""
    wanted = wanted_stamp()
    if found_stamp() == wanted:
        return
    with GUARD.open("a+", encoding="utf-8") as guard:
        guard.seek(0)  # Windows locks from where the file stands
        hold(guard.fileno())
        if found_stamp() == wanted:
            return  # another call has just done it
        guard.seek(0)
        interrupted = guard.read() == "unfinished"
        other_python = found_stamp().rpartition(" ")[0] not in ("", wanted.rpartition(" ")[0])
        if VENV.exists() and (interrupted or other_python or not PYTHON.exists()):
            say("Building the environment anew …")
            mark(guard, "unfinished")
            try:
                shutil.rmtree(VENV)
            except OSError as reason:
                raise Stop(f"{reason.filename} is in use. Please close Clientele and call again.") from reason
        mark(guard, "unfinished")
        install_lock()
        STAMP.write_text(wanted, "utf-8")
        mark(guard, "")


def install_lock() -> None:
    if not PYTHON.exists():
        say("Creating .venv …")
        failed = (
            "Python can't create its environment; on Debian and Ubuntu the package python3-venv brings what it needs."
        )
        quietly([sys.executable, "-m", "venv", VENV], failed)
    say("Installing the libraries of requirements.lock: once, some 200 MB …")
    failed = "The libraries can't be installed. Is there a network, and a ready-made library for this machine?"
    pip = [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--quiet"]
    pip += ["--require-hashes", "--no-deps", "--only-binary", ":all:"]
    builder = VENV / "builder.txt"
    builder.write_text(locked("setuptools"), "utf-8")
    quietly([*pip, "-r", builder], failed)
    quietly([*pip, "--no-binary", SOURCE_ONLY, "--no-build-isolation", "--use-pep517", "-r", LOCK], failed)


def locked(name: str) -> str:
    """One library's entry of the lock: its version and hashes."""
    found = re.search(rf"^{re.escape(name)}==.*\n(?: +--hash=.*\n)+", LOCK.read_text("utf-8"), re.MULTILINE)
    if not found:
        raise Stop(f"requirements.lock does not name {name}.")
    return found[0]


def hold(handle: int) -> None:
    """Waits until no other call builds the same environment."""
    if os.name == "nt":
        import msvcrt

        held = False
        while not held:  # one attempt lasts ten seconds
            with contextlib.suppress(OSError):
                msvcrt.locking(handle, msvcrt.LK_LOCK, 1)
                held = True
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX)


def mark(guard, state: str) -> None:
    guard.seek(0)
    guard.truncate()
    guard.write(state)
    guard.flush()


def quietly(command: list, failed: str, **variables: str) -> None:
    """Runs a tool unseen; only when it fails its last lines are shown, without addresses, which may hold passwords."""
    done = subprocess.run(
        [str(c) for c in command],
        check=False,
        env={**os.environ, **variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        lines = re.sub(r"\w+://\S+", "…", done.stdout).strip().splitlines()[-12:]
        raise Stop("\n".join([*lines, failed]))


def stale_catalogues() -> list[Path]:
    """Catalogues whose compiled form is missing or older than the text."""
    sources = (ROOT / "resources" / "locale").glob("*/LC_MESSAGES/*.po")
    return [
        po for po in sources if not (mo := po.with_suffix(".mo")).exists() or mo.stat().st_mtime < po.stat().st_mtime
    ]


def compile_catalogues() -> None:
    from babel.messages import mofile, pofile

    for po in stale_catalogues():
        with po.open("rb") as text:
            catalogue = pofile.read_po(text, locale=po.parents[1].name)
        unfinished = po.with_suffix(f".{os.getpid()}")
        with unfinished.open("wb") as binary:
            mofile.write_mo(binary, catalogue)
        unfinished.replace(po.with_suffix(".mo"))


def extracted():
    """The messages in the program's text, as a Babel catalogue."""
    from babel.messages.catalog import Catalog
    from babel.messages.extract import extract_from_dir

    catalogue = Catalog(domain="clientele", project="Clientele", charset="utf-8", fuzzy=False)
    for _file, _line, message, _comments, context in extract_from_dir(
        ROOT / "desktop", [("**.py", "python")], keywords=KEYWORDS, comment_tags=()
    ):
        catalogue.add(message, context=context)
    return catalogue


def stored():
    from babel.messages import pofile

    with CATALOGUE.open("rb") as text:
        return pofile.read_po(text, locale="zh_CN")


def update_catalogue() -> None:
    """Adds new messages without a translation and drops those no longer used."""
    from babel.messages import pofile

    catalogue = stored()
    catalogue.update(extracted(), no_fuzzy_matching=True, update_creation_date=False)
    catalogue.obsolete.clear()
    unfinished = CATALOGUE.with_suffix(".tmp")
    with unfinished.open("wb") as text:
        pofile.write_po(text, catalogue, width=120, sort_output=True, no_location=True, ignore_obsolete=True)
    unfinished.replace(CATALOGUE)
    compile_catalogues()
    print(f"{len(catalogue)} messages, {len(untranslated())} of them without a translation")


def untranslated() -> list[str]:
    """Messages of the program that the Chinese catalogue lacks, leaves empty, or only guesses at."""
    catalogue = stored()
    lacking = []
    for message in extracted():
        known = catalogue.get(message.id, message.context) if message.id else None
        texts = known.string if known and isinstance(known.string, tuple | list) else [known and known.string]
        if message.id and (known is None or known.fuzzy or not all(texts)):
            lacking.append(str(message.id))
    return lacking


def report_catalogue() -> int:
    used = {m.id for m in extracted()}
    unused = [str(m.id) for m in stored() if m.id and m.id not in used]
    for title, found in (("without a translation", untranslated()), ("no longer used (dev.py messages)", unused)):
        for message in found:
            print(f"{title}: {message}")
    return 1 if unused or untranslated() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
