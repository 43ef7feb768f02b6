"""Ringing over a real Valkey, and a worker whose horse does not outlive it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from redis import Redis
from rq import Queue as RqQueue
from rq.serializers import JSONSerializer

from config import load
from dsr.demo.broker import Broker
from dsr.jobs import Queue, RecordingDispatcher
from workers.dispatch import ENOUGH, RqDispatcher, make_dispatcher


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[Broker]:
    made = Broker(tmp_path / "valkey.log")
    made.wait()
    yield made
    made.stop()


def test_a_ring_names_the_queue_and_nothing_else(broker: Broker) -> None:
    dispatcher = RqDispatcher(broker.url)
    dispatcher.ring(Queue.WORK)
    with Redis.from_url(broker.url) as connection:
        queue = RqQueue("work", connection=connection, serializer=JSONSerializer)
        (job,) = queue.jobs
        assert (job.func_name, job.args, job.kwargs) == ("workers.drain.drain", ["work"], {})
        assert b"\x80" not in connection.hget(job.key, "data")[:1]  # type: ignore[operator, index]  # a pickle would begin so
    assert dispatcher.lost == 0


def test_bells_do_not_pile_up_while_no_worker_runs(broker: Broker) -> None:
    dispatcher = RqDispatcher(broker.url)
    for _ in range(ENOUGH * 2):
        dispatcher.ring(Queue.MAIL)
    with Redis.from_url(broker.url) as connection:
        assert RqQueue("mail", connection=connection, serializer=JSONSerializer).count == ENOUGH


def test_a_lost_ring_is_counted_and_does_not_fail_the_caller(broker: Broker) -> None:
    dispatcher = RqDispatcher(broker.url)
    broker.process.stop()
    dispatcher.ring(Queue.NOW)
    dispatcher.ring(Queue.NOW)
    assert dispatcher.lost == 2


def test_without_a_valkey_nothing_is_rung(broker: Broker) -> None:
    assert isinstance(make_dispatcher(load({})), RecordingDispatcher)
    assert isinstance(make_dispatcher(load({"DSR_REDIS_URL": broker.url})), RqDispatcher)


WORKER = """
import sys
from workers.dispatch import connect
from workers.horse import FencedWorker
FencedWorker(["now"], connect(sys.argv[1])).work(logging_level="ERROR")
"""


def _below(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def _wait(until: float, what: object) -> bool:
    deadline = time.monotonic() + until
    while time.monotonic() < deadline:
        if what():  # type: ignore[operator]
            return True
        time.sleep(0.05)
    return False


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_the_horse_of_a_killed_worker_dies(broker: Broker, tmp_path: Path) -> None:
    with (tmp_path / "worker.log").open("wb") as log:
        worker = subprocess.Popen([sys.executable, "-c", WORKER, broker.url], stdout=log, stderr=log, start_new_session=True)
    try:
        with Redis.from_url(broker.url) as connection:
            RqQueue("now", connection=connection, serializer=JSONSerializer).enqueue_call("time.sleep", args=(300,))
        assert _wait(20, lambda: _below(worker.pid)), (tmp_path / "worker.log").read_text()
        (horse,) = _below(worker.pid)
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
        assert _wait(5, lambda: not _is_alive(horse))
    finally:
        with suppress(ProcessLookupError):
            os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def test_a_job_in_pickle_is_not_run(broker: Broker, tmp_path: Path) -> None:
    """What slips into the queue in another form than JSON fails; it is never unpickled."""
    mark = tmp_path / "ran"
    with Redis.from_url(broker.url) as connection:
        RqQueue("now", connection=connection).enqueue_call("os.mkdir", args=(str(mark),))
        burst = WORKER.replace('work(', 'work(burst=True, ')
        subprocess.run([sys.executable, "-c", burst, broker.url], check=True, timeout=60, capture_output=True)
    assert not mark.exists()
