"""Tests that need what no wheel brings; `make test-all` runs them."""

from tests.web.conftest import app, asked, make_kit

__all__ = ["app", "asked", "make_kit"]
