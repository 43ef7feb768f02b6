"""Which cells of a record reach the person."""

from __future__ import annotations

from dsr.domain.channels import Channel, channels
from dsr.domain.dataset import Address, Collection, Field

CARD = Collection(Address("crm", "people"), (
    Field("mail", ("user.contact.email",)), Field("desk", ("user.contact.phone_number",)), Field("name", ("user.name",))))


def test_addresses_and_whole_numbers_in_their_one_form() -> None:
    rows = [("Carol@Havblik.example", "31 00 04 17", "Carol"), ("carol@home.example", "+45 31000417", None), (None, None, None)]
    assert list(channels(CARD, ("mail", "desk", "name"), rows, "DK")) == [
        Channel("email", "carol@havblik.example"), Channel("phone_number", "+4531000417"), Channel("email", "carol@home.example"),
        Channel("phone_number", "+4531000417")]


def test_what_reaches_nobody_is_none() -> None:
    rows = [("nobody", "614", "31 00 04 17"), ("", "x", "a@b.example"), (7, 31000417, "")]
    assert list(channels(CARD, ("mail", "desk", "name"), rows, "DK")) == []
