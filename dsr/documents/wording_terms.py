"""Why each kind of data of this person is held, for how long, from whom, and who receives it; and what the person may do about it.

The fields of GDPR Art. 15(1)(a) to (h) and (2), for what was found and not as a privacy notice would say it (IMY against Spotify: purposes and
storage per category). Invariant: collections that say the same stand in one block, and none that shows rows is missing; a "no" is said only
where the mapping says it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from dsr.documents.lines import Line
from dsr.domain.answer import Answer, Table, Why
from dsr.domain.choices import ChoiceReason
from dsr.domain.words import Role, Withheld
from dsr.text import labels, translator
from dsr.text.forms import Form, form
from dsr.text.numbers import number


def why_held(answer: Answer) -> list[Line]:
    """A block for every account of data that is shown; what a company decides about is the company's to account for."""
    if answer.on_behalf:
        return []
    say, locale = translator(answer.locale), answer.locale
    shown = [table for table in answer.tables if table.shown]
    lines = [Line("head", say("letter.why_title"), place="why"), Line("body", say("letter.why_intro"))] if shown else []
    for why in dict.fromkeys(table.why for table in shown):
        tables = [table for table in shown if table.why == why]
        lines.append(Line("sub", ", ".join(f"{table.label} ({table.source_label})" for table in tables)))
        kinds = dict.fromkeys(column.category for table in tables for column in table.columns if column.category)
        lines += [Line("pair", words, name) for name, words in said(why, kinds, locale)]
    return lines


def said(why: Why, kinds: Iterable[str], locale: str) -> Iterator[tuple[str, str]]:
    """(heading, what is said) in the order of Art. 15(1); `kinds` are the data categories."""
    say, its = translator(locale), form(locale)
    named = ", ".join(dict.fromkeys(labels.category(kind, locale) for kind in kinds))
    recipients = " ".join(filter(None, (_sentence(its.listed(why.recipients)), _sentence(why.names_unknown))))
    outside = _sentence(its.listed(one for one in why.transfers if not is_none(one)))
    abroad = outside or say("letter.why_no_transfers" if any(map(is_none, why.transfers)) else "letter.why_unsaid")
    yield say("letter.why_purpose"), " ".join(filter(None, (_sentence(why.purpose), _sentence(why.legal_basis)))) or say("letter.why_unsaid")
    yield say("letter.why_categories"), named
    yield say("letter.why_recipients"), recipients or say("letter.why_unsaid")
    yield say("letter.why_retention"), _sentence(why.retention) or say("letter.why_unsaid")
    yield say("letter.why_origin"), _sentence(why.origin) or say("letter.why_no_origin")
    yield say("letter.why_transfers"), abroad
    alone = say("letter.why_no_automated") if is_none(why.automated) else _sentence(why.automated)
    yield say("letter.why_automated"), alone or say("letter.why_unsaid")


def is_none(words: str) -> bool:
    """Whether a mapping says that there is nothing of the kind; one that says nothing does not."""
    return words.strip().casefold() == "none"


def _sentence(words: str) -> str:
    """With a capital and a full stop, so that it can stand beside others."""
    words = words.strip()
    return words and words[:1].upper() + words[1:] + ("" if words[-1] in ".!?" else ".")


def rights(answer: Answer) -> list[Line]:
    """What the person may do: GDPR Art. 15(1)(e), (f), 15(3), 12(4), and 21(4), which wants the right to object apart from the others."""
    say, entity = translator(answer.locale, answer.variant), answer.entity
    lines = [Line("head", say("letter.rights_title"), place="rights"), Line("body", say("letter.rights")),
             Line("head", say("letter.object_title")), Line("body", say("letter.object")),
             Line("head", say("letter.complain_title")),
             Line("body", say("letter.complain", authority=entity.authority_name, site=entity.authority_site))]
    has_left_out_files = any(one.left_out or one.not_there for one in answer.contents)
    if any(table.withheld or table.masked or table.removed for table in answer.tables) or answer.gaps or answer.unknown_kinds or has_left_out_files:
        lines.append(Line("body", say("letter.court")))
    lines += [Line("head", say("letter.more_title")), Line("body", say("letter.more", dpo=entity.dpo_contact, language=say("letter.language")))]
    if not answer.is_tagged and not answer.is_on_paper:
        lines.append(Line("body", say("letter.untagged", limit=number(answer.tag_rows, answer.locale))))
    return lines


def roles(answer: Answer) -> list[Line]:
    """For what we answer and for what a customer company does: GDPR Art. 28; EDPB Guidelines 07/2020, 127 to 129."""
    say, its, entity = translator(answer.locale), form(answer.locale), answer.entity
    if answer.on_behalf:
        all_of_it = _named(iter(answer.tables), its)
        return [Line("head", say("letter.who_title"), place="who"),
                Line("body", say("letter.who_behalf", company=answer.on_behalf, entity=entity.name, address=entity.address, dpo=entity.dpo_contact)),
                *([Line("pair", all_of_it, say("letter.role_behalf"))] if all_of_it else [])]
    ours = _named((table for table in answer.tables if table.role is Role.CONTROLLER), its)
    theirs = _named((table for table in answer.tables if table.role is Role.PROCESSOR), its)
    lines = [Line("head", say("letter.who_title"), place="who"),
             Line("body", say("letter.who", entity=entity.name, address=entity.address, dpo=entity.dpo_contact))]
    if ours:
        lines.append(Line("pair", ours, say("letter.role_ours")))
    if theirs:
        lines.append(Line("pair", theirs, say("letter.role_theirs")))
    return [*lines, *(Line("body", words) for words in _decided_elsewhere(answer, has_theirs=bool(theirs)))]


def _decided_elsewhere(answer: Answer, *, has_theirs: bool) -> Iterator[str]:
    """What becomes of what companies decide about: what the person has to do, and what they hear of without doing anything."""
    say, its = translator(answer.locale), form(answer.locale)
    if answer.not_passed_on:
        yield say("letter.not_passed_on")
    elif answer.decided_by or answer.left_to_us:
        for key, companies in (("apart", answer.decided_by), ("apart_ours", answer.left_to_us)):
            if companies:
                yield say(f"letter.{key}", companies=its.listed(companies))
    elif has_theirs:
        yield say("letter.employer")


def _named(tables: Iterator[Table], its: Form) -> str:
    return its.listed(dict.fromkeys(f"{table.label} ({table.source_label})" for table in tables))


def others(answer: Answer) -> list[Line]:
    """Why data of other people is left out: GDPR Art. 15(4)."""
    is_other = any(table.masked or {Withheld.SHARED_LINE, Withheld.UNPROVEN_LINE, ChoiceReason.OTHERS_RIGHTS} & table.withheld.keys()
                   or any(one.why is ChoiceReason.OTHERS_RIGHTS for one in table.removed) for table in answer.tables)
    return [Line("body", translator(answer.locale)("letter.others"))] if is_other else []

