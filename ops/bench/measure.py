"""Measures the hotline against the floor, in turn, and against itself at other sizes.

Machines differ and are noisy: what counts is a ratio that was measured in one run.
"""

import argparse
import json
import os
import pathlib
import platform
import re
import shutil
import signal
import statistics
import subprocess
import time
import urllib.request

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
RELEASE = ROOT / ".build" / "release"
HOTLINE, BENCH = RELEASE / "hotline", RELEASE / "HotlineBench"
PORT, FLOOR_PORT = 18345, 18346
START_SECONDS_MAX = 120
# After a flood: within how long each filing is answered once it is over, and how many are tried.
CALM_SECONDS = 0.05
CALM_FILINGS_MAX = 10_000


class Process:
    """A server that is measured."""

    def __init__(self, arguments, port, path, log):
        self.port = port
        begun = time.monotonic()
        self.process = subprocess.Popen(
            [str(a) for a in arguments], stdout=subprocess.DEVNULL, stderr=open(log, "wb"), cwd=ROOT
        )
        while not self.answers(path):
            assert self.process.poll() is None, f"it ended: see {log}"
            assert time.monotonic() - begun < START_SECONDS_MAX, "it does not start"
            time.sleep(0.01)
        self.started_in = time.monotonic() - begun

    def answers(self, path):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=5).read()
            return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def metric(self, name):
        url = f"http://127.0.0.1:{self.port}/metrics"
        text = urllib.request.urlopen(url, timeout=60).read().decode()
        return float(re.search(rf"^hotline_{name} (\S+)$", text, re.M)[1])

    def status(self, name):
        text = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(rf"{name}:\s+(\d+)", text)[1]) / 1024

    def cpu(self):
        """Seconds of the processor so far, which neighbours do not lengthen as they do time."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")")[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


ATTEMPTS = 3


def wrk(server, connections, seconds, script=None, path="/", **environment):
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--latency"]
    command += ["-s", str(HERE / "wrk" / script)] if script else []
    command.append(f"http://127.0.0.1:{server.port}{path}")
    # Now and then wrk's connections meet before the daemon's threads do, and nothing is answered.
    for _ in range(ATTEMPTS):
        before = server.cpu()
        output = subprocess.run(
            command, capture_output=True, text=True, check=True, env=os.environ | environment
        ).stdout
        count = int(re.search(r"(\d+) requests in", output)[1])
        if count:
            break
    else:
        raise RuntimeError(f"nothing was answered by {command[-1]}")
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    return {
        "rate": float(re.search(r"Requests/sec:\s+([\d.]+)", output)[1]),
        "bad": int(bad[1]) if bad else 0,
        "p50": milliseconds(re.search(r"^ +50% +(\S+)", output, re.M)[1]),
        "p99": milliseconds(re.search(r"^ +99% +(\S+)", output, re.M)[1]),
        "cpu": (server.cpu() - before) / max(1, count) * 1e6,
    }


def milliseconds(text):
    number, unit = re.match(r"([\d.]+)(\D+)", text).groups()
    return float(number) * {"us": 0.001, "ms": 1, "s": 1000, "m": 60000}[unit]


def bench(*arguments):
    output = subprocess.run(
        [str(a) for a in (BENCH, *arguments)], capture_output=True, text=True, check=True, cwd=ROOT
    ).stdout
    return [json.loads(line) for line in output.splitlines() if line.startswith("{")]


class Report:
    def __init__(self, file):
        self.file = file
        self.rows = []

    def add(self, work, **values):
        row = {"work": work} | {k: rounded(v) for k, v in values.items()}
        self.rows.append(row)
        print(json.dumps(row, ensure_ascii=False), flush=True)


def rounded(value):
    return round(value, 3) if isinstance(value, float) else value


class Run:
    def __init__(self, options):
        self.options = options
        self.cache = options.cache
        self.sizes = [int(s) for s in options.sizes.split(",")]
        self.report = Report(self.cache / "results.jsonl")

    def data(self, size):
        """A directory with a database of that size, made once; and a copy to work in."""
        made = self.cache / f"data-{size}"
        if not (made / "made").exists():
            shutil.rmtree(made, ignore_errors=True)
            self.make(made, size)
        work = self.cache / "work"
        shutil.rmtree(work, ignore_errors=True)
        if self.options.use_up:
            made.rename(work)
        else:
            subprocess.run(["cp", "-r", "--reflink=auto", made, work], check=True)
        os.sync()  # Else the first seconds would wait for the disk to take the copy.
        return work

    def make(self, made, size):
        """Imports as many old tickets, and lets the index follow."""
        letters = ["--letters", self.options.letters] if self.options.letters else []
        made.mkdir(mode=0o700)
        rows = self.cache / f"old-tickets-{size}.jsonl"
        bench("old-tickets", "--out", rows, "--tickets", size, *letters)
        begun = time.monotonic()
        subprocess.run([HOTLINE, "import", "--data", made, rows], check=True, cwd=ROOT)
        self.report.add(f"import, {size} rows", rate=size / (time.monotonic() - begun))
        rows.unlink()
        bench("prepare", "--data", made, "--out", made / "load", *letters)
        hotline = self.hotline(made)
        while hotline.metric("index_behind"):
            time.sleep(1)
        hotline.stop()
        (made / "made").touch()

    def hotline(self, work):
        log = self.cache / "hotline.log"
        command = [HOTLINE, "serve", "--data", work, "--port", PORT, "--http-threads", 2]
        return Process(command, PORT, "/healthz", log)

    def floor(self, rows):
        for file in self.cache.glob("floor.db*"):
            file.unlink()
        command = [self.cache / "floor", FLOOR_PORT, self.cache / "floor.db", 2, rows]
        return Process(command, FLOOR_PORT, "/still", self.cache / "floor.log")

    def in_turn(self, name, target, ours, floors):
        """A B A B …: the medians of both, and of the ratios of each pair."""
        pairs = []
        for _ in range(self.options.rounds):
            pairs.append((ours(), floors()))
        rates = [a["rate"] for a, _ in pairs]
        ratios = [a["rate"] / b["rate"] for a, b in pairs]
        self.report.add(
            name,
            hotline=statistics.median(rates),
            floor=statistics.median(b["rate"] for _, b in pairs),
            ratio=statistics.median(ratios),
            spread=f"{min(ratios):.2f} to {max(ratios):.2f}",
            target=target,
            p99=statistics.median(a["p99"] for a, _ in pairs),
            cpuMicroseconds=statistics.median(a["cpu"] for a, _ in pairs),
            floorCPUMicroseconds=statistics.median(b["cpu"] for _, b in pairs),
            bad=sum(a["bad"] for a, _ in pairs),
        )

    def against_floor(self, size):
        work = self.data(size)
        environment = {"BENCH_FROM": str(work / "load")}
        seconds = self.options.seconds
        hotline, floor = self.hotline(work), self.floor(size)
        tag = f'"q{self.sequence(hotline, work)}-all-20-"'
        still = environment | {"BENCH_TAG": tag}
        self.in_turn(
            "unchanged poll (304), 32 connections", "≥ 0.8",
            lambda: wrk(hotline, 32, seconds, "queue.lua", **still),
            lambda: wrk(floor, 32, seconds, path="/still"),
        )
        self.in_turn(
            "queue page of 20, 32 connections over all units", "≥ 1.0",
            lambda: wrk(hotline, 32, seconds, "queue.lua", **environment),
            lambda: wrk(floor, 32, seconds, path="/page"),
        )
        self.in_turn(
            "durable filing, 64 connections", "≥ 0.5",
            lambda: wrk(hotline, 64, seconds, "file.lua", **environment),
            lambda: wrk(floor, 64, seconds, "file.lua", **environment),
        )
        hotline.stop()
        floor.stop()

    def sequence(self, hotline, work):
        token = (work / "load" / "desks.txt").read_text().splitlines()[0]
        unit = (work / "load" / "units.txt").read_text().splitlines()[0]
        answer = self.get(hotline, f"/api/v1/units/{unit}/queue", token)
        return re.match(r'"q(.+)-all-', answer.headers["ETag"])[1]

    def get(self, server, path, token):
        request = urllib.request.Request(
            f"http://127.0.0.1:{server.port}{path}", headers={"Authorization": f"Bearer {token}"}
        )
        answer = urllib.request.urlopen(request, timeout=60)
        answer.body = answer.read()
        return answer

    def growth(self, size):
        """The same work at one size: what grows though it should not shows beside the others."""
        work = self.data(size)
        load = work / "load"
        token = (load / "desks.txt").read_text().splitlines()[0]
        hotline = self.hotline(work)
        files = sum(f.stat().st_size for f in work.glob("*.sqlite*")) / 2**20
        # As after a while: the first seconds would wait for the disk to give what is asked often.
        bench("lives", "--port", PORT, "--from", load, "--seconds", 2 * self.options.seconds)
        top = bench("lives", "--port", PORT, "--from", load, "--seconds", self.options.seconds)[0]
        rate = max(1.0, top["filed"] / top["seconds"])
        half = bench(
            "lives", "--port", PORT, "--from", load, "--rates", f"{rate / 2:.0f}",
            "--seconds", self.options.seconds,
        )[0]
        filing = wrk(hotline, 64, self.options.seconds, "file.lua", BENCH_FROM=str(load))
        search = self.median_of(hotline, "/api/v1/tickets?q=%E4%BD%8E%E4%BF%9D", token)
        month = time.strftime("%Y-%m", time.localtime(time.time() - 30 * 86400))
        figures = self.median_of(
            hotline, f"/api/v1/statistics/onTime?division=140105&from={month}-01&to={month}-28", token
        )
        self.report.add(
            f"growth, {size} tickets", start=hotline.started_in, fileMiB=files, lives=rate,
            lifeRequestP50=half["requestP50"], lifeRequestP99=half["requestP99"],
            filing=filing["rate"], filingP50=filing["p50"], filingP99=filing["p99"],
            searchMilliseconds=search, statisticsMilliseconds=figures,
            memoryMiB=hotline.status("VmRSS"), peakMiB=hotline.status("VmHWM"),
        )
        hotline.stop()

    def median_of(self, server, path, token, times=15):
        took = []
        for _ in range(times):
            begun = time.monotonic()
            try:
                self.get(server, path, token)
            except urllib.error.HTTPError:
                return None
            took.append((time.monotonic() - begun) * 1000)
        return statistics.median(took)

    def spike(self):
        """DIGIT's shape, twenty times as high, and then far more than can be done."""
        work = self.data(self.sizes[0])
        hotline = self.hotline(work)
        load = work / "load"
        rates = ",".join(str(20 * r) for r in (1, 15, 1, 25, 2, 35, 10, 0))
        phases = bench("lives", "--port", PORT, "--from", load, "--rates", rates, "--seconds", 3)
        for phase in phases:
            self.report.add(f"spike, {phase['asked']:.0f} lives/s", **{
                k: phase[k] for k in ("filed", "lived", "failed", "requestP50", "requestP99")
            }, statuses=json.dumps(phase["statuses"]))
        before = hotline.status("VmRSS")
        flood = wrk(hotline, 1000, self.options.seconds, "file.lua", BENCH_FROM=str(load))
        recovered = self.recovery(hotline, load)
        calm = bench("lives", "--port", PORT, "--from", load, "--rates", "20", "--seconds", 2)[0]
        self.report.add(
            "overload, 1,000 connections", rate=flood["rate"], refused=flood["bad"],
            p50=flood["p50"], p99=flood["p99"], memoryBeforeMiB=before,
            memoryAfterMiB=hotline.status("VmRSS"), calmP99=calm["requestP99"],
            recoveredAfterSeconds=recovered,
        )
        hotline.stop()

    def recovery(self, hotline, load):
        """How long after a flood it takes until each of some filings is answered in time."""
        token = (load / "desks.txt").read_text().splitlines()[0]
        body = (load / "bodies.jsonl").read_bytes().splitlines()[0]
        begun = time.monotonic()
        since = begun
        for _ in range(CALM_FILINGS_MAX):
            sent = time.monotonic()
            request = urllib.request.Request(
                f"http://127.0.0.1:{hotline.port}/api/v1/tickets", data=body,
                headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
            )
            urllib.request.urlopen(request, timeout=60).read()
            now = time.monotonic()
            if now - sent > CALM_SECONDS:
                since = now
            elif now - since > CALM_SECONDS:
                return since - begun
        raise RuntimeError("it does not recover")

    def polls(self):
        work = self.data(self.sizes[0])
        hotline = self.hotline(work)
        result = bench(
            "polls", "--port", PORT, "--process", hotline.process.pid, "--from", work / "load"
        )[0]
        self.report.add("long polls held", **result, target="< 300 MB, p99 < 50 ms")
        hotline.stop()

    def micro(self):
        letters = ["--letters", self.options.letters] if self.options.letters else []
        for row in bench("micro", *letters):
            row.pop("sum")
            self.report.add("micro: " + row.pop("work"), **row)
        triage = subprocess.run(
            [str(BENCH), "triage", *letters], capture_output=True, text=True, check=True, cwd=ROOT
        ).stdout
        print(triage, flush=True)
        self.report.add("micro: classify, locate and route", said=" ".join(triage.split()))

    def write(self):
        rows = self.report.rows
        self.report.file.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in rows))
        (HERE / "RESULTS.md").write_text(results(rows, self.options))


def machine():
    cpu = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = int(re.search(r"MemTotal:\s+(\d+)", pathlib.Path("/proc/meminfo").read_text())[1])
    return (
        f"{cpu[1] if cpu else platform.machine()}, {os.cpu_count()} cores, "
        f"{memory / 2**20:.0f} GiB, Linux {platform.release()}, "
        f"load average {os.getloadavg()[1]:.1f} while measured"
    )


def table(rows):
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = ["| " + " | ".join(names) + " |", "|" + " --- |" * len(names)]
    for row in rows:
        lines.append("| " + " | ".join(str(row.get(name, "")) for name in names) + " |")
    return "\n".join(lines)


def plot(rows):
    """Lives a second by size, as bars of text."""
    most = max((row["lives"] for row in rows), default=1)
    return "\n".join(
        f"{row['work'][8:]:>18} {'#' * round(40 * row['lives'] / most)} {row['lives']:.0f} lives/s"
        for row in rows
    )


def results(rows, options):
    growth = [r for r in rows if r["work"].startswith("growth")]
    groups = [
        ("Against the floor", [r for r in rows if "ratio" in r]),
        ("Import", [r for r in rows if r["work"].startswith("import")]),
        ("Growth", growth),
        ("Spike and overload", [r for r in rows if r["work"].startswith(("spike", "overload"))]),
        ("Long polls", [r for r in rows if r["work"].startswith("long polls")]),
        ("Single steps", [r for r in rows if r["work"].startswith("micro")]),
    ]
    notes = HERE / "NOTES.md"
    text = f"# Results\n\nWritten by `ops/bench/run` on {time.strftime('%Y-%m-%d')}.\n\n{machine()}.\n"
    text += f"{options.rounds} rounds of {options.seconds} s in turn. Rates are per second, "
    text += "times in milliseconds unless named.\n"
    for title, group in groups:
        if group:
            text += f"\n## {title}\n\n{table(group)}\n"
        if title == "Growth" and group:
            text += f"\n```\n{plot(growth)}\n```\n"
    if notes.exists():
        text += "\n" + notes.read_text()
    return text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--letters")
    parser.add_argument("--use-up", action="store_true")
    parser.add_argument("--only", default="floor,micro,polls,spike,growth")
    options = parser.parse_args()
    run = Run(options)
    parts = options.only.split(",")
    try:
        if "micro" in parts:
            run.micro()
        if "floor" in parts:
            run.against_floor(run.sizes[0])
        if "polls" in parts:
            run.polls()
        if "spike" in parts:
            run.spike()
        if "growth" in parts:
            for size in run.sizes:
                run.growth(size)
    finally:
        run.write()


main()
