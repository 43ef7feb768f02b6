"""Which mails a letter says that it answers."""

from __future__ import annotations

import pytest

from dsr.domain.mail_thread import MOST, chain


@pytest.mark.parametrize(("came", "kept"), [
    ((), ()), (("<a@x>",), ("<a@x>",)), (("<a@x>", "<b@x>"), ("<a@x>", "<b@x>")), (("<a@x>", "<b@x>", "<a@x>"), ("<b@x>", "<a@x>")),
    (("a@x", "<a b@x>", "<a@x>\nBcc: d@x", "<a\r\n@x>", "<æ@x>", "<>", "", "<a<b@x>", "<" + "a" * 300 + "@x>"), ())])
def test_only_what_may_stand_in_a_header_is_repeated_once(came: tuple[str, ...], kept: tuple[str, ...]) -> None:
    assert chain(came) == kept


def test_of_a_long_conversation_the_beginning_and_the_end_stay() -> None:
    came = [f"<{number}@x>" for number in range(40)]
    assert chain(came) == ("<0@x>", *came[-MOST + 1:])
