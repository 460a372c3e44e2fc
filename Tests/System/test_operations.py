"""What runs the server in earnest: copies by schedule, alerts, the package."""

import os
import re
import shutil
import subprocess

import pytest
import yaml

from hotline import BINARY, FILING, ROOT, Server, build_package, done

OPS = ROOT / "ops"


def test_every_metric_of_an_alert_exists_and_every_alert_has_its_chapter(server):
    client = server.client("operator")
    number = client.file(FILING).json["number"]
    client.post(f"/api/v1/tickets/{number}/actions", {"action": "nonsense"})
    text = server.client().get("/metrics").body.decode()
    present = set(re.findall(r"^(hotline_[a-z_]+)", text, re.MULTILINE))
    assert 'hotline_events_total{action="file"} 1' in text
    assert "hotline_tickets_open 1" in text
    runbook = (OPS / "RUNBOOK.md").read_text()
    chapters = {title.lower() for title in re.findall(r"^## (\w+)", runbook, re.MULTILINE)}
    rules = yaml.safe_load((OPS / "prometheus-rules.yaml").read_text())
    alerts = [rule for group in rules["groups"] for rule in group["rules"]]
    assert alerts
    for alert in alerts:
        assert set(re.findall(r"hotline_[a-z_]+", alert["expr"])) <= present, alert
        assert alert["annotations"]["runbook"].split("#")[1] in chapters, alert


@pytest.fixture
def copies(server, tmp_path):
    """Runs the scheduled copy, with copies of other days already there."""
    folder = tmp_path / "copies"
    folder.mkdir()

    def run(*earlier, **settings):
        for name in earlier:
            (folder / f"hotline-{name}.sqlite").write_bytes(b"earlier")
        environment = {
            **os.environ,
            "HOTLINE_DATA": str(server.data),
            "HOTLINE_BACKUPS": str(folder),
            "HOTLINE_PROGRAM": str(BINARY),
            **settings,
        }
        result = subprocess.run(
            [OPS / "backup"], env=environment, capture_output=True, text=True, timeout=60
        )
        return result, sorted(path.name for path in folder.iterdir())

    return run


def test_a_scheduled_copy_can_be_restored_and_old_ones_go(server, copies, tmp_path):
    result, names = copies(
        "20200101T000000", "20200101T120000", "20200102T000000", HOTLINE_KEEP="2"
    )
    assert result.returncode == 0, result.stderr
    new = names[-1]
    assert names == ["hotline-20200102T000000.sqlite", new]
    folder = tmp_path / "copies"
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy(server.data / "keys", data)  # Which is in no copy.
    done("restore", folder / new, "--data", data)
    assert "nothing found" in Server(tmp_path / "data").verify()


def test_the_first_copy_of_each_day_stays_longer(copies):
    result, names = copies(
        "20200101T000000",
        "20200101T120000",
        "20200102T000000",
        HOTLINE_KEEP="1",
        HOTLINE_KEEP_DAYS="99999",
    )
    assert result.returncode == 0, result.stderr
    assert names[:-1] == ["hotline-20200101T000000.sqlite", "hotline-20200102T000000.sqlite"]


def test_a_copy_that_fails_removes_nothing(copies, tmp_path):
    result, names = copies("20200101T000000", HOTLINE_DATA=str(tmp_path), HOTLINE_KEEP="1")
    assert result.returncode == 1 and "there is no database" in result.stderr
    assert names == ["hotline-20200101T000000.sqlite"]
    result, names = copies(HOTLINE_KEEP="none")
    assert result.returncode == 2 and names == ["hotline-20200101T000000.sqlite"]


def test_the_package_holds_what_the_service_needs(tmp_path):
    package = build_package("1.2.3")
    subprocess.run(["dpkg-deb", "--extract", package, tmp_path], check=True)
    subprocess.run(["dpkg-deb", "--control", package, tmp_path / "control"], check=True)
    control = (tmp_path / "control/control").read_text()
    for library in ["libmicrohttpd12", "libgcrypt20", "liblinear4", "libsqlite3-0", "libsystemd0"]:
        assert library in control, control
    program = tmp_path / "usr/bin/hotline"
    rules = tmp_path / "etc/hotline/routing-rules"
    for unit in (tmp_path / "lib/systemd/system").iterdir():
        for started in re.findall(r"^ExecStart\w*=(/\S+)", unit.read_text(), re.MULTILINE):
            assert started.startswith("/bin/") or (tmp_path / started[1:]).exists(), unit
    subprocess.run([program, "rules", "check", rules], check=True, capture_output=True)
    settings = yaml.safe_load((tmp_path / "etc/hotline/hotline.yaml").read_text())
    assert settings["rules"] == "/etc/hotline/routing-rules"
    for script in ["postinst", "prerm", "postrm"]:
        subprocess.run(["sh", "-n", tmp_path / "control" / script], check=True)


def test_the_units_are_what_systemd_understands():
    units = sorted((OPS / "systemd").glob("*"))
    result = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *units], capture_output=True, text=True
    )
    # The programs are not installed on a machine that only builds.
    said = [
        line
        for line in result.stderr.splitlines()
        if "is not executable" not in line and "Failed to prepare filename" not in line
    ]
    assert not said, said


def test_every_dependency_is_in_the_list_of_licences():
    notice = (ROOT / "NOTICE").read_text()
    packages = re.findall(r"github\.com/[\w.-]+/([\w.-]+)\"", (ROOT / "Package.swift").read_text())
    libraries = re.findall(r"\blib[\w.-]+-dev\b|\blibjs-[\w.]+", (OPS / "deps").read_text())
    assert packages and libraries
    for name in packages + [name for name in libraries if name != "libc6-dev"]:
        assert name in notice, name
