"""The rules of the house for Today: whatever a colleague does shows there, beside its name and on the page."""

import ast

from desktop.rules.today import TOPICS
from tests.sources import ROOT, tree_of

# Nothing is due, or done, by these; each says why
QUIET = {
    "exports": "what was let out waits for nobody; what asks for approval has its own topic",
    "field_checks": "which values wait to be checked is told on a page of its own",
    "indicators": "what was noted or entered is counted and waits for nobody",
    "letters": "words that wait to be checked are asked for by an approval, which has its own topic",
    "own_fields": "changes what may be kept, nothing that is kept",
    "rooms": "changes where one may sit, nothing that is booked",
    "seating": "who sits where is due by the booking alone",
    "sign_ins": "what is odd about one is told as an alarm",
    "views": "changes what is shown of a list",
}


def test_whatever_is_recorded_brings_today_up_to_date_or_is_named_as_quiet():
    recorded = set()
    for path in sorted((ROOT / "desktop/services").glob("*.py")):
        for node in tree_of(path).body:
            if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == ["TOPIC"]:
                assert isinstance(node.value, ast.Constant)
                recorded.add(node.value.value)
    assert recorded - TOPICS - QUIET.keys() == set()
    assert QUIET.keys() <= recorded - TOPICS
