"""The client information card: true to size, allergies first and never cut, backs that meet their fronts."""

from dataclasses import replace
from datetime import datetime

import pypdfium2
import pytest

from desktop.i18n import translator
from desktop.reports.cards import CardLine, CardValues, client_cards
from desktop.reports.pen import MM, OfficeLook, Stamp
from desktop.rules.errors import BadEntry

LOOK = OfficeLook("云水阁酒楼")
STAMP = Stamp("林晓雨", datetime(2026, 11, 23, 14, 5), "CK-0007")
ZH, EN = translator("zh_CN"), translator("en")
FACTS = (
    CardLine("喜欢菜品", "清蒸鲈鱼、龙井虾仁"),
    CardLine("忌口", "不吃香菜", must=True),
    CardLine("酒水", "黄酒（温）"),
    CardLine("过敏", "花生、虾蟹", warn=True),
    CardLine("过敏", "杧果", warn=True, unverified=True),
)
WANG = CardValues("K-0012", "王伟", "王总", "云海（北京）投资管理有限公司", FACTS)


def made(*cards, say=ZH):
    return client_cards(cards, LOOK, STAMP, say)


def pages(pdf):
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range() for page in document]


def flat(text):
    return "".join(text.split()).replace("\x02", "").replace("\ufffe", "")


def sizes(pdf):
    return [tuple(round(side * 25.4 / 72, 1) for side in page.get_size()) for page in pypdfium2.PdfDocument(pdf)]


def client(n):
    return replace(WANG, code=f"K-{n:04d}", name=f"客{n:02d}号")


def test_one_client_gives_front_and_back_true_to_size():
    pdf = made(WANG)
    assert sizes(pdf) == [(90.0, 54.0)] * 2
    front, back = pages(pdf)
    for word in ("云水阁酒楼", "客户信息卡", "云海（北京）投资管理有限公司", "王伟", "王总", "K-0012"):
        assert word in front
    assert "花生" not in front
    assert "K-0012" in back and "王总" in back and "2026年11月23日" in back and "CK-0007" in back


def test_allergies_come_first_then_taboos_and_the_unverified_is_marked():
    back = flat(pages(made(WANG))[1])
    places = [back.index(word) for word in ("花生、虾蟹", "杧果", "不吃香菜", "清蒸鲈鱼", "黄酒（温）")]
    assert places == sorted(places)
    assert "杧果⚠未核实" in back and back.count("未核实") == 1 and back.count("⚠过敏") == 2
    assert "unverified" in pages(made(WANG, say=EN))[1]


@pytest.mark.parametrize(("count", "sheets"), [(2, 1), (10, 1), (11, 2), (21, 3)])
def test_several_clients_give_sheets_of_ten(count, sheets):
    pdf = made(*map(client, range(count)))
    assert sizes(pdf) == [(210.0, 297.0)] * (2 * sheets)
    texts = pages(pdf)
    for n in range(count):
        front, back = texts[n // 10 * 2], texts[n // 10 * 2 + 1]
        assert f"客{n:02d}号" in front and f"K-{n:04d}" in back
        assert "花生" not in front


def place_of(page, word):
    text = page.get_textpage()
    left, bottom, _right, _top = text.get_charbox(text.get_text_range().index(word))
    return left, page.get_height() - bottom


def test_backs_lie_behind_their_fronts_when_turned_over_the_long_edge():
    document = pypdfium2.PdfDocument(made(*map(client, range(10))))
    width, height = 90 * MM, 54 * MM
    for n in range(10):
        x, y = place_of(document[0], f"客{n:02d}号")
        back_x, back_y = place_of(document[1], f"王总 · K-{n:04d}")
        column, back_column = int((x - 15 * MM) // width), int((back_x - 15 * MM) // width)
        assert (column, back_column) == (n % 2, 1 - n % 2)
        assert int((y - 13.5 * MM) // height) == int((back_y - 13.5 * MM) // height) == n // 2


def test_crop_marks_stand_outside_the_cards():
    picture = pypdfium2.PdfDocument(made(client(0), client(1)))[1].render(scale=2, grayscale=True).to_pil()
    mm = 2 * 72 / 25.4
    dark = picture.point(lambda level: 255 if level < 170 else 0)
    for x in (15, 105, 195):
        for y in (10, 287):
            assert dark.crop((round((x - 0.6) * mm), round(y * mm), round((x + 0.6) * mm), round(y * mm) + 3)).getbbox()
    # nothing is printed along the cuts between the cards
    assert not dark.crop((round(104 * mm), round(14 * mm), round(106 * mm), round(283 * mm))).getbbox()


EVIL = [
    "<img src='/etc/passwd'>",
    "A<B 公司",
    "𠮷野𬭚",
    "阿卜杜拉·买买提·" * 8 + "江",
    "W" * 64,
    "A" * 120,
    "&lt;b&gt;",
    "欧阳" * 40,
]


@pytest.mark.parametrize("name", EVIL)
def test_names_are_printed_whole(name):
    front = flat(pages(made(CardValues("K-1", name, name, name)))[0])
    assert front.count(flat(name)) == 3


@pytest.mark.parametrize("name", EVIL)
def test_names_stay_on_the_card(name):
    for page in pypdfium2.PdfDocument(made(CardValues("K-1" * 30, name, name, name, FACTS))):
        picture = page.render(scale=2, grayscale=True).to_pil()
        left, top, right, bottom = picture.point(lambda level: 255 if level < 200 else 0).getbbox()
        edge = 3 * 2 * MM
        assert left > edge and top > edge and right < picture.width - edge and bottom < picture.height - edge


def test_a_name_that_fits_at_no_size_is_refused():
    with pytest.raises(BadEntry) as refusal:
        made(replace(WANG, name="王" * 3000))
    assert "K-0012" in str(refusal.value)


def test_what_is_too_much_ends_in_the_file_but_allergies_and_taboos_do_not():
    rest = tuple(CardLine("喜欢菜品", f"{n}号菜、" * 30) for n in range(5))
    whole = (CardLine("过敏", "花生" * 50, warn=True), CardLine("忌口", "香菜、" * 30, must=True))
    front, back = pages(made(replace(WANG, lines=rest + whole)))
    assert flat(back).count("花生") == 50 and flat(back).count("香菜") == 30
    assert "其余内容见客户档案" in back and "0号菜" in back and "4号菜" not in back
    assert "王伟" in front


def test_allergies_beyond_one_card_go_on_on_the_next():
    lines = (
        CardLine("过敏", "，".join(f"N{n}x" for n in range(300)), warn=True, unverified=True),
        CardLine("忌口", "，".join(f"T{n}x" for n in range(150)), must=True),
        CardLine("酒水", "黄酒"),
    )
    pdf = made(replace(WANG, lines=lines))
    texts = pages(pdf)
    assert set(sizes(pdf)) == {(90.0, 54.0)} and len(texts) > 2
    told = flat("".join(texts[1::2]))
    assert all(f"N{n}x" in told for n in range(300))
    assert all(f"T{n}x" in told for n in range(150))
    assert f"第 1 张，共 {len(texts) // 2} 张：请接着看下一张" in texts[1]
    assert f"1 / {len(texts) // 2}" in texts[0]
    assert "K-0012" in texts[-2]


def test_a_client_of_whom_nothing_is_known_has_a_card_too():
    back = pages(made(replace(WANG, lines=(CardLine("酒水", "  "),))))[1]
    assert "暂无已评审的信息" in back and "酒水" not in back


def test_the_same_input_gives_the_same_bytes():
    assert made(WANG, client(1)) == made(WANG, client(1))
    assert made(WANG) == made(WANG)
    assert made(WANG) != made(WANG, say=EN)
