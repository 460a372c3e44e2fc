"""The Debian package on a machine of its own, under a systemd that runs."""

import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from hotline import FILING, build_package

HERE = Path(__file__).resolve().parent
NAMESPACES = ["--pid", "--fork", "--kill-child", "--mount", "--uts", "--ipc", "--net", "--cgroup"]
BOOT_SECONDS_MAX = 60
COMMAND_SECONDS_MAX = 120
ADDRESS = "http://127.0.0.1:8345"


class Machine:
    """What is here, with a systemd of its own, where nothing that is written stays."""

    def __init__(self, folder):
        self.log = open(folder / "systemd.log", "w+b")
        root = folder / "machine"
        root.mkdir()
        self.process = subprocess.Popen(
            ["unshare", *NAMESPACES, HERE / "machine.sh", root],
            stdout=self.log, stderr=subprocess.STDOUT,
        )

    def boot(self):
        """Whether systemd comes up; not every machine lets another be made on it."""
        until = time.monotonic() + BOOT_SECONDS_MAX
        while self.process.poll() is None and time.monotonic() < until:
            state = self.run("systemctl", "is-system-running", check=False)
            if state.stdout.strip() in ("running", "degraded"):
                return True
            time.sleep(0.1)
        return False

    def run(self, *command, check=True, **options):
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        systemd = children.read_text().split()
        enter = ["nsenter", "--target", *systemd[:1], "--all", "--root", "--wd"]
        result = subprocess.run(
            [*enter, *command], capture_output=True, text=True, timeout=COMMAND_SECONDS_MAX,
            **options,
        )
        assert not check or result.returncode == 0, f"{command}\n{result}\n{self.journal()}"
        return result

    def journal(self):
        return self.run("journalctl", "--no-pager", "--lines", "50", check=False).stdout

    def install(self, package):
        with open(package, "rb") as file:
            self.run("dd", "of=/opt/hotline.deb", "status=none", stdin=file)
        return self.run("dpkg", "--install", "/opt/hotline.deb")

    def end(self):
        self.process.kill()
        self.process.wait()
        self.log.close()


@pytest.fixture(scope="module")
def machine(tmp_path_factory):
    if os.geteuid() != 0:
        pytest.skip("only root can make a machine on this one")
    machine = Machine(tmp_path_factory.mktemp("service"))
    try:
        if not machine.boot():
            machine.log.seek(0)
            pytest.skip(f"systemd does not come up here: {machine.log.read()[-2000:]}")
        yield machine
    finally:
        machine.end()


@pytest.fixture(scope="module")
def installed(machine, tmp_path_factory):
    """The machine with the package, and a ticket that was filed there."""
    machine.install(build_package("1.0.0"))
    options = ["--role", "operator", "--division", "140105", "--unit", "140105-desk", "--token"]
    data = ["--data", "/var/lib/hotline", "--rules", "/etc/hotline/routing-rules"]
    as_user = ["runuser", "--user", "hotline", "--"]
    token = machine.run(*as_user, "hotline", "account", "add", "operator", *options, *data)
    headers = [f"Authorization: Bearer {token.stdout.strip()}", "Content-Type: application/json"]
    answer = machine.run(
        "curl", "--silent", "--fail", "--header", headers[0], "--header", headers[1],
        "--data", json.dumps(FILING), f"{ADDRESS}/api/v1/tickets",
    )
    assert json.loads(answer.stdout)["number"]
    return machine


def is_healthy(machine):
    answer = machine.run(
        "curl", "--silent", "--fail", "--retry", "50", "--retry-delay", "1", "--retry-all-errors",
        f"{ADDRESS}/healthz",
    )
    active = machine.run("systemctl", "is-active", "hotline.service").stdout
    return json.loads(answer.stdout)["status"] == "ok" and active == "active\n"


def open_tickets(machine):
    text = machine.run("curl", "--silent", "--fail", f"{ADDRESS}/metrics").stdout
    return [line for line in text.splitlines() if line.startswith("hotline_tickets_open ")]


def test_the_installed_service_runs_as_its_own_user(installed):
    assert is_healthy(installed)
    pid = installed.run("systemctl", "show", "--property=MainPID", "--value", "hotline").stdout
    assert installed.run("ps", "-o", "user=", "-p", pid.strip()).stdout.strip() == "hotline"
    assert installed.run("stat", "-c", "%U %a", "/var/lib/hotline").stdout == "hotline 700\n"
    assert open_tickets(installed) == ["hotline_tickets_open 1"]


def test_it_reads_its_rules_anew(installed):
    installed.run("systemctl", "reload", "hotline")
    assert is_healthy(installed)


def test_it_comes_back_when_it_is_killed(installed):
    installed.run("systemctl", "kill", "--signal=KILL", "hotline")
    assert is_healthy(installed)
    assert open_tickets(installed) == ["hotline_tickets_open 1"]


def test_the_copy_and_the_check_of_the_night_run(installed):
    installed.run("systemctl", "start", "hotline-backup.service")
    assert installed.run("ls", "/var/backups/hotline").stdout.count(".sqlite") == 1
    installed.run("systemctl", "start", "hotline-check.service")
    journal = installed.run("journalctl", "--unit", "hotline-check", "--output", "cat").stdout
    assert "nothing found" in journal
    timers = installed.run("systemctl", "list-timers", "--no-pager").stdout
    assert "hotline-backup.timer" in timers and "hotline-check.timer" in timers


def test_an_upgrade_keeps_a_copy_and_goes_on(installed):
    before = installed.run("ls", "/var/backups/hotline").stdout.split()
    installed.install(build_package("1.0.1"))
    assert is_healthy(installed)
    assert open_tickets(installed) == ["hotline_tickets_open 1"]
    assert set(before) < set(installed.run("ls", "/var/backups/hotline").stdout.split())


def test_what_is_filed_stays_when_the_program_goes(installed):
    installed.run("dpkg", "--remove", "hotline")
    assert installed.run("systemctl", "is-active", "hotline", check=False).returncode != 0
    assert "hotline.sqlite" in installed.run("ls", "/var/lib/hotline").stdout
