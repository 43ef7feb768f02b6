"""What everything that speaks to lines owes. Each kind inherits this suite and brings a `stand`: itself, and what arrived at the other end."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Protocol

from dsr.domain.line_checks import LineFacts
from dsr.phone.base import Phone, SpokenCall, TextMessage

TEXT = TextMessage("<m1@fjordtel.example>", "+4531000417", 'Fjordtel: "4821 0937" {to} \\ æøå €', "da")
CALL = SpokenCall("<m2@fjordtel.example>", "+4531000417", "Tryk 1", "https://dsr.example/phone/pressed/t0k", "da")
FACTS = LineFacts(ported_at=datetime(2026, 11, 3, 12, tzinfo=UTC), is_forwarded=True)


@dataclass(frozen=True)
class Arrived:
    """What the other end understood."""

    message_id: str
    to: str
    words: str
    locale: str
    callback_url: str = ""


class Stand(Protocol):
    phone: Phone

    def arrived(self) -> list[Arrived]: ...

    def knows(self, number: str, facts: LineFacts) -> None:
        """From now on the network says this of a line."""


class Conformance:
    def test_a_message_arrives_word_for_word(self, stand: Stand) -> None:
        stand.phone.send(TEXT)
        assert stand.arrived() == [Arrived(TEXT.message_id, TEXT.to, TEXT.text, "da")]

    def test_a_call_brings_its_greeting_and_where_to_ask_and_no_code(self, stand: Stand) -> None:
        assert stand.phone.can_call
        stand.phone.send(CALL)
        assert stand.arrived() == [Arrived(CALL.message_id, CALL.to, "Tryk 1", "da", CALL.callback_url)]

    def test_what_is_sent_again_is_known_as_the_same(self, stand: Stand) -> None:
        for _ in range(2):
            stand.phone.send(TEXT)
        stand.phone.send(replace(TEXT, message_id="<m3@fjordtel.example>"))
        assert [one.message_id for one in stand.arrived()] == [TEXT.message_id, "<m3@fjordtel.example>"]

    def test_what_the_network_knows_of_a_line_is_told(self, stand: Stand) -> None:
        assert stand.phone.look_up("+4531000418") == LineFacts()
        stand.knows("+4531000417", FACTS)
        assert stand.phone.look_up("+4531000417") == FACTS

    def test_neither_the_number_nor_the_words_are_shown_where_it_is_printed(self, stand: Stand) -> None:
        shown = repr(TEXT) + repr(CALL) + repr(getattr(stand.phone, "gateway", ""))
        for secret in ("4531000417", "4821", "t0k"):
            assert secret not in shown
