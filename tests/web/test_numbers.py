"""A number in an address that no row can have leads nowhere: it is nobody's fault, least of all an error of ours."""

from __future__ import annotations

import pytest

from tests.web.browser import Browser
from tests.web.conftest import Asked


@pytest.mark.parametrize("number", ["9" * 19, "9" * 30, "9" * 5000, "٣"])
@pytest.mark.parametrize("path", [
    "/desk/companies/{}", "/desk/requests/%s/parts/{}/route", "/desk/requests/%s/parts/{}/draft", "/desk/requests/%s/parts/1/draft/{}/pages/1",
    "/desk/requests/%s/parts/1/draft/1/files/{}", "/desk/requests/%s/parts/{}/files", "/answer/file/{}"])
def test_a_number_no_row_has_leads_nowhere(alice: Browser, asked: Asked, path: str, number: str) -> None:
    path = path.replace("%s", asked.reference)
    assert alice.get(path.format(number)).status_code == 404


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000])
@pytest.mark.parametrize("path", ["/desk/companies/{}/check", "/desk/requests/%s/lines/{}/revoke", "/desk/requests/%s/scans/{}", "/desk/post/{}"])
def test_nor_does_a_post(alice: Browser, asked: Asked, path: str, number: str) -> None:
    alice.get("/desk/companies")
    assert alice.post(path.replace("%s", asked.reference).format(number), reason="x").status_code in (404, 422)


@pytest.mark.parametrize("number", ["9" * 19, "9" * 5000])
def test_nor_on_the_persons_own_page(asked: Asked, number: str) -> None:
    asked.carol.get("/status")
    asked.carol.post("/status", reference=asked.reference, code=asked.code)
    asked.carol.get("/status")
    assert asked.carol.post(f"/status/representatives/{number}/end").status_code in (303, 404)
