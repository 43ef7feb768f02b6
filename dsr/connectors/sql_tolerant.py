"""What a database holds and Python, or a driver, has no form for.

Invariant: a cell that cannot be converted arrives as its text (dates before year 1 or after 9999, infinity, 24:00), and one that is
an instant arrives as an instant.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, event


def tolerate(engine: Engine) -> None:
    """Make a psycopg engine hand over what it cannot convert as text; does nothing for other drivers."""
    if engine.dialect.driver != "psycopg":
        return
    from dsr.connectors.sql_psycopg import prepare  # loads the driver: only where a Postgres source is opened

    @event.listens_for(engine, "connect")
    def register(connection: Any, _record: Any) -> None:
        prepare(connection)


def conversions(driver: str) -> dict[str, Any]:
    """Arguments of a connection for pymysql: a TIMESTAMP is an instant, shown in the session's zone, which is UTC (a DATETIME is not)."""
    if driver != "pymysql":
        return {}
    from pymysql import converters  # loaded only where a MySQL or MariaDB source is opened
    from pymysql.constants import FIELD_TYPE  # with it

    def instant(text: Any) -> Any:
        read = converters.convert_datetime(text)
        return read.replace(tzinfo=UTC) if isinstance(read, datetime) else read  # what is no date stays as it came

    return {"conv": {**converters.conversions, FIELD_TYPE.TIMESTAMP: instant}}
