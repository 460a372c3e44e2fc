"""Steady load for a long time, with the memory of the server watched: torture.py MINUTES.

Prints a line a minute, and at the end what the memory did; ends with 1 if it grew.
"""

import sys
import tempfile
import threading
import time
from pathlib import Path

from hotline import FILING, Server

CLIENTS = 8
SAMPLE_SECONDS = 10
# What caches may still take in the second half of the time, in kB.
GROWTH_MAX = 32 << 10
# What is kept of each recent ticket to find others like it, in kB; so many as here come in years.
TICKET_KEPT = 1


def memory(server):
    """Resident memory in kB."""
    status = Path(f"/proc/{server.process.pid}/status").read_text()
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS"))


def work(server, stopped, counts, failures):
    """Files, acts and reads as people would, without a pause."""
    operator, handler = server.client("operator"), server.client("handler")
    dispatcher = server.client("dispatcher")
    try:
        while not stopped.is_set():
            number = operator.file(FILING).json["number"]
            for client, action, fields in [
                (handler, "sign", {}),
                (handler, "contact", {"reached": True, "note": "已联系"}),
                (handler, "answer", {"text": "已说明政策。", "outcome": "explained"}),
                (dispatcher, "callBack", {"reached": True, "satisfied": "yes"}),
            ]:
                answer = client.act(number, action, etag="*", **fields)
                assert answer.status == 200, answer
            assert handler.get("/api/v1/units/140105001/queue").status == 200
            assert dispatcher.get(f"/api/v1/tickets/{number}/events").status == 200
            counts.append(number)
    except Exception as error:
        failures.append(error)
        stopped.set()


def torture(server, seconds):
    """Loads the server for so long; returns the lives, and these with the memory over time."""
    stopped, counts, failures, samples = threading.Event(), [], [], []
    threads = [
        threading.Thread(target=work, args=[server, stopped, counts, failures])
        for _ in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    end = time.monotonic() + seconds
    while time.monotonic() < end and not stopped.wait(SAMPLE_SECONDS):
        samples.append((len(counts), memory(server)))
        if len(samples) % (60 // SAMPLE_SECONDS) == 0:
            print("{} lives, {} kB".format(*samples[-1]), flush=True)
    stopped.set()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return len(counts), samples


def main():
    seconds = float(sys.argv[1]) * 60
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data").start()
        server.add_account("operator", "operator", "140105", "140105-desk")
        server.add_account("dispatcher", "dispatcher", "140105", "140105-desk")
        server.add_account("handler", "handler", "140105001", "140105001")
        lives, samples = torture(server, seconds)
        server.stop()
        verdict = server.verify().strip()
    half = len(samples) // 2
    middle, end = (max(kB for _, kB in part) for part in (samples[: half + 1], samples[half:]))
    print(f"{lives} lives; memory {middle} kB in the first half, {end} kB in the second; {verdict}")
    kept = (lives - samples[half][0]) * TICKET_KEPT
    sys.exit(end > middle + kept + GROWTH_MAX)


if __name__ == "__main__":
    main()
