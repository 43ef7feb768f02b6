"""Which of the files that were kept go along with an answer, and what is said of the others."""

from __future__ import annotations

from dsr.domain.dataset import Address, Collection, Dataset, Field, Source
from dsr.domain.enclosed import Kept, NotThere
from dsr.domain.terms import Content, Terms
from dsr.domain.words import FileKind, LeftOut, NotEnclosed, Role
from dsr.services.answer_files import Homes, enclosed
from tests.documents.answers import table

CALLS, MAIL = Address("pbx", "calls"), Address("pbx", "voicemail")


def homes(role: Role = Role.CONTROLLER, *, source_role: Role = Role.CONTROLLER) -> Homes:
    calls = Collection(CALLS, (Field("at", ("user",)),), label={"en": "Calls", "da": "Opkald"}, role=role)
    mail = Collection(MAIL, (), role=role, terms=Terms(content=Content("{name}", kind=FileKind.VOICEMAIL)))
    source = Source("pbx", "memory", {}, (Dataset("pbx", (calls, mail)),), {"en": "Exchange"}, source_role)
    return {CALLS: (source, calls), MAIL: (source, mail)}


def kept(number: int, address: str = "pbx.calls", row: int | None = 0, left_out: LeftOut | None = None) -> Kept:
    return Kept("pbx", address, row, f"{number}.wav", "audio/wav", 4, "d", "p", number, left_out)


TABLES = (table(0, "at", address="pbx.first"), table(3, "at", address="pbx.voicemail"), table(2, "at", address="pbx.calls"))


def test_a_file_names_its_row_as_the_answer_prints_it() -> None:
    going, _ = enclosed([kept(2, row=1), kept(1, "pbx.voicemail", row=0), kept(3, "", None)], {}, TABLES, homes(), "da")
    assert [(one.number, one.entry, one.row, one.label, one.kind) for one in going] == [
        (1, "A-1", 1, "Voicemail", FileKind.VOICEMAIL), (2, "B-2", 2, "Opkald", FileKind.RECORDING), (3, "", None, "Exchange", FileKind.RECORDING)]


def test_what_staff_left_out_does_not_go_along_and_is_counted() -> None:
    going, counts = enclosed([kept(1), kept(2, left_out=LeftOut.OTHER_PERSON), kept(3, left_out=LeftOut.OTHER_PERSON)],
                             {CALLS: NotThere.load({"gone": 2})}, TABLES, homes(), "en")
    assert [one.number for one in going] == [1]
    (count,) = counts
    assert (count.address, count.found, count.enclosed, count.missing, count.kept_back) == ("pbx.calls", 5, 1, 2, 2)
    assert count.reasons == (NotEnclosed.GONE, LeftOut.OTHER_PERSON)


def test_no_file_of_a_company_goes_along_whoever_kept_it() -> None:
    going, (count,) = enclosed([kept(1)], {}, TABLES, homes(Role.PROCESSOR), "en")
    assert (going, count.not_there) == ((), {NotEnclosed.PROCESSOR: 1})
    going, (count,) = enclosed([kept(1, "", None)], {}, TABLES, homes(source_role=Role.PROCESSOR), "en")
    assert (going, count.address, count.not_there) == ((), "", {NotEnclosed.PROCESSOR: 1})


def test_a_collection_without_files_is_not_mentioned() -> None:
    assert enclosed([], {CALLS: NotThere()}, TABLES, homes(), "en") == ((), ())
