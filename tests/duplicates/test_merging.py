"""One file of two, and two again: values, reviews, sealed values and what hangs on them, on both databases."""

import random
from datetime import date, timedelta

import pytest

from desktop.models import base
from desktop.models.classes import Spend
from desktop.models.clients import BLOCKS, Client, ValueReview
from desktop.models.office import Person
from desktop.rules.anniversaries import RememberedDay
from desktop.rules.errors import BadEntry, NotAllowed, NotFound
from desktop.rules.fields import Block, Locked
from desktop.rules.merging import Pick, Whose
from desktop.rules.quarters import Quarter
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm, DayCalendar, DayKind, LinkRole, ReviewState
from desktop.services import (
    affiliations,
    anniversaries,
    classes,
    clients,
    dealings,
    duplicates,
    histories,
    identities,
    merging,
    past_files,
    reviews,
    search,
    spending,
    undoing,
    unmerging,
)
from desktop.services.dealings import DealingEntry, YearLine
from desktop.services.identities import AgentEntry
from desktop.services.merge_children import MOVED, STAYING
from desktop.services.unmerging import Undecided
from tests.offices import TestOffice, office_today

FIRM = ClientForm.ORGANISATION


def opened(office: TestOffice, name="张伟", form=ClientForm.PERSON, **values):
    return office.do(clients.open_client, form, {"name": name, **values})


def file(office: TestOffice, client):
    return office.ask(clients.client_file, client)


def code(office: TestOffice, client):
    return file(office, client).code


def hits(office: TestOffice, text):
    return [hit.id for hit in office.ask(search.find, text)]


def two(office: TestOffice):
    kept = opened(office, phone="19900001111", unit="云岭", note="甲")
    return kept, opened(office, phone="19900002222", plate="云A12345", note="乙", allergies="花生")


def dump(office: TestOffice):
    """All that the office says of its clients; versions, and rows that hold no value, aside."""
    tables = [*(hanging.table for hanging in MOVED), Client, ValueReview, *BLOCKS.values()]
    with office.work(write=False) as work:
        run = work.database.engine.execute_sql
        found = {}
        for table in dict.fromkeys(tables):
            names = [f.column_name for f in table._meta.sorted_fields if f.name not in ("version",)]
            rows = run(f'SELECT {", ".join(names)} FROM "{table._meta.table_name}"').fetchall()
            found[table._meta.table_name] = sorted(str([bytes(v) if isinstance(v, memoryview) else v for v in row])
                                                   for row in rows if any(v is not None for v in row[1:]))  # fmt: skip
        return found


def test_gaps_are_filled_and_the_first_stays(office: TestOffice):
    kept, other = two(office)
    codes = code(office, kept), code(office, other)
    done = office.do(merging.merge, kept, other)
    values = file(office, kept).values
    assert (values["phone"], values["note"], values["plate"]) == ("19900001111", "甲", "云A12345")
    assert (values["unit"], values["allergies"]) == ("云岭", "花生")
    # the other's number is no gap's and is not lost
    assert values["other_phone"] == "19900002222"
    assert done.fields == ("allergies", "other_phone", "plate")
    assert file(office, other).withdrawn
    assert [office.ask(clients.by_code, c) for c in codes] == [kept, kept]
    assert hits(office, codes[1]) == [kept]
    assert hits(office, "云A12345") == [kept]
    assert office.ask(histories.history_of, kept)[0].action == "Merged"
    assert [(m.kept_code, m.merged_code) for m in office.ask(merging.past_merges)] == [codes]


def test_the_past_of_a_merged_file_is_told_by_the_kept_one(office: TestOffice):
    kept, other = two(office)
    third = opened(office, "张维", phone="19900003333")
    codes = {client: code(office, client) for client in (kept, other, third)}
    office.do(clients.edit_client, other, {"phone": "19900004444"})
    office.do(spending.enter_spend, other, office_today(), 50_000)
    today = office_today()
    assert office.ask(past_files.of_code, codes[other], today) == other
    office.do(merging.merge, other, third)
    last = office.do(merging.merge, kept, other)
    told = [(line.action, line.file) for line in office.ask(histories.history_of, kept)]
    assert told == [
        ("Merged", ""), ("Merged", codes[other]), ("Spend entered", ""), ("Edited", codes[other]),
        ("File opened", codes[third]), ("File opened", codes[other]), ("File opened", ""),
    ]  # fmt: skip
    found = office.ask(histories.field_history, kept, "phone")
    assert [(line.file, line.changes[0].after, line.undoable) for line in found if line.file == codes[other]] == [
        (codes[other], "19900004444", False), (codes[other], "19900002222", False)]  # fmt: skip
    # page by page nothing is left out or told twice
    first = office.ask(histories.history_of, kept, None, 3)
    rest = office.ask(histories.history_of, kept, None, 100, first[-1].serial)
    assert [(line.action, line.file) for line in (*first, *rest)] == told
    # its own file is found by its code as of a day before, and opened by the merge that took it in
    yesterday = today - timedelta(days=1)
    assert office.ask(past_files.of_code, codes[other], yesterday) == other
    assert office.ask(past_files.of_code, codes[other], today) == kept
    assert next(line for line in office.ask(merging.past_merges) if line.id == last.id).merged_id == other
    merge = office.ask(histories.history_of, kept)[0]
    assert (merge.undoable, merge.undone, office.ask(merging.merge_of, merge.operation)) == (True, False, last.id)
    assert "Edited" in [line.action for line in office.ask(histories.history_of, other)]
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN})
    office.do(clients.set_people, kept, owner=mine.id, deputy=None, important=False)
    assert {line.file for line in office.ask(histories.history_of, kept, me=mine)} == {""}
    office.do(unmerging.unmerge, last.id)
    told = [(line.action, line.file, line.undoable, line.undone) for line in office.ask(histories.history_of, kept)]
    assert told == [
        ("Merge taken apart", "", False, False), ("Owner or deputy changed", "", True, False),
        ("Merged", "", True, True), ("File opened", "", True, False),
    ]  # fmt: skip


def test_field_by_field(office: TestOffice):
    kept, other = two(office)
    seen = office.ask(merging.comparison, kept, other)
    rows = {row.name: row for row in seen.rows}
    assert (rows["phone"].suggested, rows["note"].suggested, rows["unit"].suggested) == (
        Pick.BOTH,
        Pick.BOTH,
        Pick.LEFT,
    )
    assert rows["plate"].suggested is Pick.RIGHT
    assert not rows["name"].differs
    picks = {"note": Pick.BOTH, "phone": Pick.BOTH, "unit": Pick.RIGHT}
    office.do(merging.merge, kept, other, picks, (seen.left.version, seen.right.version))
    values = file(office, kept).values
    assert (values["note"], values["phone"], values["other_phone"]) == ("甲\n乙", "19900001111", "19900002222")
    assert values["unit"] == "云岭"


def test_a_second_number_that_is_the_kept_first_leaves_room_for_the_other_first(office: TestOffice):
    kept = office.do(clients.open_client, ClientForm.PERSON, {"name": "曹梦扬", "phone": "19900001111"})
    numbers = {"phone": "19900002222", "other_phone": "19900001111"}
    other = office.do(clients.open_client, ClientForm.PERSON, {"name": "曹孟扬", **numbers})
    rows = {row.name: row for row in office.ask(merging.comparison, kept, other).rows}
    assert rows["phone"].suggested is Pick.BOTH and "other_phone" not in rows
    for pick, then in ((Pick.BOTH, ("19900001111", "19900002222")), (Pick.RIGHT, ("19900002222", "19900001111")),
                       (Pick.LEFT, ("19900001111", ""))):  # fmt: skip
        done = office.do(merging.merge, kept, other, {"phone": pick})
        values = file(office, kept).values
        assert (values["phone"], values["other_phone"]) == then, pick
        office.do(unmerging.unmerge, done.id)
    assert {name: file(office, other).values[name] for name in numbers} == numbers


def test_what_was_changed_meanwhile_is_looked_at_again(office: TestOffice):
    kept, other = two(office)
    with pytest.raises(BadEntry):
        office.do(merging.merge, kept, other, {}, (7, 7))


def test_who_may(office: TestOffice):
    kept, other = two(office)
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    blind = office.hire("王强", {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.ALL})
    office.do(clients.set_people, kept, owner=mine.id, deputy=None, important=False)
    done = []
    for verb in (merging.merge, merging.comparison, duplicates.dismiss):
        with pytest.raises(NotAllowed):
            office.do(verb, kept, other, me=mine)
        with pytest.raises(NotFound):
            office.do(verb, kept, other, me=blind)
    made = office.do(merging.merge, kept, other)
    done.append(made.id)
    # where the act is taken back instead is told to nobody who may not know of it
    for who, refusal in ((mine, BadEntry), (blind, NotFound)):
        with pytest.raises(refusal):
            office.do(undoing.undo, made.operation, me=who)
    with pytest.raises(NotAllowed):
        office.do(unmerging.unmerge, done[0], me=mine)
    with pytest.raises(NotFound):
        office.do(unmerging.unmerge, done[0], me=blind)
    assert office.ask(merging.past_merges, me=blind) == []


def test_whoever_becomes_owner_by_a_merge_is_not_his_own_deputy(office: TestOffice):
    kept, other = two(office)
    li, wang = (office.hire(name, {Right.SEE_CLIENTS: Scope.OWN}) for name in ("李娜", "王强"))
    office.do(clients.set_people, kept, owner=None, deputy=li.id, important=False)
    office.do(clients.set_people, other, owner=li.id, deputy=wang.id, important=False)
    merge = office.do(merging.merge, kept, other)
    found = office.ask(clients.client_file, kept)
    assert (found.owner.name, found.deputy.name) == ("李娜", "王强")
    office.do(unmerging.unmerge, merge.id)
    found = office.ask(clients.client_file, kept)
    assert (found.owner, found.deputy.name) == (None, "李娜")


def test_no_merge_of_one_or_of_person_and_firm(office: TestOffice):
    kept = opened(office)
    for other in (kept, opened(office, "云岭", FIRM)):
        with pytest.raises(BadEntry):
            office.do(merging.merge, kept, other)


def test_what_hangs_on_a_file_follows(office: TestOffice):
    kept, other = two(office)
    third = opened(office, "李娜")
    day = RememberedDay(DayKind.BIRTHDAY, DayCalendar.SOLAR, 5, 1)
    for client in (kept, other):
        office.do(anniversaries.add_anniversary, client, day)
        office.do(affiliations.add_link, client, third, LinkRole.DRIVER)
        office.do(dealings.set_year_result, client, YearLine(2025, 100, None, None, ""))
    office.do(affiliations.add_link, kept, other, LinkRole.FRIEND)
    office.do(affiliations.add_link, third, other, LinkRole.COLLEAGUE)
    office.do(dealings.add_dealing, other, DealingEntry(date(2026, 1, 5), "合同"))
    before = dump(office)
    done = office.do(merging.merge, kept, other)
    assert done.moved == {"link": 1, "dealing": 1}
    assert len(office.ask(anniversaries.anniversaries_of, kept)) == 1
    assert [d.title for d in office.ask(dealings.dealings_of, kept)] == ["合同"]
    links = office.ask(affiliations.links_of, kept)
    assert sorted((link.other_id == third, link.role) for link in links) == [
        (True, LinkRole.COLLEAGUE), (True, LinkRole.DRIVER)]  # fmt: skip
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before


def test_reviews_follow_the_value(office: TestOffice):
    kept = opened(office, taboos="香菜")
    other = opened(office, taboos="羊肉", allergies="花生")
    judge = office.hire("李娜", dict.fromkeys((Right.SEE_CLIENTS, Right.REVIEW_CLIENTS), Scope.ALL))
    for name in ("taboos", "allergies"):
        office.do(reviews.accept, other, name, me=judge)
    before = dump(office)
    done = office.do(merging.merge, kept, other, {"taboos": Pick.RIGHT})
    found = file(office, kept).reviews
    assert found["taboos"].verified
    assert found["allergies"].verified
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before
    assert file(office, kept).reviews["taboos"].state is ReviewState.PROVISIONAL
    assert file(office, other).reviews["allergies"].verified


def test_what_is_put_together_is_reviewed_anew(office: TestOffice):
    kept, other = opened(office, allergies="虾"), opened(office, allergies="花生")
    judge = office.hire("李娜", dict.fromkeys((Right.SEE_CLIENTS, Right.REVIEW_CLIENTS), Scope.ALL))
    for client in (kept, other):
        office.do(reviews.accept, client, "allergies", me=judge)
    done = office.do(merging.merge, kept, other)
    assert file(office, kept).values["allergies"] == "虾\n花生"
    assert file(office, kept).reviews["allergies"].provisional
    office.do(unmerging.unmerge, done.id)
    assert file(office, kept).reviews["allergies"].verified


NUMBER = "11010519491231002X"


def test_sealed_values_are_sealed_anew(office: TestOffice):
    kept, other = opened(office, income="10"), opened(office, id_number=NUMBER, income="20", property="房")
    before = dump(office)
    done = office.do(merging.merge, kept, other)
    assert file(office, kept).values["id_number"] == NUMBER
    level_two = office.do(clients.unlock, kept, Block.PROPERTY)
    assert (level_two["income"], level_two["property"]) == ("10", "房")
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before
    assert file(office, other).values["id_number"] == NUMBER
    assert file(office, kept).values["id_number"] == ""


def test_without_the_key_nothing_is_lost(office: TestOffice):
    kept, other = opened(office), opened(office, income="20")
    rights = dict.fromkeys((Right.SEE_CLIENTS, Right.EDIT_CLIENTS), Scope.ALL)
    one = office.hire("李娜", rights, vaults=("identity",))
    rows = office.ask(merging.comparison, kept, other, me=one).rows
    assert {row.name for row in rows if row.field is None} == {"block:property", "block:accounts"}
    with pytest.raises(NotAllowed):
        office.do(merging.merge, kept, other, me=one)
    assert not file(office, other).withdrawn
    assert office.do(merging.merge, other, kept, me=one).moved == {}


def test_whoever_has_a_link_to_the_merged_file_keeps_it(office: TestOffice):
    kept, other = two(office)
    theirs, shared = opened(office, "贺启年"), opened(office, "尉迟敬")
    entry = AgentEntry("代为签单", office_today(), None, "文件柜三")
    for client in (theirs, shared):
        office.do(affiliations.add_link, client, other, LinkRole.DRIVER)
        office.do(identities.authorise, client, other, entry)
    # what the kept file has already is not there twice
    office.do(affiliations.add_link, theirs, kept, LinkRole.ASSISTANT)
    office.do(affiliations.add_link, theirs, other, LinkRole.ASSISTANT)
    rights = {Right.SEE_CLIENTS: Scope.OWN, Right.EDIT_CLIENTS: Scope.OWN}
    mine, reader = office.hire("李娜", rights), office.hire("王强", {**rights, Right.SEE_CLIENTS: Scope.ALL})
    for client in (kept, other):
        office.do(clients.set_people, client, owner=mine.id, deputy=reader.id, important=False)

    def held(client):
        links = {line.other_id for line in office.ask(affiliations.links_of, client) if line.role is LinkRole.DRIVER}
        return links | {agent.other_id for agent in office.ask(identities.identity_of, client).agents}

    for me, told in ((mine, {}), (reader, {"link": 2, "authorisation": 2})):
        assert office.ask(merging.comparison, kept, other, me=me).right.hanging.get("link", 0) == (me is reader) * 3
        done = office.do(merging.merge, kept, other, me=me)
        assert done.moved == told
        assert held(theirs) == held(shared) == {kept}
        assert len(office.ask(affiliations.links_of, theirs)) == 2
        office.do(unmerging.unmerge, done.id, me=me)
        assert held(theirs) == held(shared) == {other}


def test_a_merge_is_undone_whole(office: TestOffice):
    kept, other = two(office)
    before, found = dump(office), hits(office, "19900002222")
    done = office.do(merging.merge, kept, other, {"note": Pick.BOTH, "phone": Pick.RIGHT, "allergies": Pick.RIGHT})
    assert dump(office) != before
    assert office.ask(unmerging.unmerge_plan, done.id).clashes == ()
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before
    assert hits(office, "19900002222") == found == [other]
    assert office.ask(clients.by_code, code(office, other)) == other
    with pytest.raises(BadEntry):
        office.do(unmerging.unmerge, done.id)


def test_edits_since_stay_and_clashes_are_asked(office: TestOffice):
    kept, other = two(office)
    done = office.do(merging.merge, kept, other, {"note": Pick.BOTH})
    office.do(clients.edit_client, kept, {"position": "店长", "plate": "云B54321", "note": "丙"})
    plan = office.ask(unmerging.unmerge_plan, done.id)
    assert [(c.name, c.before, c.now) for c in plan.clashes] == [("plate", "", "云B54321"), ("note", "甲", "丙")]
    with pytest.raises(Undecided) as asked:
        office.do(unmerging.unmerge, done.id, {"note": Whose.KEPT})
    assert [c.name for c in asked.value.clashes] == ["plate"]
    office.do(unmerging.unmerge, done.id, {"note": Whose.BOTH, "plate": Whose.OTHER})
    mine, theirs = file(office, kept).values, file(office, other).values
    assert (mine["position"], mine["plate"], mine["note"]) == ("店长", "", "丙")
    assert (theirs["position"], theirs["plate"], theirs["note"]) == ("", "云B54321", "丙")
    assert hits(office, "云B54321") == [other]


def test_a_sealed_value_changed_since_is_asked_for(office: TestOffice):
    kept, other = opened(office, income="10"), opened(office, income="20")
    done = office.do(merging.merge, kept, other, {"block:property": Pick.RIGHT})
    office.do(clients.edit_client, kept, {"income": "30"})
    (clash,) = office.ask(unmerging.unmerge_plan, done.id).clashes
    # neither side is shown: the values lie sealed in the journal too
    assert isinstance(clash.before, Locked) and isinstance(clash.now, Locked)
    office.do(unmerging.unmerge, done.id, {clash.name: Whose.OTHER})
    assert office.do(clients.unlock, kept, Block.PROPERTY)["income"] == "10"
    assert office.do(clients.unlock, other, Block.PROPERTY)["income"] == "30"


def test_chains_come_apart_in_their_order(office: TestOffice):
    kept, other = two(office)
    last = opened(office, "章伟")
    before = dump(office)
    first = office.do(merging.merge, kept, other)
    between = dump(office)
    second = office.do(merging.merge, last, kept)
    assert office.ask(clients.by_code, code(office, other)) == last
    assert hits(office, code(office, other)) == [last]
    with pytest.raises(BadEntry, match=code(office, kept)):
        office.do(unmerging.unmerge, first.id)
    office.do(unmerging.unmerge, second.id)
    assert dump(office) == between
    office.do(unmerging.unmerge, first.id)
    assert dump(office) == before


def test_own_fields_and_marks(office: TestOffice):
    kept, other = two(office)
    with office.work() as work:
        row = work.get(Client, other)
        work.change(row, {"own": {"own_x": "1"}, "important": True, "client_class": "B", "opened_on": date(2020, 1, 1)})
        work.record("clients", "edit", row)
    before = dump(office)
    done = office.do(merging.merge, kept, other)
    found = file(office, kept)
    assert (found.important, found.client_class, found.opened_on) == (True, "B", date(2020, 1, 1))
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before


def test_owner_and_class_given_since_stay_with_the_kept_file(office: TestOffice):
    first, second = (office.hire(name, {Right.SEE_CLIENTS: Scope.ALL}, department="前厅") for name in ("李娜", "赵峰"))
    kept, other = opened(office), opened(office)
    with office.work() as work:
        work.change(work.get(Client, kept), {"owner": None, "deputy": None, "department": None})
        work.change(work.get(Client, other), {"owner": first.id, "client_class": "B",
                                              "department": work.get(Person, first.id).department_id})  # fmt: skip
        work.record("clients", "owner")
    merge = office.do(merging.merge, kept, other)
    office.do(clients.set_people, kept, owner=second.id, deputy=None, important=False)
    quarter = Quarter.of(office_today())
    for client in (kept, opened(office)):
        office.do(spending.enter_spend, client, office_today(), 10_000)
    with office.work(write=False) as work:
        (line,) = (line for line in classes.propose(work, quarter).lines if line.client_id == kept)
    office.do(classes.confirm, quarter, {kept: ("B", "老朋友")} if line.proposed != "B" else {})
    office.do(unmerging.unmerge, merge.id)
    with office.work(write=False) as work:
        row = work.get(Client, kept)
        assert (row.owner_id, row.department_id) == (second.id, work.get(Person, second.id).department_id)
        assert row.client_class == "B"


def test_what_was_spent_follows(office: TestOffice):
    kept, other = two(office)
    with office.work() as work:
        work.add(Spend(client=other, on=date(2026, 7, 1), amount=5000, visits=1, source="entered",
                       entered_by=work.me.id, entered_at=work.now))  # fmt: skip
        work.record("clients", "spend")
    before = dump(office)
    done = office.do(merging.merge, kept, other)
    assert done.moved == {"spend": 1}
    with office.work(write=False) as work:
        assert [row.client_id for row in work.visible(Spend)] == [kept]
    office.do(unmerging.unmerge, done.id)
    assert dump(office) == before


@pytest.mark.parametrize("seed", range(4))
def test_any_merges_undone_in_reverse_leave_no_trace(office: TestOffice, seed):
    chance = random.Random(seed)
    texts = {
        "note": "甲乙丙",
        "taboos": "香羊虾",
        "unit": "云岭海",
        "plate": ("云A12345", "云B54321", ""),
        "income": "123",
    }
    # the whole of a person, now and then with nothing in it
    files = [opened(office, "张伟", **{n: chance.choice((*v, "")) for n, v in texts.items()}) for _n in range(5)]
    states, done = [dump(office)], []
    while len(files) > 1:
        kept, other = chance.sample(files, 2)
        rows = office.ask(merging.comparison, kept, other).rows
        picks = {row.name: chance.choice(row.options) for row in rows if row.differs}
        done.append(office.do(merging.merge, kept, other, picks))
        files.remove(other)
        states.append(dump(office))
    for merge, state in zip(reversed(done), reversed(states[:-1]), strict=True):
        office.do(unmerging.unmerge, merge.id)
        assert dump(office) == state


def test_every_table_that_hangs_on_clients_is_named():
    def hangs(model):
        return {
            model._meta.table_name
            for f in model._meta.sorted_fields
            if getattr(f, "rel_model", None) is Client and model is not Client
        }

    def below(model):
        return {model, *(found for child in model.__subclasses__() for found in below(child))}

    models = {m for m in below(base.Table) | below(base.Plain) if m.__module__.startswith("desktop.")}
    found = set().union(*(hangs(m) for m in models if m.__name__ != "SealedBlock"))
    assert found == {hanging.table._meta.table_name for hanging in MOVED} | STAYING.keys()
