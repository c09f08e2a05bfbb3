"""Whatever a verb records has its words: nobody reads of an act only that something changed."""

import ast
from collections.abc import Iterator

from desktop.rules.bookings import FOLLOWING, BookingState
from desktop.services.audit_words import ACTIONS
from tests.sources import ROOT, below, tree_of


def named(tree: ast.Module) -> list[str]:
    """The topic that a service says it records under."""
    return [n.value.value for n in tree.body if isinstance(n, ast.Assign) and isinstance(n.value, ast.Constant)
            and isinstance(n.targets[0], ast.Name) and n.targets[0].id == "TOPIC"]  # fmt: skip


def recorded() -> Iterator[tuple[str, str]]:
    """Topic and action of every `record` whose words stand in the code; a topic of another service is a client's."""
    for path in below("services"):
        tree = tree_of(path)
        topics = named(tree)
        for imported in tree.body:
            if isinstance(imported, ast.ImportFrom) and any(name.name == "TOPIC" for name in imported.names):
                topics += named(tree_of(ROOT / f"{str(imported.module).replace('.', '/')}.py"))
        for call in (n for n in ast.walk(tree) if isinstance(n, ast.Call) and len(n.args) > 1):
            if not isinstance(call.func, ast.Attribute) or call.func.attr != "record":
                continue
            topic, action = call.args[0], call.args[1]
            if isinstance(topic, ast.Attribute) and isinstance(topic.value, ast.Name):
                said = topic.value.id  # the topic of the service of that name
            else:
                said = topic.value if isinstance(topic, ast.Constant) else (topics or ["clients"])[0]
            choices = [action.body, action.orelse] if isinstance(action, ast.IfExp) else [action]
            for choice in choices:
                if isinstance(choice, ast.Constant):
                    yield said, choice.value


def test_every_act_has_words():
    acts = set(recorded())
    assert {("rooms", "add_room"), ("bookings", "enter_bill"), ("clients", "open")} <= acts
    assert sorted(acts - ACTIONS.keys()) == []


def test_every_state_of_a_booking_has_words():
    reached: set[BookingState] = set().union(*FOLLOWING.values())
    assert [state for state in reached if ("bookings", f"booking_{state.value}") not in ACTIONS] == []
