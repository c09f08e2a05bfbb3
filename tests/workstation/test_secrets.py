"""Secrets go into a safe keyring or under a passphrase, and every trouble of a keyring is a sentence."""

from pathlib import Path
from typing import Any

import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import InitError, NoKeyringError, PasswordDeleteError
from keyring.errors import KeyringLocked as Locked

from desktop.rules.errors import BadEntry
from desktop.workstation.keyrings import SWITCH
from desktop.workstation.secrets import (
    Cost,
    KeyringLocked,
    NoKeyring,
    NotJoined,
    PassphraseNeeded,
    Secrets,
    WrongPassphrase,
)

CHEAP = Cost(passes=1, lanes=1, memory=64)
OFFICE = "0197-aa"
KEPT = {"office": "b2ZmaWNl", "file": "00ff" * 16, "database": "密码 password"}


class MemoryKeyring(KeyringBackend):
    """A keyring for one test, through the library's own extension point."""

    priority = 1.0

    def __init__(self) -> None:
        super().__init__()
        self.entries: dict[tuple[str, str], str] = {}
        self.trouble: Exception | None = None
        self.denies = False

    def get_password(self, service: str, username: str) -> str | None:
        self._speak()
        return self.entries.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self._speak()
        self.entries[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        self._speak()
        if self.denies or self.entries.pop((service, username), None) is None:
            raise PasswordDeleteError("not there or not allowed")

    def _speak(self) -> None:
        if self.trouble:
            raise self.trouble


class PlaintextKeyring(MemoryKeyring):
    """Stands for the third-party keyrings that write readable files."""


@pytest.fixture
def ring(monkeypatch: pytest.MonkeyPatch) -> MemoryKeyring:
    monkeypatch.delenv(SWITCH, raising=False)
    return MemoryKeyring()


@pytest.fixture
def secrets(tmp_path: Path, ring: MemoryKeyring) -> Secrets:
    return Secrets(tmp_path, ring, cost=CHEAP)


def test_the_keyring_holds_them_and_no_file_does(secrets: Secrets, tmp_path: Path) -> None:
    assert secrets.available().ok
    secrets.put(OFFICE, KEPT, person="张岚", passphrase="not needed here")
    assert secrets.get(OFFICE) == KEPT
    assert list(tmp_path.rglob("*")) == []


def test_forgetting_takes_everything_and_may_be_repeated(secrets: Secrets, ring: MemoryKeyring) -> None:
    secrets.put(OFFICE, KEPT)
    secrets.put("0197-bb", KEPT)
    secrets.remember_sign_in(OFFICE, "p1", "one")
    secrets.remember_sign_in(OFFICE, "p2", "two")
    secrets.forget(OFFICE)
    secrets.forget(OFFICE)
    with pytest.raises(NotJoined):
        secrets.get(OFFICE)
    assert secrets.get("0197-bb") == KEPT
    assert len(ring.entries) == 1


def test_sign_ins_are_remembered_for_each_person_and_office(secrets: Secrets) -> None:
    secrets.remember_sign_in(OFFICE, "p1", "雪 one")
    secrets.remember_sign_in(OFFICE, "p1", "changed")
    secrets.remember_sign_in(OFFICE, "p2", "two")
    assert secrets.remembered(OFFICE, "p1") == "changed"
    assert secrets.remembered("0197-bb", "p1") is None
    secrets.forget_sign_in(OFFICE, "p1")
    secrets.forget_sign_in(OFFICE, "p1")
    assert secrets.remembered(OFFICE, "p1") is None and secrets.remembered(OFFICE, "p2") == "two"


def test_the_longest_remembered_sign_in_gives_way(secrets: Secrets, ring: MemoryKeyring) -> None:
    people = [f"01970000-0000-7000-8000-{n:012}" for n in range(27)]
    for person in people:
        secrets.remember_sign_in(OFFICE, person, "pw")
    assert [secrets.remembered(OFFICE, p) for p in people[:3]] == [None, None, "pw"]
    assert max(map(len, ring.entries.values())) <= 1200


def test_nothing_longer_than_windows_can_hold(secrets: Secrets, ring: MemoryKeyring) -> None:
    with pytest.raises(ValueError, match="don't fit"):
        secrets.put(OFFICE, {"x": "y" * 1200})
    with pytest.raises(BadEntry):
        secrets.remember_sign_in(OFFICE, "p1", "y" * 1201)
    assert ring.entries == {}


@pytest.mark.parametrize("backend", [fail.Keyring(), null.Keyring(), PlaintextKeyring()])
def test_unsafe_keyrings_are_refused_with_a_reason(tmp_path: Path, ring: object, backend: KeyringBackend) -> None:
    secrets = Secrets(tmp_path, backend, cost=CHEAP)
    state = secrets.available()
    assert not state.ok and "passphrase" in state.sentence() and "{" not in state.sentence()
    with pytest.raises(NoKeyring, match="passphrase"):
        secrets.put(OFFICE, KEPT)
    with pytest.raises(NoKeyring):
        secrets.remember_sign_in(OFFICE, "p1", "pw")
    assert secrets.remembered(OFFICE, "p1") is None
    assert list(tmp_path.rglob("*")) == []


@pytest.mark.parametrize(
    ("trouble", "meant"),
    [
        (InitError("Failed to create the collection: Prompt dismissed."), KeyringLocked),
        (Locked("Failed to unlock the collection!"), KeyringLocked),
        (NoKeyringError("none"), NoKeyring),
        (OSError("bus gone"), NoKeyring),
    ],
)
def test_each_trouble_of_the_keyring_is_a_sentence(
    secrets: Secrets, ring: MemoryKeyring, trouble: Exception, meant: type[Exception]
) -> None:
    ring.trouble = trouble
    acts: list[Any] = [
        lambda: secrets.put(OFFICE, KEPT),
        lambda: secrets.get(OFFICE),
        lambda: secrets.remember_sign_in(OFFICE, "p1", "pw"),
        lambda: secrets.remembered(OFFICE, "p1"),
        lambda: secrets.forget(OFFICE),
    ]
    for act in acts:
        with pytest.raises(meant) as refused:
            act()
        assert "passphrase" in str(refused.value) and "{" not in str(refused.value)


def test_a_keyring_that_refuses_to_delete_is_not_taken_for_an_empty_one(secrets: Secrets, ring: MemoryKeyring) -> None:
    secrets.put(OFFICE, KEPT)
    ring.denies = True
    with pytest.raises(NoKeyring):
        secrets.forget(OFFICE)


def test_our_own_faults_are_not_dressed_up(secrets: Secrets, ring: MemoryKeyring) -> None:
    ring.trouble = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        secrets.get(OFFICE)


def test_switched_off_everything_goes_under_the_passphrase(
    secrets: Secrets, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv(SWITCH, "off")
    assert SWITCH in secrets.available().sentence()
    with pytest.raises(NoKeyring):
        secrets.put(OFFICE, KEPT)
    with pytest.raises(BadEntry):
        secrets.put(OFFICE, KEPT, person="张岚", passphrase="")
    secrets.put(OFFICE, KEPT, person="张岚", passphrase="云南的第一场雪")
    assert ring.entries == {}
    assert secrets.holders(OFFICE) == ("张岚",)
    assert secrets.get(OFFICE, person="张岚", passphrase="云南的第一场雪") == KEPT
    with pytest.raises(WrongPassphrase):
        secrets.get(OFFICE, person="张岚", passphrase="other")
    with pytest.raises(PassphraseNeeded):
        secrets.get(OFFICE)
    secrets.forget(OFFICE)
    with pytest.raises(NotJoined):
        secrets.get(OFFICE, person="张岚", passphrase="云南的第一场雪")


def test_a_passphrase_is_the_persons_choice_where_the_keyring_stays_locked(tmp_path: Path, ring: MemoryKeyring) -> None:
    ring.trouble = Locked("no")
    secrets = Secrets(tmp_path, ring, cost=CHEAP)
    with pytest.raises(KeyringLocked):
        secrets.put(OFFICE, KEPT, person="Lin", passphrase="long enough")
    chosen = Secrets(tmp_path, ring, use_keyring=False, cost=CHEAP)
    with pytest.raises(NoKeyring, match="passphrase"):
        chosen.put(OFFICE, KEPT)
    chosen.put(OFFICE, KEPT, person="Lin", passphrase="long enough")
    assert chosen.get(OFFICE, person="Lin", passphrase="long enough") == KEPT
    assert secrets.get(OFFICE, person="Lin", passphrase="long enough") == KEPT
    with pytest.raises(KeyringLocked):
        secrets.get(OFFICE)


@pytest.mark.parametrize("office_id", ["", "../x", "a/b", "a" * 65, "办公室", "a b"])
def test_ids_never_become_paths(secrets: Secrets, office_id: str) -> None:
    with pytest.raises(ValueError, match="no id"):
        secrets.put(office_id, KEPT)


def test_a_damaged_entry_asks_to_join_again(secrets: Secrets, ring: MemoryKeyring) -> None:
    secrets.put(OFFICE, KEPT)
    for key in ring.entries:
        ring.entries[key] = "[]"
    with pytest.raises(NotJoined, match="Join the office again"):
        secrets.get(OFFICE)
