"""The sealed file opens for its holders only and gives nothing away when read, copied or changed."""

import json
import sys
from pathlib import Path

import pytest

from desktop.rules.errors import OfficeError
from desktop.workstation.slots import Cost, DamagedSlots, SlotFile, SlotsUnwritable, WrongPassphrase

CHEAP = Cost(passes=1, lanes=1, memory=64)
SECRETS = {"office": "b2ZmaWNl", "file": "00ff" * 16, "database": "密码"}


@pytest.fixture
def slots(tmp_path: Path) -> SlotFile:
    return SlotFile(tmp_path / "slots" / "o1.slot", "o1", CHEAP)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "slots" / "o1.slot"


def test_each_holder_opens_with_their_own_passphrase(slots: SlotFile) -> None:
    slots.seal("张岚", "云南的第一场雪", SECRETS)
    slots.seal("Lin", "a long passphrase", {**SECRETS, "database": "other"})
    assert slots.open("张岚", "云南的第一场雪") == SECRETS
    assert slots.open(" lin ", "a long passphrase")["database"] == "other"
    assert slots.open("ＬＩＮ", "ａ long passphrase")["database"] == "other", "full-width typing is the same"
    assert slots.holders() == ("lin", "张岚")


@pytest.mark.parametrize(("name", "passphrase"), [("张岚", "a"), ("nobody", "right"), ("张岚", ""), ("Lin", "right")])
def test_a_wrong_name_looks_like_a_wrong_passphrase(slots: SlotFile, name: str, passphrase: str) -> None:
    slots.seal("张岚", "right", SECRETS)
    slots.seal("Lin", "other", SECRETS)
    with pytest.raises(WrongPassphrase) as refused:
        slots.open(name, passphrase)
    assert name not in str(refused.value)


def test_nothing_readable_in_the_file_and_no_seal_repeats(slots: SlotFile, path: Path) -> None:
    slots.seal("张岚", "right", SECRETS)
    first = path.read_bytes()
    assert not any(value.encode() in first for value in (*SECRETS.values(), "right"))
    slots.seal("张岚", "right", SECRETS)
    boxes = [json.loads(content)["slots"]["张岚"] for content in (first, path.read_bytes())]
    assert all(boxes[0][part] != boxes[1][part] for part in ("salt", "nonce", "box"))
    if sys.platform != "win32":
        assert path.stat().st_mode & 0o777 == 0o600


def test_a_slot_opens_for_its_office_and_name_only(slots: SlotFile, path: Path) -> None:
    slots.seal("张岚", "right", SECRETS)
    elsewhere = path.with_name("o2.slot")
    elsewhere.write_bytes(path.read_bytes())
    with pytest.raises(WrongPassphrase):
        SlotFile(elsewhere, "o2", CHEAP).open("张岚", "right")
    content = json.loads(path.read_bytes())
    content["slots"]["admin"] = content["slots"]["张岚"]
    path.write_text(json.dumps(content))
    with pytest.raises(WrongPassphrase):
        slots.open("admin", "right")


def test_the_cost_is_kept_with_the_slot(slots: SlotFile, path: Path) -> None:
    slots.seal("张岚", "right", SECRETS)
    assert SlotFile(path, "o1", Cost()).open("张岚", "right") == SECRETS
    assert (Cost().passes, Cost().lanes, Cost().memory) == (3, 4, 65536)


@pytest.mark.parametrize(
    "change",
    [
        {"memory": 2**40},
        {"passes": 10**9},
        {"lanes": 0},
        {"memory": 1},
        {"memory": "much"},
        {"salt": "AAAA"},
        {"nonce": "AAAA"},
        {"box": "**"},
        {"salt": None},
    ],
)
def test_a_changed_slot_is_refused_without_work(slots: SlotFile, path: Path, change: dict[str, object]) -> None:
    slots.seal("张岚", "right", SECRETS)
    content = json.loads(path.read_bytes())
    content["slots"]["张岚"].update(change)
    path.write_text(json.dumps(content))
    with pytest.raises(DamagedSlots, match=r"o1\.slot"):
        slots.open("张岚", "right")


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"format": 2, "slots": {}}', b'{"format": 1, "slots": [1]}'])
def test_a_broken_file_is_never_overwritten(slots: SlotFile, path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    for act in (lambda: slots.open("a", "b"), lambda: slots.seal("a", "b", SECRETS), slots.holders):
        with pytest.raises(DamagedSlots):
            act()
    assert path.read_bytes() == content


def test_the_last_slot_takes_the_file_with_it(slots: SlotFile, path: Path) -> None:
    slots.drop("nobody")
    slots.seal("a", "x", SECRETS)
    slots.seal("b", "y", SECRETS)
    slots.drop("A ")
    assert slots.open("b", "y") == SECRETS
    with pytest.raises(WrongPassphrase):
        slots.open("a", "x")
    slots.drop("b")
    assert not path.exists()
    slots.remove()


def test_a_folder_that_cannot_be_used_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    slots = SlotFile(tmp_path / "file" / "o1.slot", "o1", CHEAP)
    with pytest.raises(SlotsUnwritable) as refused:
        slots.seal("a", "x", SECRETS)
    assert isinstance(refused.value, OfficeError) and "o1.slot" in str(refused.value)
