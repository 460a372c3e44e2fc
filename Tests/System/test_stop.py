"""Stopping: what is under way is answered and on disk, and the server ends in time and with 0."""

import http.client
import json
import signal
import threading
import time

import pytest

from hotline import FILING, STOP_SECONDS_MAX, in_threads, wait_for

CLIENTS = 32
BROKEN = (OSError, http.client.HTTPException)


@pytest.fixture
def loaded(make_server):
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    return server


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_what_is_under_way_is_answered(loaded, sign):
    """Each client either has an answer or was never heard; no answer breaks off in its middle."""
    server = loaded
    filed, statuses = [], []
    stopping = threading.Event()

    def client(index):
        client = server.client("operator")
        while True:
            try:
                answer = client.post("/api/v1/tickets", FILING)
            except http.client.IncompleteRead:
                raise
            except BROKEN:
                assert stopping.is_set()
                return
            statuses.append(answer.status)
            if answer.status == 201:
                filed.append(answer.json["number"])
            else:
                assert answer.status == 503 and answer.headers["Retry-After"], answer

    clients = threading.Thread(target=in_threads, args=[CLIENTS, client])
    clients.start()
    wait_for(lambda: len(filed) > CLIENTS, "some filings")
    stopping.set()
    started = time.monotonic()
    server.process.send_signal(sign)
    assert server.process.wait(STOP_SECONDS_MAX) == 0
    took = time.monotonic() - started
    clients.join()
    server.reader.join()
    server.check_log()

    said = server.verify()
    assert f"{len(filed)} events, nothing found" in said, (len(filed), statuses, said)
    print(f"\nstopped in {took:.1f} s with {len(filed)} filed, {len(statuses)} answers")


def test_a_request_that_never_ends_does_not_hold_up_the_end(loaded):
    """A body that does not come, and a connection on which nothing is asked."""
    connections = [http.client.HTTPConnection("127.0.0.1", loaded.port) for _ in range(4)]
    for index, connection in enumerate(connections):
        connection.connect()
        if index % 2:
            connection.putrequest("POST", "/api/v1/tickets")
            connection.putheader("Authorization", f"Bearer {loaded.tokens['operator']}")
            connection.putheader("Content-Length", "100")
            connection.endheaders()
            connection.send(b"{")
    loaded.stop()


def test_the_log_has_one_json_object_a_line(make_server):
    server = make_server(environment={"HOTLINE_LOG": "debug"}).start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    client = server.client("operator")
    id = client.get("/api/v1/categories").headers["X-Request-Id"]
    client.post("/api/v1/tickets", {"text": "第一行\n第二行\"\\\u2028"})
    server.stop()
    log = [json.loads(line) for line in server.lines if not line.startswith("listening on ")]
    assert all({"at", "level", "message"} <= line.keys() for line in log)
    assert [line["path"] for line in log if line.get("request") == id] == ["/api/v1/categories"]
    assert sum(line.startswith("listening on ") for line in server.lines) == 1
