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
    dialog.get_by_label(re.compile("合计")).fill("1600.05")
    dialog.get_by_role("button", name="确认", exact=True).click()
    expect(dialog).to_contain_text("与批次合计不符")
    dialog.get_by_label(re.compile("合计")).fill("1600.50")
    dialog.get_by_role("button", name="确认", exact=True).click()
    expect(checker.locator("#view table").first).to_contain_text("已确认")
