"""Where entries of a directory are, is read strictly and reaches the connector."""

from pathlib import Path

import pytest

from dsr.domain.errors import Misconfigured
from tests.mapping.folder import load

SOURCE = """
source:
  key: directory
  connector: ldap
  config: {url: "ldaps://ldap.example"}
  role: controller
  dataset:
    - fides_key: directory
      collections:
        - name: people
          dsr_meta: {ldap: {base: "ou=people,dc=example", scope: one, object_classes: [person], filter: "(!(cn=x))"}}
          fields: [{name: mail, fides_meta: {identity: email}}]
"""


def test_the_place_of_the_entries_is_the_collections_location(tmp_path: Path) -> None:
    (collection,) = load(tmp_path, {}, directory=SOURCE).sources[0].collections()
    assert collection.location == {"base": "ou=people,dc=example", "scope": "one", "object_classes": ["person"], "filter": "(!(cn=x))"}


@pytest.mark.parametrize(("part", "other", "said"), [
    ("scope: one", "scope: two", "'scope'"), ("scope: one", "scop: one", "did you mean 'scope'"),
    ('base: "ou=people,dc=example", ', 'base: "", ', "'base'")])
def test_a_slip_of_the_pen_is_found(tmp_path: Path, part: str, other: str, said: str) -> None:
    with pytest.raises(Misconfigured, match=said):
        load(tmp_path, {}, directory=SOURCE.replace(part, other))


def test_without_a_scope_the_whole_subtree_is_meant(tmp_path: Path) -> None:
    (collection,) = load(tmp_path, {}, directory=SOURCE.replace("scope: one, ", "")).sources[0].collections()
    assert collection.location["scope"] == "subtree"
