"""Nothing personal where it does not belong: the log, the metrics, the journal, an address."""

import datetime
import sqlite3
import urllib.parse

import pytest

from hotline import FILING, done, wait_for

NAME = "欧阳丽华"
PHONE = "13934561234"
OTHER_PHONE = "13800138000"
# Well formed, with the right check digit.
ID_NUMBER = "11010519491231002X"
ADDRESS = "坞城街道龙城半岛九号楼八零八室"
PLANTED = [NAME, PHONE, OTHER_PHONE, ID_NUMBER, ADDRESS]

CALLER = {"name": NAME, "phone": PHONE, "idNumber": ID_NUMBER}
TEXT = f"我的电话{OTHER_PHONE}，身份证{ID_NUMBER}，想咨询低保怎么申请。"


@pytest.fixture(scope="module")
def told(make_server):
    """A server that logs all it can, and was told personal things in every place there is."""
    server = make_server(environment={"HOTLINE_LOG": "trace"}).start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    server.add_account("manager", "manager", "140105", "140105-desk")
    server.add_account("handler", "handler", "140105001", "140105001")
    desk, unit, manager = map(server.client, ["operator", "handler", "manager"])
    filing = {**FILING, "caller": CALLER, "text": TEXT, "title": f"{PHONE}来电"}
    answer = desk.file({**filing, "address": ADDRESS}, Idempotency_Key="once")
    number = answer.json["number"]
    desk.act(number, "note", text=f"回电{PHONE}")
    desk.act(number, "urge", reason=f"{OTHER_PHONE}又来电")
    answer = unit.act(number, "sign", answer.etag)
    note = f"已打{PHONE}，证件{ID_NUMBER}"
    answer = unit.act(number, "contact", answer.etag, reached=True, note=note)
    assert answer.status == 200, answer
    unit.act(number, "answer", answer.etag, text=f"已电话{PHONE}答复", outcome="explained")
    desk.post("/api/v1/tickets/search", {"caller": {"phone": PHONE}})
    desk.post("/api/v1/tickets/preview", filing)
    desk.post("/api/v1/tickets", {**filing, "colour": PHONE, PHONE: NAME})
    desk.post("/api/v1/calls", {"phone": PHONE, "summary": f"{NAME}来电，{PHONE}"})
    manager.request("PUT", "/api/v1/units/140105001/duty", {"phone": "0351-7000000", "shifts": []})
    desk.get(f"/api/v1/tickets?q={PHONE}&{PHONE}={PHONE}")
    desk.get(f"/{PHONE}")
    tell_the_roster(manager)
    server.number = number
    yield server
    if server.runs:
        server.stop()
        server.verify()


def tell_the_roster(manager):
    """Puts the same person on the roster, and on a partner's list; who asks must look closely."""
    beijing = datetime.timezone(datetime.timedelta(hours=8))
    day = datetime.datetime.now(beijing).date().isoformat()
    csv = {"Content_Type": "text/csv", "X_Provenance": urllib.parse.quote(NAME)}

    def done_with(answer):
        assert answer.status < 300, answer
        return answer.json

    roster = (
        "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,月保障金额,联系电话,村（社区）\n"
        f"1,{NAME},{ID_NUMBER},户主,低保,农村,坞城街道,500,{PHONE},{ADDRESS}\n"
        f"2,{NAME},{ID_NUMBER[:-1]}0,户主,低保,农村,坞城街道,500,{PHONE},{ADDRESS}\n"
    )
    path = f"/api/v1/roster/imports?day={day}"
    brought = done_with(manager.request("POST", path, roster.encode(), **csv))
    assert brought["entered"] == 1 and brought["bad"] == 1, brought
    household = "/api/v1/roster/households/1"
    case = {"action": "openCase", "kind": "exit", "happenedOn": day}
    done_with(manager.post(f"{household}/actions", case))
    heard = {"step": "hear", "text": f"{NAME}同意，电话{PHONE}"}
    done_with(manager.post(f"{household}/cases/1/steps", heard))
    ask = {"person": 1, "field": "idNumber", "purpose": f"核对{PHONE}"}
    assert done_with(manager.post(f"{household}/unmask", ask))["value"] == ID_NUMBER
    reason = {"source": "vehicle", "purpose": "review", "reason": f"核查{NAME}"}
    done_with(manager.post("/api/v1/data-requests", reason))
    for action in ["approve", "agree"]:
        done_with(manager.post("/api/v1/data-requests/1/actions", {"action": action}))
    listed = f"姓名,身份证号,数量\n{NAME},{ID_NUMBER},1\n"
    path = f"/api/v1/data-requests/1/lists?purpose=review&day={day}"
    matched = done_with(manager.request("POST", path, listed.encode(), **csv))
    assert matched["marks"] == 1 and matched["visits"] == 1, matched
    report = {"action": "report", "result": "confirmed", "text": f"{NAME}有车，{PHONE}"}
    done_with(manager.post("/api/v1/marks/1/actions", report))


def found(text):
    return [planted for planted in PLANTED if planted in text]


def test_the_log_tells_nothing(told):
    wait_for(lambda: len(told.lines) > 10, "what is logged in batches")
    assert not any(map(found, told.lines))


def test_the_metrics_tell_nothing(told):
    assert found(told.client().get("/metrics").body.decode()) == []


def test_the_database_tells_nothing_by_its_columns(told):
    with sqlite3.connect(f"file:{told.database}?mode=ro", uri=True) as database:
        rows = database.execute("SELECT * FROM event").fetchall()
        assert len(rows) >= 6 and not any(found(str(row)) for row in rows)
        sealed = database.execute("SELECT count(*) FROM personal WHERE isCut").fetchone()[0]
        assert sealed >= 6
        for name, in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'"):
            for row in database.execute(f"SELECT * FROM '{name}'"):
                assert found(str(row)) == [], (name, row)


def test_no_file_tells_anything_by_its_bytes(told, tmp_path):
    """The database, its log, the index, and a backup, while all of it is in use."""
    done("backup", tmp_path / "copy.sqlite", "--data", told.data)
    files = [path for path in told.data.rglob("*") if path.is_file()]
    assert {"hotline.sqlite", "hotline.sqlite-wal", "search.sqlite"} <= {f.name for f in files}
    for file in [*files, tmp_path / "copy.sqlite"]:
        content = file.read_bytes()
        for planted in PLANTED:
            for encoding in ["utf-8", "utf-16-le", "utf-16-be"]:
                assert planted.encode(encoding) not in content, (file.name, planted)
    keys = told.data / "keys"
    assert keys.stat().st_mode & 0o777 == 0o600
    for line in keys.read_text().splitlines()[2:]:
        secret = line.split()[-1]
        for file in files:
            if file != keys:
                content = file.read_bytes()
                assert secret.encode() not in content, file.name
                assert bytes.fromhex(secret) not in content, file.name


def test_texts_have_placeholders_for_numbers(told):
    client = told.client("operator")
    ticket = client.get(f"/api/v1/tickets/{told.number}").body.decode()
    assert found(ticket) == [] and "〔电话" in ticket and "〔证件" in ticket
    events = client.get(f"/api/v1/tickets/{told.number}/events").body.decode()
    assert found(events) == []
    assert found(client.get("/api/v1/changes?after=0").body.decode()) == []


def test_a_ticket_is_found_by_phone_or_id_number_in_a_body(told):
    client = told.client("operator")
    for caller in [{"phone": PHONE}, {"idNumber": ID_NUMBER}, {"phone": OTHER_PHONE}]:
        items = client.post("/api/v1/tickets/search", {"caller": caller}).json["items"]
        assert told.number in [item["number"] for item in items], caller
    items = client.post("/api/v1/tickets/search", {"caller": {"phone": "13900000000"}}).json
    assert items["items"] == []


def test_the_search_index_holds_no_number(told):
    told.stop()
    for file in told.data.glob("search.sqlite*"):
        content = file.read_bytes()
        for number in [PHONE, OTHER_PHONE, ID_NUMBER]:
            assert number.encode() not in content
