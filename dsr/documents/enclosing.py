"""What is said of the files that belong to an answer; PDF and HTML lay out the same words.

Invariant: every file that was found is in the list, or in a line that says why it is not.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from dsr.domain.answer import Answer
from dsr.domain.words import FileKind, LeftOut, NotEnclosed
from dsr.text import labels, translator
from dsr.text.forms import form
from dsr.text.numbers import number, volume
from dsr.text.plurals import counted

PLACE = "files"  # the mark of the section


def total(answer: Answer) -> str:
    """What the files are, for the line with their number."""
    kinds = Counter(one.kind for one in answer.enclosed)
    its, locale = form(answer.locale), answer.locale
    named = ", ".join(its.pair(labels.word(kind, locale), number(kinds[kind], locale)) for kind in FileKind if kinds[kind])
    return translator(locale)("letter.files_total", kinds=named, size=volume(sum(one.size for one in answer.enclosed), answer.locale))


def not_enclosed(answer: Answer) -> Iterator[tuple[str, str]]:
    """(which, how many and why) of the files that do not go along."""
    for one in answer.contents:
        reasons: list[tuple[NotEnclosed | LeftOut, int]] = [*one.not_there.items(), *one.left_out.items()]
        for why, count in reasons:
            files = counted("letter.files", count, answer.locale)
            words = translator(answer.locale)("letter.missing_row", count=files, why=labels.word(why, answer.locale))
            yield one.label, words


def heads(locale: str) -> list[str]:
    """Entry, what it belongs to, what it is, size, name."""
    return translator(locale)("letter.files_head").split("|")


def rows(answer: Answer) -> list[list[str]]:
    """A line a file, under `heads`."""
    return [[f"{one.number:04d}", " ".join(filter(None, (one.entry, one.label))), labels.word(one.kind, answer.locale),
             volume(one.size, answer.locale), one.file.removeprefix("files/")] for one in answer.enclosed]
