"""Chinese surnames and places read otherwise than the same characters elsewhere, and given names read in two ways."""

from types import MappingProxyType

# Surname → its readings with tone marks, the first the usual one. All of these are often read wrongly.
_RARE = """
单 shàn|曾 zēng|仇 qiú|解 xiè|查 zhā|区 ōu|任 rén|盖 gě,gài|朴 piáo|乐 yuè,lè|员 yùn|贠 yùn|缪 miào|宓 mì,fú|覃 qín,tán
翟 zhái,dí|冼 xiǎn|洗 xiǎn|召 shào|折 shé|种 chóng|繁 pó|秘 bì|黑 hè|哈 hǎ|那 nā,nà|纪 jǐ,jì|过 guō|华 huà|宁 nìng,níng
隗 wěi,kuí|牟 mù,móu|藏 zāng|钭 tǒu|阚 kàn|逄 páng|佘 shé|晁 cháo|昝 zǎn|撒 sǎ|句 gōu|燕 yān|葛 gě|祭 zhài|乜 niè
郇 xún,huán|郗 xī,chī|亓 qí|妫 guī|幺 yāo|薄 bó|尹 yǐn|应 yīng|车 chē|都 dū|卜 bǔ|占 zhān|石 shí|沈 shěn|洪 hóng
谌 chén,shèn|俞 yú|於 yū|余 yú|令 líng|适 kuò|不 fǒu|角 jué|能 nài|兴 xīng|相 xiàng|行 xíng|长 cháng|重 chóng|柏 bǎi,bó
尉迟 yù chí|万俟 mò qí|长孙 zhǎng sūn|单于 chán yú|澹台 tán tái|濮阳 pú yáng|鲜于 xiān yú|令狐 líng hú|拓跋 tuò bá
皇甫 huáng fǔ|淳于 chún yú|呼延 hū yán|相里 xiàng lǐ|宇文 yǔ wén|亓官 qí guān|闾丘 lǘ qiū|仉 zhǎng
"""

# Read as anybody would; here so that their two characters count as one surname
_COMMON = """
欧阳 ōu yáng|司马 sī mǎ|司徒 sī tú|上官 shàng guān|诸葛 zhū gě|夏侯 xià hóu|公孙 gōng sūn|慕容 mù róng|东方 dōng fāng
独孤 dú gū|南宫 nán gōng|端木 duān mù|申屠 shēn tú|轩辕 xuān yuán|赫连 hè lián|钟离 zhōng lí|西门 xī mén|公冶 gōng yě
太史 tài shǐ|东郭 dōng guō|百里 bǎi lǐ|纳兰 nà lán
"""

# The single surnames that most people have, read as anybody would
_MOST = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭"
    "陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤温康施文牛樊葛邢安齐乔伍"
    "庞颜庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷盛曲翁冉骆蓝路游辛靳管柴蒙鲍"
    "华喻祁蒲房滕屈饶解牟艾尤时阳穆司古吉冷楼娄简卞岑倪费虞屠傅卓池桂佟"
)

# Nobody takes these for anything else, so the file's header stays quiet about them
_PLAIN = frozenset("任余俞石沈洪车尹应卜占兴行长重相纪华那宁柏葛燕于都")


def _table(text: str) -> dict[str, tuple[str, ...]]:
    entries = (entry.split(" ", 1) for line in text.split("\n") if line for entry in line.split("|"))
    return {surname: tuple(readings.split(",")) for surname, readings in entries}


SURNAMES = MappingProxyType(_table(_RARE) | _table(_COMMON))
SINGLE_SURNAMES = frozenset(_MOST)
RARE_SURNAMES = frozenset(_table(_RARE)) - _PLAIN

# Characters of given names that people read in either way; the usual reading comes from the dictionary
_EITHER = """
乐 le,yue|行 xing,hang|长 chang,zhang|重 chong,zhong|朝 chao,zhao|茜 qian,xi|晟 sheng,cheng|盛 sheng,cheng|娜 na,nuo
莎 sha,suo|柏 bai,bo|露 lu,lou|车 che,ju|校 xiao,jiao|传 chuan,zhuan|单 dan,shan|解 jie,xie|曾 zeng,ceng|都 du,dou
藏 cang,zang|会 hui,kuai|尉 wei,yu|翟 zhai,di|朴 pu,piao|大 da,dai|洗 xi,xian|员 yuan,yun|贾 jia,gu|隗 wei,kui|阿 a,e
参 can,shen|降 jiang,xiang|调 diao,tiao|卡 ka,qia|壳 ke,qiao|落 luo,la|薄 bo,bao|着 zhe,zhuo|没 mei,mo|仔 zai,zi
"""

GIVEN_NAMES = MappingProxyType(_table(_EITHER))

# Places in the names of organisations that word lists leave out or read otherwise
_PLACES = """
单县 shan xian|六安 lu an|番禺 pan yu|铅山 yan shan|台州 tai zhou|丽水 li shui|洪洞 hong tong|乐亭 lao ting
乐清 yue qing|浚县 xun xian|歙县 she xian|黟县 yi xian|大城 dai cheng|尉犁 yu li|蔚县 yu xian|长子县 zhang zi xian
朝阳 chao yang|衢州 qu zhou|泸州 lu zhou|漯河 luo he
朝阳区 chao yang qu|东莞 dong guan|蚌埠 beng bu|亳州 bo zhou|涪陵 fu ling|郴州 chen zhou|莘县 shen xian|莘庄 xin zhuang
厦门 xia men|大厦 da sha|长沙 chang sha|重庆 chong qing|任丘 ren qiu|中牟 zhong mu|繁峙 fan shi|陆家嘴 lu jia zui
"""

PLACES = MappingProxyType({place: tuple(said[0].split(" ")) for place, said in _table(_PLACES).items()})
