"""Payments from outside: a file as an office makes it, and the table that comes of it."""

import io

import openpyxl
import pytest
from openpyxl.cell.cell import MergedCell

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
HEADER = ["发放对象", "户主姓名", "身份证号", "人数", "金额", "账号末四位", "发放日期", "发放类别", "乡镇"]
QUERY = "county=140105&programme=urban-dibao&month=2026-10"


def id_number(index):
    """A made-up number whose check fits."""
    body = f"140105190{index % 9 + 1}0101{100 + index}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS)) % 11]


def workbook(rows, title="太原市小店区2026年10月城市低保发放表"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append([title])
    sheet.merge_cells("A1:I1")
    sheet.append(HEADER)
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def line(index, **changes):
    row = ["户", "张某某", id_number(index), 2, 512.35, f"{1000 + index}", "2026-10-09", "正常", "坞城街道"]
    for place, value in changes.items():
        row[int(place[1:])] = value
    return row


@pytest.fixture(scope="module")
def server(make_server):
    server = make_server().start()
    for name in ["clerk", "checker"]:
        server.add_account(name, "handler", "140105", "140105-civil-affairs")
    server.add_account("city", "handler", "1401", "1401-civil-affairs")
    yield server
    server.stop()
    server.verify()


def send(server, path, file):
    return server.client("clerk").request(
        "POST", f"/api/v1{path}", file, Content_Type="application/octet-stream"
    )


def test_a_workbook_with_mistakes_is_refused_whole(server):
    rows = [
        line(0), line(1, c4="1,234.50"), line(2, c2=140105190301010000), line(3, c6=46335),
        line(4, c4="0.5万"), line(5, c8="双塔街道"), line(0),
    ]
    refused = send(server, f"/payments?{QUERY}", workbook(rows))
    assert refused.status == 422, refused.body
    places = [error["pointer"] for error in refused.json["errors"]]
    assert places == ["/4/E", "/5/C", "/6/G", "/7/E", "/8/I", "/9/C"]
    assert server.client("clerk").get("/api/v1/payments").json["items"] == []


def test_what_is_confirmed_stands_in_the_table(server):
    rows = [line(index) for index in range(20)]
    rows[3][7] = "补发"
    rows.append(["合计", None, None, 40, 10247.00, None, None, None, None])
    entered = send(server, f"/payments?{QUERY}", workbook(rows))
    assert entered.status == 201, entered.body
    batch = entered.json["id"]
    done = server.client("checker").post(
        f"/api/v1/payments/{batch}/confirmation", {"total": 1024700, "reason": "已核实"}
    )
    assert done.status == 200, done.body
    path = "/api/v1/annexes/1?city=1401&month=2026-10&version=0&format=xlsx"
    sheet = openpyxl.load_workbook(io.BytesIO(server.client("city").get(path).body)).active
    assert sheet["A1"].value == "太原市2026年10月城市低保资金发放情况统计表"
    merged = {str(cells) for cells in sheet.merged_cells.ranges}
    assert {"A1:F1", "A3:A4", "B3:C3", "D3:E3", "F3:F4"} <= merged
    assert [sheet[place].value for place in ("A3", "B3", "D3", "F3")] == [
        "地区", "资金补发情况", "资金累计发放情况", "备注",
    ]
    assert [cell.value for cell in sheet[4]][1:5] == ["人次", "金额（元）", "人次", "金额（元）"]
    counties = {sheet.cell(row, 1).value: row for row in range(5, 16)}
    own = counties["小店区"]
    assert [sheet.cell(own, column).value for column in range(2, 6)] == [2, 512.35, 40, 10247]
    total = counties["合计"]
    assert [sheet.cell(total, column).value for column in range(2, 6)] == [2, 512.35, 40, 10247]
    for row in (3, 4, own, total):
        for cell in sheet[row]:
            if not isinstance(cell, MergedCell):
                assert cell.border.left.style == "thin", cell
    assert sheet.cell(own, 3).number_format == "#,##0.00"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.print_title_rows == "$3:$4"
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
