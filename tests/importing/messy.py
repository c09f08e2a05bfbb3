"""Makes sheets as offices keep them: titles, merged cells, repeated rows, numbers in every way of writing."""

import random
from datetime import date, timedelta
from pathlib import Path

from desktop.rules.formats import id_check_digit

HEADINGS = (
    "序号",
    "姓名※",
    "尊称",
    "工作单位",
    "职务",
    "联系电话",
    "身份证号",
    "生日",
    "车牌号码",
    "单位地址",
    "忌口",
    "备注",
    "客户级别",
)
SURNAMES = "王李张刘陈杨黄赵周吴徐孙马胡朱郭何高林罗单曾仇解查区任盖欧阳"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华建国文辉志远晓雨子涵宇轩梓婉清"
UNITS = ("云岭贸易有限公司", "柏溪建设集团", "市文旅局", "滨江小学", "红土食品厂", "远山旅行社", "金马律师事务所")
POSTS = (("总经理", "{}总"), ("处长", "{}处"), ("主任", "{}主任"), ("校长", "{}校长"), ("", ""))
STREETS = ("人民中路", "翠湖北路", "滇池路", "学府路", "东风西路", "白云路")
TABOOS = ("", "", "", "不吃香菜", "忌羊肉", "花生过敏，忌花生", "清真")
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def clients(count: int, seed: int = 7) -> list[tuple[object, ...]]:
    """Rows below HEADINGS, every one messy in its own way; one in fifty repeats an earlier one."""
    dice = random.Random(seed)
    rows: list[tuple[object, ...]] = []
    for number in range(1, count + 1):
        if rows and dice.random() < 0.02:
            rows.append((number, *dice.choice(rows)[1:]))
            continue
        rows.append((number, *_client(dice, number)))
    return rows


def _client(dice: random.Random, number: int) -> tuple[object, ...]:
    surname = dice.choice(SURNAMES)
    name = surname + "".join(dice.choice(GIVEN) for _ in range(dice.choice((1, 2, 2))))
    post, title = dice.choice(POSTS)
    born = date(1950, 1, 1) + timedelta(days=dice.randrange(18_000))
    return (
        dice.choice((name, name, f" {name} ", f"{name}\u200b", "　".join(name))),
        title.format(surname),
        f"{dice.choice('昆曲玉保昭')}{dice.choice('山川湖海')}{dice.choice(UNITS)}",
        post,
        _phone(dice, number),
        _id_number(dice, born) if dice.random() < 0.5 else "",
        _day(dice, born),
        f"云{dice.choice('AB')}·{dice.randrange(100_000):05d}" if dice.random() < 0.4 else dice.choice(("", "", "/")),
        f"昆明市五华区{dice.choice(STREETS)}{dice.randrange(400)}号{dice.randrange(30)}楼{dice.randrange(4000)}室",
        dice.choice(TABOOS),
        dice.choice(("", "", "喜欢靠窗", "由老客户介绍，常带家人来", "=SUM(A1:A3)")),
        dice.choice("ABCD"),
    )


def _phone(dice: random.Random, number: int) -> object:
    digits = f"199{number:08d}"
    shape = dice.randrange(8)
    if shape == 0:
        return float(digits)
    if shape == 1:
        return f"+86 {digits[:3]}-{digits[3:7]}-{digits[7:]}"
    if shape == 2:
        return digits.translate(WIDE)
    if shape == 3:
        return int(digits)
    return digits


def _id_number(dice: random.Random, born: date) -> str:
    first = f"530102{born:%Y%m%d}{dice.randrange(1000):03d}"
    return first + id_check_digit(first)


def _day(dice: random.Random, born: date) -> object:
    shape = dice.randrange(6)
    if shape == 0:
        return born
    if shape == 1:
        return (born - date(1899, 12, 30)).days
    if shape == 2:
        return f"{born.year}年{born.month}月{born.day}日"
    if shape == 3:
        return f"{born.month}月{born.day}日"
    return "" if shape == 4 else f"{born:%Y.%m.%d}"


def xlsx(path: Path, rows: list[tuple[object, ...]], headings: tuple[str, ...] = HEADINGS) -> Path:
    """A workbook with a title over merged cells, a header in two rows and a line of totals."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("客户")
    sheet.merged_cells.ranges.add("A1:M1")
    sheet.append(["柏溪楼贵宾客户一览表（2026 年）"])
    sheet.append(["填表日期：2026-11-22", "", "", "制表人：何俊"])
    sheet.append(list(headings))
    for row in rows:
        sheet.append([_text(cell) for cell in row])
    sheet.append(["合计", len(rows)])
    book.save(path)
    return path


def _text(cell: object) -> object:
    # a cell that begins with = is text in these sheets, not a formula
    return f"\u200b{cell}" if isinstance(cell, str) and cell.startswith("=") else cell


def delimited(path: Path, rows: list[tuple[object, ...]], charset: str, mark: str = ",") -> Path:
    """Text as spreadsheets export it."""
    lines = [mark.join(HEADINGS), *(mark.join(str(cell) for cell in row) for row in rows)]
    path.write_bytes("\r\n".join(lines).encode(charset, "replace"))
    return path
