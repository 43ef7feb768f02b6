"""The archive of call records of the demo's world: one Parquet file a month, written by DuckDB.

Numbers are written in four ways, as the switches of the years wrote them. The first call of each person in a month lies on its
first instant, the second in its last second: a number that changes hands at midnight shows whether windows are kept exactly.
Invariant: the sample person has exactly the number of records that was asked for.
"""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dsr.demo.people import World

if TYPE_CHECKING:
    import duckdb

OTHERS_A_MONTH = 6     # calls of each other person we know
STRANGERS_A_MONTH = 60
_MONTH = """
copy (
  with who (id, n, numbers) as (values {who}),
  call as (
    select id, i, numbers, hash(id * 1000003 + i * 7919 + {seed}) as h from who, range(n) as r(i)
  ),
  shaped as (
    select id, i, h, numbers[1 + cast((h >> 3) % len(numbers) as integer)] as own,
      case when i = 0 then timestamp '{first} 00:00:00' when i = 1 then timestamp '{last} 23:59:59'
        else timestamp '{first} 07:00:00' + to_days(cast((h >> 8) % {days} as integer)) + to_seconds(cast((h >> 16) % 50400 as bigint))
      end as started_at,
      '+45' || cast(20000000 + (h >> 20) % 49999999 as varchar) as other, (h >> 5) % 10 < 6 as is_out, (h >> 11) % 8 = 0 as is_sms,
      case (h >> 13) % 12 when 0 then '17' when 1 then '19' else '16' end as cause
    from call
  ),
  spelled as (
    select *, case (h >> 17) % 4 when 0 then own when 1 then '00' || substr(own, 2) when 2 then substr(own, 4)
      else 'sip:' || own || '@sbc.fjordtel.example' end as mine
    from shaped
  )
  select id || '-{month}-' || lpad(cast(i as varchar), 6, '0') as call_id, case when is_out then 'O' else 'I' end as direction,
    case when is_out then mine else other end as a_number, case when is_out then other else mine end as b_number, started_at,
    cast(case when is_sms or cause <> '16' then 0 else 4 + (h >> 9) % 1800 end as integer) as duration_s,
    case when is_sms then 'S' else 'V' end as service, case when is_sms then '16' else cause end as cause,
    ['Aarhus C', 'Helsingør', 'Skagen', 'Tønder', 'Møn'][1 + cast((h >> 7) % 5 as integer)] as area,
    cast(case when is_out then ((h >> 19) % 900) / 100.0 else 0 end as decimal(10, 2)) as price, 'sbc' || (h % 3) as switch_node
  from spelled order by started_at, call_id
) to '{path}' (format parquet, compression zstd)
"""


def build(folder: Path, world: World, *, records: int) -> None:
    """Write `folder`/cdr/YYYY-MM.parquet."""
    import duckdb  # heavy, and only needed when the world is made

    (folder / "cdr").mkdir(parents=True, exist_ok=True)
    months = [month for month in world.months() if month < world.today]
    with duckdb.connect() as db:
        db.execute("set threads to 2")
        for place, month in enumerate(months):
            share = records // len(months) + (place < records % len(months))
            _write(db, folder, world, month, share)


def _write(db: duckdb.DuckDBPyConnection, folder: Path, world: World, month: date, share: int) -> None:
    following = (month + timedelta(days=32)).replace(day=1)
    last = min(following, world.today) - timedelta(days=1)
    callers = []
    for person in world.people:
        numbers = [held.number for held in person.numbers if person.holds(held.number, month)]
        callers.append((person.id, share if person is world.sample else OTHERS_A_MONTH, numbers))
    callers.append((99, STRANGERS_A_MONTH, [f"+4539{n:06d}" for n in range(100_000, 100_012)]))
    db.execute(_MONTH.format(
        who=", ".join(f"({who}, {count}, {numbers!r})" for who, count, numbers in callers), seed=month.toordinal(), first=month.isoformat(),
        last=last.isoformat(), days=(last - month).days + 1, month=month.strftime("%Y%m"), path=folder / "cdr" / f"{month:%Y-%m}.parquet"))
