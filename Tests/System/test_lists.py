"""Lists too large to send: read where they lie, in somebody's account, under the same approval."""

import pytest

from hotline import done, refused

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
HEADER = "户编号,姓名,身份证号,与户主关系,救助类型,类别,乡镇,月保障金额,纳入日期"


def number(digits):
    """An ID number with its check; 000 and a check was never given out."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True))
    return digits + "10X98765432"[total % 11]


def household(index, **slips):
    person = slips.get("number") or number(f"140105{1950 + index % 50}0101{index % 1000:03}")
    return f"{index},测试{index},{person},户主,低保,农村,坞城街道,500.00,2026-01-05"


@pytest.fixture(scope="module")
def office(make_server):
    server = make_server().start()
    server.add_account("bureau", "handler", "140105", "140105-civil-affairs")
    server.add_account("chief", "manager", "140105", "140105-civil-affairs")
    server.add_account("handler", "handler", "140105001", "140105001")
    yield server
    if server.runs:
        server.stop()


def arguments(office, kind, file, account, *more):
    return [kind, "import", file, "--account", account, "--data", office.data, *more]


def test_a_roster_is_read_where_it_lies_served_or_not(office, tmp_path):
    file = tmp_path / "roster.csv"
    rows = [household(index) for index in range(1, 40)]
    file.write_bytes("\n".join([HEADER, *rows, household(99, number="1" * 18)]).encode("gb18030"))
    trial = refused(*arguments(office, "roster", file, "bureau", "--dry-run"))
    assert "1 mistakes in rows" in trial, trial
    said = refused(*arguments(office, "roster", file, "bureau"))
    assert "1 mistakes in rows" in said
    bad = (tmp_path / "roster.csv.bad.csv").read_text().splitlines()
    assert bad[0] == "line,column,reason" and bad[1].startswith("41,身份证号,"), bad
    assert "测试" not in "".join(bad) and "1" * 18 not in "".join(bad)
    counts = office.client("bureau").get("/api/v1/roster/counts").json["items"]
    assert [count["households"] for count in counts] == [39]
    imports = office.client("bureau").get("/api/v1/roster/imports").json["items"]
    assert len(imports) == 1, "a trial writes nothing"
    office.stop()
    file.write_text("\n".join([HEADER, *rows, household(40)]))
    assert "entered 1, changed 0, unchanged 39" in done(*arguments(office, "roster", file, "bureau"))
    office.verify()
    office.start()


def test_a_partners_list_needs_an_account_an_approval_and_its_purpose(office, tmp_path):
    file = tmp_path / "vehicles.csv"
    rows = [f"测试{index},{number(f'140105{1950 + index}0101{index:03}')},坞城街道" for index in (1, 2)]
    file.write_text("\n".join(["姓名,身份证号,乡镇", *rows]))
    bureau = office.client("bureau")
    body = {"source": "vehicle", "purpose": "review", "reason": "定期数据核对"}
    request = bureau.post("/api/v1/data-requests", body).json["request"]

    def bring(account="bureau", purpose="review", provenance="县公安局11月25日专网交换"):
        more = ["--request", request, "--purpose", purpose, "--provenance", provenance]
        return arguments(office, "matching", file, account, *more)

    assert "待审批" in refused(*bring())
    for name, action in (("chief", "approve"), ("bureau", "agree")):
        path = f"/api/v1/data-requests/{request}/actions"
        assert office.client(name).post(path, {"action": action}).status == 200
    assert "does not keep the registers" in refused(*bring(account="handler"))
    assert "no account" in refused(*bring(account="nobody"))
    assert "was made for review" in refused(*bring(purpose="discovery"))
    assert "say who gave the list" in refused(*bring(provenance=""))
    refused(*bring(purpose="curiosity"), code=2)
    assert "rows 2, bad 0, strong 2, weak 0, marks 2" in done(*bring())
    lists = bureau.get("/api/v1/match-lists").json["items"]
    assert [one["provenance"] for one in lists] == ["县公安局11月25日专网交换"]
    office.stop()
    office.verify()
