"""What a database holds, as plain data, so that two of them can be compared."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, inspect, text


def schema_of(engine: Engine) -> dict[str, dict[str, Any]]:
    """Each table with its columns, keys, indexes and checks; Alembic's own table left out."""
    looked = inspect(engine)
    return {
        table: {
            "columns": {column["name"]: (str(column["type"]), column["nullable"], column.get("default")) for column in looked.get_columns(table)},
            "primary": (looked.get_pk_constraint(table)["name"], looked.get_pk_constraint(table)["constrained_columns"]),
            "foreign": sorted((key["name"], key["constrained_columns"], key["referred_table"], key["referred_columns"],
                               key["options"].get("ondelete")) for key in looked.get_foreign_keys(table)),
            "unique": sorted((one["name"], one["column_names"]) for one in looked.get_unique_constraints(table)),
            "indexes": sorted((one["name"], one["column_names"], bool(one["unique"])) for one in looked.get_indexes(table)),
            "checks": sorted((one["name"], re.sub(r"\s+", " ", one["sqltext"])) for one in looked.get_check_constraints(table)),
        }
        for table in looked.get_table_names() if table != "alembic_version"
    }


def triggers_of(engine: Engine) -> set[str]:
    """Names of the triggers that somebody made."""
    asked = {"sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
             "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"}[engine.dialect.name]
    with engine.connect() as connection:
        return {row[0] for row in connection.execute(text(asked))}
