"""The suite that all kinds inherit shows its values when it fails, as tests do."""

import pytest

for _name in ("asking", "conformance", "obligations_identity", "obligations_scope"):
    pytest.register_assert_rewrite(f"tests.connectors.{_name}")
