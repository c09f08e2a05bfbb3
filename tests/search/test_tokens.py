"""Search tokens against real SQLite and real PostgreSQL: what is found equals what a plain search for pieces finds."""

import random
import re

import pytest
import sqlcipher3

from desktop.rules.text import fold
from desktop.rules.tokens import (
    ALL_TOKENS,
    FTS5_TOKENIZER,
    Readings,
    Tokens,
    fts5_match,
    fts5_text,
    query_of,
    tokens_of,
    tsquery,
    tsvector_literal,
)

SURNAMES = "张王李赵陈刘杨单曾欧阳𠮷"
GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚国华"
PLACES = ["昆明", "盘龙", "北京路", "人民路", "白云", "高新区", "翠湖"]
FIRMS = ["贸易", "实业", "餐饮", "科技", "7天酒店", "KTV", "A8"]


class Sqlite:
    def __init__(self) -> None:
        self.db = sqlcipher3.connect(":memory:")
        self.db.execute(f"CREATE VIRTUAL TABLE found USING fts5(name, other, tokenize='{FTS5_TOKENIZER}')")

    def fill(self, rows: list[Tokens]) -> None:
        self.db.execute("DELETE FROM found")
        self.db.executemany(
            "INSERT INTO found(rowid, name, other) VALUES (?, ?, ?)",
            [(i, fts5_text(t.name), fts5_text(t.other)) for i, t in enumerate(rows)],
        )

    def find(self, text: str, names_only: bool = False) -> set[int]:
        match = fts5_match(query_of(text), "name" if names_only else None)
        return {r[0] for r in self.db.execute("SELECT rowid FROM found WHERE found MATCH ?", (match,))}

    def close(self) -> None:
        self.db.close()


class Postgres:
    def __init__(self, url: str) -> None:
        import psycopg

        self.db = psycopg.connect(url, autocommit=True)
        self.db.execute("CREATE TEMP TABLE found(id int PRIMARY KEY, tokens tsvector)")

    def fill(self, rows: list[Tokens]) -> None:
        self.db.execute("TRUNCATE found")
        with self.db.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO found VALUES (%s, %s::tsvector)", [(i, tsvector_literal(t)) for i, t in enumerate(rows)]
            )

    def find(self, text: str, names_only: bool = False) -> set[int]:
        asked = tsquery(query_of(text), "A" if names_only else None)
        return {r[0] for r in self.db.execute("SELECT id FROM found WHERE tokens @@ %s::tsquery", (asked,))}

    def close(self) -> None:
        self.db.close()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def index(request):
    found = Sqlite() if request.param == "sqlite" else Postgres(request.getfixturevalue("pg_url"))
    yield found
    found.close()


def one(index, name="", *other, readings=()) -> None:
    index.fill([tokens_of([name], other, readings)])


ZHANG_WEI = Readings((("zhang", "wei"),))


@pytest.mark.parametrize(
    "typed",
    [
        "张",
        "伟",
        "张伟",
        "zhangwei",
        "zhangw",
        "zh",
        "zw",
        "wei",
        "z",
        "ZW",
        "ｚｗ",
        "he",
        "張偉",
        "zhang wei",
        "张 wei",
    ],
)
def test_a_name_is_found_however_it_is_typed(index, typed):
    one(index, "张伟", readings=[ZHANG_WEI, Readings((("he", "qi"),))])
    assert index.find(typed) == {0}


@pytest.mark.parametrize("typed", ["伟张", "李", "hangwei", "wz", "x", "zhangli", "张伟国", "张伟 李"])
def test_what_is_not_there_is_not_found(index, typed):
    one(index, "张伟", readings=[ZHANG_WEI])
    assert index.find(typed) == set()


@pytest.mark.parametrize(
    "typed",
    ["234", "1234", "13800001234", "138-0000-1234", "+86 138 0000 1234", "0000", "00001", "A7", "云A", "云a7", "云A·7",
     "7B9", "K2026", "2026-0012", "0012", "a座", "座12", "03室", "座1203室", "1203", "北京路", "京路88", "88号", "香菜",
     "wei@example.com", "example", "exam", "不吃 1234"],
)  # fmt: skip
def test_numbers_plates_codes_addresses_and_notes_are_found_by_pieces(index, typed):
    one(
        index,
        "某人",
        "13800001234",
        "云A·7B9X1",
        "K2026-0012",
        "昆明市北京路88号A座1203室",
        "不吃香菜",
        "wei@example.com",
    )
    assert index.find(typed) == {0}


@pytest.mark.parametrize("typed", ["he'q", "heqinian", "hqn", "he qi", "heq"])
def test_what_an_input_method_is_still_composing_is_read(index, typed):
    one(index, "贺启年", readings=[Readings((("he", "qi", "nian"),))])
    assert index.find(typed) == {0}


@pytest.mark.parametrize(
    "typed",
    ['"', "*", "%", "_", "'", "\\", ":", "&", "|", "!", "(", ")", "-", "^", "+", "{}", "<->", "  ", "", "张%", "张*",
     '张"', "name:", "name : 张", "AND", "OR 张", "NOT 张", "NEAR(张)", "张:*", "张 & !伟",
     "a' OR '1'='1", "\\'", "张\x00"],
)  # fmt: skip
def test_operators_and_wildcards_are_plain_text(index, typed):
    index.fill([tokens_of(["李四"], ["9"]), tokens_of(["张三"], ["x"])])
    expected = {1} if "张" in typed and not re.search("[A-Za-z伟]", typed) else set()
    assert index.find(typed) == expected


def test_characters_beyond_the_first_plane_and_private_ones_are_characters(index):
    index.fill([tokens_of(["𠮷野家"], []), tokens_of(["\ue123明"], []), tokens_of(["\U00031350氏"], [])])
    for typed, expected in [("𠮷", 0), ("𠮷野", 0), ("野", 0), ("\ue123", 1), ("\ue123明", 1), ("\U00031350", 2)]:
        assert index.find(typed) == {expected}


def test_spaces_dots_and_unseen_marks_inside_a_name_do_not_hide_it(index):
    index.fill([tokens_of(["张　 伟"], []), tokens_of(["买买提·艾力"], []), tokens_of(["李\u200b四\u202e"], [])])
    assert index.find("张伟") == {0}
    assert index.find("买买提艾力") == {1} == index.find("提·艾")
    assert index.find("李四") == {2}


def test_no_phrase_reaches_from_one_value_into_the_next(index):
    one(index, "张伟", "国华", "1234", "5678", "昆明", "A座", "12")
    for typed in ("伟国", "张伟国", "12345678", "3456", "华1", "明a", "座12"):
        assert index.find(typed) == set()


def test_asking_names_only_leaves_the_rest_out(index):
    index.fill([tokens_of(["张伟"], ["李四介绍"]), tokens_of(["李四"], ["张伟的司机"])])
    assert index.find("张伟", names_only=True) == {0}
    assert index.find("张伟") == {0, 1}
    assert index.find("李四 张伟", names_only=True) == set()


def test_a_flooded_or_endless_value_is_the_same_on_both(index):
    index.fill([tokens_of(["张伟"], ["哈" * 9000, "北京路" * 3000, "末尾"]), tokens_of(["a" * 50_000], ["1" * 50_000])])
    assert index.find("哈哈哈") == {0}
    assert index.find("北京路北京") == {0}
    assert index.find("1111") == {1}
    tokens = tokens_of(["张伟"], ["路" * 9999, "人民北路" * 2500])
    assert len(tokens.name) + len(tokens.other) == ALL_TOKENS


def people(chance: random.Random, count: int) -> list[tuple[str, list[str]]]:
    rows = []
    for _ in range(count):
        name = chance.choice(SURNAMES) + "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 3))))
        if chance.random() < 0.3:
            name = chance.choice(PLACES) + chance.choice(FIRMS) + chance.choice(["有限公司", "店", "", "（集团）公司"])
        phone = "1" + "".join(chance.choices("3589", k=1)) + "".join(chance.choices("0123456789", k=9))
        address = f"{chance.choice(PLACES)}{chance.choice(PLACES)}{chance.randint(1, 99)}号"
        address += chance.choice(["", "A座", "b栋3单元"]) + chance.choice(["", "1203室", "7-2"])
        plate = "云" + chance.choice("ABCD") + "".join(chance.choices("0123456789BCD", k=5))
        rows.append((name, [phone, address, plate, f"{chance.randint(2020, 2026)}-{chance.randint(1, 400):04d}"]))
    return rows


def plain(value: str) -> list[str]:
    """The runs of a value as a plain search sees them: hyphens beside digits count for nothing."""
    value = re.sub(r"(?<=\d)-(?=\w)|(?<=\w)-(?=\d)", "", fold(value))
    return re.findall(r"\w+", value)


def test_what_is_found_equals_a_plain_search_for_pieces(index):
    chance = random.Random(20260712)
    rows = people(chance, 400)
    index.fill([tokens_of([name], other) for name, other in rows])
    runs = [(plain(name), [run for value in other for run in plain(value)]) for name, other in rows]
    asked = 0
    for _ in range(500):
        name, other = chance.choice(rows)
        source = chance.choice(plain(chance.choice([name, name, *other])))
        start = chance.randrange(len(source))
        piece = source[start : start + chance.randint(1, 7)]
        if chance.random() < 0.15:
            piece = piece[::-1]
        if len(piece) == 1 and piece.isascii():
            continue
        if piece.isascii() and piece.isalpha():
            continue
        expected = {
            i
            for i, (names, others) in enumerate(runs)
            if any(piece in run for run in names) or any(piece in run for run in others)
        }
        assert index.find(piece) == expected, piece
        asked += 1
    assert asked > 300


def test_several_words_must_all_be_found(index):
    chance = random.Random(7)
    rows = people(chance, 300)
    index.fill([tokens_of([name], other) for name, other in rows])
    for _ in range(80):
        name, other = chance.choice(rows)
        first, second = plain(name)[0][:2], chance.choice(plain(other[0]))[-4:]
        expected = index.find(first) & index.find(second)
        assert index.find(f"{first} {second}") == expected == index.find(f"{second}　{first}")
        assert expected


def test_latin_letters_inside_a_name_are_found(index):
    chance = random.Random(11)
    rows = [" ".join("".join(chance.choices("abcdnor", k=chance.randint(2, 6))) for _ in range(2)) for _ in range(200)]
    index.fill([tokens_of([row.title()], []) for row in rows])
    for _ in range(200):
        word = chance.choice(chance.choice(rows).split())
        start = chance.randrange(len(word))
        piece = word[start : start + chance.randint(1, 4)]
        expected = {i for i, row in enumerate(rows) if any(piece in w for w in row.split())}
        assert index.find(piece) == expected, piece
