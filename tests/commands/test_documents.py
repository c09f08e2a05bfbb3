"""Papers without a window: filed for a client or the office, several at once, and fetched byte for byte."""

import json

from tests.commands.test_clients import END, place, seeded

__all__ = ["place", "seeded"]


def test_file_and_fetch(seeded, run, place, tmp_path):
    def partly(*args):
        """What was done and what was not stand in one answer."""
        status, out, err = run("file", *args, "--office", place, *END)
        assert (status, err) == (1, "")
        return json.loads(out)

    papers = [tmp_path / name for name in ("采购合同.pdf", "空.pdf")]
    papers[0].write_bytes(b"%PDF-1.7 x")
    papers[1].write_bytes(b"")
    code = seeded("list", "clients")[0]["code"]
    filed = partly(*papers, "--client", code, "--folder", "02 合同/采购", "--legible")
    assert [bool(one["id"]) for one in filed] == [True, False] and "空文件" in filed[1]["refused"]
    target = tmp_path / "out" / "合同.pdf"
    target.parent.mkdir()
    key = filed[0]["id"]
    assert seeded("fetch", key, "--to", target)["file"] == str(target)
    assert target.read_bytes() == papers[0].read_bytes()
    assert "已有文件" in seeded("fetch", key, "--to", target, status=1)
    assert seeded("fetch", key, "--to", target, "--replace")["id"] == key
    (again,) = partly(papers[0])
    assert "采购合同" in again["refused"]
    (secret,) = seeded("file", papers[0], "--again", "--kind", "合同", "--mark", "secret")
    assert "--ask" in seeded("fetch", secret["id"], "--to", tmp_path / "密.pdf", status=1)
