"""The way to an office's server: encrypted unless the server is this machine, and guarded as its address says."""

import pytest

from desktop.models.database import guard_of, open_postgres
from desktop.rules.errors import Unreachable
from desktop.rules.lines import Line
from desktop.workstation.places import same_login


@pytest.mark.parametrize(("address", "guard"), [
    ("postgresql://u:p@db.lan:5432/office", {"sslmode": "require"}),
    ("postgresql://u:p@127.0.0.1/office", {"sslmode": "prefer"}),
    ("postgresql://u:p@db.lan/office?sslmode=disable", {"sslmode": "disable"}),
    ("postgresql://u:p@db.lan/office?sslrootcert=/ca.pem&options=-c%20x%3Dy",
     {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}),
])  # fmt: skip
def test_what_stands_behind_the_address_counts_and_else_encryption(address, guard):
    assert guard_of(address) == guard
    engine = open_postgres(address).engine
    assert guard.items() <= engine.connect_params.items() and "x=y" not in engine.connect_params["options"]


def test_an_invitation_s_guard_holds_at_the_place_as_seen_from_here():
    invited = "postgresql://door:x@db.lan:5432/office?sslmode=verify-full&sslrootcert=/ca.pem"
    assert same_login(invited, "postgresql://10.0.0.7/office") == (
        "postgresql://door:x@10.0.0.7/office?sslmode=verify-full&sslrootcert=/ca.pem")  # fmt: skip
    assert same_login(invited, "postgresql://10.0.0.7/office?sslmode=require").endswith("office?sslmode=require")


def test_a_server_without_encryption_is_refused_in_words(pg_url):
    database = open_postgres(f"{pg_url}?sslmode=require")
    with pytest.raises(Unreachable) as refusal, database.reading():
        raise AssertionError("it was opened")
    assert "TLS" in refusal.value.message
    plain = open_postgres(pg_url)
    with plain.reading():
        plain.engine.execute_sql("SELECT 1")
        assert plain.line is Line.HERE
    plain.disconnect()
