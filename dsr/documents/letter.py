"""The letter at the front, the contents, and the list of what we searched. Invariant: it says what `wording` says, and adds nothing."""

from __future__ import annotations

from collections.abc import Sequence

from dsr.documents import enclosing, wording
from dsr.documents.printer import PAGE, Printer
from dsr.documents.sheet import Cell, Sheet
from dsr.domain.answer import Answer
from dsr.text import translator


class Letter(Printer):
    """Prints the front of one document into its sheet, which is in the portrait format."""

    def __init__(self, sheet: Sheet, answer: Answer) -> None:
        super().__init__(sheet)
        self._answer, self._say = answer, translator(answer.locale, answer.variant)

    def write(self) -> None:
        """The letter, from the top of a page."""
        self._sheet.mark("letter", self._say("letter.subject"))
        self.blocks(wording.letter(self._answer))

    def contents(self, sections: Sequence[tuple[str, str]]) -> None:
        """Where what stands; `sections` are (place, title) of what follows."""
        sheet = self._sheet
        if not sections and not self._answer.enclosed:
            return
        self.begin("contents", self._say("letter.contents_title"), 4 * 20)
        files = [(enclosing.PLACE, self._say("letter.files_title"))] if self._answer.enclosed else []
        with sheet.within("L"):
            for name, title in (("searched", self._say("letter.searched_title")), *files, *sections):
                self.entry(name, title, [Cell(self._body, title, sheet.format.left, sheet.format.room - PAGE, tag="LBody/Link")])

    def searched(self) -> None:
        """The table of what we searched, with the counts that add up."""
        say = self._say
        rows = wording.searched(self._answer)
        if not rows:
            return  # no source was connected that could have been
        self.begin("searched", say("letter.searched_title"), 120)
        self.table(self.columns(say("letter.searched_head").split("|"), (96, 104, 48, 46, 58, 131), (2, 3, 4)), rows)

    def files(self) -> None:
        """The files that go along, one a line."""
        sheet, say = self._sheet, self._say
        if not self._answer.enclosed:
            return
        self.begin(enclosing.PLACE, say("letter.files_title"), 120)
        with sheet.within("P"):
            sheet.text(self._body, say("letter.files"), after=4)
        self.table(self.columns(enclosing.heads(self._answer.locale), (42, 128, 92, 54, 167), (3,)), enclosing.rows(self._answer))
