"""Pledges that somebody who runs people puts into the table by psql: each is found (AC-9)."""

from desktop.models.pledges import Pledge
from desktop.rules.audit import Memory
from desktop.rules.rights import Right, Scope
from desktop.services import verifying
from tests.offices import TestOffice
from tests.server.psql import address, ask

PLANTED = "{table} {row}: the row was added outside the program."
COPY = """INSERT INTO pledge (id, version, person_id, signed_on, until_on, place, text, noted_by_id, noted_at,
    confirm_until) SELECT gen_random_uuid(), 1, {person}, signed_on, {until}, {place}, 0, {person}, {at},
    confirm_until FROM pledge WHERE person_id = '{founder}'"""
# as if noted before anything was signed; the one that is signed once more, with another paper; one noted by himself
FORGED = (
    {"person": "'{other}'", "at": "noted_at - 86400000"},
    {"person": "'{founder}'", "place": "'柜 9'"},
    {"person": "'{founder}'", "until": "until_on + 400", "at": "noted_at - 86400000"},
    {"person": "'{founder}'", "at": "(SELECT at FROM power WHERE number = 1)"},
)
LIKE = {"person": "person_id", "until": "until_on", "place": "place", "at": "noted_at"}


def found(office: TestOffice) -> list[tuple[str, str]]:
    report = office.errand(verifying.verify, Memory()).report
    return [(finding.message, str(finding.values.get("table"))) for finding in report.findings]


def test_a_pledge_put_there_by_psql_is_found_whenever_it_claims_to_be_from(prepared_office: TestOffice):
    office = prepared_office
    office.ask_for_no_consent()
    runs_people = office.hire("马林", {Right.RUN_PEOPLE: Scope.ALL})
    url = address(office, runs_people.login)
    assert found(office) == []
    with office.beneath() as database, database.reading():
        (lawful,) = Pledge.select().dicts()
    people = {"founder": lawful["person"], "other": runs_people.id}
    for forged in FORGED:
        said = ask(url, COPY.format(**(LIKE | forged), founder="{founder}").format(**people))
        assert said.refusal == ""
        assert found(office) == [(PLANTED, "pledge")], forged
        with office.beneath() as database, database.writing():
            assert Pledge.delete().where(Pledge.id != lawful["id"]).execute() == 1
    assert found(office) == []
    # that his own pledge waits for somebody else to confirm it is not told away either
    assert ask(url, "UPDATE pledge SET confirm_until = NULL, place = '柜 9'").refusal == ""
    assert found(office) == [(PLANTED, "pledge")]
