"""Old tickets from the lists of other systems: read whole or told of, and never twice."""

import codecs
import csv
import io
import json
import sqlite3

import openpyxl
import pytest

from hotline import done, refused, run

HEADER = [
    "工单编号", "受理时间", "诉求类型", "诉求内容", "区县", "乡镇", "来电人", "联系电话",
    "承办单位", "答复时间", "办理结果", "满意度", "办结时间",
]


def row(number, **cells):
    usual = {
        "工单编号": f"SX{number:05}",
        "受理时间": "2025/9/24 10:00",
        "诉求类型": "咨询",
        "诉求内容": f"想咨询低保怎么申请，编号{number}",
        "区县": "小店区",
        "乡镇": "坞城街道",
        "来电人": "旧档案",
        "联系电话": "13700001111",
        "承办单位": "坞城街道",
        "答复时间": "2025-10-11 09:00:00",
        "办理结果": "已说明政策。",
        "满意度": "满意",
        "办结时间": "2025年10月12日 9时30分",
    }
    return [{**usual, **cells}.get(name, "") for name in HEADER]


def text(*rows, header=HEADER, separator=","):
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows([header, *rows])
    return file.getvalue()


@pytest.fixture
def imported(make_server, tmp_path):
    """Imports a file into a directory of its own, and returns what was said and the directory."""
    data = tmp_path / "data"

    def bring(content, name="old.csv", **expected):
        file = tmp_path / name
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
        arguments = ["import", file, "--data", data]
        if expected.get("bad"):
            said = refused(*arguments, lines=None)
            lines = (tmp_path / f"{name}.bad.csv").read_text().splitlines()
            assert lines[0] == "line,reason"
            return said, lines[1:]
        return done(*arguments), []

    bring.data = data
    return bring


def dispatcher(make_server, data):
    server = make_server(data).start()
    server.add_account("dispatcher", "dispatcher", "14", "14-desk")
    return server, server.client("dispatcher")


def test_an_old_ticket_keeps_its_times_and_its_clocks_are_of_then(imported, make_server):
    said, _ = imported(text(row(1), row(2, 答复时间="2025-09-25 09:00", 满意度="")))
    assert "imported 2, here already 0, bad 0" in said
    server, client = dispatcher(make_server, imported.data)
    tickets = {
        item["externalNumber"]: client.get(f"/api/v1/tickets/{item['number']}").json
        for item in client.get("/api/v1/tickets").json["items"]
    }
    late, early = tickets["SX00001"], tickets["SX00002"]
    assert late["number"].startswith("20250924") and late["state"] == "closed"
    assert late["filedAt"] == "2025-09-24T10:00:00+08:00"
    assert late["caller"]["name"] == "旧**" and late["caller"]["phone"] == "137****1111"
    (answer,) = [clock for clock in late["clocks"] if clock["kind"] == "answer"]
    # Three working days after it came in, by the calendar of that autumn.
    assert answer["due"] == "2025-09-28T17:30:00+08:00" and answer["status"] == "missed"
    (answer,) = [clock for clock in early["clocks"] if clock["kind"] == "answer"]
    assert answer["status"] == "met"
    events = client.get(f"/api/v1/tickets/{late['number']}/events").json["items"]
    at = {event["action"]: event["at"] for event in events}
    assert at["miss"] == "2025-09-28T17:30:00+08:00"
    assert at["answer"] == "2025-10-11T09:00:00+08:00"
    assert at["callBack"] == "2025-10-12T09:30:00+08:00"
    server.stop()
    assert "nothing found" in server.verify()
    # It was missed then, and nobody is told of it now.
    with sqlite3.connect(imported.data / "hotline.sqlite") as database:
        assert database.execute("SELECT count(*) FROM notice").fetchone() == (0,)


def test_what_a_unit_answered_keeps_its_number_though_the_caller_is_anonymous(imported):
    answered = [*row(1, 办理结果="可拨打13900002222咨询。", 诉求内容="我的电话13700001111"), "是"]
    imported(text(answered, header=[*HEADER, "是否匿名"]))
    with sqlite3.connect(imported.data / "hotline.sqlite") as database:
        kept = database.execute("SELECT field, isCut FROM personal ORDER BY field").fetchall()
        bodies = [body for (body,) in database.execute("SELECT body FROM text")]
    # The number of the caller is gone; the one of the answer is sealed, as in a life lived here.
    assert kept == [("phone", 1), ("queryCode", 0)]
    assert not any("13900002222" in body or "13700001111" in body for body in bodies)


def test_run_twice_nothing_doubles_and_what_is_new_is_added(imported, make_server):
    rows = [row(number) for number in range(1, 4)]
    imported(text(*rows))
    said, _ = imported(text(*rows, row(4)))
    assert "imported 1, here already 3, bad 0" in said
    # The same while a server has the directory: it does the work.
    server, client = dispatcher(make_server, imported.data)
    said, _ = imported(text(*rows, row(5)))
    assert "imported 1, here already 3, bad 0" in said
    assert len(client.get("/api/v1/tickets").json["items"]) == 5
    server.stop()
    assert "nothing found" in server.verify()


def test_every_outcome_and_an_open_ticket(imported, make_server):
    open_row = row(1, 答复时间="", 办理结果="", 满意度="", 办结时间="")
    answered = row(2, 满意度="", 办结时间="")
    rows = [open_row, answered, row(3, 满意度="不满意"), row(4, 满意度="未评价", 承办单位="")]
    said, bad = imported(text(*rows), bad=True)
    assert "1 rows could not be read" in said
    assert bad == ['5,"satisfied is none that import.yaml knows"']
    server, client = dispatcher(make_server, imported.data)
    states = {
        item["externalNumber"]: item["state"]
        for item in client.get("/api/v1/tickets").json["items"]
    }
    assert states["SX00003"] == "closed" and states["SX00002"] == "answered"
    assert states["SX00001"] in ("dispatched", "handling")
    server.stop()
    assert "nothing found" in server.verify()


def test_bad_rows_are_named_with_every_reason_and_nothing_of_what_they_hold(imported):
    rows = [
        row(1),
        row(2, 工单编号="", 受理时间="昨天", 诉求类型="闲聊"),
        row(3, 受理时间="2099-01-01"),
        row(4, 答复时间="2025-01-01"),
        row(5, 承办单位="不存在的单位"),
        row(6) + ["多一格"],
        row(7, 诉求内容="长" * 40_000),
        row(8),
    ]
    said, bad = imported(text(*rows), bad=True)
    assert "6 rows could not be read" in said
    assert bad == [
        '7,"more cells than the 13 columns of the header"',
        '3,"number is missing; received is no time such as 2025-03-01 09:40; kind is none that '
        'import.yaml knows"',
        '4,"received lies in the future; received, answered and closed are not in this order"',
        '5,"received, answered and closed are not in this order"',
        '8,"text is too long"',
        '6,"unit is none of the units here"',
    ]
    assert not any("旧档案" in line or "13700001111" in line for line in bad)


@pytest.mark.parametrize(
    "content",
    [
        codecs.BOM_UTF8 + text(row(1)).encode(),
        text(row(1)).encode("gb18030"),
        text(row(1), separator=";").encode(),
        json.dumps(dict(zip(HEADER, row(1))), ensure_ascii=False).encode(),
    ],
    ids=["byte order mark", "GB18030", "semicolons", "JSON lines"],
)
def test_every_kind_of_text_is_read(imported, content):
    said, _ = imported(content)
    assert "imported 1," in said


def test_a_workbook_is_read(imported, tmp_path):
    book = openpyxl.Workbook()
    for line in [HEADER, row(1), row(2)]:
        book.active.append(line)
    book.save(tmp_path / "book.xlsx")
    said, _ = imported((tmp_path / "book.xlsx").read_bytes(), "old.xlsx")
    assert "imported 2," in said


def test_a_file_that_cannot_be_used_is_said_in_one_line(imported, tmp_path):
    data = tmp_path / "data"
    for content, reason in [
        (text(row(1)[1:], header=HEADER[1:]), "no column for number (工单编号"),
        ("", "no row with the names"),
        (b"PK\x03\x04nonsense", "no workbook"),
    ]:
        (tmp_path / "old.csv").write_bytes(content if isinstance(content, bytes) else content.encode())
        assert reason in refused("import", tmp_path / "old.csv", "--data", data)
    assert "cannot read /nowhere.csv" in refused("import", "/nowhere.csv", "--data", data)


def test_a_file_cut_off_in_mid_row_keeps_what_is_whole(imported):
    whole = text(row(1), row(2), row(3, 办理结果="他说：“好”\n谢谢"))
    said, bad = imported(whole[: whole.rindex("谢谢")], bad=True)
    assert "1 rows could not be read" in said and "ends within this row" in bad[0]
