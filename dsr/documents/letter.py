"""The letter at the front and the list of what we searched, as ReportLab flowables.

Invariant: text from outside is escaped before it becomes a paragraph, because paragraphs read XML.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import HRFlowable, LongTable, Paragraph, Spacer, Table, TableStyle

from dsr.documents import wording
from dsr.documents.script import BOLD, REGULAR, Script
from dsr.documents.wording import Line
from dsr.domain.answer import Answer
from dsr.text import translator

INK, SECOND, HAIR = HexColor(0x14242A), HexColor(0x465860), HexColor(0xD2DBD9)
BODY = ParagraphStyle("body", fontName=REGULAR, fontSize=9.5, leading=14, spaceAfter=6, textColor=INK)
TIGHT = ParagraphStyle("tight", parent=BODY, leading=13, spaceAfter=0)
NAME = ParagraphStyle("name", parent=TIGHT, fontName=BOLD)
QUIET = ParagraphStyle("quiet", parent=TIGHT, fontSize=9, textColor=SECOND)
QUIET_END = ParagraphStyle("quiet_end", parent=QUIET, alignment=2)
FACTS = ParagraphStyle("facts", parent=QUIET, spaceAfter=9)
TITLE = ParagraphStyle("title", parent=BODY, fontName=BOLD, fontSize=19, leading=25, spaceBefore=10, spaceAfter=3)
HEAD = ParagraphStyle("head", parent=BODY, fontName=BOLD, fontSize=12, leading=16, spaceBefore=9, spaceAfter=4, keepWithNext=1)
NUMBER = ParagraphStyle("number", parent=TIGHT, fontName=BOLD, fontSize=12, alignment=2)
CELL = ParagraphStyle("cell", parent=BODY, fontSize=8, leading=11, spaceAfter=0)
CELL_END = ParagraphStyle("cell_end", parent=CELL, alignment=2)
CELL_HEAD = ParagraphStyle("cell_head", parent=CELL, fontName=BOLD)
CELL_HEAD_END = ParagraphStyle("cell_head_end", parent=CELL_HEAD, alignment=2)
BELOW = ("LINEBELOW", (0, 0), (-1, -1), 0.5, HAIR)
FLAT = (("FONTNAME", (0, 0), (-1, -1), REGULAR),  # else a table selects a font that is not embedded
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (0, -1), 0), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
        ("TOPPADDING", (0, 0), (-1, -1), 3), ("BOTTOMPADDING", (0, 0), (-1, -1), 4))
WIDTH = 483.0


def story(answer: Answer, script: Script) -> list[Any]:
    """Flowables of the letter, in order."""
    result: list[Any] = []
    for line in wording.letter(answer):
        result += _laid_out(line, script)
    return result


def _laid_out(line: Line, script: Script) -> list[Any]:
    match line.style:
        case "top":
            head = _row([_text(line.lead, NAME, script), _text(line.words, QUIET_END, script)], [WIDTH * 0.4, WIDTH * 0.6], is_ruled=False)
            return [head, HRFlowable(width="100%", thickness=0.7, color=HAIR, spaceBefore=2, spaceAfter=2)]
        case "count":
            return [_row([_text(line.lead, NUMBER, script), _text(line.words, TIGHT, script)], [78, WIDTH - 78], is_ruled=True, below=2.5)]
        case "pair":
            return [_row([_text(line.lead, QUIET, script), _text(line.words, TIGHT, script)], [165, WIDTH - 165], is_ruled=True)]
        case _:
            style = {"title": TITLE, "head": HEAD, "quiet": FACTS, "body": BODY}[line.style]
            return [_text(line.words, style, script)]


def _row(cells: list[Any], widths: list[float], *, is_ruled: bool, below: float = 0.0) -> Any:
    """Two cells side by side; the second stands `below` points lower, to share its line with a larger first."""
    row = Table([cells], colWidths=widths)
    row.setStyle(TableStyle([*FLAT, ("TOPPADDING", (1, 0), (1, 0), 3 + below), *([BELOW] if is_ruled else [])]))
    return row


def _text(words: str, style: ParagraphStyle, script: Script) -> Any:
    """A paragraph of text from anywhere."""
    return Paragraph(escape(script.printable(words)), style)


def searched(answer: Answer, script: Script) -> list[Any]:
    """The table of what we searched, with the counts that add up."""
    say = translator(answer.locale)
    heads = say("letter.searched_head").split("|")
    rows = [[_text(words, CELL_HEAD_END if 2 <= place <= 4 else CELL_HEAD, script) for place, words in enumerate(heads)]]
    rows += [[_text(words, CELL_END if 2 <= place <= 4 else CELL, script) for place, words in enumerate(row)] for row in wording.searched(answer)]
    grid = LongTable(rows, colWidths=[98, 112, 50, 50, 58, WIDTH - 368], repeatRows=1)
    grid.setStyle(TableStyle([*FLAT, BELOW]))
    return [_text(say("letter.searched_title"), TITLE, script), _text(wording.searched_by(answer), CELL, script), Spacer(1, 6), grid]
