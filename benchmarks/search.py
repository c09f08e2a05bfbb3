"""How long a search takes: the query beside a raw one for the same tokens, and a keystroke until it is painted."""

import sys
from collections.abc import Callable
from typing import Any

from benchmarks import _office
from benchmarks._report import Action, Report, Timing, finish, in_turn, quick, sizes
from desktop.rules.tokens import fts5_match, query_of, tsquery
from desktop.services import search

# What people type, letter by letter as it grows: names, pinyin, initials, phones, units, addresses, plates, codes
TYPED = (
    "王", "李", "伟", "欧", "王芳", "张伟", "李静", "陈海波", "欧阳启", "zhangw", "wangf", "liji", "ouyang", "zw",
    "wjg", "0001", "1990", "8888", "138", "19900001", "有限公司", "餐饮", "柏林餐饮", "江城", "路12", "江城市",
    "粤A1", "京A0",
    "KH-0000", "0000123", "王 餐饮", "海鲜", "w", "wa", "wan", "wang", "z", "7", "99", "无此人也",
)  # fmt: skip
ROUNDS = 5
LIMIT = 50
ENGINE_BOUND, PAINTED_BOUND, GROWTH_BOUND = 2, 4, 1.5

# The same rows by one statement written by hand: tokens, the office's row of them, and what a hit shows
RAW_SQLITE = """
    SELECT c.id, c.code, c.name, c.unit, c.position, c.salutation, c.phone FROM
        (SELECT rowid AS serial FROM search_text WHERE search_text MATCH ? LIMIT ?) h
    CROSS JOIN search_doc d CROSS JOIN client c WHERE d.serial = h.serial AND c.id = d.subject"""
RAW_POSTGRES = """
    WITH h AS MATERIALIZED (SELECT subject FROM search_doc WHERE tokens @@ %s::tsquery LIMIT %s)
    SELECT c.id, c.code, c.name, c.unit, c.position, c.salutation, c.phone FROM h JOIN client c ON c.id = h.subject"""
TOKENS_SQLITE = "SELECT rowid FROM search_text WHERE search_text MATCH ? LIMIT ?"
TOKENS_POSTGRES = "SELECT serial FROM search_doc WHERE tokens @@ %s::tsquery LIMIT %s"


def query(bench: _office.Bench, report: Report) -> Timing:
    """The search box's query against the raw one on the same connection."""
    with bench.work() as work:
        sqlite = work.database.sqlite
        cursor: Any = work.database.engine.connection()
        spell: Callable[[Any], str] = fts5_match if sqlite else tsquery
        asked = [(text, spell(query_of(text))) for text in TYPED]

        def ours(number: int) -> Action:
            text = asked[number % len(asked)][0]
            return lambda: search.find(work, text, LIMIT)

        def raw(statement: str) -> Callable[[int], Action]:
            def way(number: int) -> Action:
                match = asked[number % len(asked)][1]
                return lambda: cursor.execute(statement, (match, LIMIT)).fetchall()

            return way

        ways = ours, raw(RAW_SQLITE if sqlite else RAW_POSTGRES), raw(TOKENS_SQLITE if sqlite else TOKENS_POSTGRES)
        in_turn(len(asked), *ways)
        mine, floor, tokens = in_turn(ROUNDS * len(asked), *ways)
    name = f"{bench.engine}, {bench.size:,} clients"
    report.ratio(f"{name}: query p95", mine.p95, floor.p95, ENGINE_BOUND)
    report.ratio(f"{name}: query p50", mine.p50, floor.p50, None)
    report.ratio(f"{name}: query p95 against ids alone", mine.p95, tokens.p95, None)
    return mine


def painted(bench: _office.Bench, report: Report) -> float:
    """A letter typed into the list's line, until the list's new rows are painted; and one in the search box."""
    from benchmarks import _screen

    listed, boxed, frames = Timing(), Timing(), Timing()
    with _screen.clients_page(bench) as screen:
        plain = screen.plain_table()
        steps = [text for word in ("wangfang", "王芳芳", "19900", "餐饮贸易") for text in _growing(word)]
        for number in range(3 if quick() else 5):
            # one after the other, as nobody has the box's hits open over the list in whose own line he types
            for type_into, timing in ((screen.type_into_list, listed), (screen.type_into_box, boxed)):
                for text in steps:
                    took, floor = type_into(text), _screen.frame(plain, number * 3)
                    if number:
                        timing.samples.append(took)
                        frames.samples.append(floor)
                screen.clear_box()
        plain.close()
    name = f"{bench.engine}, {bench.size:,} clients"
    report.ratio(f"{name}: keystroke to painted list p95", listed.p95, frames.p95, PAINTED_BOUND)
    report.ratio(f"{name}: keystroke to painted hits p95", boxed.p95, frames.p95, PAINTED_BOUND)
    return listed.p95


def _growing(word: str) -> list[str]:
    return [word[: n + 1] for n in range(len(word))]


def measure(report: Report, bench: _office.Bench, known: dict[tuple[str, int], tuple[float, float]]) -> None:
    known[bench.engine, bench.size] = query(bench, report).p95, painted(bench, report)


def main() -> int:
    report = Report("Searching")
    known: dict[tuple[str, int], tuple[float, float]] = {}
    for size in sizes():
        with _office.sqlite_office(size) as bench:
            measure(report, bench, known)
    with _office.server() as url:
        for size in sizes():
            with _office.postgres_office(url, size) as bench:
                measure(report, bench, known)
    for engine in ("SQLite", "PostgreSQL"):
        least, most = known[engine, min(sizes())], known[engine, max(sizes())]
        if not quick():
            report.ratio(f"{engine}: painted, 1,000,000 against 10,000", most[1], least[1], GROWTH_BOUND)
            report.ratio(f"{engine}: query p95, 1,000,000 against 10,000", most[0], least[0], None)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
