"""Etiquette: the shipped packs against their sources, house wishes, and what is said of a faulty file."""

import json
from pathlib import Path

import pytest

from desktop.rules.errors import BadEntry
from desktop.rules.seating.packs import BadPack, Etiquette, Hand, checked_row, chinese_number, read
from desktop.rules.seating.roles import TableRoles, table_roles
from desktop.rules.seating.shapes import Shape, form, neighbours, places
from desktop.workstation.paths import resource

# form 6.1 with four seats, source S1 with eight, the others our own extension; clockwise from the host
TWO_HOSTS = {
    4: "主陪 二宾 副陪 主宾",
    6: "主陪 二宾 三宾 副陪 四宾 主宾",
    8: "主陪 二宾 四陪 三宾 副陪 四宾 三陪 主宾",
    10: "主陪 二宾 四陪 五宾 三宾 副陪 四宾 五陪 三陪 主宾",
    12: "主陪 二宾 四陪 六宾 六陪 三宾 副陪 四宾 五陪 五宾 三陪 主宾",
    16: "主陪 二宾 四陪 六宾 八陪 八宾 六陪 三宾 副陪 四宾 五陪 七宾 七陪 五宾 三陪 主宾",
}


def titles(roles: TableRoles) -> str:
    return " ".join(role.title.zh for role in roles.by_seat if role)


def at_round(etiquette: Etiquette, seats: int, pack: str = "two_hosts", **more) -> TableRoles:
    return table_roles(etiquette.pack(pack), form(Shape.ROUND, seats), **more)


@pytest.mark.parametrize("seats", TWO_HOSTS)
def test_two_hosts_sit_as_the_sources_say(etiquette, seats):
    assert titles(at_round(etiquette, seats)) == TWO_HOSTS[seats]


def test_four_seats_are_the_diagram_of_form_6_1(etiquette):
    drawn = {}
    table = form(Shape.ROUND, 4)
    for place, role in zip(places(table), at_round(etiquette, 4).by_seat, strict=True):
        side = (
            ("left" if place.x < 0 else "right") if abs(place.x) > abs(place.y) else "top" if place.y < 0 else "bottom"
        )
        drawn[side] = role.title.zh
    assert drawn == {"top": "主陪", "bottom": "副陪", "left": "主宾", "right": "二宾"}
    # left on the drawing is the host's right hand (decision 6)
    assert at_round(etiquette, 4).by_seat[neighbours(table)[0].right].title.zh == "主宾"


def test_eight_seats_are_the_complete_order_going_right_from_the_host(etiquette):
    table, roles, seat, order = form(Shape.ROUND, 8), at_round(etiquette, 8), 0, []
    for _step in range(8):
        order.append(roles.by_seat[seat].title.zh)
        seat = neighbours(table)[seat].right
    # S1 calls the second guest 副宾
    assert order == ["主陪", "主宾", "三陪", "四宾", "副陪", "三宾", "四陪", "二宾"]


def test_the_first_places_of_honour(etiquette):
    roles = at_round(etiquette, 10)
    assert [roles.by_seat[n].code for n in roles.order[:6]] == ["h1", "g1", "g2", "h2", "g3", "g4"]


@pytest.mark.parametrize("pack", ["two_hosts", "single_host", "guest_centre", "family", "foreign"])
@pytest.mark.parametrize("seats", range(2, 31))
@pytest.mark.parametrize("hand", Hand)
def test_every_seat_has_one_role_from_two_to_thirty(etiquette, pack, seats, hand):
    roles = at_round(etiquette, seats, pack, honour=hand)
    codes = [role.code for role in roles.by_seat]
    assert len(set(codes)) == seats
    assert sorted(roles.order) == list(range(seats))
    for letter in {code[0] for code in codes}:
        numbers = sorted(int(code[1:]) for code in codes if code[0] == letter)
        assert numbers == list(range(1, len(numbers) + 1))
    if pack in ("two_hosts", "single_host") and seats >= 8:
        assert abs(sum(c[0] == "h" for c in codes) * 2 - seats) <= 1


@pytest.mark.parametrize("seats", range(2, 31))
def test_what_the_number_of_seats_makes_unavoidable_is_said_and_is_so(etiquette, seats):
    roles = at_round(etiquette, seats)
    letters = [role.code[0] for role in roles.by_seat]
    same = sum(a == b for a, b in zip(letters, letters[1:] + letters[:1], strict=True))
    said = [str(warning) for warning in roles.warnings]
    if seats % 2 == 0 and seats >= 4:
        assert bool(said) is (same > 0)
        assert same == (2 if said else 0)
        assert bool(said) is (seats in (6, 10, 14, 18, 22, 26, 30))
    elif seats > 3:
        assert len(said) == 1
        assert "副陪" in said[0] or "Deputy" in said[0]


def test_the_left_may_be_the_honoured_hand(etiquette):
    assert titles(at_round(etiquette, 4, honour=Hand.LEFT)) == "主陪 主宾 副陪 二宾"
    assert titles(at_round(etiquette, 8, honour=Hand.LEFT)) == "主陪 主宾 三陪 四宾 副陪 三宾 四陪 二宾"


def test_places_follow_how_many_hosts_there_are(etiquette):
    codes = [role.code for role in at_round(etiquette, 10, hosts=3).by_seat]
    assert sum(code[0] == "h" for code in codes) == 3
    assert (codes[0], codes[9], codes[1], codes[5]) == ("h1", "g1", "g2", "h2")


def test_guest_at_the_centre_goes_left_before_right(etiquette):
    # S9: 2, 4, 6 left, 3, 5, 7 right
    numbers = [role.number for role in at_round(etiquette, 7, "guest_centre").by_seat]
    assert numbers == [1, 2, 4, 6, 7, 5, 3]


def test_the_interpreter_sits_beside_the_guest_of_honour(etiquette):
    roles, table = at_round(etiquette, 10, "foreign"), form(Shape.ROUND, 10)
    hands = neighbours(table)[roles.seat_of("g1")]
    assert roles.by_seat[hands.right].code == "i1"


@pytest.mark.parametrize(("seats", "expected"), [(5, "五 三 一 二 四"), (6, "五 三 一 二 四 六")])
def test_podium(etiquette, seats, expected):
    # S11 on the drawing from left to right: they face those who listen, so that one's left hand is at the right
    roles = table_roles(etiquette.pack("podium"), form(Shape.PODIUM, seats))
    assert titles(roles) == " ".join(f"{n}号" for n in expected.split())


def test_podium_ranks_the_front_row_before_those_behind(etiquette):
    roles = table_roles(etiquette.pack("podium"), form(Shape.PODIUM, 11, rows=(5, 6)))
    assert {roles.by_seat[n].number for n in range(5)} == {1, 2, 3, 4, 5}


def test_talks_have_guests_facing_the_door_and_interpreters_as_s10_says(etiquette):
    table = form(Shape.LONG, 10)
    roles = table_roles(etiquette.pack("foreign_talks"), table)
    up = {role.code for place, role in zip(places(table), roles.by_seat, strict=True) if place.facing == 180}
    assert "g1" in up and not [code for code in up if code[0] == "h"]
    hands = neighbours(table)
    assert roles.by_seat[hands[roles.seat_of("h1")].right].code == "i1"
    assert roles.by_seat[hands[roles.seat_of("g1")].left].code == "i2"


def test_with_the_end_to_the_door_guests_sit_right_of_who_enters(etiquette):
    table = form(Shape.LONG, 8, width=900, depth=3000)
    roles = table_roles(etiquette.pack("talks"), table)
    # the door is at the bottom: who enters has his right hand at the right of the drawing
    assert places(table)[roles.seat_of("g1")].x > 0 > places(table)[roles.seat_of("h1")].x


def test_sofas_signing_and_photograph(etiquette):
    sofa = form(Shape.SOFA, 8)
    roles = table_roles(etiquette.pack("sofa"), sofa)
    guests = [place.x for place, role in zip(places(sofa), roles.by_seat, strict=True) if role.code[0] == "g"]
    # the host looks down the drawing: his right hand is at its left
    assert max(guests) < 0
    assert titles(table_roles(etiquette.pack("signing"), form(Shape.PODIUM, 2))) == "客方签字人 主方签字人"
    photo = table_roles(etiquette.pack("photo"), form(Shape.PODIUM, 7))
    assert titles(photo) == "三宾 二陪 主宾 主人 二宾 三陪 四宾"


def test_a_pack_that_does_not_fit_the_shape_is_refused(etiquette):
    with pytest.raises(BadEntry) as refused:
        table_roles(etiquette.pack("two_hosts"), form(Shape.U, 12))
    assert "U" in str(refused.value)


def test_a_house_has_its_own_row_for_a_number_of_seats(etiquette):
    pack = etiquette.pack("two_hosts")
    house = {("two_hosts", 4): checked_row(pack, 4, ["h1", "g1", "h2", "g2"])}
    assert titles(at_round(etiquette, 4, house=house)) == "主陪 主宾 副陪 二宾"
    assert at_round(etiquette, 4, house=house).own
    assert not at_round(etiquette, 6, house=house).own


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (["h1", "g1", "h2"], "3 roles are named for 4 seats"),
        (["h1", "g1", "h1", "g2"], "two_hosts / 4 / 3: “h1” is there twice"),
        (["h1", "g1", "x2", "g2"], "two_hosts / 4 / 3: “x2” is no role"),
        (["h1", "g1", "s2", "g2"], "“s2” is no role"),
    ],
)
def test_a_faulty_row_of_a_house_is_refused_with_its_place(etiquette, english, row, said):
    with pytest.raises(BadPack, match=r".") as refused:
        checked_row(etiquette.pack("two_hosts"), 4, row)
    assert said in str(refused.value)


def shipped() -> dict[str, str]:
    return {path.stem: path.read_text("utf-8") for path in Path(resource("etiquette")).glob("*.json")}


FAULTS = [
    (lambda p: p.pop("honour"), "two_hosts › honour: this is missing."),
    (lambda p: p.update(honour="up"), "two_hosts › honour: “up” is none of right, left."),
    (lambda p: p.update(color="red"), "two_hosts › color: nothing of this name is known here."),
    (lambda p: p["title"].pop("zh"), "two_hosts › title › zh: this is missing."),
    (lambda p: p["title"].update(en=" "), "two_hosts › title › en: this is empty."),
    (lambda p: p["claims"][1].update(steps="one"), "two_hosts › claims › 2 › steps: a whole number from 1 to 15"),
    (lambda p: p["claims"][2].update(role="g1"), "two_hosts › claims › 3: “g1” is there twice."),
    (lambda p: p["claims"][2].update(role="q1"), "two_hosts › claims › 3 › role: “q1” is no role"),
    (lambda p: p["series"].pop("g"), "two_hosts › titles › g1: “g1” is no role"),
    (lambda p: p["series"]["g"].update(en="Guest"), "two_hosts › series › g › en: “Guest” needs {n} once"),
    (lambda p: p.update(rows={"4": ["h1", "g1"]}), "two_hosts / 4: 2 roles are named for 4 seats."),
    (lambda p: p.update(rows={"four": []}), "two_hosts › rows › four: a number of seats is expected"),
    (lambda p: p.update(claims={}), "two_hosts › claims: a list in brackets is expected here."),
    (lambda p: p.update(sources=[]), "two_hosts › sources: at least one source is needed."),
    (lambda p: p["sources"][0].pop("where"), "two_hosts › sources › 1: a row either says where it comes from"),
    (lambda p: p.update(code="other"), "two_hosts › code: “other” must be the name of the file."),
]


@pytest.mark.parametrize(("spoil", "said"), FAULTS, ids=[said for _spoil, said in FAULTS])
def test_a_faulty_file_is_refused_with_file_and_place(english, spoil, said):
    texts = shipped()
    pack = json.loads(texts["two_hosts"])
    spoil(pack)
    with pytest.raises(BadPack) as refused:
        read({**texts, "two_hosts": json.dumps(pack)})
    assert said in str(refused.value)


def test_what_is_not_json_or_missing_is_said(english):
    texts = shipped()
    with pytest.raises(BadPack, match="family: this is not JSON"):
        read({**texts, "family": "{"})
    del texts["tables"]
    with pytest.raises(BadPack, match="tables: this file is missing"):
        read(texts)


def test_every_pack_names_sources_and_what_is_our_own(etiquette):
    for pack in etiquette.packs.values():
        assert any(not source.own for source in pack.sources), pack.code
        assert all(source.says.zh and source.says.en for source in pack.sources)
    assert any(source.own for source in etiquette.pack("two_hosts").sources)


@pytest.mark.parametrize(("number", "said"), [(3, "三"), (10, "十"), (11, "十一"), (20, "二十"), (29, "二十九")])
def test_roles_are_counted_in_chinese(number, said):
    assert chinese_number(number) == said


def test_every_place_of_honour_has_an_english_name_that_fits_a_seat(etiquette):
    for pack in etiquette.packs.values():
        for code in [*pack.titles, *(f"{series}3" for series in pack.series)]:
            title = pack.role(code).title
            assert len(title.short or title.en) <= 9, (pack.code, title.en)
