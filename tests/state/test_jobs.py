"""Names of the queues, and the dispatcher that only remembers."""

from dsr.jobs import Queue, RecordingDispatcher


def test_queues_stand_in_the_order_of_who_waits() -> None:
    assert [queue.value for queue in Queue] == ["now", "mail", "inbox", "work", "upkeep"]


def test_the_recording_dispatcher_remembers() -> None:
    dispatcher = RecordingDispatcher()
    dispatcher.ring(Queue.MAIL)
    dispatcher.ring(Queue.WORK)
    assert dispatcher.rung == [Queue.MAIL, Queue.WORK]
