"""What a machine remembers of the chains: it moves forward only, and nobody changes it unseen."""

import json

import pytest

from desktop.rules.audit import Memory
from desktop.rules.ids import new_id
from desktop.workstation.witness import Witness

SECRET = bytes(range(32))


@pytest.fixture
def witness(tmp_path):
    return Witness(tmp_path / "witness", "office-1", SECRET)


def test_it_remembers_the_newest_of_each_chain(witness):
    one, two = new_id(), new_id()
    assert witness.read() == Memory()
    begun = witness.keep({one: (3, b"c"), two: (1, b"a")})
    witness.keep({one: (2, b"b")}, {one: (2, b"b")})
    kept = witness.read()
    assert kept.heads == {one: (3, b"c"), two: (1, b"a")}
    assert kept.verified == {one: (2, b"b")}
    assert kept.since == begun.since


def test_a_lawful_restore_lets_it_begin_anew(witness):
    chain = new_id()
    witness.keep({chain: (3, b"c")}, {chain: (3, b"c")})
    witness.reset({chain: (1, b"a")})
    assert (witness.read().heads, witness.read().verified) == ({chain: (1, b"a")}, {})
    witness.forget()
    witness.forget()
    assert witness.read() == Memory()


@pytest.mark.parametrize("how", ["head", "seal", "half", "empty", "list"])
def test_a_changed_memory_is_no_memory(witness, tmp_path, how):
    chain = new_id()
    witness.keep({chain: (3, b"c")})
    path = next((tmp_path / "witness").glob("*.json"))
    kept = json.loads(path.read_text())
    if how == "head":
        kept["memory"]["heads"][chain.hex] = [2, b"b".hex()]
    if how == "seal":
        kept["seal"] = "0" * 64
    text = json.dumps(kept)
    path.write_text({"half": text[: len(text) // 2], "empty": "", "list": "[]"}.get(how, text))
    assert witness.read().spoilt
    # it stays so until somebody decides
    assert witness.keep({chain: (9, b"i")}).spoilt
    witness.reset({chain: (9, b"i")})
    assert witness.read().heads == {chain: (9, b"i")}
    assert list((tmp_path / "witness").glob("*.broken-1.json"))


def test_another_offices_memory_does_not_fit(witness, tmp_path):
    witness.keep({new_id(): (3, b"c")})
    (tmp_path / "witness/office-1.json").rename(tmp_path / "witness/office-2.json")
    assert Witness(tmp_path / "witness", "office-2", SECRET).read().spoilt
