"""The archive without a window, and a certificate of destruction checked where there is no office at all."""

import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from desktop.models.retention import DestructionList
from desktop.services import certificates
from tests.archive.test_handing import Company
from tests.commands.test_clients import inside, place
from tests.offices import PASSWORD

__all__ = ["place"]
AT = "2026-05-08T10:00:00+08:00"


def test_a_file_is_listed_signed_on_and_printed(run, place, tmp_path):
    with inside(place) as office:
        key = str(Company(office).open("流动资金贷款担保"))

    def asked(*args, me="季安", status=0):
        # the second line opens the key of the office on a computer where this person has never signed in
        got, out, err = run(*args, "--office", place, "--user", me, "--password-stdin", "--json", "--language", "en",
                            said=f"{PASSWORD}\n{PASSWORD}")  # fmt: skip
        assert (got, bool(err)) == (status, status != 0), err
        return json.loads(out) if out else err

    (line,) = asked("handover", "list")
    assert (line["id"], line["state"], line["agent_b"], line["late"], line["mine"]) == (
        key,
        "sorting",
        "舒白",
        False,
        True,
    )
    assert line["due"] < line["together"]
    assert asked("handover", "list", "--mine", me="舒白") == []
    assert "somebody else" in asked("handover", "sign", key, me="舒白", status=1)
    assert asked("handover", "sign", key)["state"] == "checking"
    assert len(asked("handover", "list", "--mine", me="舒白")) == 1
    assert asked("handover", "sign", key, me="舒白")["number"]
    pdf = tmp_path / "list.pdf"
    assert asked("handover", "content-list", key, "--pdf", pdf)["pdf"] == str(pdf)
    assert pdf.read_bytes().startswith(b"%PDF")
    for args in (("sign",), ("content-list", key)):
        assert asked("handover", *args, status=1)
    assert asked("destroy", "due", me="柯简") == []
    assert asked("destroy", "due", status=1)
    with inside(place) as office, office.work() as work:
        made = work.add(DestructionList(number="X2026-001", made_by=office.me.id, made_at=work.now))
        work.record("retention", "list_destruction", made, items=0)
    (line,) = asked("destroy", "lists", me="柯简")
    assert (line["number"], line["state"], line["items"]) == ("X2026-001", "appraising", 0)


@pytest.fixture(scope="module")
def certificate():
    """As a destruction leaves it: one who carried it out, two who watched."""
    keys = {name: Ed25519PrivateKey.generate() for name in ("何岸", "林悦", "穆然")}
    item = {"id": "f1", "number": "J001-1", "sheets": 3, "contents": ["00" * 32]}

    def signed(name, text):
        public = keys[name].public_key().public_bytes_raw()
        return {"name": name, "person": name, "at": AT, "key": public.hex(), "signature": keys[name].sign(text).hex()}

    listed = certificates.list_digest("l1", "X2026-001", [["f1", "J001-1", 3]])
    body = {
        "format": certificates.FORMAT, "office": "远岫", "list": "l1", "number": "X2026-001", "items": [item],
        "carried_out_at": AT,
        "watched": [signed(name, certificates.watch_text(listed, name)) for name in ("林悦", "穆然")],
    }  # fmt: skip
    done = signed("何岸", certificates.signing_text(certificates.digest(body), "何岸"))
    return {"body": body, "signatures": [done]}


def test_a_certificate_is_checked_without_any_office(run, tmp_path, certificate):
    path = tmp_path / "proof.json"

    def checked(text, *more):
        path.write_text(text, "utf-8")
        return run("verify-certificate", path, *more, said="")

    status, out, err = checked(json.dumps(certificate), "--json")
    told = json.loads(out)
    assert (status, err, told["holds"], told["number"], told["items"]) == (0, "", True, "X2026-001", 1)
    assert {one["name"] for one in told["signers"]} == {"何岸", "林悦", "穆然"}
    assert "does not prove" in checked(json.dumps(certificate, ensure_ascii=False))[1]
    forged = json.loads(json.dumps(certificate))
    forged["body"]["items"][0]["sheets"] = 2
    status, out, _err = checked(json.dumps(forged))
    assert (status, "NOT hold" in out, "proves nothing" in out) == (1, True, True)
    for text in ("{}", "no json", "\ufeff[]"):
        status, out, err = checked(text)
        assert (status, out, "no certificate" in err) == (1, "", True)
    path.write_bytes(b"\xff\xfe\x00")
    assert run("verify-certificate", path, said="")[0] == 1
    assert run("verify-certificate", tmp_path / "none.json", said="")[0] == 1
