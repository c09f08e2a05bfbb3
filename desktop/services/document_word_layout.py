"""Reads a text document (docx) from memory as it is laid out: what stands where, how it looks, its pictures (DO-1)."""

from collections.abc import Iterator, Mapping
from typing import Any

from desktop.rules.document_layout import (
    CHARACTERS_DRAWN,
    Align,
    Block,
    Box,
    Break,
    Cell,
    Counted,
    Drawing,
    Look,
    Paragraph,
    Row,
    Section,
    Table,
    Words,
)
from desktop.rules.document_reading import BOMB, DAMAGED, Unreadable
from desktop.services.document_word_fields import Fields
from desktop.services.document_word_parts import BODY, CELLS, DEEP, attribute, below, name_of, parts_of, root_of
from desktop.services.document_word_styles import (
    Given,
    Numbers,
    Styles,
    child_of,
    has_lines,
    look_of,
    number,
    paragraph_given,
    points,
    words_given,
)

_A4 = (595.3, 841.9)
_EMU = 12_700  # to a point
_LARGEST = 1_500.0  # points of a picture's side
_MARKED = {"F0A8": "□", "F06F": "□", "F0FE": "☑", "F052": "☑", "F0FC": "✓", "F0FB": "×"}
_PART = ("word/header", "word/footer", "word/footnotes", "word/endnotes", "word/media/", "word/_rels/", "word/styles",
         "word/numbering")  # fmt: skip


class Layout:
    """A document's sections. Raises Unreadable."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts_of(content, lambda name: name == BODY or name.startswith(_PART))
        self.styles = Styles(self._optional("word/styles.xml"))
        self.numbers = Numbers(self._optional("word/numbering.xml"))
        self.notes: list[tuple[str, str]] = []
        self.cells = self.characters = 0
        self._found: list[Section] = []
        body = _Reader(self, BODY)
        root = root_of(self.parts[BODY])
        main = child_of(root, "body")
        for child in (main if main is not None else root).iterchildren():
            body.take(child)
            ends = child_of(child_of(child, "pPr"), "sectPr") if name_of(child) == "p" else None
            if ends is not None or name_of(child) == "sectPr":
                self._end(body, ends if ends is not None else child)
        if body.blocks or not self._found:
            self._end(body, None)
        if self.notes:
            last = self._found[-1]
            self._found[-1] = last._replace(blocks=(*last.blocks, *self._noted()))

    def sections(self) -> list[Section]:
        return self._found

    @property
    def cut(self) -> bool:
        return self.characters > CHARACTERS_DRAWN

    def relations(self, part: str) -> Mapping[str, str]:
        """The parts that a part names; what lies outside the document is none."""
        folder, _slash, name = part.rpartition("/")
        root = self._optional(f"{folder}/_rels/{name}.rels")
        found = {}
        for child in root.iterchildren() if root is not None else ():
            if child.get("TargetMode") != "External":
                target = child.get("Target", "")
                found[child.get("Id", "")] = target[1:] if target.startswith("/") else f"{folder}/{target}"
        return found

    def _optional(self, name: str) -> Any:
        return root_of(self.parts[name]) if name in self.parts else None

    def _end(self, body: "_Reader", element: Any) -> None:
        """The section that ends here, with all that came since the one before."""
        blocks, body.blocks = tuple(body.blocks), []
        size, margins, grid = (child_of(element, name) for name in ("pgSz", "pgMar", "docGrid"))
        width, height = _A4
        if size is not None:
            width = min(max(points(attribute(size, "w")), 100.0), 3_000.0)
            height = min(max(points(attribute(size, "h")), 100.0), 3_000.0)
        top, bottom = (_margin(margins, name, height) for name in ("top", "bottom"))
        left, right = (_margin(margins, name, width) for name in ("left", "right"))
        lined = grid is not None and attribute(grid, "type") in ("lines", "linesAndChars", "snapToChars")
        before = self._found[-1] if self._found else None
        header, footer = self._beside(body, element)
        kind = child_of(element, "type")
        goes_on = kind is not None and attribute(kind, "val") == "continuous"
        if before is not None and goes_on and (before.width, before.height) == (width, height):
            self._found[-1] = before._replace(blocks=before.blocks + blocks)
            return
        self._found.append(Section(
            width, height, top, right, bottom, left, blocks,
            header or (before.header if before else ()), footer or (before.footer if before else ()),
            header_at=_distance(margins, "header"), footer_at=_distance(margins, "footer"),
            grid=points(attribute(grid, "linePitch")) if lined else 0.0,
        ))  # fmt: skip

    def _beside(self, body: "_Reader", element: Any) -> tuple[tuple[Block, ...], tuple[Block, ...]]:
        found: dict[str, tuple[Block, ...]] = {}
        for child in element.iterchildren() if element is not None else ():
            name = name_of(child).removesuffix("Reference")
            if name in ("header", "footer") and attribute(child, "type") in ("", "default"):
                part = body.relations.get(_related(child, "id"), "")
                if part in self.parts:
                    reader = _Reader(self, part)
                    reader.take_all(root_of(self.parts[part]))
                    found[name] = tuple(block for block in reader.blocks if not isinstance(block, Break))
        return found.get("header", ()), found.get("footer", ())

    def _noted(self) -> Iterator[Block]:
        """Foot- and endnotes, each under its number, below a line."""
        texts = {}
        for name in ("footnotes", "endnotes"):
            root = self._optional(f"word/{name}.xml")
            for element in root.iterchildren() if root is not None else ():
                texts[name[:-1], attribute(element, "id")] = element
        yield Paragraph((), ruled=True)
        for at, key in enumerate(self.notes, 1):
            reader = _Reader(self, BODY)
            if key in texts:
                reader.take_all(texts[key])
            for place, block in enumerate(reader.blocks):
                if isinstance(block, Paragraph) and place == 0:
                    block = block._replace(pieces=(Words(f"{at} ", Look(9.0, raised=1)), *block.pieces))
                yield block


class _Reader:
    """Goes through one part in reading order; what it found stands in `blocks`."""

    def __init__(self, layout: Layout, part: str) -> None:
        self._layout = layout
        self.relations = layout.relations(part)
        self.blocks: list[Block] = []
        self._fields = Fields()

    def take_all(self, element: Any, depth: int = 0) -> None:
        if depth > DEEP:
            raise Unreadable(DAMAGED)
        for child in element.iterchildren():
            self.take(child, depth)

    def take(self, element: Any, depth: int = 0) -> None:
        match name_of(element):
            case "p":
                self._paragraph(element, depth)
            case "tbl":
                self._table(element, depth)
            case "Fallback" | "sectPr":
                pass
            case _:
                self.take_all(element, depth + 1)

    def inner(self, element: Any, depth: int) -> tuple[Block, ...]:
        """What stands in a cell or a text box."""
        kept, self.blocks = self.blocks, []
        self.take_all(element, depth + 1)
        found, self.blocks = self.blocks, kept
        return tuple(found)

    # paragraphs

    def _paragraph(self, element: Any, depth: int) -> None:
        direct = paragraph_given(child_of(element, "pPr"))
        style, words = self._layout.styles.paragraph(str(direct.get("style", "")))
        mark: Words | None = None
        listed: Given = {}
        key = str(direct.get("number", style.get("number", "")))
        if key and key != "0":
            level = int(number(str(direct.get("level", style.get("level", "0")))))
            said, listed, look = self._layout.numbers.next(key, level)
            mark = Words(said, look_of(words | look)) if said else None
        given = style | listed | direct
        if given.get("page_before"):
            self.blocks.append(Break())
        pieces: list[Words | Drawing] = []
        boxes: list[Block] = []
        for piece in self._pieces(element, words, boxes, depth):
            if not isinstance(piece, Break):
                pieces.append(piece)
                continue
            if any(isinstance(each, Drawing) or each.text.strip() for each in pieces):
                self._end(given, words, pieces, mark)
                # what goes on is no new paragraph: it has no number, and does not begin further in
                mark, given, pieces = None, given | {"first": 0.0, "chars": 0.0, "before": 0.0}, []
            self.blocks.append(piece)
        if pieces or not boxes:
            self._end(given, words, pieces, mark)
        self.blocks.extend(boxes)

    def _end(self, given: Given, words: Given, pieces: list[Words | Drawing], mark: Words | None) -> None:
        if not pieces:
            # an empty line is as high as its letters would be
            pieces = [Words("", look_of(words))]
        if self._layout.cut:
            return
        size = float(words.get("size", 10.5))
        first = float(given.get("chars") or 0.0) * size or float(given.get("first", 0.0))
        exact = float(given.get("exact", 0.0))
        if given.get("at_least") and exact < size * 1.3:
            exact = 0.0
        self.blocks.append(Paragraph(
            tuple(pieces), given.get("align", Align.LEFT), max(0.0, given.get("left", 0.0)),
            max(0.0, given.get("right", 0.0)), first, given.get("before", 0.0), given.get("after", 0.0),
            given.get("leading", 1.0), exact, mark, given.get("stops", ()), bool(given.get("tied")),
            bool(given.get("ruled")),
        ))  # fmt: skip

    def _pieces(self, element: Any, words: Given, boxes: list[Block], depth: int) -> Iterator[Words | Drawing | Break]:
        if depth > DEEP:
            raise Unreadable(DAMAGED)
        for child in element.iterchildren():
            match name_of(child):
                case "r":
                    yield from self._run(child, words, boxes, depth + 1)
                case "fldSimple":
                    self._fields.begin(attribute(child, "instr"))
                    yield from self._pieces(child, words, boxes, depth + 1)
                    yield from self._counted(self._fields.end(), words)
                # what was deleted or moved away under tracking, and what stands twice for older programs
                case "Fallback" | "del" | "moveFrom" | "pPr":
                    pass
                case _:
                    yield from self._pieces(child, words, boxes, depth + 1)

    def _run(self, element: Any, words: Given, boxes: list[Block], depth: int) -> Iterator[Words | Drawing | Break]:
        direct = words_given(child_of(element, "rPr"))
        given = words | self._layout.styles.of(str(direct.get("style", "")))[1] | direct
        yield from self._within(element, given, look_of(given), boxes, depth)

    def _within(self, element: Any, given: Given, look: Look, boxes: list[Block], depth: int
                ) -> Iterator[Words | Drawing | Break]:  # fmt: skip
        if depth > DEEP:
            raise Unreadable(DAMAGED)
        for child in element.iterchildren():
            name = name_of(child)
            text = ""
            match name:
                case "fldChar":
                    if attribute(child, "fldCharType") == "begin":
                        self._fields.begin("")
                    elif attribute(child, "fldCharType") == "end":
                        yield from self._counted(self._fields.end(), given)
                case "instrText":
                    self._fields.say(child.text or "")
                case "lastRenderedPageBreak":
                    yield Break(noted=True)
                case "br" if attribute(child, "type") == "page":
                    yield Break()
                case "footnoteReference" | "endnoteReference":
                    self._layout.notes.append((name.removesuffix("Reference"), attribute(child, "id")))
                    yield Words(str(len(self._layout.notes)), look._replace(raised=1))
                case "t":
                    text = child.text or ""
                case "tab":
                    text = "\t"
                case "br" | "cr":
                    text = "\n"
                case "noBreakHyphen":
                    text = "-"
                case "sym":
                    text = _MARKED.get(attribute(child, "char").upper(), "•")
                case "drawing" | "pict" | "object":
                    yield from self._drawn(child, boxes, depth)
                case "rPr" | "Fallback" | "delText" | "del" | "moveFrom":
                    pass
                case _:
                    yield from self._within(child, given, look, boxes, depth + 1)
            if text and not given.get("hidden") and not self._fields.replaces:
                self._layout.characters += len(text)
                yield Words(text, look)

    @staticmethod
    def _counted(what: Counted | None, given: Given) -> Iterator[Words]:
        if what is not None:
            yield Words("", look_of(given), what)

    # pictures and text boxes

    def _drawn(self, element: Any, boxes: list[Block], depth: int) -> Iterator[Drawing]:
        width = height = 0.0
        shape_width = 0.0
        for child in element.iter():
            if not isinstance(child.tag, str) or _within_another(child, element):
                continue
            match child.tag.rpartition("}")[2]:
                case "extent":
                    width, height = number(child.get("cx", "")) / _EMU, number(child.get("cy", "")) / _EMU
                case "shape" | "rect":
                    width, height = _styled(child.get("style", ""))
                    shape_width = width
                case "blip":
                    yield self._picture(_related(child, "embed"), width, height)
                case "imagedata":
                    yield self._picture(_related(child, "id"), width, height)
                case "txbxContent":
                    boxes.append(Box(self.inner(child, depth), shape_width or width))

    def _picture(self, key: str, width: float, height: float) -> Drawing:
        content = self._layout.parts.get(self.relations.get(key, ""), b"")
        width, height = (min(max(side, 1.0), _LARGEST) for side in (width or 72.0, height or 72.0))
        return Drawing(content, width, height)

    # tables

    def _table(self, element: Any, depth: int) -> None:
        properties = child_of(element, "tblPr")
        style = child_of(properties, "tblStyle")
        lined = has_lines(child_of(properties, "tblBorders"))
        lined = lined or (style is not None and self._layout.styles.table_lines(attribute(style, "val")))
        widths = tuple(max(points(attribute(column, "w")), 4.0) for grid in below(element, "tblGrid")
                       for column in below(grid, "gridCol"))  # fmt: skip
        rows: list[Row] = []
        open_cells: dict[int, tuple[int, int]] = {}
        for row in below(element, "tr"):
            lined = self._row(row, rows, open_cells, depth) or lined
        if rows:
            aligned, indent = child_of(properties, "jc"), child_of(properties, "tblInd")
            align = Align.CENTRE if aligned is not None and attribute(aligned, "val") == "center" else Align.LEFT
            left = points(attribute(indent, "w")) if indent is not None else 0.0
            self.blocks.append(Table(widths, tuple(rows), lined, align, max(0.0, left)))

    def _row(self, element: Any, rows: list[Row], merged: dict[int, tuple[int, int]], depth: int) -> bool:
        """Takes a row; whether one of its cells has lines of its own. `merged`: in which row and as which of its cells
        what still goes on in a column began."""
        properties = child_of(element, "trPr")
        skipped = child_of(properties, "gridBefore")
        column = int(min(max(number(attribute(skipped, "val")), 0.0), 60.0)) if skipped is not None else 0
        cells: list[tuple[int, Cell]] = []
        lined = breaks = False
        for cell in below(element, "tc"):
            self._layout.cells += 1
            if self._layout.cells > CELLS:
                raise Unreadable(BOMB)
            about = child_of(cell, "tcPr")
            span, merge, shade = (child_of(about, name) for name in ("gridSpan", "vMerge", "shd"))
            across = int(min(max(number(attribute(span, "val"), 1.0), 1.0), 100.0)) if span is not None else 1
            lined = lined or has_lines(child_of(about, "tcBorders"))
            blocks = self.inner(cell, depth)
            breaks = breaks or any(isinstance(block, Break) for block in blocks)
            if merge is not None and attribute(merge, "val") != "restart" and column in merged:
                row, at = merged[column]
                place, above = rows[row].cells[at]
                kept = (*rows[row].cells[:at], (place, above._replace(down=len(rows) - row + 1)),
                        *rows[row].cells[at + 1 :])  # fmt: skip
                rows[row] = rows[row]._replace(cells=kept)
            else:
                merged.pop(column, None)
                if merge is not None:
                    merged[column] = (len(rows), len(cells))
                ground = words_given(about).get("ground", "") if shade is not None else ""
                inside = tuple(block for block in blocks if not isinstance(block, Break))
                cells.append((column, Cell(inside, across, 1, ground)))
            column += across
        height, head = child_of(properties, "trHeight"), child_of(properties, "tblHeader")
        rows.append(Row(tuple(cells), head is not None and attribute(head, "val") not in ("0", "false"), breaks,
                        min(points(attribute(height, "val")), 400.0) if height is not None else 0.0))  # fmt: skip
        return lined


def _margin(margins: Any, name: str, whole: float) -> float:
    return min(abs(points(attribute(margins, name))), whole * 0.4) if margins is not None else 72.0


def _distance(margins: Any, name: str) -> float:
    return min(max(points(attribute(margins, name)), 0.0), 300.0) if margins is not None else 36.0


def _related(element: Any, name: str) -> str:
    """The key by which an element names another part, whatever the edition calls its space."""
    return next((value for key, value in element.attrib.items()
                 if key.endswith(f"/relationships}}{name}")), "")  # fmt: skip


def _within_another(element: Any, end: Any) -> bool:
    """A box within a box is read with the outer one, and what stands twice for older programs is read once."""
    above = element.getparent()
    while above is not None and above is not end:
        if name_of(above) in ("txbxContent", "Fallback"):
            return True
        above = above.getparent()
    return False


def _styled(style: str) -> tuple[float, float]:
    given = dict(part.split(":", 1) for part in style.split(";") if ":" in part)
    return number(given.get("width", "")), number(given.get("height", ""))
