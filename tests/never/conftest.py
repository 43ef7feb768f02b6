"""The web application and people in front of it, as the tests of the pages have them."""

from __future__ import annotations

from tests.web.conftest import alice, app, asked, bob, make_app, make_kit

__all__ = ["alice", "app", "asked", "bob", "make_app", "make_kit"]
