"""What can be done about a letter that did not arrive."""

from __future__ import annotations

import pytest

from dsr.domain.unreached import Way, ways


@pytest.mark.parametrize(("facts", "expected"), [
    ({"is_to_person": True, "holds_link": False, "others": 1, "has_postal": True}, (Way.AGAIN, Way.OTHER, Way.POST, Way.TOLD)),
    ({"is_to_person": True, "holds_link": False, "others": 0, "has_postal": True}, (Way.AGAIN, Way.POST, Way.TOLD)),
    ({"is_to_person": True, "holds_link": False, "others": 2, "has_postal": False}, (Way.AGAIN, Way.OTHER, Way.TOLD)),
    ({"is_to_person": True, "holds_link": True, "others": 2, "has_postal": True}, (Way.AGAIN, Way.TOLD)),
    ({"is_to_person": False, "holds_link": False, "others": 2, "has_postal": True}, (Way.AGAIN, Way.TOLD)),
    ({"is_to_person": False, "holds_link": True, "others": 2, "has_postal": True}, (Way.AGAIN, Way.TOLD))])
def test_a_link_and_a_letter_to_somebody_else_go_where_they_were_written_to(facts: dict[str, bool | int], expected: tuple[Way, ...]) -> None:
    assert ways(**facts) == expected  # type: ignore[arg-type]
