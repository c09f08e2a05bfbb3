"""The real Secret Service keeps, gives back and forgets, unlocked and locked, on a session bus of its own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MISSING = [name for name in ("dbus-run-session", "gnome-keyring-daemon") if shutil.which(name) is None]

CONVERSATION = """
import sys
from pathlib import Path
from desktop.i18n import set_language
from desktop.workstation.secrets import KeyringLocked, NotJoined, Secrets
set_language("en")
secrets = Secrets(Path(sys.argv[1]))
state = secrets.available()
print("state", state.ok, state.name)
kept = {"office": "b2ZmaWNl", "database": "\\u5bc6\\u7801" * 100}
try:
    secrets.put("o1", kept)
except KeyringLocked as refused:
    print("locked", str(refused).isascii())
    raise SystemExit
print("same", Secrets(Path(sys.argv[1])).get("o1") == kept)
secrets.remember_sign_in("o1", "p1", "\\u96ea")
print("remembered", secrets.remembered("o1", "p1") == "\\u96ea")
secrets.forget("o1")
secrets.forget("o1")
print("forgotten", secrets.remembered("o1", "p1"))
try:
    secrets.get("o1")
except NotJoined:
    print("gone")
"""


def converse(home: Path, start: str) -> str:
    """Runs the conversation under a fresh bus, home and keyring; `start` brings the daemon up."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_RUNTIME_DIR": str(home / "run"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (home / "run").mkdir(mode=0o700)
    script = home / "conversation.py"
    script.write_text(CONVERSATION, encoding="ascii")
    # the daemon outlives the bus by a moment and would hold the pipe open
    said = home / "said"
    command = f'{start}; "{sys.executable}" "{script}" "{home}" > "{said}" 2>&1'
    subprocess.run(
        ["dbus-run-session", "--", "bash", "-c", command],
        env=environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
    return said.read_text(encoding="utf-8")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    if not sys.platform.startswith("linux"):
        pytest.skip("the Secret Service is Linux's keyring")
    if MISSING:
        reason = f"not installed: {', '.join(MISSING)}"
        if os.environ.get("REQUIRE_KEYRING") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return tmp_path


def test_an_unlocked_keyring_keeps_and_forgets(home: Path) -> None:
    said = converse(home, "printf pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null")
    assert said.splitlines() == [
        "state True SecretService Keyring",
        "same True",
        "remembered True",
        "forgotten None",
        "gone",
    ]


def test_a_keyring_nobody_unlocks_is_a_sentence(home: Path) -> None:
    said = converse(home, "gnome-keyring-daemon --start --components=secrets >/dev/null")
    assert said.splitlines() == ["state True SecretService Keyring", "locked True"]
