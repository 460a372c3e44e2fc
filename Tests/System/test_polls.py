"""Long polls: those whom a change concerns are woken at once, and nobody else."""

import threading
import time

import pytest

from hotline import FILING, wait_for

POLLS = 200
WAIT = 30
WOKEN_SECONDS_MAX = 1
SWEEP_SECONDS_MAX = 60
# The township that the filing is for.
UNIT = "140105001"


class Poll(threading.Thread):
    """One request that waits, and when and how it was answered."""

    def __init__(self, client, path, etag=None):
        super().__init__(daemon=True)
        self.client, self.path, self.etag = client, path, etag
        self.answer = self.ended = self.error = None
        self.start()

    def run(self):
        try:
            self.answer = self.client.get(self.path, If_None_Match=self.etag)
        except Exception as error:
            self.error = error
        self.ended = time.monotonic()

    @property
    def waits(self):
        return self.ended is None


def settle(server):
    """Waits for a sweep that begins after now: the duties of a new database come with the first."""
    now = time.time()
    metric = lambda: server.client().metric("hotline_sweep_last_seconds") > now
    wait_for(metric, "a sweep", SWEEP_SECONDS_MAX)


@pytest.fixture
def watched(make_server):
    """A server of the province, and its units."""
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("manager", "manager", "14", "14-desk")
    server.add_account("handler", "handler", UNIT, UNIT)
    server.add_account("elsewhere", "handler", "140106001", "140106001")
    settle(server)
    units = [each["unit"] for each in server.client("manager").get("/api/v1/units").json["items"]]
    return server, units


def poll_queue(server, unit, account="manager"):
    client = server.client(account)
    path = f"/api/v1/units/{unit}/queue?limit=5"
    return Poll(client, f"{path}&wait={WAIT}", client.get(path).etag)


def poll_changes(server, account, after):
    return Poll(server.client(account), f"/api/v1/changes?after={after}&wait={WAIT}")


def start_polls(server, units):
    """Waits for as many queues, one of them that of the unit, and for changes."""
    others = [unit for unit in units if unit != UNIT and "desk" not in unit][: POLLS - 1]
    queues = {unit: poll_queue(server, unit) for unit in [UNIT, *others]}
    feeds = {name: poll_changes(server, name, 0) for name in ["manager", "handler", "elsewhere"]}
    wait_for(
        lambda: server.client().metric("hotline_polls_waiting") == POLLS + len(feeds),
        "all polls to wait",
    )
    return queues, feeds


def test_a_filing_wakes_whom_it_concerns_within_a_second(watched):
    server, units = watched
    queues, feeds = start_polls(server, units)
    filed = time.monotonic()
    ticket = server.client("operator").file(FILING).json
    assert ticket["holder"]["unit"] == UNIT
    woken = [queues.pop(UNIT), feeds.pop("manager"), feeds.pop("handler")]
    for poll in woken:
        poll.join(10)
        assert poll.error is None and poll.answer.status == 200, (poll.error, poll.answer)
        assert poll.ended - filed < WOKEN_SECONDS_MAX, poll.path
        assert ticket["number"] in poll.answer.body.decode()
    # Whatever else that commit would have woken had the same second to wake up in.
    time.sleep(max(0, filed + WOKEN_SECONDS_MAX - time.monotonic()))
    assert all(poll.waits for poll in [*queues.values(), *feeds.values()])
    server.stop()


def test_who_waits_is_answered_when_the_server_stops(watched):
    server, units = watched
    queues, feeds = start_polls(server, units)
    server.stop()
    for poll in [*queues.values(), *feeds.values()]:
        poll.join(10)
        assert poll.error is None, poll.error
        assert poll.answer.status in (200, 304), poll.answer
    assert all(poll.answer.status == 304 for poll in queues.values())
    server.verify()


def test_a_poll_that_nothing_ends_ends_by_its_time(server):
    settle(server)
    client = server.client("dispatcher")
    tag = client.get(f"/api/v1/units/{UNIT}/queue").etag
    started = time.monotonic()
    answer = client.get(f"/api/v1/units/{UNIT}/queue?wait=1&limit=20", If_None_Match=tag)
    assert answer.status == 304 and answer.etag == tag
    feed = client.get("/api/v1/changes?after=1000000&wait=1")
    assert feed.status == 200 and feed.json["items"] == []
    assert 2 <= time.monotonic() - started < 5
