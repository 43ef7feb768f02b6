"""Rings queues over Valkey. Invariant: a ring never fails its caller; what is lost is counted here and rung again by the sweeper."""

from __future__ import annotations

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue as RqQueue
from rq.serializers import JSONSerializer

from config import Settings
from dsr.jobs import Dispatcher, Queue, RecordingDispatcher

DRAIN = "workers.drain.drain"
JOB_TIMEOUT_S = 3600   # the whole of a drain; a source has its own, far shorter limit
ENOUGH = 20            # bells already waiting: each answers for every due row, more would only pile up while no worker runs

_log = structlog.get_logger("dispatch")


def connect(url: str, *, timeout_s: float | None = None) -> Redis:
    """A client; with a time limit for those who must not wait, without for workers that block on a queue."""
    if timeout_s is None:
        return Redis.from_url(url, health_check_interval=10)
    return Redis.from_url(url, socket_timeout=timeout_s, socket_connect_timeout=timeout_s, retry=Retry(NoBackoff(), 0))


class RqDispatcher:
    """One job per ring; it names the queue and nothing else: no person, no row."""

    def __init__(self, url: str) -> None:
        self._connection = connect(url, timeout_s=1.0)
        self.lost = 0

    def ring(self, queue: Queue) -> None:
        try:
            bells = RqQueue(queue.value, connection=self._connection, serializer=JSONSerializer)
            if bells.count < ENOUGH:
                bells.enqueue_call(DRAIN, args=(queue.value,), timeout=JOB_TIMEOUT_S, result_ttl=0, failure_ttl=3600)
        except (RedisError, OSError) as error:
            self.lost += 1
            _log.warning("ring_lost", queue=queue.value, lost=self.lost, why=type(error).__name__)


def make_dispatcher(settings: Settings) -> Dispatcher:
    """The dispatcher of these settings; without a Valkey nothing is rung, and rows wait for a sweeper that has one."""
    url = settings.redis_url.get_secret_value()
    return RqDispatcher(url) if url else RecordingDispatcher()
