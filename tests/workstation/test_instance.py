"""One program per person and office: the second start raises the first, and a crash leaves nothing in the way."""

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from desktop.workstation.instance import Instance, raise_first

OTHER = """
import sys
from pathlib import Path
from desktop.workstation.instance import Instance
claim = Instance.claim(sys.argv[1], Path(sys.argv[2]), lambda: print("raised", flush=True))
print("claimed" if claim else "refused", flush=True)
sys.stdin.read()
"""


def start_other(key: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", OTHER, key, str(folder)],
        cwd=Path(__file__).parents[2],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_the_second_claim_fails_and_raises_the_first(tmp_path: Path) -> None:
    raised = threading.Event()
    first = Instance.claim("张岚@o1", tmp_path, raised.set)
    assert first is not None
    assert Instance.claim("张岚@o1", tmp_path) is None
    assert raise_first("张岚@o1", tmp_path)
    assert raised.wait(5)
    first.release()
    first.release()
    assert not raise_first("张岚@o1", tmp_path)
    again = Instance.claim("张岚@o1", tmp_path)
    assert again is not None
    again.release()


def test_other_people_and_offices_are_not_in_the_way(tmp_path: Path) -> None:
    claims = [Instance.claim(key, tmp_path) for key in ("a@o1", "b@o1", "a@o2")]
    for claim in claims:
        assert claim is not None
        claim.release()


def test_between_programs_and_after_a_crash(tmp_path: Path) -> None:
    other = start_other("a@o1", tmp_path)
    assert other.stdin and other.stdout
    try:
        assert other.stdout.readline() == "claimed\n"
        assert Instance.claim("a@o1", tmp_path) is None
        assert raise_first("a@o1", tmp_path)
        assert other.stdout.readline() == "raised\n"
    finally:
        other.send_signal(signal.SIGTERM if sys.platform == "win32" else signal.SIGKILL)
        other.wait(10)
        other.stdin.close()
        other.stdout.close()
    (left,) = tmp_path.glob("*.json")
    socket = Path(json.loads(left.read_bytes())["address"])
    assert not raise_first("a@o1", tmp_path)
    mine = Instance.claim("a@o1", tmp_path)
    assert mine is not None and not socket.exists()
    mine.release()


def test_without_the_secret_nobody_is_heard(tmp_path: Path) -> None:
    raised = threading.Event()
    claim = Instance.claim("a", tmp_path, raised.set)
    assert claim is not None
    (place,) = tmp_path.glob("*.json")
    door = place.read_bytes()
    place.write_text(json.dumps({**json.loads(door), "secret": "00" * 32}))
    assert not raise_first("a", tmp_path)
    place.write_bytes(door)
    assert raise_first("a", tmp_path), "it still listens"
    assert raised.wait(5)
    claim.release()


@pytest.mark.parametrize("content", [b"", b"{}", b"[1]", b'{"address": "/nowhere/s", "secret": "zz"}'])
def test_a_damaged_note_counts_as_nobody(tmp_path: Path, content: bytes) -> None:
    claim = Instance.claim("a", tmp_path)
    assert claim is not None
    (place,) = tmp_path.glob("*.json")
    place.write_bytes(content)
    assert not raise_first("a", tmp_path)
    assert Instance.claim("a", tmp_path) is None, "the lock decides, not the note"
    claim.release()
