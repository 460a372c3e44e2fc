"""Home visits: a village on a phone, its township, and the county (家访)."""

import datetime
import io
import re

import openpyxl
import pytest
from playwright.sync_api import expect

from console import PHONE, SCREENSHOTS

VILLAGE, TOWNSHIP = "140105001102", "140105001"


def month_with_duty(desk):
    """The latest month that 双槐社区 owes, whatever day it is."""
    duties = desk.api("GET", f"/duties?unit={VILLAGE}&kind=visits&limit=1").json()["items"]
    assert duties, "the demo has duties"
    return duties[0]


def reopened(desk, township, duty):
    """The month with nothing in it, as if the village had only begun."""
    if duty["state"] in ("handedIn", "accepted"):
        if duty["state"] == "accepted":
            pytest.skip("this month is done with")
        back = township.api(
            "POST", f"/duties/{duty['id']}/actions",
            {"action": "sendBack", "reason": "请补登记"}, **{"If-Match": "*"},
        )
        assert back.ok, back.text()


def last_day(period):
    today = datetime.datetime.now(datetime.timezone(datetime.timedelta(hours=8))).date()
    year, month = map(int, period.split("-"))
    first = datetime.date(year + month // 12, month % 12 + 1, 1)
    return min(today, first - datetime.timedelta(days=1))


def test_a_month_from_a_phone_over_the_township_to_the_county(sit):
    village, township, county = sit("shuanghuai", PHONE), sit("wucheng"), sit("civil-affairs")
    duty = month_with_duty(village)
    reopened(village, township, duty)
    period = duty["period"]

    page = village.page
    page.goto(f"/visits?month={period}")
    one_tap_without_a_change(page)
    changes_are_asked_for(page)
    table_with_mistakes(page, period)
    page.screenshot(path=SCREENSHOTS / "visits-village-phone.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    page.get_by_role("button", name=re.compile("^报送")).click()
    expect(page.locator("dialog[open]")).to_contain_text("报送以后不能再改")
    page.locator("dialog[open]").get_by_role("button", name="报送").click()
    expect(page.locator("#duty")).to_contain_text("已报送")
    expect(page.get_by_role("heading", name="登记一户")).to_have_count(0)

    township_verifies(township.page, period)
    county_disposes(county.page, period)
    ticket = county.api("GET", f"/findings?period={period}&limit=200").json()["items"]
    numbers = [each["ticket"] for each in ticket if each["household"] == "测试户乙"]
    assert numbers and numbers[0], ticket
    opened = county.api("GET", f"/tickets/{numbers[0]}").json()
    assert opened["channel"] == "visit" and opened["unit"] == TOWNSHIP
    # The village sees nothing of it, nor of its neighbour's month.
    assert village.api("GET", f"/tickets/{numbers[0]}").status == 404
    other = village.api("GET", f"/visits?village=140105001101&period={period}")
    assert other.status == 404


def one_tap_without_a_change(page):
    page.get_by_label("户主姓名").fill("测试户甲")
    page.get_by_role("button", name="无变化，登记").click()
    item = page.locator(".household", has_text="测试户甲")
    expect(item).to_contain_text("无变化")


def changes_are_asked_for(page):
    page.get_by_label("户主姓名").fill("测试户乙")
    page.get_by_role("button", name="大病").click()
    page.get_by_role("button", name="登记，有1项变化").click()
    expect(page.locator(".visit-form .notice")).to_contain_text("请写明大病")
    page.get_by_label("大病：有什么变化").fill("住院自付两万元")
    page.get_by_role("button", name="登记，有1项变化").click()
    expect(page.locator(".household", has_text="测试户乙")).to_contain_text("住院自付两万元")


def table_with_mistakes(page, period):
    answer = page.request.get("/api/v1/visits/template?format=xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.body()))
    sheet = book.active
    day = last_day(period).isoformat()
    sheet.append(["双槐社区", "测试户丙", None, "2001-01-01", "是"])
    name = "表格.xlsx"
    upload(page, book, name)
    expect(page.locator(".mistakes li")).to_have_text([re.compile("第3行“走访日期”列")])
    sheet.cell(3, 4, day)
    upload(page, book, name)
    expect(page.locator(".household", has_text="测试户丙")).to_be_visible()


def upload(page, book, name):
    data = io.BytesIO()
    book.save(data)
    page.locator("#table").set_input_files(
        {"name": name, "mimeType": "application/octet-stream", "buffer": data.getvalue()}
    )
    page.get_by_role("button", name="导入").click()


def township_verifies(page, period):
    page.goto(f"/visits?month={period}")
    expect(page.locator("table tbody tr", has_text="双槐社区")).to_contain_text("已报送")
    page.get_by_role("button", name="更正 测试户乙 大病").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label("实际情况").fill("住院自付一万八千元")
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator(".household", has_text="测试户乙")).to_contain_text("更正后属实")
    waiting = page.locator("[aria-labelledby=open-title] .household")
    while waiting.count():
        before = waiting.count()
        waiting.first.get_by_role("button", name=re.compile("^属实")).click()
        expect(waiting).to_have_count(before - 1)
    page.screenshot(path=SCREENSHOTS / "visits-township.png", full_page=True)
    report = page.locator("#duty").get_by_role("button", name=re.compile("^报送"))
    if report.count():
        report.click()
        page.locator("dialog[open]").get_by_role("button", name="报送").click()
    expect(page.locator("#duty")).to_contain_text("已报送")


def county_disposes(page, period):
    page.goto(f"/visits?month={period}")
    expect(page.locator("table tbody tr", has_text="坞城街道")).to_contain_text("已报送")
    page.get_by_role("button", name="转工单 测试户乙 大病").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_label(re.compile("处置意见")).fill("请按临时救助受理")
    dialog.get_by_role("button", name="确定").click()
    expect(page.locator(".household", has_text="测试户乙")).to_contain_text("已转工单")
    page.screenshot(path=SCREENSHOTS / "visits-county.png", full_page=True)


def test_a_finding_changes_the_roster_or_opens_the_case_that_comes_first(sit):
    desk = sit("civil-affairs")
    found = desk.api("GET", "/findings?open=true&handedIn=true&limit=200").json()["items"]
    finding = next(each for each in found if each["household"] == "岳翠花" and each["state"] == "agreed")
    page = desk.page
    page.goto(f"/visits?month={finding['period']}")
    page.get_by_role("button", name=f"调整台账 岳翠花 {finding['topicName']}").click()
    first = page.locator("dialog[open]")
    expect(first).to_contain_text("在台账里找到1户")
    first.get_by_label("怎样调整").select_option("reduce")
    page.screenshot(path=SCREENSHOTS / "visits-roster.png")
    first.get_by_role("button", name="下一步").click()
    second = page.locator("dialog[open]")
    expect(second).to_contain_text("先开一件“调减”")
    second.get_by_label("变化发生的日期").fill(finding["visitedOn"])
    second.get_by_label("处置意见").fill("已就业，按程序调减")
    second.get_by_role("button", name="开始办理").click()
    done = page.locator("#done-title + ul .household", has_text="按程序调减")
    expect(done).to_contain_text("已办台账")
    done.get_by_role("link", name=re.compile("^台账 户")).click()
    expect(page.get_by_role("heading", name=re.compile("调减"))).to_be_visible()
