"""What was acknowledged is done afterwards: one person's in its order, and nobody waits for somebody else's."""

import threading
import time

from handlers.slack.lanes import Lanes


def test_two_messages_of_one_person_are_answered_in_their_order_however_many_threads_there_are() -> None:
    lanes, done = Lanes(8), list[int]()

    def work(number: int) -> None:
        time.sleep(0.002 if number % 3 else 0.01)
        done.append(number)

    for number in range(40):
        lanes.put("U1", lambda number=number: work(number))
    lanes.close()
    assert done == list(range(40))


def test_somebody_whose_work_takes_long_keeps_nobody_else_waiting() -> None:
    lanes, over, other = Lanes(2), threading.Event(), threading.Event()

    def wait() -> None:
        over.wait(20)

    for _ in range(5):
        lanes.put("U1", wait)
    lanes.put("U2", other.set)
    assert other.wait(5), "the second person waited for the first"
    over.set()
    lanes.close()


def test_what_was_acknowledged_is_done_before_the_bot_stops() -> None:
    lanes, done = Lanes(2), list[int]()

    def work(number: int) -> None:
        time.sleep(0.005)
        done.append(number)

    for number in range(20):
        lanes.put(f"U{number % 5}", lambda number=number: work(number))
    lanes.close()
    assert sorted(done) == list(range(20))
