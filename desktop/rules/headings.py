"""Finds where a sheet's header is, what its headings say, and which rows are totals and not clients."""

import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from desktop.i18n import N_
from desktop.rules.grids import Cell, Merge
from desktop.rules.text import fold

SEARCHED_ROWS = 40  # a header further down is none

# Whole headings, simplified and in lower case
_WORDS = """
姓名 名称 名字 客户 客人 称呼 称谓 尊称 单位 公司 企业 机构 部门 职务 职位 岗位 头衔 电话 手机 座机 传真 邮箱 邮件
邮编 地址 住址 网址 网站 生日 性别 年龄 籍贯 民族 车牌 车型 车号 身份证 卡号 账号 帐号 税号 编号 编码 代码 序号 备注
说明 附注 其他 其它 行业 来源 类型 类别 级别 等级 档次 角色 状态 情况 法人 负责人 联系人 介绍人 接待人 经办人
客户经理 爱好 喜好 兴趣 性格 忌口 忌讳 禁忌 过敏 口味 酒水 香烟 座位 餐位 包间 包厢 停车 签单 频次 收入 资产 房产
投资 银行 开户行 注册资本 注册资金 经营范围 法定代表人 简称 金额 消费 次数 日期 时间 区域 name client customer phone
mobile tel telephone email e-mail mail address company unit organisation organization title position birthday note
notes remark remarks comment comments code no no. number fax gender sex plate kind type class industry source web
website postcode zip contact salutation department date amount
"""
# What longer headings end in; a unit's name may end in 公司 or 经理, so these are left out
_LAST_WORDS = """
姓名 名称 电话 手机 手机号 号码 电话号 地址 住址 邮箱 邮件 邮编 生日 日期 时间 备注 说明 编号 编码 代码 类型 类别
级别 等级 车牌号 车型号 身份证号 卡号 账号 帐号 代表人 负责人 联系人 接待人 方式 爱好 喜好 习惯 要求 状态 情况 信息
档次 频次 原因 资本 资金 范围 建议 特征 单位 职务 职位 行业 来源 金额 次数 年月 纪念日 经办人 管理人 介绍人 name
phone number address email date code type title
"""
_EXACT = frozenset(_WORDS.split())
_ENDINGS = tuple(_LAST_WORDS.split())
_MARKS = re.compile(r"[※*＊:：\s]+")
_BRACKETS = re.compile(r"[(（\[【<].*?[)）\]】>]")
_TOTALS = re.compile(
    r"(?:合计|总计|小计|共计|汇总|总和|平均值?|累计|本页小计|本页合计|grand total|sub-?total|total|sum|average)"
    r"[:：]?\s*[\d.,]*[人条户位个家名元]?|共\s*\d+\s*[人条户位个家名](?:客户)?"
)
_FOOTERS = re.compile(
    r"(?:制表人?|填表人?|制单人?|审核人?|复核人?|经办人?|打印(?:人|时间|日期)?|制表(?:日期|时间)|填表(?:日期|时间)|注|说明|备注)\s*[:：].*"
)
# What those two begin with, before folding: nearly every row of a sheet is let through by this alone
_FIRST_CHARACTERS = frozenset("合总總小共汇匯彙平累本制製填审審复複覆经經打注註说說备備gGsStTaA")

TOTAL = N_("A line of totals")
HEADER_AGAIN = N_("The header repeated")
FOOTER = N_("A line below the table")


class Header(NamedTuple):
    """First and last row of the header, from 0."""

    top: int
    bottom: int


@lru_cache(2048)
def plain_heading(text: str) -> str:
    """A heading for comparison: folded, without ※ * : spaces, and without what stands in brackets."""
    folded = fold(text)
    return _MARKS.sub("", _BRACKETS.sub("", folded)) or _MARKS.sub("", folded).strip("()（）[]【】")


def heading_unit(heading: str) -> int:
    """What an amount under this heading is to be multiplied with: 注册资本（万元） → 10,000."""
    folded = fold(heading)
    found = re.search(r"[(/:\[]\s*(?:人民币)?(亿|千万|百万|万|千)元?\s*[)\]]?\s*$", folded)
    return {"亿": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 1000}[found[1]] if found else 1


@lru_cache(4096)
def is_heading(text: str) -> bool:
    """Whether a cell's text is a heading that sheets of clients use."""
    if len(text) > 40:
        return False
    plain = plain_heading(text)
    if plain in _EXACT:
        return True
    longest = 24 if plain.isascii() else 8
    return len(plain) <= longest and plain.endswith(_ENDINGS) and sum(c.isdigit() for c in plain) <= 1


def is_data(cell: Cell) -> bool:
    """Whether a cell looks like somebody's value: a date, a number, several digits, or a sentence."""
    if isinstance(cell, date):
        return True
    if not isinstance(cell, str) or not cell:
        return False
    if len(cell) > 30 or sum(c.isdigit() for c in cell) >= 4 or "@" in cell:
        return True
    return cell.replace(".", "", 1).replace("-", "", 1).isdigit()


def find_header(rows: Sequence[Sequence[Cell]], merges: Sequence[Merge] = ()) -> Header | None:
    """Where the header is among the first rows of a sheet, below titles and empty lines; None where there is none."""
    best, best_score = -1, 0.0
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        score = _score(row)
        if score > best_score:
            best, best_score = at, score
    if best < 0:
        best = _unknown_header(rows)
        return Header(best, best) if best >= 0 else None
    return _spread(rows, best, merges)


def _filled(row: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in row if cell != ""]


def _score(row: Sequence[Cell]) -> float:
    cells = _filled(row)
    known = {plain_heading(c) for c in cells if isinstance(c, str) and is_heading(c)}
    data = sum(is_data(c) for c in cells)
    if not known or data > len(known) or len(known) < 0.25 * len(cells):
        return 0.0
    return 2 * len(known) - 2 * data + min(len(cells), 20) * 0.05


def _unknown_header(rows: Sequence[Sequence[Cell]]) -> int:
    """A first row of short words above rows with values is a header, though none of its words is known."""
    for at, row in enumerate(rows[:SEARCHED_ROWS]):
        cells = _filled(row)
        if len(cells) < 2:
            continue
        if any(is_data(c) or not isinstance(c, str) or len(c) > 12 for c in cells) or len(set(cells)) < len(cells):
            return -1
        below = [r for r in rows[at + 1 : SEARCHED_ROWS] if _filled(r)]
        return at if below and any(is_data(c) for r in below for c in r) else -1
    return -1


def _spread(rows: Sequence[Sequence[Cell]], best: int, merges: Sequence[Merge]) -> Header:
    """A header may have a row of groups above its headings, and cells merged over both."""
    top = bottom = best
    across = [m for m in merges if m.top <= best <= m.bottom and m.bottom > m.top and _is_heading_cell(rows, m)]
    if across:
        return Header(min(m.top for m in across), max(m.bottom for m in across))
    if best > 0 and _is_group_row(rows[best - 1], merges, best - 1):
        top = best - 1
    elif best + 1 < len(rows) and _is_sub_row(rows[best], rows[best + 1]):
        bottom = best + 1
    return Header(top, bottom)


def _is_heading_cell(rows: Sequence[Sequence[Cell]], merge: Merge) -> bool:
    if merge.bottom - merge.top > 2 or merge.top >= len(rows) or merge.left >= len(rows[merge.top]):
        return False
    cell = rows[merge.top][merge.left]
    return isinstance(cell, str) and cell != "" and not is_data(cell) and len(cell) <= 12


def _is_group_row(row: Sequence[Cell], merges: Sequence[Merge], at: int) -> bool:
    cells = _filled(row)
    if not cells or any(not isinstance(c, str) or is_data(c) or len(c) > 12 or re.search("[:：]", c) for c in cells):
        return False
    if len(set(cells)) >= 2:
        return True
    # one group alone, merged over some columns: a title would begin at the left
    return any(m.top == m.bottom == at and m.left > 0 and m.right > m.left for m in merges)


def _is_sub_row(row: Sequence[Cell], below: Sequence[Cell]) -> bool:
    cells = _filled(below)
    if not cells or any(not isinstance(c, str) or not is_heading(c) for c in cells):
        return False
    gaps = sum(1 for at, cell in enumerate(below) if cell != "" and (at >= len(row) or row[at] == ""))
    return gaps > 0


def headings(rows: Sequence[Sequence[Cell]], header: Header, merges: Sequence[Merge], width: int) -> list[str]:
    """The heading of each column: merged cells count for all they cover, several rows are joined with a space."""
    grid = [
        [_text(row[at]) if at < len(row) else "" for at in range(width)] for row in rows[header.top : header.bottom + 1]
    ]
    for m in merges:
        if header.top <= m.top <= header.bottom and m.left < width:
            value = grid[m.top - header.top][m.left]
            for line in range(m.top - header.top, min(m.bottom, header.bottom) - header.top + 1):
                grid[line][m.left : m.right + 1] = [value] * (min(m.right, width - 1) - m.left + 1)
    if not merges and len(grid) > 1:
        # without knowledge of merged cells: a group reaches as far as headings stand below it
        for at in range(1, width):
            if grid[0][at] == "" and grid[1][at] != "":
                grid[0][at] = grid[0][at - 1]
    return [" ".join(dict.fromkeys(line[at] for line in grid if line[at])) for at in range(width)]


def _text(cell: Cell) -> str:
    return " ".join(cell.split()) if isinstance(cell, str) else cell.isoformat()


def why_no_client(cells: Sequence[Cell], header: Sequence[str]) -> str | None:
    """Why a row below the header is none of its records: totals, the header again, a signature; None for the rest."""
    first = next((c for c in cells if c != ""), "")
    if not isinstance(first, str) or len(first) > 60:
        return None
    if first[:1] not in _FIRST_CHARACTERS and first not in header:
        return None
    if len(first) <= 20:
        squeezed = re.sub(r"\s+", "", fold(first)) if not first.isascii() else fold(first).strip()
        if _TOTALS.fullmatch(squeezed) and all(c == "" or c == first or _is_number(c) for c in cells):
            return TOTAL
    if header and first == next((h for h in header if h), None):
        said = [c for c in cells if c != ""]
        if len(said) > 1 and all(isinstance(c, str) and c in header for c in said):
            return HEADER_AGAIN
    if _FOOTERS.fullmatch(fold(first)) and sum(c != "" for c in cells) <= 3:
        return FOOTER
    return None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, str) and re.fullmatch(r"[-+¥￥]?[\d,.]+\s*[%元人条户位个家名次]?", cell) is not None
