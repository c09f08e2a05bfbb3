"""Similar files while typing and in one pass; what this person may not see is not told of."""

from desktop.rules.duplicates import Reason
from desktop.rules.rights import Right, Scope
from desktop.rules.words import ClientForm
from desktop.services import clients, duplicates, merging, unmerging
from tests.duplicates.test_merging import NUMBER, opened
from tests.offices import TestOffice

PHONE = "199 0000 1111"


def typed(office: TestOffice, me=None, **values):
    return office.ask(duplicates.similar, {"form": "person", **values}, me=me)


def scanned(office: TestOffice, me=None, **given):
    found = office.errand(duplicates.scan, me=me, **given)
    return [({pair.first.id, pair.second.id}, pair.score) for pair in found.pairs]


def test_while_typing(office: TestOffice):
    wei = opened(office, "张伟", phone=PHONE, unit="云岭", plate="云A12345", id_number=NUMBER)
    firm = opened(office, "昆明云岭商贸有限公司", ClientForm.ORGANISATION)
    opened(office, "李娜")
    for values in (
        {"name": "張偉"}, {"name": "张伟", "phone": "19900003333"}, {"name": "李四", "phone": "+8619900001111"},
        {"name": "李四", "other_phone": PHONE}, {"name": "章玮", "unit": "雲嶺"}, {"name": "甲", "plate": "云A·12345"},
        {"name": "甲", "id_number": NUMBER.lower()},
    ):  # fmt: skip
        assert [one.id for one in typed(office, **values)] == [wei], values
    assert [one.id for one in typed(office, name="昆明云岭商贸", form=ClientForm.ORGANISATION)] == [firm]
    assert typed(office, name="昆明云岭商贸") == []
    assert typed(office) == []
    (found,) = typed(office, name="张伟", phone=PHONE)
    assert found.reasons == (Reason.PHONE, Reason.NAME)
    assert (found.name, found.detail) == ("张伟", "云岭 · 19900001111")
    assert office.ask(duplicates.similar, {"name": "张伟"}, wei) == []


def test_of_unseen_files_nothing_is_told(office: TestOffice):
    opened(office, "张伟", phone=PHONE)
    opened(office, "张伟", phone=PHONE)
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.OWN}, vaults=())
    assert typed(office, mine, name="张伟", phone=PHONE, id_number=NUMBER) == []
    assert scanned(office, mine) == []


def test_whether_both_may_be_edited_is_told(office: TestOffice):
    a, b = opened(office, "张伟", phone=PHONE), opened(office, "张伟", phone=PHONE)
    mine = office.hire("李娜", {Right.SEE_CLIENTS: Scope.ALL, Right.EDIT_CLIENTS: Scope.OWN})
    for client, may in ((a, False), (b, True)):
        office.do(clients.set_people, client, owner=mine.id, deputy=None, important=False)
        (pair,) = office.errand(duplicates.scan, me=mine).pairs
        assert pair.may_merge is may


def test_one_pass_over_all(office: TestOffice):
    a = opened(office, "张伟", phone=PHONE)
    b = opened(office, "张偉", other_phone=PHONE)
    c, d = (opened(office, name, ClientForm.ORGANISATION) for name in ("云岭商贸有限公司", "云岭商贸"))
    e, f = (opened(office, name, unit="云岭") for name in ("王强", "王总"))
    opened(office, "李娜")
    gone = opened(office, "李娜", phone=PHONE)
    office.do(clients.withdraw_client, gone, "重复")
    told = []
    found = office.errand(duplicates.scan, progress=lambda *step: told.append(step))
    assert [{p.first.id, p.second.id} for p in found.pairs] == [{a, b}, {c, d}, {e, f}]
    assert found.looked_at == 7
    assert told[-1][0] == told[-1][1]
    assert scanned(office, least=90) == [({a, b}, found.pairs[0].score)]


def test_two_clients_are_not_proposed_again(office: TestOffice):
    a, b = opened(office, "张伟", phone=PHONE), opened(office, "张伟", phone=PHONE)
    office.do(duplicates.dismiss, b, a)
    office.do(duplicates.dismiss, a, b)
    assert scanned(office) == []
    office.do(duplicates.propose_again, a, b)
    assert [pair for pair, _score in scanned(office)] == [{a, b}]


def test_a_pair_stays_two_clients_when_one_of_them_goes_into_another_file(office: TestOffice):
    a, b = opened(office, "张伟", phone=PHONE), opened(office, "张伟", phone=PHONE)
    c = opened(office, "张伟", phone=PHONE)
    office.do(duplicates.dismiss, a, b)
    office.do(duplicates.dismiss, a, c)
    merge = office.do(merging.merge, c, b)
    assert scanned(office) == []
    office.do(duplicates.propose_again, a, c)
    assert [pair for pair, _score in scanned(office)] == [{a, c}]
    office.do(unmerging.unmerge, merge.id)
    assert len(scanned(office)) == 3


def test_a_name_that_many_bear_says_nothing(office: TestOffice):
    for _n in range(13):
        opened(office, "张伟")
    assert scanned(office) == []
