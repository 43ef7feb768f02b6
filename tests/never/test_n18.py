"""N18: never refuse without reasons, the authority to complain to, and the way to a court (GDPR Art. 12(4)). A no without one of them cannot be
written, in any language, and what it would tell of is not decided."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import func, select

from dsr import text
from dsr.domain.errors import Incomplete, InvalidInput
from dsr.domain.words import State
from dsr.kit import Kit
from dsr.mail.compose import compose
from dsr.mail.letters import COURT, PLANS
from dsr.models import Message
from dsr.services import review
from tests.mail.test_compose import FACTS, SITE
from tests.mail.test_letters_page import COURTS
from tests.services.carol import alice, ask, part_of

NOS = ("refused", "unverified", "not_theirs", "company_gone", "objection_refused", "restriction_lifted")
WITH_REASONS = tuple(name for name in NOS if "ground" in PLANS[name].owes)


def test_every_no_is_among_these() -> None:
    """A letter of Art. 12(4) that is none has to be thought of here; an answer in part says its reasons itself, in the file."""
    assert {name for name, plan in PLANS.items() if "Art. 12(4)" in plan.law and not name.startswith("answer_")} <= {*NOS}
    assert {name for name in PLANS if re.search("refus|unverified|not_theirs|gone", name)} <= {*NOS}
    assert all({"authority_name", COURT, "dpo_contact"} <= PLANS[name].owes.keys() for name in NOS)
    assert {"refused", "unverified", "objection_refused"} <= {*WITH_REASONS}


@pytest.mark.parametrize("locale", text.ANSWERS)
@pytest.mark.parametrize("name", NOS)
def test_it_says_all_of_it_in_both_forms(name: str, locale: str) -> None:
    _, plain, html = compose(name, locale, FACTS, public_url=SITE)
    for form in (" ".join(plain.split()), " ".join(html.split())):
        assert FACTS["authority_name"] in form
        assert "www.datatilsynet.dk" in form
        assert COURTS[locale] in form
        assert name not in WITH_REASONS or FACTS["ground"] in form


@pytest.mark.parametrize("locale", text.ANSWERS)
@pytest.mark.parametrize(("name", "fact"), [(name, fact) for name in NOS for fact in ("ground", "authority_name", "dpo_contact")
                                            if fact != "ground" or name in WITH_REASONS])
def test_without_one_of_them_there_is_no_letter(name: str, fact: str, locale: str) -> None:
    with pytest.raises(KeyError, match=fact):
        compose(name, locale, {**FACTS, fact: ""}, public_url=SITE)


@pytest.mark.parametrize("lacking", [{"entity_authority_name": ""}, {"entity_dpo_contact": ""}])
def test_what_it_would_tell_of_is_not_decided(kit: Kit, lacking: dict[str, str]) -> None:
    asked, by = ask(kit), alice(kit)
    with kit.database.reading() as session:
        before = session.execute(select(func.count()).select_from(Message)).scalar_one()
    with pytest.raises(Incomplete), kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground="excessive", reason="Seventeen times since May.", by=by, now=kit.now(), vault=kit.vault,
                      settings=kit.settings.model_copy(update=lacking))
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
        assert session.execute(select(func.count()).select_from(Message)).scalar_one() == before


@pytest.mark.parametrize(("ground", "reason"), [("", "Seventeen times since May."), ("no such ground", "x"), ("excessive", " ")])
def test_staff_cannot_refuse_without_a_ground_and_its_facts(kit: Kit, ground: str, reason: str) -> None:
    asked, by = ask(kit), alice(kit)
    with pytest.raises(InvalidInput), kit.database.transaction() as session:
        review.refuse(session, asked.part_id, ground=ground, reason=reason, by=by, now=kit.now(), vault=kit.vault, settings=kit.settings)
    with kit.database.reading() as session:
        assert part_of(session, asked).state is State.TRIAGE
