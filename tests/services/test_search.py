"""Search over keyed tokens: what is found, by whom it was said, what it costs, and what is not found any more."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select, update

from dsr.domain.search_words import query
from dsr.kit import Kit
from dsr.models import IdentityRow, IncomingMail, Request, SearchToken
from dsr.services import mail_sort, search_words
from dsr.services.read import found as read
from tests.services.carol import ask
from tests.services.mailing import a_mail, arrives
from tests.services.read_rows import staff, statements
from workers import upkeep


def _find(kit: Kit, words: str, before: int | None = None) -> read.Found:
    with kit.database.reading() as session:
        return read.find(session, query(words, "DK"), today=kit.now().date(), vault=kit.vault, before=before)


def _references(kit: Kit, words: str) -> list[str]:
    return [row.reference for row in _find(kit, words).rows]


@pytest.mark.parametrize("words", ["31 00 04 17", "+4531000417", "0045 31 00 04 17", "carol", "AERO", "Carol Ærø", "havblik", "carol@havblik.example",
                                   "ærø 31000417 havblik"])
def test_a_request_is_found_by_what_it_says(kit: Kit, words: str) -> None:
    mine = ask(kit, key="a", is_confirmed=False).receipt.reference
    ask(kit, key="b", is_confirmed=False, name="Bob Berg", email="bob@sydhavn.example", employer="Sydhavn ApS", numbers="+45 20 00 00 01")
    assert _references(kit, words) == [mine]


def test_several_words_mean_all_of_them(kit: Kit) -> None:
    ask(kit, key="a", is_confirmed=False)
    assert _references(kit, "carol sydhavn") == []
    assert _references(kit, "") == _references(kit, "* \" -") == []


def test_a_reference_is_found_in_any_spelling(kit: Kit) -> None:
    mine = ask(kit, is_confirmed=False).receipt.reference
    for text in (mine, mine.lower(), mine.replace("-", ""), mine.removeprefix("DSR-")):
        assert _references(kit, text) == [mine], text


def test_a_number_that_was_proven_is_found_though_nobody_typed_it(kit: Kit) -> None:
    asked = ask(kit, is_confirmed=False, numbers="")
    with kit.database.transaction() as session:
        token = kit.vault.token("identity", "phone_number:+4520000009")
        session.add(IdentityRow(request_id=asked.request_id, kind="phone_number", value=b"sealed", token=token, claimed_how="staff"))
    assert _references(kit, "20 00 00 09") == [asked.receipt.reference]


def test_words_of_a_mail_are_found_until_it_is_taken_back(kit: Kit) -> None:
    mine = ask(kit, is_confirmed=False).receipt.reference
    (row,) = arrives(kit, a_mail(f"About {mine}: the invoice of the lighthouse is missing", subject="Once more"))
    assert row.request_id is not None
    for words in ("lighthouse", "invoice once carol", row.reference, row.reference.lower()):
        assert _references(kit, words) == [mine], words
    with kit.database.transaction() as session:
        mail_sort.take_back(session, row.reference, by=staff(session), now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert _references(kit, "lighthouse") == []
    assert _references(kit, "carol") == [mine]
    with kit.database.transaction() as session:
        mail_sort.assign(session, row.reference, mine, by=staff(session), now=kit.now(), vault=kit.vault, settings=kit.settings)
    assert _references(kit, "lighthouse carol") == [mine]


def test_a_request_by_mail_is_found_by_its_words(kit: Kit) -> None:
    (row,) = arrives(kit, a_mail("Under Article 15 GDPR I ask for access to my data about the harbour crane.\n\nCarol"))
    assert row.request_id is not None
    assert _find(kit, "harbour crane").requests == 1
    assert _find(kit, row.reference).requests == 1


def test_a_mail_of_a_thousand_words_gives_no_more_than_its_share(kit: Kit) -> None:
    mine = ask(kit, is_confirmed=False)
    arrives(kit, a_mail(f"About {mine.receipt.reference}\n" + " ".join(f"word{number}x" for number in range(5000))))
    with kit.database.reading() as session:
        assert 300 < session.execute(select(func.count()).where(SearchToken.of_mail)).scalar_one() <= 400


def test_tokens_hold_no_word(kit: Kit) -> None:
    ask(kit, is_confirmed=False)
    with kit.database.reading() as session:
        tokens = session.execute(select(SearchToken.token)).scalars().all()
    assert tokens
    assert all(len(token) == 64 and set(token) <= set("0123456789abcdef") for token in tokens)


def test_requests_of_older_rules_are_gone_through_again(kit: Kit) -> None:
    mine = ask(kit, is_confirmed=False)
    (mail,) = arrives(kit, a_mail(f"About {mine.receipt.reference}: lighthouse"))
    lost = ask(kit, key="lost", is_confirmed=False, name="Bob Berg", email="bob@sydhavn.example")
    with kit.database.transaction() as session:
        session.execute(SearchToken.__table__.delete())  # type: ignore[attr-defined]
        session.execute(update(Request).values(search_rules=0))
        session.execute(update(Request).where(Request.id == lost.request_id).values(name=b"changed"))
        session.execute(update(IncomingMail).where(IncomingMail.id == mail.id).values(sheet=None))
    upkeep.find_again(kit)
    assert _references(kit, "carol 31000417") == [mine.receipt.reference]
    assert _references(kit, mail.reference) == [mine.receipt.reference]
    assert _references(kit, lost.receipt.reference) == [lost.receipt.reference]
    with kit.database.reading() as session:
        assert search_words.outdated(session, most=10) == []


def test_the_newest_come_first_in_stretches_and_nothing_twice(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "PAGE_REQUESTS", 2)
    made = [ask(kit, key=f"k{number}", is_confirmed=False).receipt.reference for number in range(5)]
    seen, before = list[str](), None
    while True:
        found = _find(kit, "carol ærø", before)
        seen += [row.reference for row in found.rows]
        if (before := found.next) is None:
            break
    assert seen == made[::-1]
    assert not found.is_partial


def test_common_words_are_looked_at_up_to_a_bound_and_it_says_so(kit: Kit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(read, "MOST_LOOKED_AT", 3)
    rare = ask(kit, key="first", is_confirmed=False, employer="Lighthouse").receipt.reference
    for number in range(5):
        ask(kit, key=f"k{number}", is_confirmed=False)
    assert [row.reference for row in _find(kit, "carol lighthouse").rows] == [rare]
    with kit.database.transaction() as session:  # as common as the other, but never in the same request
        for other in session.execute(select(Request.id).where(Request.reference != rare)).scalars():
            session.add(SearchToken(request_id=other, token=kit.vault.token("search", "common")))
    found = _find(kit, "carol common lighthouse")
    assert (found.rows, found.is_partial) == ((), False)
    first = _find(kit, "common carol")
    assert len({row.reference for row in first.rows}) == 3
    assert first.is_partial
    assert first.next is not None
    rest = _find(kit, "common carol", first.next)
    assert not rest.is_partial
    assert len({row.reference for row in (*first.rows, *rest.rows)}) == 5


def test_a_search_costs_the_same_number_of_statements_however_much_there_is(kit: Kit) -> None:
    ask(kit, key="a", is_confirmed=False)
    with statements(kit.database) as few:
        _find(kit, "carol ærø")
    for number in range(8):
        ask(kit, key=f"k{number}", is_confirmed=False)
    with statements(kit.database) as many:
        assert _find(kit, "carol ærø").requests == 9
    assert len(few) == len(many) <= 9
