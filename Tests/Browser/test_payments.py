"""A county's payments in the browser: a file with mistakes, a good one, and who confirms it."""

import datetime
import re

from playwright.sync_api import expect

from console import WIDE

WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
HEADER = "发放对象,户主姓名,身份证号,人数,金额,账号末四位,发放日期,发放类别,乡镇"


def id_number(index):
    body = f"140105190{index % 9 + 1}0202{100 + index}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS)) % 11]


def file_of(path, amounts):
    day = datetime.date.today().replace(day=1)
    lines = [HEADER] + [
        f"人,甲某某,{id_number(index)},1,{amount},{1000 + index},{day},正常,坞城街道"
        for index, amount in enumerate(amounts)
    ]
    path.write_text("\n".join(lines))
    return path


def test_one_enters_and_another_confirms(sit, tmp_path):
    month = datetime.date.today().strftime("%Y-%m")
    address = f"/payments?county=140105&programme=institutional-tekun&month={month}"
    clerk = sit("civil-affairs", WIDE).page
    clerk.goto(address)
    expect(clerk.locator("#view")).to_contain_text("这个月还没有发放批次")
    clerk.set_input_files("#file", file_of(tmp_path / "bad.csv", ["1,0", "-5", "800"]))
    clerk.get_by_role("button", name="导入", exact=True).click()
    mistakes = clerk.locator(".mistakes li")
    expect(mistakes).to_have_count(2)
    expect(mistakes.first).to_contain_text("第2行")
    clerk.set_input_files("#file", file_of(tmp_path / "good.csv", ["800", "800.50"]))
    clerk.get_by_role("button", name="先核对").click()
    expect(clerk.locator("#view")).to_contain_text("文件没有问题，还没有导入")
    clerk.get_by_role("button", name="导入", exact=True).click()
    expect(clerk.locator("#view table").first).to_contain_text("待确认")
    expect(clerk.locator("#view")).to_contain_text("请本局另一账号确认")

    checker = sit("manager", WIDE).page
    checker.goto(address)
    checker.get_by_role("button", name="确认", exact=True).click()
    dialog = checker.locator("dialog")
    # Neither is on the roster, and those who are were left out.
    expect(checker.locator("#view")).to_contain_text("不在台账2处")
    expect(checker.locator("#view")).to_contain_text("核对依据：按本县台账")
    dialog.get_by_label("核对疑点的核实情况").fill("已与供养机构核实")
    dialog.get_by_label(re.compile("合计")).fill("1600.05")
    dialog.get_by_role("button", name="确认", exact=True).click()
    expect(dialog).to_contain_text("与批次合计不符")
    dialog.get_by_label(re.compile("合计")).fill("1600.50")
    dialog.get_by_role("button", name="确认", exact=True).click()
    expect(checker.locator("#view table").first).to_contain_text("已确认")


def test_a_complaint_shows_what_was_paid_to_the_household_and_why(sit):
    page = sit("manager", WIDE).page
    page.goto("/payments?county=140105&tab=complaints")
    rows = page.locator("#view tbody tr")
    household = rows.filter(has_text="与来电人同户")
    expect(household.first).to_contain_text("白**")
    expect(rows.filter(has_text="来电人本人的身份证号").first).to_contain_text("迟发")


def test_who_ought_to_be_paid_comes_from_the_roster(sit):
    page = sit("civil-affairs", WIDE).page
    page.goto("/payments?county=140105&programme=urban-dibao&tab=recipients")
    expect(page.locator("#view")).to_contain_text("应发户")
    page.get_by_role("link", name="到台账").click()
    expect(page.get_by_role("heading", name="在册对象")).to_be_visible()


def test_a_township_is_told_that_payments_are_not_its_own(sit):
    page = sit("wucheng", WIDE).page
    page.goto("/payments")
    expect(page.get_by_role("heading")).to_contain_text("民政局使用")
    expect(page.get_by_role("link", name="资金发放")).to_have_count(0)


def test_an_annex_prints_on_one_sheet_though_paper_is_narrow(sit):
    page = sit("city-civil-affairs", WIDE).page
    page.goto("/payments?county=140105&tab=annexes")
    expect(page.locator(".annex tbody tr").first).to_be_visible()
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1
