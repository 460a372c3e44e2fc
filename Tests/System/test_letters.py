"""Files 4,326 real letters by 32 clients: none is lost, and it is told what became of them."""

import csv
import threading
import time
from collections import Counter

import pytest

from hotline import SHARED, in_threads

LETTERS = SHARED / "data/messages/letters_4326.tsv"
COUNT = 4326
CLIENTS = 32


def read_letters():
    with LETTERS.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def body_of(letter):
    return {
        "channel": "letter",
        "externalNumber": letter["id"],
        "title": letter["theme"],
        "text": letter["detail"],
    }


def file_all(server, letters):
    """Files all letters and returns the answers by the letters' ids."""
    rest = iter(letters)
    lock = threading.Lock()
    answers = {}

    def client(index):
        client = server.client("operator")
        while True:
            with lock:
                letter = next(rest, None)
            if letter is None:
                return
            answers[letter["id"]] = client.post("/api/v1/tickets", body_of(letter))

    in_threads(CLIENTS, client)
    return answers


# Why a letter is for the desk, by what its route says of it.
REASONS = {
    "no matter of social assistance: another department's": "不属社会救助事项",
    "may be out of scope: a person must confirm": "可能不属本热线受理范围",
    "may be an accusation: a person must confirm": "内容可能是投诉或举报",
    "an accusation, but the accused is not known": "被反映的单位不明",
    "the unit is known, but the place is not": "但地点不明",
    "the matter is not certain": "事项不能确定",
}


def fate(ticket):
    """Where a letter went, and why the desk must look at it."""
    if ticket["state"] == "dispatched":
        return "routed to a unit"
    because = ticket["route"]["because"]
    reasons = [reason for reason, words in REASONS.items() if words in because]
    return f"desk: {reasons[0] if reasons else because}"


def is_asked(ticket):
    return bool(ticket["route"]["question"] or ticket["placeQuestion"])


@pytest.mark.skipif(not LETTERS.exists(), reason=f"the letters are not ours: no {LETTERS}")
def test_no_letter_is_lost(make_server, capsys):
    server = make_server().start()
    server.add_account("operator", "operator", "14", "14-desk")
    letters = read_letters()
    assert len(letters) == COUNT and len({letter["id"] for letter in letters}) == COUNT
    started = time.monotonic()
    answers = file_all(server, letters)
    seconds = time.monotonic() - started

    refused = {id: answer for id, answer in answers.items() if answer.status != 201}
    assert not refused, refused
    tickets = [answer.json for answer in answers.values()]
    assert_all_are_there(server, letters, answers)
    server.stop()
    assert f"{len(tickets)} events" in server.verify()
    with capsys.disabled():
        report(tickets, seconds)


def assert_all_are_there(server, letters, answers):
    client = server.client("operator")
    events = list(client.changes())
    assert len({event["ticket"] for event in events}) == len(letters)
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    said = {event["ticket"]: event["text"] for event in events}
    for letter in letters:
        ticket = answers[letter["id"]].json
        assert ticket["externalNumber"] == letter["id"]
        assert said[ticket["number"]] == ticket["text"]
    counts = sorted(int(number[8:]) for number in said)
    days = len({number[:8] for number in said})
    assert days > 1 or counts == list(range(1, len(counts) + 1))
    again = client.post("/api/v1/tickets", body_of(letters[0]))
    assert again.status == 409 and again.json["number"] == answers[letters[0]["id"]].json["number"]


def report(tickets, seconds):
    rate = len(tickets) / seconds
    print(f"\n{len(tickets)} letters by {CLIENTS} clients in {seconds:.1f} s, {rate:.0f} a second")
    for name, count in Counter(map(fate, tickets)).most_common():
        print(f"{count:6} {name}")
    print(f"{sum(map(is_asked, tickets)):6} with a question to ask the caller")
    print(f"{sum(each['outOfScope'] is not None for each in tickets):6} that may be out of scope")
