"""A case is recorded, listed, shown and closed without a window, by the rules of the screen."""

from tests.commands.test_clients import place, seeded

__all__ = ["place", "seeded"]


def test_a_case_is_opened_listed_shown_and_closed(seeded):
    code = seeded("list", "clients")[0]["code"]
    made = seeded("case", "open", code, "--text", "几点开门")
    assert (made["kind"], made["step"], made["client"]) == ("consultation", "answer", code)
    stranger = seeded("case", "open", "--kind", "complaint", "--text", "菜凉", "--caller", "王女士", "--phone", "1380")
    assert (stranger["whom"], stranger["step"]) == ("王女士", "promise")
    assert {line["number"] for line in seeded("case", "list", "--mine")} == {made["number"], stranger["number"]}
    assert seeded("case", "list", "--late") == []
    # nothing is closed without an answer, nor before its last step
    seeded("case", "close", made["number"], status=1)
    seeded("case", "close", stranger["number"], "--result", "好", status=1)
    closed = seeded("case", "close", made["number"], "--result", "九点")
    assert closed["step"] == "closed" and closed["entries"][-1]["said"] == "九点"
    assert seeded("case", "show", made["number"])["entries"] == closed["entries"]
    seeded("case", "show", "C1999-0001", status=1)
    seeded("case", "open", code, status=1)
