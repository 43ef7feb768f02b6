"""Which rights a text asks for, in everyday words or in those of the law.

Not by understanding: words that stand near each other, and names of rights. So what is found is certain only where somebody speaks of themselves and
wants something done; the rest is for staff. Invariant: each word is looked at a fixed number of times.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from dsr.domain.words import Right
from dsr.inbound import rights_words as table

_WINDOW = 16      # words within which those of a line stand
_AROUND = 30      # words around, in which somebody speaks of themselves and wants something
_BEFORE = 2       # words before a verb, in which a not belongs to it
_DOUBT = 6        # and in which it may
_MOST = 20_000    # words that are looked at
_MOST_HITS = 50     # of a right, after which none is looked at more closely
_AROUND_NAME = 200  # signs around the name of an article, in which somebody wants something
_NAME_BEFORE = 25   # signs before the name of a right, in which a not belongs to it
_KEY = 3            # signs by which beginnings and ends are looked up
_HELD, _REFUSAL = "held", "refusal"
_ENDS = frozenset(".;:!?")
_THAT = frozenset({"dass", "at", "att", "että", "dat", "que", "że", "żeby", "that"})
_TO_BE = frozenset({"wordt", "worden", "werden", "wird"})
_SLET = ("slet", "slett")
_WORD = re.compile(r"\w+(?:'\w+)?|[.,;:!?]")
_ELIDED = re.compile(r"\b([cdjlmnst]|qu)'|\b(e)-(?=mail|post)")  # l'accès, e-mail
_BLANK_LINE = re.compile(r"\n[ \t]*\n")


class Asked(StrEnum):
    """A right of a data subject as mails ask for it (GDPR Art. 15 to 21)."""

    ACCESS = "access"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    PORTABILITY = "portability"
    OBJECTION = "objection"          # to a use of data; a consent that is withdrawn, and advertising that is to stop, among it

    @property
    def right(self) -> Right | None:
        """The right as a part of a request has it; None for one that has no part of its own."""
        return Right(self.value) if self.value in set(Right) else None


class Index:
    """Sets of words, looked up by a word: whole ones, beginnings (`delet*`) and ends (`*daten`)."""

    def __init__(self, sets: Iterable[str]) -> None:
        self._whole, self._starts, self._ends = (defaultdict[str, list[tuple[str, int]]](list) for _ in range(3))
        for number, text in enumerate(sets):
            for word in text.split():
                if word.endswith("*"):
                    self._starts[word[:_KEY]].append((word[:-1], number))
                elif word.startswith("*"):
                    self._ends[word[-_KEY:]].append((word[1:], number))
                else:
                    self._whole[word].append((word, number))

    def of(self, word: str) -> list[int]:
        """The sets that the word is in."""
        starts, ends = self._starts.get(word[:_KEY], ()), self._ends.get(word[-_KEY:], ())
        return [*(number for _, number in self._whole.get(word, ())), *(number for start, number in starts if word.startswith(start)),
                *(number for end, number in ends if word.endswith(end))]

    def has(self, words: Iterable[str]) -> bool:
        return any(self.of(word) for word in words)


_MEANT = {_HELD: Asked.ACCESS, _REFUSAL: Asked.OBJECTION}


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the table: its right, the numbers of its sets, and the word that it begins with."""

    asked: Asked
    sets: tuple[int, ...]
    word: str


def _read(text: str) -> tuple[Index, tuple[_Line, ...], tuple[int, ...]]:
    """The index of all sets, the lines, and for each set the line it is of."""
    lines, sets, owners = list[_Line](), list[str](), list[int]()
    for line in re.sub(r"\n +\|", " |", text.strip()).splitlines():
        right, *parts = (part.strip() for part in line.split("|"))
        numbers = tuple(range(len(sets), len(sets) + len(parts)))
        lines.append(_Line(_MEANT.get(right) or Asked(right), numbers, right))
        sets += parts
        owners += [len(lines) - 1] * len(parts)
    return Index(sets), tuple(lines), tuple(owners)


_INDEX, _LINES, _OWNERS = _read(table.TABLE)
_FIRST = frozenset(line.sets[0] for line in _LINES if line.word != _REFUSAL)  # what is to be done, or to be told
_KNOWS = "wissen"  # Dutch: to erase; German: to know
_ERASING = frozenset(line.sets[0] for line in _LINES if line.asked is Asked.ERASURE)
_PHRASES = {Asked(name): re.compile(pattern) for name, pattern in table.PHRASES.items()}
_SELF, _WILL, _NOT, _METERED, _DOUBTFUL = (Index((words,)) for words in (table.SELF, table.WILL, table.NOT, table.METERED, table.DOUBTFUL))
_DONE = tuple((frozenset(forms.split()), frozenset(helpers.split()), words) for forms, helpers, words in table.DONE)


def asked(text: str) -> tuple[Asked, ...]:
    """The rights, in the order of the law."""
    return tuple(claims(text))


def claims(text: str) -> Mapping[Asked, bool]:
    """The rights that a text asks for, each with whether that is certain."""
    plain = text.lower().replace("\u2019", "'")
    found = dict[Asked, bool]()
    is_of_law = bool(table.LAW.search(plain))
    for paragraph in _BLANK_LINE.split(plain):
        told = table.EXISTENCE.sub(" ", " ".join(paragraph.split()))
        for right, is_certain in chain(_by_words(told), _by_names(told), _by_articles(told) if is_of_law else ()):
            found[right] = found.get(right, False) or is_certain
    return {right: found[right] for right in Asked if right in found}


def erases(text: str) -> bool:
    """Whether something is to be erased, whatever it is: "I want to see what you have, and then have it deleted"."""
    words = _words(text.lower().replace("\u2019", "'"))
    return any(not _is_denied(words, at, known) for at, known in enumerate(map(_INDEX.of, words))
               if not _ERASING.isdisjoint(known) and words[at] != _KNOWS)


def _words(text: str) -> list[str]:
    plain = _ELIDED.sub(lambda found: f"{found[1]} " if found[1] else "e", text)
    return _WORD.findall(table.ABOUT_ME.sub(r"\g<0> aboutme", plain))[:_MOST]


def _by_words(text: str) -> Iterator[tuple[Asked, bool]]:
    words = _words(text)
    near = list(_near(words))
    done = [at for line, at in near if line.asked is not Asked.ACCESS]
    settled, looked = set[Asked](), Counter[Asked]()
    for line, at in near:
        place = bisect_left(done, at - _WINDOW)
        if line.asked in settled or looked[line.asked] >= _MOST_HITS:
            continue
        if line.word == _HELD and place < len(done) and done[place] < at + _WINDOW:
            continue  # "delete everything you have about me"
        is_certain = _is_meant(words, at, line.asked)
        looked[line.asked] += 1
        if is_certain:
            settled.add(line.asked)
        yield line.asked, is_certain


def _is_meant(words: Sequence[str], at: int, right: Asked) -> bool:
    """Whether somebody speaks of themselves around a word, wants something done, and has no not in it."""
    first, around = max(0, at - _WINDOW), words[max(0, at - _AROUND):at + _AROUND]
    if _DOUBTFUL.has(around) or not _SELF.has(around) or not (_WILL.has(around) or (right is Asked.ACCESS and "?" in around)):
        return False
    return not any(_not_before(words, place, _DOUBT) for place in range(first, at + 1) if not _FIRST.isdisjoint(_INDEX.of(words[place])))


def _by_names(text: str) -> Iterator[tuple[Asked, bool]]:
    for right, pattern in _PHRASES.items():
        if match := pattern.search(text):
            yield right, not _NOT.has(_WORD.findall(text[max(0, match.start() - _NAME_BEFORE):match.start()]))


def _by_articles(text: str) -> Iterator[tuple[Asked, bool]]:
    for match in table.ARTICLE.finditer(text):
        around = text[max(0, match.start() - _AROUND_NAME):match.end() + _AROUND_NAME]
        yield Asked(table.ARTICLES[match[1] or match[2]]), _WILL.has(_WORD.findall(around))


def _near(words: Sequence[str]) -> Iterator[tuple[_Line, int]]:
    """Each line of which a word of every set stands within the window, with where the last of them does."""
    known = dict[str, list[int]]()
    last = dict[int, int]()
    for at, word in enumerate(words):
        if word not in known:
            known[word] = _INDEX.of(word)
        if not known[word] or _is_denied(words, at, known[word]) or _is_metered(words, at):
            continue
        last.update(dict.fromkeys(known[word], at))
        for line in dict.fromkeys(_OWNERS[number] for number in known[word]):
            if all(at - last.get(number, -_WINDOW) < _WINDOW for number in _LINES[line].sets):
                yield _LINES[line], at


def _is_denied(words: Sequence[str], at: int, known: Sequence[int]) -> bool:
    """Whether a not belongs to the word, or it was done already. In Danish "slet ikke" is "not at all"."""
    if words[at] in _SLET and words[at + 1:at + 2] == ["ikke"]:
        return True
    if not _FIRST.isdisjoint(known) and _not_before(words, at, _BEFORE):
        return True
    if words[at + 1:at + 2] and words[at + 1] in _TO_BE:  # "verwijderd wordt"
        return False
    return any(words[at] in forms and not helpers.isdisjoint(words[max(0, at - far):at]) for forms, helpers, far in _DONE)


def _not_before(words: Sequence[str], at: int, far: int) -> bool:
    """Whether a not stands so near before a word, in the same sentence."""
    for place in range(at - 1, max(-1, at - far - 1), -1):
        if words[place] in _ENDS or (words[place] == "," and words[place + 1] not in _THAT):
            return False
        if _NOT.has(words[place:place + 1]):
            return True
    return False


def _is_metered(words: Sequence[str], at: int) -> bool:
    return words[at] == "data" and _METERED.has((*words[max(0, at - 1):at], *words[at + 1:at + 2]))
