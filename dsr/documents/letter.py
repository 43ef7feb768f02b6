"""The letter at the front and the list of what we searched, as ReportLab paragraphs.

Invariant: text from outside is escaped before it becomes a paragraph, because paragraphs read XML.
"""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

from dsr.documents.script import BOLD, REGULAR, Script
from dsr.domain.answer import Answer
from dsr.domain.words import Role
from dsr.text import labels, translator
from dsr.text.dates import long_date
from dsr.text.numbers import number


def story(answer: Answer, script: Script) -> list[Any]:
    """Flowables of the letter, in order."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import Paragraph, Spacer

    body = ParagraphStyle("body", fontName=REGULAR, fontSize=10, leading=15, spaceAfter=7)
    head = ParagraphStyle("head", parent=body, fontName=BOLD, fontSize=12, leading=16, spaceBefore=8, spaceAfter=4, keepWithNext=1)
    title = ParagraphStyle("title", parent=head, fontSize=18, leading=24, spaceAfter=4)
    quiet = ParagraphStyle("quiet", parent=body, fontSize=9, leading=13, textColor=HexColor(0x465860))
    item = ParagraphStyle("item", parent=body, leftIndent=12, bulletIndent=0, spaceAfter=3)

    def text(words: str, style: Any) -> Any:
        return Paragraph(escape(script.printable(words)), style)

    result: list[Any] = []
    for style_name, words in sentences(answer):
        style = {"title": title, "head": head, "body": body, "quiet": quiet, "item": item}[style_name]
        if style_name == "item":
            result.append(Paragraph(escape(script.printable(words)), style, bulletText="•"))
        else:
            result.append(text(words, style))
    result.append(Spacer(1, 6))
    return result


def sentences(answer: Answer) -> list[tuple[str, str]]:
    """The letter as (style, words); styles: title, head, body, quiet, item."""
    say, locale, entity = translator(answer.locale), answer.locale, answer.entity
    answered = long_date(answer.generated_at.astimezone(ZoneInfo(entity.timezone)).date(), locale)
    lines = [("quiet", f"{entity.name}, {entity.address}"), ("title", say("letter.subject"))]
    if answer.reference:
        lines.append(("quiet", f"{say('letter.reference')} {answer.reference}"))
    lines.append(("body", say("letter.dear", name=answer.person_name) if answer.person_name else say("letter.dear_nobody")))
    asked = say("letter.asked", received=long_date(answer.received_on, locale), answered=answered) if answer.received_on else \
        say("letter.asked_undated", answered=answered)
    lines += [("body", asked), ("body", say(f"letter.{verdict(answer)}"))]
    if not answer.is_complete and verdict(answer) != "nothing_yet":
        lines.append(("body", say("letter.partly")))
    held = [table for table in answer.tables if table.shown]
    if held:
        lines.append(("head", say("letter.held_title")))
        lines += [("item", say("letter.held_row", label=t.label, source=t.source_label, count=records(t.shown, locale))) for t in held]
    lines.append(("head", say("letter.missing_title")))
    lines += [("item", line) for line in missing(answer)] or [("body", say("letter.missing_none"))]
    lines += [("head", say("letter.who_title")),
              ("body", say("letter.who", entity=entity.name, address=entity.address, dpo=entity.dpo_contact))]
    if any(table.role is Role.PROCESSOR for table in answer.tables):
        lines.append(("body", say("letter.employer")))
    if held:
        lines += [("head", say("letter.entry_title")), ("body", say("letter.entry"))]
    lines += [("head", say("letter.rights_title")), ("body", say("letter.rights")),
              ("body", say("letter.complain", authority=entity.authority_name, site=entity.authority_site))]
    return lines


def verdict(answer: Answer) -> str:
    """Which confirmation the letter gives: yes, nothing, nothing_yet or only_processor."""
    if any(table.shown for table in answer.tables):
        return "yes"
    if any(table.found for table in answer.tables if table.role is Role.PROCESSOR):
        return "only_processor"
    return "nothing" if answer.is_complete else "nothing_yet"


def missing(answer: Answer) -> list[str]:
    """One line for everything that is not in the answer, each with its reason."""
    say, locale = translator(answer.locale), answer.locale
    lines = [say("letter.missing_row", label=table.label, source=table.source_label, count=records(count, locale), why=labels.word(why, locale))
             for table in answer.tables for why, count in table.withheld.items()]
    lines += [say("letter.missing_gap", what=f"{gap.source_label} ({gap.address})" if gap.address else gap.source_label,
                  why=labels.word(gap.why, locale)) for gap in answer.gaps]
    if any(table.shown and table.left_out for table in answer.tables):
        lines.append(say("letter.missing_columns"))
    return lines


def records(count: int, locale: str) -> str:
    """1 record; 12 records."""
    say = translator(locale)
    return say("letter.rows_one") if count == 1 else say("letter.rows_many", count=number(count, locale))


def searched(answer: Answer, script: Script) -> list[Any]:
    """The table of what we searched, with the counts that add up."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.platypus import LongTable, Paragraph, TableStyle

    say = translator(answer.locale)
    cell = ParagraphStyle("cell", fontName=REGULAR, fontSize=8, leading=11)
    flush = ParagraphStyle("flush", parent=cell, alignment=2)
    head = ParagraphStyle("headcell", parent=cell, fontName=BOLD)
    title = ParagraphStyle("title2", fontName=BOLD, fontSize=14, leading=20, spaceAfter=6)

    def text(words: str, style: Any) -> Any:
        return Paragraph(escape(script.printable(words)), style)

    rows = [[text(words, head) for words in say("letter.searched_head").split("|")]]
    rows += [[text(words, flush if 2 <= place <= 4 else cell) for place, words in enumerate(row)] for row in searched_rows(answer)]
    grid = LongTable(rows, colWidths=[95, 120, 50, 50, 55, 112], repeatRows=1)
    grid.setStyle(TableStyle([("LINEBELOW", (0, 0), (-1, -1), 0.4, HexColor(0xD2DBD9)), ("VALIGN", (0, 0), (-1, -1), "TOP"),
                              ("LEFTPADDING", (0, 0), (0, -1), 0)]))
    named = "; ".join(f"{labels.category('user.contact.' + kind, answer.locale)} {value}" for kind, value in answer.identities)
    return [text(say("letter.searched_title"), title), text(say("letter.searched_by", identities=named or "–"), cell), grid]


def searched_rows(answer: Answer) -> list[list[str]]:
    """Source, records, found, shown, withheld, why: one row a collection, the unreached ones last."""
    say, locale = translator(answer.locale), answer.locale
    rows = [[table.source_label, table.label, *(number(count, locale) for count in (table.found, table.shown, table.found - table.shown)),
             "; ".join(labels.word(why, locale) for why in table.withheld)] for table in answer.tables]
    rows += [[gap.source_label, gap.address, "–", "–", "–", f"{say('letter.not_searched')}: {labels.word(gap.why, locale)}"]
             for gap in answer.gaps]
    return rows
