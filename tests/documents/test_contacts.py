"""What writers are given in the place of a hidden number, and that they are given nothing else."""

from __future__ import annotations

from dataclasses import replace

from dsr.documents.contacts import named
from dsr.domain.answer import Contacts
from dsr.domain.values import Dialled, Hidden, Kind, WireBatch
from tests.documents.answers import batch

BO, EVA = 2**64 - 1, 7
ROWS = [["+4533661xxx", "a"], [None, "b"], ["+4533661xxx", "c"], ["xxx", "d"]]
BATCH = replace(batch(ROWS), masked={0: [1]}, hidden=(Hidden(0, "caller", [0, 1, 2, 3], [BO, EVA, EVA, 0]),),
                dialled=(Dialled(1, [0], [BO], [4512345678]),))


def test_a_name_beside_what_is_left_of_a_number_or_in_its_place() -> None:
    own = named(BATCH, Contacts({BO: 100, EVA: 1}), "da")
    assert own.cells[0] == ("+4533661xxx (Kontakt 100)", "Kontakt 01", "+4533661xxx (Kontakt 01)", "xxx")
    assert own.masked == {}


def test_the_number_itself_where_the_person_dialled_it() -> None:
    own = named(BATCH, Contacts({EVA: 1}, {BO: 4533661234}), "en")
    assert own.cells[0] == ("+4533661234", "Contact 01", "+4533661xxx (Contact 01)", "xxx")


def test_only_who_called_is_uncovered_by_a_number_dialled() -> None:
    other = replace(BATCH, hidden=(Hidden(0, "dialled", [0, 1], [BO, EVA]),))
    own = named(other, Contacts({}, {BO: 4533661234, EVA: 4533661235}), "en")
    assert (own.cells, own.masked) == (BATCH.cells, {0: [1]})


def test_no_writer_is_given_a_token() -> None:
    for own in (named(BATCH, Contacts({BO: 1}, {EVA: 1}), "en"), named(replace(BATCH, hidden=()), Contacts(), "en")):
        assert (own.hidden, own.dialled) == ((), ())


def test_a_column_of_numbers_with_a_name_in_it_is_one_of_mixed_cells() -> None:
    whole = replace(batch([[33661234], [None]], Kind.INTEGER), masked={0: [1]}, hidden=(Hidden(0, "caller", [1], [BO]),))
    own = named(whole, Contacts({BO: 3}), "en")
    assert (own.kinds, own.cells) == ((Kind.MIXED,), ((33661234, "Contact 03"),))
    assert named(whole, Contacts(), "en").kinds == (Kind.INTEGER,)


def test_rows_in_which_no_number_is_hidden_go_through_as_they_are() -> None:
    plain = batch(ROWS)
    assert named(plain, Contacts({BO: 1}), "en") is plain


def test_marks_go_with_their_column_and_row() -> None:
    marked = replace(BATCH, removed={1: [0, 2]})
    assert (marked.narrowed([1]).removed, marked.narrowed([0]).removed, marked.picked([2, 1]).removed) == ({0: [0, 2]}, {}, {1: [0]})


def test_tokens_go_with_their_column_and_row() -> None:
    turned = BATCH.narrowed([1, 0, 1])
    assert [(one.place, one.rows) for one in turned.hidden] == [(1, [0, 1, 2, 3])]
    less = BATCH.narrowed([0])
    assert (less.hidden, less.dialled) == (BATCH.hidden, ())
    picked = BATCH.picked([3, 1])
    assert picked == WireBatch(BATCH.columns, BATCH.kinds, (("xxx", None), ("d", "b")), {0: [1]}, (Hidden(0, "caller", [0, 1], [0, EVA]),))
    assert BATCH.picked([0]).dialled == BATCH.dialled
