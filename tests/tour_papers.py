"""Papers that the tour files to look at them: a contract as a text document, and a quotation as a workbook."""

import io

from tests.documents import papers

_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
_WP = 'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"'
_STYLES = """<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="21"/></w:rPr></w:rPrDefault></w:docDefaults>
<w:style w:type="paragraph" w:default="1" w:styleId="a"/>
<w:style w:type="paragraph" w:styleId="1"><w:basedOn w:val="a"/><w:pPr><w:keepNext/><w:spacing w:before="240"
w:after="240"/><w:jc w:val="center"/></w:pPr><w:rPr><w:b/><w:sz w:val="36"/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="2"><w:basedOn w:val="a"/><w:pPr><w:keepNext/><w:spacing w:before="160"
w:after="80"/></w:pPr><w:rPr><w:b/><w:sz w:val="24"/></w:rPr></w:style>
<w:style w:type="table" w:styleId="grid"><w:tblPr><w:tblBorders><w:top w:val="single"/></w:tblBorders></w:tblPr>
</w:style>"""
_NUMBERS = """<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt
w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:isLgl/>
<w:lvlText w:val="%1.%2"/><w:pPr><w:ind w:left="720" w:hanging="510"/></w:pPr></w:lvl></w:abstractNum>
<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/><w:pPr><w:ind
w:left="720" w:hanging="360"/></w:pPr></w:lvl></w:abstractNum>
<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>"""
_RELATIONS = ('<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
              '<Relationship Id="r1" Target="media/image1.png"/><Relationship Id="r2" Target="footer1.xml"/>'
              '<Relationship Id="r3" Target="header1.xml"/></Relationships>')  # fmt: skip

_HEADER = """<w:p><w:pPr><w:pBdr><w:bottom w:val="single"/></w:pBdr><w:jc w:val="center"/></w:pPr><w:r><w:rPr>
<w:sz w:val="18"/></w:rPr><w:t>采购合同（正本）</w:t></w:r></w:p>"""
_FOOTER = """<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:t>第 </w:t></w:r><w:fldSimple w:instr="PAGE"/><w:r>
<w:t> 页，共 </w:t></w:r><w:fldSimple w:instr="NUMPAGES"/><w:r><w:t> 页</w:t></w:r></w:p>"""
_SUBJECT = ("甲方向乙方采购下列货物，规格、数量、单价见下表。乙方应当按照本合同约定的时间、地点和方式交付，"
            "并保证货物符合 GB/T 24616-2019《冷藏、冷冻食品物流包装、标志、运输和储存》的要求。")  # fmt: skip
_DISPUTES = "因本合同发生的争议，双方应当友好协商；协商不成的，提交甲方所在地人民法院诉讼解决。"


def contract() -> bytes:
    """Two pages: headings, numbered clauses, a table with merged cells, a seal, a text box, header and footer."""
    clauses = (
        _listed("合同标的", 0) + _listed(_SUBJECT, 1)
        + _listed("货物的包装由乙方负责，费用已经包含在单价之内。", 1) + _table() + _listed("付款方式", 0)
        + _listed("合同签订后五个工作日内，甲方支付合同总价的 30 % 作为预付款。", 1)
        + _listed("货物验收合格后十个工作日内，甲方付清余款。", 1) + _words("下列情形不视为逾期：", first=420)
        + _listed("银行系统维护；", 0, 2) + _listed("乙方账号变更而未书面通知甲方。", 0, 2)
    )  # fmt: skip
    signing = (_listed("争议的解决", 0) + _words(_DISPUTES, first=420) + _box("（以下无正文，为签署页）")
               + _picture() + _words("甲方：云栖餐饮管理有限公司　　　　　　乙方：尉迟木业有限公司")
               + _words("签订日期：2026 年 11 月 18 日"))  # fmt: skip
    body = (_words("采购合同", style="1") + _words("合同编号：J001-XD·2026-D30-001-HT01", align="right")
            + _runs(("甲方", "<w:b/>"), ("（买方）：云栖餐饮管理有限公司", ""))
            + _runs(("乙方", "<w:b/>"), ("（卖方）：尉迟木业有限公司，以下简称", ""), ("“卖方”", "<w:i/>"),
                    ("；付款须经", ""), ("书面确认", '<w:u w:val="single"/>'), ("，旧价 ", ""),
                    ("¥ 820", "<w:strike/>"),
                    (" 作废。", '<w:color w:val="B3261E"/>')) + clauses
            + '<w:p><w:r><w:br w:type="page"/></w:r></w:p>' + signing)  # fmt: skip
    end = (f'<w:sectPr {_R}><w:headerReference w:type="default" r:id="r3"/><w:footerReference w:type="default" '
           'r:id="r2"/><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1440" w:right="1800" w:bottom="1440" '
           'w:left="1800" w:header="851" w:footer="992"/><w:docGrid w:type="lines" w:linePitch="312"/>'
           "</w:sectPr>")  # fmt: skip
    part = lambda kind, inside: f"<w:{kind} {papers.W}>{inside}</w:{kind}>"  # noqa: E731
    return papers.zipped({
        "word/document.xml": f"<w:document {papers.W} {_R}><w:body>{body}{end}</w:body></w:document>",
        "word/styles.xml": part("styles", _STYLES), "word/numbering.xml": part("numbering", _NUMBERS),
        "word/_rels/document.xml.rels": _RELATIONS,
        "word/header1.xml": part("hdr", _HEADER), "word/footer1.xml": part("ftr", _FOOTER),
        "word/media/image1.png": _seal(),
    })  # fmt: skip


def quotation() -> bytes:
    """Two sheets, the first with a merged title, amounts and days."""
    from datetime import date

    import openpyxl

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "报价单"
    sheet.append(["2026 年第四季度食材报价单"])
    sheet.merge_cells("A1:F1")
    sheet.append(["序号", "品名", "规格", "单价（元）", "数量", "报价日期"])
    for at, (name, kind, price, count) in enumerate((
        ("冷冻带鱼段", "5 kg × 4 袋", 186.5, 40), ("黑虎虾（16/20）", "1 kg × 10 盒", 98, 120),
        ("五常大米", "25 kg", 168.88, 35), ("花生油（一级压榨）", "20 L", 299, 12),
    ), 1):  # fmt: skip
        sheet.append([at, name, kind, price, count, date(2026, 11, at)])
    other = book.create_sheet("联系人 & 备注")
    other.append(["姓名", "电话"])
    other.append(["尉迟明", 13800138000])
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def _words(text: str, *, style: str = "", align: str = "", first: int = 0) -> str:
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    about += f'<w:ind w:firstLine="{first}"/>' if first else ""
    about += f'<w:jc w:val="{align}"/>' if align else ""
    return f"<w:p><w:pPr>{about}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def _runs(*runs: tuple[str, str]) -> str:
    return "<w:p>" + "".join(f"<w:r><w:rPr>{look}</w:rPr><w:t>{text}</w:t></w:r>" for text, look in runs) + "</w:p>"


def _listed(text: str, level: int, numbers: int = 1) -> str:
    style = '<w:pStyle w:val="2"/>' if level == 0 and numbers == 1 else ""
    return (f'<w:p><w:pPr>{style}<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{numbers}"/></w:numPr>'
            f'<w:jc w:val="both"/></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>')  # fmt: skip


def _cell(text: str, about: str = "", align: str = "center") -> str:
    return f"<w:tc><w:tcPr>{about}</w:tcPr>{_words(text, align=align)}</w:tc>"


def _table() -> str:
    shade = '<w:shd w:fill="E8EEF0"/>'
    head = "".join(_cell(word, shade) for word in ("品名", "规格", "单价（元）", "数量"))
    rows = "".join(
        "<w:tr>" + _cell(name, merge, "left") + _cell(kind, align="left") + _cell(price, align="right")
        + _cell(count, align="right") + "</w:tr>"
        for name, merge, kind, price, count in (
            ("冷冻带鱼段", '<w:vMerge w:val="restart"/>', "5 kg × 4 袋", "186.50", "40"),
            ("", "<w:vMerge/>", "2 kg × 10 袋", "92.00", "60"),
            ("黑虎虾（16/20）", "", "1 kg × 10 盒", "98.00", "120")))  # fmt: skip
    total = "<w:tr>" + _cell("合计（人民币大写）：贰万肆仟柒佰肆拾元整", '<w:gridSpan w:val="4"/>', "left") + "</w:tr>"
    grid = "".join(f'<w:gridCol w:w="{wide}"/>' for wide in (2600, 2300, 1700, 1700))
    return (f'<w:tbl><w:tblPr><w:tblStyle w:val="grid"/><w:jc w:val="center"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
            f"<w:tr><w:trPr><w:tblHeader/></w:trPr>{head}</w:tr>{rows}{total}</w:tbl>")  # fmt: skip


def _box(text: str) -> str:
    return f"<w:p><w:r><w:pict><w:txbxContent>{_words(text, align='center')}</w:txbxContent></w:pict></w:r></w:p>"


def _picture() -> str:
    return (f'<w:p><w:r><w:drawing {_WP} {_A} {_R}><wp:extent cx="1080000" cy="1080000"/><a:blip r:embed="r1"/>'
            "</w:drawing></w:r></w:p>")  # fmt: skip


def _seal() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (300, 300), (0, 0, 0, 0))
    draw = ImageDraw.Draw(image)
    draw.ellipse((10, 10, 290, 290), outline=(200, 30, 30, 255), width=10)
    draw.regular_polygon((150, 150, 60), 5, fill=(200, 30, 30, 255))
    into = io.BytesIO()
    image.save(into, "PNG")
    return into.getvalue()
