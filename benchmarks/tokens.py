"""How long it takes to make a client findable: reading a name in pinyin, and cutting values into search tokens."""

import random
import sys
import unicodedata

from benchmarks._report import Action, Report, finish, in_turn, quick
from desktop.services.readings import readings
from desktop.services.search import tokens_of

CLIENTS = 4_000
VALUES = ("经理", "13812345678", "087165123456", "zhang.wei@example.com", "云南省昆明市盘龙区北京路123号A座1203室",
          "云A12345", "K2026-0012", "不吃香菜，喜欢靠窗", "老客户王总介绍")  # fmt: skip
SECOND = 1000  # milliseconds for ten thousand names, and for eight thousand clients


def grams(texts: tuple[str, ...]) -> set[str]:
    """The least that could be done: two neighbouring characters of every text."""
    folded = [unicodedata.normalize("NFKC", text).casefold() for text in texts]
    return {text[at : at + 2] for text in folded for at in range(len(text))}


def main() -> int:
    report = Report("Making clients findable, one process")
    chance = random.Random(5)
    names = ["".join(chance.choices("张王李赵单曾伟芳娜强磊洋艳勇军杰", k=3)) for _ in range(CLIENTS)]

    def read(_number: int) -> Action:
        return lambda: [readings(name) for name in names]

    def cut(_number: int) -> Action:
        return lambda: [tokens_of([name], list(VALUES)) for name in names]

    def least(_number: int) -> Action:
        return lambda: [grams((name, *VALUES)) for name in names]

    rounds = 2 if quick() else 5
    in_turn(1, read, cut, least)
    reading, cutting, floor = in_turn(rounds, read, cut, least)
    report.limit("ten thousand names in pinyin", reading.least * 10_000 / CLIENTS, SECOND)
    report.limit("tokens of eight thousand clients", cutting.least * 8_000 / CLIENTS, SECOND)
    report.ratio("tokens against pairs of characters alone", cutting.least, floor.least, None)
    return finish(report)


if __name__ == "__main__":
    sys.exit(main())
