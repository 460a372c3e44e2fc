"""Kills the server in the middle of its work: what it has acknowledged must still be there."""

import http.client
import os
import random
import threading
import time
from collections import defaultdict

from hotline import FILING, in_threads

# More of them by ops/torture.
ROUNDS = int(os.environ.get("HOTLINE_KILLS", "20"))
CLIENTS = 32
# When it is killed after the clients began, in seconds.
KILL_AFTER = (0.1, 0.6)
BROKEN = (OSError, http.client.HTTPException)


class Promises:
    """What the server was asked and what it has acknowledged, over all rounds."""

    def __init__(self):
        self.lock = threading.Lock()
        self.asked = []
        self.answers = {}

    def ask(self, client, account, key, path, body, etag=None):
        """Posts with a key; remembers the question at once and the answer once it is there."""
        question = (account, key, path, body, etag)
        with self.lock:
            self.asked.append(question)
        answer = client.post(path, body, Idempotency_Key=key, If_Match=etag)
        if answer.status in (200, 201):
            with self.lock:
                self.answers[key] = answer
        return answer


def file_and_act(server, promises, stopped, name):
    """Files and acts as one client would, one thing after another, until the server is gone."""
    clients = {account: server.client(account) for account in server.tokens}
    count = 0
    while not stopped.is_set():
        count += 1

        def ask(account, what, path, body, etag=None):
            key = f"{name}-{count}-{what}"
            return promises.ask(clients[account], account, key, path, body, etag)

        number = f"{name}-{count}"
        filing = {**FILING, "externalNumber": number, "text": f"{FILING['text']}编号{number}。"}
        answer = ask("operator", "file", "/api/v1/tickets", filing)
        assert answer.status == 201, answer
        path = f"/api/v1/tickets/{answer.json['number']}/actions"
        note = {"action": "note", "text": f"备注{number}"}
        assert ask("dispatcher", "note", path, note).status == 200
        for account, body in [
            ("handler", {"action": "sign"}),
            ("handler", {"action": "contact", "reached": True, "note": f"已联系{number}"}),
            ("handler", {"action": "answer", "text": f"已答复{number}", "outcome": "explained"}),
            ("dispatcher", {"action": "callBack", "reached": True, "satisfied": "yes"}),
        ]:
            answer = ask(account, body["action"], path, body, answer.etag)
            assert answer.status == 200, answer


def load_until_killed(server, promises, number):
    """Lets the clients work, kills the server at some instant, and sees the clients out."""
    stopped = threading.Event()

    def client(index):
        try:
            file_and_act(server, promises, stopped, f"r{number}c{index}")
        except BROKEN:
            assert stopped.is_set(), "the connection broke before the server was killed"

    threads = threading.Thread(target=in_threads, args=[CLIENTS, client])
    before = len(promises.answers)
    threads.start()
    while len(promises.answers) == before:
        time.sleep(0.001)
    time.sleep(random.uniform(*KILL_AFTER))
    stopped.set()
    server.process.kill()
    server.process.wait()
    threads.join()


def check(server, promises, journal):
    """Compares what was promised with the journal, the tickets and repeated questions."""
    dispatcher = server.client("dispatcher")
    last = max((event["sequence"] for event in journal), default=0)
    fresh = list(dispatcher.changes(after=last))
    journal += fresh
    assert [event["sequence"] for event in journal] == list(range(1, len(journal) + 1))
    assert_no_gaps(journal)
    done = {(event["ticket"], event["action"], event["text"]) for event in journal}
    clients = {account: server.client(account) for account in server.tokens}
    for account, key, path, body, etag in promises.asked:
        first = promises.answers.get(key)
        if first is not None:
            assert_in_journal(first, body, done)
        again = clients[account].post(path, body, Idempotency_Key=key, If_Match=etag)
        assert again.status in (200, 201), (key, again)
        if first is not None:
            assert again.body == first.body and again.etag == first.etag, (key, first, again)


def assert_in_journal(answer, body, done):
    number = answer.json["number"]
    action, text = body.get("action", "file"), body.get("text") or body.get("note")
    assert (number, action, text) in done, (number, action, text)


def assert_no_gaps(journal):
    """The numbers of each day count from 1."""
    days = defaultdict(set)
    for event in journal:
        if event["action"] == "file":
            days[event["ticket"][:8]].add(int(event["ticket"][8:]))
    for day, counts in days.items():
        assert counts == set(range(1, len(counts) + 1)), day


def assert_all_is_there(server, rounds):
    """Looks at every round once more at the end, ticket by ticket and in the whole journal."""
    client = server.client("dispatcher")
    journal = list(client.changes())
    done = {(event["ticket"], event["action"], event["text"]) for event in journal}
    texts = [event["text"] for event in journal if event["action"] == "file"]
    assert len(texts) == len(set(texts)), "a filing that was sent twice became two tickets"
    numbers = set()
    for promises in rounds:
        for _, key, _, body, _ in promises.asked:
            if key in promises.answers:
                assert_in_journal(promises.answers[key], body, done)
                numbers.add(promises.answers[key].json["number"])
    for number in numbers:
        assert client.get(f"/api/v1/tickets/{number}").status == 200


def test_what_was_acknowledged_survives_kills(make_server):
    server = make_server()
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("dispatcher", "dispatcher", "140105", "140105-desk")
    server.add_account("handler", "handler", "140105001", "140105001")
    journal, rounds = [], []
    server.start()
    for number in range(ROUNDS):
        promises = Promises()
        load_until_killed(server, promises, number)
        server.start()
        check(server, promises, journal)
        assert "nothing found" in server.verify()
        rounds.append(promises)
    assert_all_is_there(server, rounds)
    server.stop()
    count = sum(len(promises.answers) for promises in rounds)
    print(f"\n{ROUNDS} kills, {count} acknowledged changes")
