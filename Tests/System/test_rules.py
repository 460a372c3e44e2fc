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
    for words in ["低保", "坞城街道", "因为有", "时限：answer", "依据", "明白卡：怎么申请低保"]:
        assert words in said, said
    said = done("rules", "explain", "--text", "我不想活了，家里着火了", "--address", "坞城街道")
    assert "紧急：" in said and "119" in said


def test_mistakes_of_cards_and_eligibility_are_told_with_their_places(rules):
    card, advice = rules / "guidance/tekun.md", rules / "eligibility.yaml"
    card.write_text(card.read_text("utf-8").replace("grade: A", "grade: C", 1), "utf-8")
    advice.write_text(advice.read_text("utf-8").replace("is: lacks}", "is: fits}", 1), "utf-8")
    said = refused("rules", "check", rules, lines=None)
    assert f"guidance/tekun.md:{line_of(card, 'grade: C')}:" in said
    shutil.copy(RULES / "guidance/tekun.md", card)
    said = refused("rules", "test", rules, lines=None)
    assert f"eligibility.yaml:{line_of(advice, 'disabilityGrade: 3}, is: fits')}:" in said


def test_a_server_does_not_start_with_rules_that_have_mistakes(rules, tmp_path):
    spoil(rules)
    said = refused("serve", "--data", tmp_path / "data", "--port", 0, "--rules", rules, lines=None)
    assert "routing.yaml:" in said and "clocks.yaml:" in said


def test_examples_are_decided_and_those_that_are_not_are_told(rules):
    assert "examples pass" in done("rules", "test", rules)
    change(rules / "routing.yaml", "想办低保边缘家庭认定", "想给母亲申请低保")
    said = refused("rules", "test", rules, lines=None)
    assert re.search(r"routing\.yaml:\d+:\d+: an example of 'marginal' is decided by", said), said


def test_past_tickets_that_would_go_elsewhere_are_shown(rules, tmp_path):
    changed = shutil.copytree(rules, tmp_path / "changed")
    text = (changed / "routing.yaml").read_text("utf-8")
    rule = text[text.index("  - id: dibao\n"):text.index("  - id: tekun\n")]
    moved = rule.replace("to: township", "to: civil-affairs")
    (changed / "routing.yaml").write_text(text.replace(rule, moved), "utf-8")
    tickets = tmp_path / "tickets.csv"
    tickets.write_text(
        "number,text,township,division\n"
        "1,我想申请低保，需要什么手续,140105001,140105\n2,五保怎么办,140105001,140105\n",
        "utf-8",
    )
    said = done("rules", "diff", rules, changed, "--on", tickets).splitlines()
    assert len(said) == 2 and "140105001" in said[0] and "140105-civil-affairs" in said[0], said
    assert said[-1] == "1 of 2 tickets would go elsewhere"
    assert done("rules", "diff", rules, rules, "--on", tickets).startswith("0 of 2")
    tickets.write_text("number,text,township\n1,低保,nowhere\n", "utf-8")
    assert "tickets.csv:2: 'nowhere' is no township" in refused(
        "rules", "diff", rules, changed, "--on", tickets
    )


def test_rules_are_reloaded_and_the_index_made_anew_by_order(make_server, rules):
    server = make_server(rules=rules).start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    client = server.client("operator")
    number = client.file(FILING).json["number"]
    assert "rules reloaded" in done("rules", "reload", "--data", server.data)
    said = done("rules", "diff", rules, rules, "--data", server.data)
    assert said.startswith("0 of 1 tickets")
    spoil(rules)
    assert "clocks.yaml:" in refused("rules", "reload", "--data", server.data, lines=None)
    assert "made anew" in done("search", "rebuild", "--data", server.data, "--rules", RULES)
    wait_for(lambda: client.metric("hotline_index_behind") == 0, "the index")
    found = client.get("/api/v1/tickets?q=" + number).json["items"]
    assert [item["number"] for item in found] == [number]
    server.stop()
    assert "no server" in refused("rules", "reload", "--data", server.data)


def reload(server):
    """Has the rules read anew and returns what the log says of it."""
    before = len(server.lines)
    server.process.send_signal(signal.SIGHUP)

    def line():
        return next((line for line in server.lines[before:] if "reloaded" in line), None)

    wait_for(lambda: line() is not None, "a line in the log")
    return line()


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
