"""N19: never send an answer as an attachment to a mail. Danish practice since 1 January 2019 (confidential data need encryption); Christian trade
union, Datatilsynet 2019-41-0028. A mail has a link or a code, never both, and the files stay behind them."""

from __future__ import annotations

from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from dsr.kit import Kit
from dsr.mail.base import Letter, MailRefused, as_message, check
from dsr.mail.letters import PLANS, Shape
from tests.guards.tree import ROOT, code
from tests.services.carol import approved
from workers.post import send_next

LETTER = Letter("<1@fjordtel.example>", "privacy@fjordtel.example", "carol@havblik.example", "Your answer", "Text.", "<p>Text.</p>", "en",
                datetime(2026, 11, 24, 9, tzinfo=UTC))


@pytest.mark.parametrize(("content", "kind"), [(b"%PDF", ("application", "pdf")), (b"a;b", ("text", "csv")), (b"{}", ("application", "json"))])
def test_a_mail_with_a_file_is_refused_whatever_the_file_is(content: bytes, kind: tuple[str, str]) -> None:
    message = as_message(LETTER)
    message.add_attachment(content, maintype=kind[0], subtype=kind[1], filename="answer")
    with pytest.raises(MailRefused):
        check(message)


def test_a_file_that_is_no_attachment_by_name_is_refused_too() -> None:
    message = as_message(LETTER)
    message.get_payload(1).add_related(b"\x89PNG", "image", "png", cid="<x>")  # type: ignore[union-attr]
    with pytest.raises(MailRefused):
        check(message)
    bare = EmailMessage()
    bare.set_content("only text")
    with pytest.raises(MailRefused):
        check(bare)


def test_only_letters_of_two_forms_reach_a_mail_server() -> None:
    """There is one way out, and it takes a letter: no module but this one makes a mail or speaks with a server."""
    ways = [module.path for module in code() if module.path.startswith(("dsr/", "workers/")) and not module.path.startswith("dsr/demo/")
            and any(word in "\n".join(module.lines) for word in ("smtplib", "EmailMessage", "sendmail(", "send_message("))]
    assert ways == ["dsr/mail/base.py", "dsr/mail/smtp.py"]
    assert "add_attachment" not in (ROOT / "dsr/mail/base.py").read_text(encoding="utf-8")
    assert not {"files", "attachments"} & set(Letter.__slots__)


@pytest.mark.parametrize("name", PLANS)
def test_no_letter_has_both_a_link_and_a_code(name: str) -> None:
    plan = PLANS[name]
    has_code = any(part.shape is Shape.CODE for part in plan.parts)
    assert not (has_code and plan.link)
    assert not (has_code and any(part.shape is Shape.BUTTON for part in plan.parts))
    assert plan.link.count("{token}") <= 1


def test_the_letter_of_an_answer_brings_a_link_and_not_the_code(kit: Kit) -> None:
    asked, _ = approved(kit)
    while send_next(kit):
        pass
    (ready,) = [letter for letter in kit.mailer.letters if "/answer/" in letter.text]  # type: ignore[attr-defined]
    for said in (ready.text, ready.html, ready.subject):
        assert asked.code not in said
        assert asked.code.replace("-", "") not in said
