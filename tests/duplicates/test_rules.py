"""Which two files look like one client, and how sure that is."""

import pytest

from desktop.rules.clients import CLIENTS
from desktop.rules.duplicates import HINTED, LISTED, Reason, compare, core_of, sounds_of, traits
from desktop.rules.merging import Pick, merged, options, suggested
from desktop.rules.words import ClientForm
from desktop.services.duplicates import _nearness
from desktop.services.readings import readings

PHONE, OTHER = "199 0000 1111", "19900002222"


def of(name, number=None, **values):
    organisation = values.pop("firm", False)
    form = ClientForm.ORGANISATION if organisation else ClientForm.PERSON
    return traits({"name": name, "form": form, **values}, readings(name, organisation=organisation).sort_key, number)


def likeness(a, b):
    found = compare(a, b, _nearness())
    assert compare(b, a, _nearness()).score == found.score
    return found


@pytest.mark.parametrize(
    ("a", "b", "reasons", "least"),
    [
        (of("张伟", phone=PHONE), of("张伟", phone="+86 19900001111"), (Reason.PHONE, Reason.NAME), 95),
        (of("张偉", unit="云岭"), of("张伟", unit="雲嶺"), (Reason.WRITTEN, Reason.UNIT), 80),
        (of("Ａｄａ"), of("ada"), (Reason.WRITTEN,), LISTED),
        (of("张伟", phone=PHONE), of("章玮", other_phone=PHONE), (Reason.PHONE, Reason.SOUND), 85),
        (of("王伟", unit="云岭"), of("王总", unit="云岭"), (Reason.TITLE, Reason.UNIT), LISTED),
        (of("王伟", phone=PHONE), of("王总", phone=PHONE), (Reason.PHONE, Reason.TITLE), 80),
        (of("张伟", plate="云A·12345"), of("李娜", plate="云a12345"), (Reason.PLATE,), LISTED),
        (of("张伟", number=b"1"), of("张为", number=b"1"), (Reason.ID_NUMBER, Reason.SOUND), 100),
        (of("云岭商贸有限公司", firm=True), of("云岭商贸", firm=True), (Reason.FIRM,), 75),
        (of("Yunling Trading Co., Ltd.", firm=True), of("yunling trading", firm=True), (Reason.FIRM,), 75),
        (of("昆明云岭商贸有限公司", firm=True), of("昆明云嶺商茂公司", firm=True), (Reason.SOUND,), LISTED),
        (of("昆明云岭进口商贸有限公司", firm=True), of("昆明云岭进出口商贸公司", firm=True), (Reason.NEAR,), LISTED),
        (of("甲公司", firm=True, credit_code="9" * 18), of("乙厂", firm=True, credit_code="9" * 18),
         (Reason.CREDIT_CODE,), 85),
    ],
)  # fmt: skip
def test_alike(a, b, reasons, least):
    found = likeness(a, b)
    assert found.reasons == reasons
    assert found.score >= least


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (of("张伟"), of("李娜")),
        (of("张伟"), of("章玮")),
        (of("张伟", phone=PHONE, number=b"1"), of("张伟", phone=PHONE, number=b"2")),
        (of("张伟", phone=PHONE), of("张伟", phone=OTHER)),
        (of("云岭", phone=PHONE, firm=True), of("云岭", phone=PHONE)),
        (of("云岭商贸", firm=True), of("云岭酒店", firm=True)),
        (of("王伟", unit="云岭"), of("王强", unit="云岭")),
        (of("", phone=PHONE), of("张伟", phone=PHONE)),
    ],
)
def test_not_listed(a, b):
    assert likeness(a, b).score < LISTED


def test_a_namesake_is_hinted_at_while_typing():
    assert likeness(of("张伟", phone=PHONE), of("张伟", phone=OTHER)).score >= HINTED


def test_pieces():
    assert core_of("云岭（集团）股份有限公司") == core_of("云岭")
    assert core_of("有限公司") != ""
    assert sounds_of(readings("单雄信").sort_key) == "shan xiong xin"


@pytest.mark.parametrize(
    ("name", "left", "right", "pick", "kept"),
    [
        ("note", "甲", "乙", Pick.BOTH, "甲\n乙"),
        ("note", "甲乙", "乙", Pick.BOTH, "甲乙"),
        ("unit", "甲", "乙", Pick.BOTH, "甲；乙"),
        ("unit", "", "乙", Pick.LEFT, "乙"),
        ("unit", "甲", "", Pick.RIGHT, "甲"),
        ("unit", "甲", "乙", Pick.RIGHT, "乙"),
        ("name", "甲", "乙", Pick.BOTH, "甲"),
        ("near_us", False, True, Pick.LEFT, False),
        ("near_us", None, False, Pick.LEFT, False),
        ("registered_capital", 0, 5, Pick.LEFT, 0),
    ],
)
def test_one_value_of_two(name, left, right, pick, kept):
    assert merged(CLIENTS[name], left, right, pick) == kept


def test_what_is_proposed_loses_nothing():
    assert suggested(CLIENTS["allergies"], "花生", "虾") is Pick.BOTH
    assert suggested(CLIENTS["address"], "甲", "乙") is Pick.LEFT
    assert suggested(CLIENTS["address"], "", "乙") is Pick.RIGHT
    assert Pick.BOTH not in options(CLIENTS["id_number"])
