"""Why a secret rule about seats holds, asked of an office's server by psql: only its author and managers are told."""

from desktop.rules.rights import Right, Scope
from desktop.rules.seating.plan import Kind, Rule
from desktop.services import seating_people
from tests.offices import TestOffice
from tests.seating.conftest import etiquette  # noqa: F401  (a fixture)
from tests.seating.test_stored import DESK, Dinner
from tests.server.psql import address, ask

SAID = "SELECT reason FROM secret_reason UNION SELECT reason FROM seating_rule WHERE reason <> ''"
WRITTEN = ("SELECT content, facts FROM record", "SELECT changes FROM journal")
# each would make the reason one's own to read
TAKEN = (
    "UPDATE secret_reason SET entered_by_id = (SELECT cf.me())",
    "UPDATE secret_reason SET rule_id = (SELECT max(id::text)::uuid FROM seating_rule)",
    "UPDATE seating_rule SET entered_by_id = (SELECT cf.me()), secret = false",
    "INSERT INTO secret_reason SELECT gen_random_uuid(), 1, rule_id, reason, (SELECT cf.me()) FROM secret_reason",
    "DELETE FROM secret_reason",
)


def test_a_desk_with_psql_seats_by_the_rule_and_learns_no_reason(prepared_office: TestOffice, etiquette):  # noqa: F811
    dinner = Dinner(prepared_office, etiquette)
    guest, host = dinner.person("单雪"), dinner.person("贺启年")
    secret = Rule(0, Kind.APART, (guest, host), reason="官司未了", secret=True)
    dinner.do(seating_people.add_rule, dinner.key, secret, etiquette)
    other = prepared_office.hire("马林", DESK)
    head = prepared_office.hire("何芳", DESK | {Right.APPROVE_CLIENTS: Scope.DEPARTMENT})
    manager = prepared_office.hire("石岩", DESK | {Right.APPROVE_CLIENTS: Scope.ALL})
    for me, told in ((other, []), (head, []), (manager, ["官司未了"]), (dinner.desk, ["官司未了"])):
        url = address(prepared_office, me.login)
        assert ask(url, "SELECT number FROM seating_rule").rows == ["1"]
        said = ask(url, SAID)
        assert (said.rows, said.refusal) == (told, "")
        assert "官司" not in "".join(ask(url, *WRITTEN).rows)
        assert dinner.read(me).plan.rules[0].reason == "".join(told)
    for statement in TAKEN:
        ask(address(prepared_office, other.login), statement)
    assert ask(address(prepared_office, other.login), SAID).rows == []
    assert dinner.read(manager).plan.rules[0].reason == "官司未了"
