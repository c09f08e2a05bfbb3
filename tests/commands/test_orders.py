"""Orders without a window, by the rules of the screen: entered, taken in and back, checked by another, printed."""

from tests.commands.test_clients import place, seeded

__all__ = ["place", "seeded"]
NOBODY = "00000000-0000-7000-8000-000000000000"


def test_an_order_is_entered_listed_and_taken_from_a_sheet(seeded, tmp_path):
    client = seeded("list", "clients")[0]
    made = seeded("order", "add", client["code"], "--line", "岩茶;1.5;120;斤", "--line", "送货;1;20", "--identity",
                  "known")  # fmt: skip
    assert (made["amount"], made["state"], made["client"]) == ("200.00", "waiting", client["code"])
    assert [line["amount"] for line in made["lines"]] == ["180.00", "20.00"]
    for wrong in ("岩茶", "岩茶;0;1", "岩茶;1;x"):
        seeded("order", "add", client["code"], "--line", wrong, status=1)
    # nobody checks his own
    own = seeded("order", "check", made["number"], "--seen", made["seen"], status=1)
    assert "他人审核" in own
    # nothing is checked that was not seen
    stale = seeded("order", "check", made["number"], "--seen", NOBODY, status=1)
    assert stale != own
    assert seeded("order", "list", "--standing", "to_check", "--client", client["code"])[0]["number"] == made["number"]
    assert seeded("order", "list", "--standing", "irregular") == []
    sheet = tmp_path / "订单.csv"
    sheet.write_text(f"订单号,客户编码,日期,品名,金额\nT-1,{client['code']},2026-01-05,茶,30\n", "utf-8")
    assert seeded("order", "import", str(sheet), "--dry-run")["import"] is None
    taken = seeded("order", "import", str(sheet))
    assert [one["verdict"] for one in taken["orders"]] == ["new"] and len(seeded("order", "list")) == 2
    assert seeded("undo", taken["import"])["orders"] == 1 and len(seeded("order", "list")) == 1
    sheet.write_text("订单号,客户编码,日期,品名,金额\nT-2,X,2026-01-05,茶,30\n", "utf-8")
    assert seeded("order", "import", str(sheet), "--dry-run")["orders"][0]["verdict"] == "refused"
    seeded("order", "import", str(sheet), status=1)
    paper = tmp_path / "确认单.pdf"
    seeded("order", "print", made["number"], "--pdf", str(paper))
    assert paper.read_bytes().startswith(b"%PDF")
    seeded("order", "print", made["number"], status=1)
    assert seeded("supply", "list") == []
    seeded("supply", "report", "--pdf", str(tmp_path / "渠道.pdf"))
