"""Invented clients for offices of any size, the same ones in every run."""

import random
from collections.abc import Iterator

SEED = 20261122

_SINGLE = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程"
    "魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾"
    "龚邵万覃武钱戴莫孔向常单仇区"
)
_SURNAMES = [*_SINGLE, "欧阳", "司马"]
_GIVEN = (
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华文玉建国春梅红玲飞鹏辉斌宇浩凯晨曦子涵欣"
    "怡雨桐梓轩思远嘉懿启年若兰书瑶景行怀瑾海波志强少峰晓东立群永康德胜家豪"
)
_PLACES = "江城南山东湖北辰西岭中原云溪柏林青浦宝安福田天河越秀海珠龙华盐田罗湖滨江萧山余杭吴中相城"
_TRADES = [
    "贸易",
    "科技",
    "餐饮",
    "建材",
    "物流",
    "服饰",
    "印刷",
    "电子",
    "机械",
    "食品",
    "装饰",
    "广告",
    "医药",
    "化工",
    "旅游",
    "教育",
    "咨询",
    "环保",
    "园林",
    "酒店",
]
_POSTS = ("经理", "总经理", "采购主管", "办公室主任", "财务", "秘书", "", "", "厂长", "店长")
_NOTES = ["喜欢靠窗的位子", "常带家人来", "对海鲜过敏", "结账要发票", "不吃辣", "生日时送过花", "停车要留位"] + [""] * 3
_PLATES = "京沪粤苏浙云川"


def people(size: int, seed: int = SEED) -> Iterator[dict[str, str]]:
    """Invented clients, one in six an organisation; the commonest surname has a fourteenth of them."""
    chance = random.Random(seed)
    weights = [1 / (rank + 4) for rank in range(len(_SURNAMES))]
    surnames = chance.choices(_SURNAMES, weights, k=size)
    for number, surname in enumerate(surnames, 1):
        pick = chance.choice
        place = pick(_PLACES) + pick(_PLACES)
        unit = f"{place}{pick(_TRADES)}{pick(_TRADES)}有限公司"
        company = number % 6 == 0
        yield {
            "code": f"KH-{number:07d}",
            "form": "organisation" if company else "person",
            "name": unit if company else surname + "".join(chance.choices(_GIVEN, k=1 + (chance.random() < 0.7))),
            "unit": "" if company else unit,
            "position": "" if company else pick(_POSTS),
            "salutation": "" if company else pick(("先生", "女士", "总", "老师")),
            "phone": f"199{chance.randrange(10**4 if number % 50 == 0 else 10**8):08d}",
            "email": f"user{number}@example.com" if number % 3 == 0 else "",
            "address": f"{place}市{pick(_PLACES)}{pick(_PLACES)}路{chance.randrange(1, 999)}号",
            "plate": f"{pick(_PLATES)}A{chance.randrange(100_000):05d}" if number % 4 == 0 else "",
            "note": pick(_NOTES),
            "client_class": pick("ABCD") if number % 5 else "",
        }  # fmt: skip
