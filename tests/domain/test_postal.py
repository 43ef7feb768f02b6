"""The employer's house is never the address that proves who somebody is; a street that is called like a company is."""

from __future__ import annotations

import pytest

from dsr.domain.postal import names_company

HOME = "Strandvej 4, 2. tv\n8240 Risskov"


@pytest.mark.parametrize(("address", "companies", "is_named"), [
    (HOME, ["Nordlys A/S"], False),
    ("Nordlys A/S\nHavnegade 1\n8000 Aarhus C", ["Nordlys A/S"], True),
    ("Carol Ærø, c/o NORDLYS, Havnegade 1", ["Nordlys A/S"], True),
    ("Att. Carol\nNordlys ApS\nHavnegade 1", ["Nordlys A/S"], True),
    ("Nordlysvej 4, 8000 Aarhus", ["Nordlys A/S"], False),
    ("Havblik Shipping, Kajen 2", ["Nordlys A/S, Havblik Shipping"], True),
    (HOME, [""], False),
    (HOME, ["A/S"], False),
    ("Kontoret\nDansk Data GmbH", ["Dansk  Data"], True),
])
def test_a_company_in_an_address_is_seen(address: str, companies: list[str], is_named: bool) -> None:
    assert names_company(address, companies) is is_named
