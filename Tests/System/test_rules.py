"""The rules: checked with every mistake in its place, explained, and reloaded or not at all."""

import re
import shutil
import signal

import pytest

from hotline import FILING, RULES, done, refused, wait_for

MISTAKE = re.compile(r"^\S+/(\w+\.yaml):(\d+):(\d+): \S.*$")


@pytest.fixture
def rules(tmp_path):
    """A copy that may be spoilt."""
    return shutil.copytree(RULES, tmp_path / "rules")


def change(path, old, new):
    text = path.read_text("utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), "utf-8")


def line_of(path, words):
    lines = path.read_text("utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if words in line)


def spoil(rules):
    """Makes one mistake in each of several files and returns their places."""
    change(rules / "routing.yaml", "matter: dibao", "matter: diboa")
    change(rules / "routing.yaml", "to: medical-insurance", "to: hospital")
    change(rules / "clocks.yaml", "term: 0.5 dailyHours", "term: half a day")
    change(rules / "clocks.yaml", "grade: B", "grade: Z")
    change(rules / "units.yaml", 'hours: "08:30-12:00', 'hours: "08:30-25:00')
    places = [
        ("routing.yaml", "diboa"), ("routing.yaml", "to: hospital"),
        ("clocks.yaml", "half a day"), ("clocks.yaml", "grade: Z"), ("units.yaml", "25:00"),
    ]
    return {(name, line_of(rules / name, words)) for name, words in places}


def test_the_shipped_rules_have_no_mistakes():
    assert "no mistakes" in done("rules", "check", RULES)


def test_every_mistake_is_told_at_once_with_its_place(rules):
    places = spoil(rules)
    said = refused("rules", "check", rules, lines=None).splitlines()
    found = [MISTAKE.match(line) for line in said[:-1]]
    assert all(found), said
    assert {(match[1], int(match[2])) for match in found} >= places
    assert re.fullmatch(r"hotline: \d+ mistakes", said[-1])


@pytest.mark.parametrize("spoilt", ["\t- a", "a: [", "a: &x\nb: *y", "- 1\n- 2", "", "\x00"])
def test_what_is_no_yaml_is_a_mistake_with_its_place(rules, spoilt):
    (rules / "clocks.yaml").write_text(spoilt, "utf-8")
    said = refused("rules", "check", rules, lines=None)
    assert re.search(r"clocks\.yaml:\d+:\d+: ", said), said


def test_a_call_is_explained(rules):
    said = done(
        "rules", "explain", "--text", "我妈的户口在太原市小店区坞城街道，想申请低保，要什么手续"
    )
    for words in ["低保", "坞城街道", "因为有", "时限：answer", "依据"]:
        assert words in said, said
    said = done("rules", "explain", "--text", "我不想活了，家里着火了", "--address", "坞城街道")
    assert "紧急：" in said and "119" in said


def test_a_server_does_not_start_with_rules_that_have_mistakes(rules, tmp_path):
    spoil(rules)
    said = refused("serve", "--data", tmp_path / "data", "--port", 0, "--rules", rules, lines=None)
    assert "routing.yaml:" in said and "clocks.yaml:" in said


def reload(server):
    """Has the rules read anew and returns what the log says of it."""
    before = len(server.lines)
    server.process.send_signal(signal.SIGHUP)
    wait_for(lambda: len(server.lines) > before, "a line in the log")
    return server.lines[before]


def test_rules_are_reloaded_all_or_not_at_all(make_server, rules):
    server = make_server(rules=rules).start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    client = server.client("operator")
    name = client.get("/api/v1/categories").json["matters"][0]["name"]

    change(rules / "categories.yaml", f"name: {name}", "name: 新名")
    assert client.get("/api/v1/categories").json["matters"][0]["name"] == name
    assert "rules reloaded" in reload(server)
    assert client.get("/api/v1/categories").json["matters"][0]["name"] == "新名"

    change(rules / "categories.yaml", "name: 新名", "name: 更新的名")
    spoil(rules)
    said = reload(server)
    assert "rules not reloaded" in said and "clocks.yaml:" in said and '"level":"error"' in said
    assert client.get("/api/v1/categories").json["matters"][0]["name"] == "新名"
    assert client.file(FILING).json["holder"]["unit"] == "140105001"
    server.stop()
