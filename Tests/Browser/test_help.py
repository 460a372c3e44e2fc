"""What callers are told: an operator on the line, a clerk at the window, a citizen with a phone."""

import re

from playwright.sync_api import expect

from console import PHONE, SCREENSHOTS, filing


def test_the_card_is_there_while_the_caller_speaks_and_what_was_told_is_kept(sit):
    desk = sit("operator")
    page = desk.page
    page.goto("/call")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("请问一级残疾证能不能单独申请低保？坞城街道的。")
    card = page.locator("#cards .call-card").first
    expect(card).to_contain_text("单独申请低保")
    expect(card).to_contain_text("户籍所在地")
    page.keyboard.press("Alt+g")
    expect(card.locator(".tell")).to_have_text("✓ 已告知")
    page.screenshot(path=SCREENSHOTS / "call-cards.png")
    # The questions of eligibility stand over what was typed, and take nothing of it.
    page.get_by_role("button", name="资格预审").click()
    dialog = page.locator("dialog[open]")
    expect(dialog.locator(".question legend")).to_be_visible()
    dialog.get_by_role("button", name="关闭").click()
    expect(page.locator("#text")).to_have_value(re.compile("一级残疾证"))
    page.locator("#text").focus()
    page.keyboard.press("F8")
    page.locator("#on-the-spot .chip").first.click()
    expect(page.locator("#answer-text")).to_have_value(re.compile("已告知：低保边缘家庭"))
    page.keyboard.press("F8")
    expect(page.locator(".filed h2")).to_have_text("已直接答复并办结")
    page.locator(".filed .number a").click()
    expect(page.locator(".timeline")).to_contain_text("已告知明白卡：低保边缘家庭里的重残、重病人员")
    number = page.url.rsplit("/", 1)[1]
    told = desk.api("GET", f"/tickets/{number}").json()["told"]
    assert [each["card"] for each in told] == ["dibao-single"]


def test_a_draft_remembers_what_was_told(sit):
    page = sit("operator").page
    page.goto("/call")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type("请问低保怎么申请？")
    page.locator("#cards .tell").first.click()
    expect(page.locator("#draft-state")).to_have_text("草稿已存")
    page.reload()
    expect(page.locator("#cards .tell").first).to_have_text("✓ 已告知")


def test_a_clerk_files_what_walks_in_and_hands_it_to_the_department(sit):
    clerk = sit("wucheng")
    page = clerk.page
    page.goto("/call")
    expect(page.locator("#text")).to_be_focused()
    expect(page.locator("h1")).to_have_text("窗口受理")
    page.keyboard.type("坞城街道的低保户来窗口，住院费报销以后还剩三万，问医疗救助怎么办。")
    expect(page.locator("#say")).to_contain_text("小店区医保局")
    expect(page.locator("#say")).to_contain_text(re.compile(r"请于 \d+月\d+日\(周.\) \d\d:\d\d 前"))
    expect(page.locator("#cards")).to_contain_text("医疗救助怎么申请")
    page.locator("#cards .tell").first.click()
    page.keyboard.press("F9")
    expect(page.locator(".filed h2")).to_have_text("已受理")
    number = page.locator(".filed .number").inner_text().replace(" ", "")
    ticket = clerk.api("GET", f"/tickets/{number}").json()
    assert ticket["channel"] == "window" and ticket["unit"] == "140105-medical-insurance"
    assert [each["card"] for each in ticket["told"]] == ["medical"]
    with page.expect_popup() as receipt:
        page.get_by_role("link", name="打印受理回执").click()
    paper = receipt.value
    expect(paper.locator(".order")).to_contain_text("受理回执")
    expect(paper.locator(".order")).to_contain_text(re.compile(r"查询码\s*\d{8}"))
    paper.screenshot(path=SCREENSHOTS / "receipt.png")
    # The department has it in its queue, with its clock; the clerk sees how it goes on.
    medical = sit("medical")
    medical.page.goto(f"/queue#{number}")
    expect(medical.page.locator("#detail article")).to_have_attribute("aria-label", f"工单 {number}")
    medical.page.keyboard.press("s")
    expect(medical.page.locator("#detail .ticket-line")).to_contain_text("办理中")
    page.goto(f"/tickets/{number}")
    expect(page.locator(".ticket-line")).to_contain_text("办理中")
    expect(page.locator(".timeline")).to_contain_text("签收")


def answer(page, words):
    page.locator(".options").get_by_role("button", name=words, exact=True).click()


def test_a_citizen_finds_out_on_a_phone_what_may_fit(sit):
    desk = sit(None, PHONE)
    page = desk.page
    sent = []
    page.on("request", lambda request: sent.append(request))
    page.goto("/help")
    page.get_by_label("您在哪里").select_option("140105")
    expect(page.locator("#where")).to_contain_text("小店区")
    expect(page.locator("a.number-link").first).to_have_attribute("href", re.compile("^tel:"))
    page.locator(".help-doors a").first.click()
    known = {
        "您家现在": "都不是", "最近有没有": "没有", "平均下来": "高于低保标准，但低于低保边缘标准",
        "财产": "没有超过", "残疾人证？": "有", "哪一类？": "精神", "等级": "三级",
    }
    for count in range(1, 25):
        legend = page.locator(".question legend")
        expect(page.locator(".question legend, .findings h2").first).to_be_visible()
        if not legend.count():
            break
        asked = legend.inner_text()
        answer(page, next((says for part, says in known.items() if part in asked), "不清楚"))
        expect(page.locator(".given > summary")).to_have_text(f"已回答 {count} 个问题")
    fits = page.locator(".finding.is-fits")
    expect(fits.filter(has_text="单人保")).to_be_visible()
    expect(fits.filter(has_text="单人保")).to_contain_text("户籍所在地的乡镇政府")
    expect(page.locator(".findings")).to_contain_text("不是审核决定")
    expect(page.locator(".findings")).to_contain_text("行政复议")
    page.screenshot(path=SCREENSHOTS / "help-eligibility-done.png", full_page=True)
    # What was answered can be changed, and it is said anew.
    page.locator(".given > summary").click()
    page.get_by_role("button", name=re.compile("改回答：.*残疾人证？")).click()
    answer(page, "没有")
    expect(fits.filter(has_text="单人保")).to_have_count(0)
    # Whoever asks about one thing is asked less.
    page.get_by_role("button", name="重新开始").click()
    page.get_by_label("想问哪一项").select_option("disaster")
    answer(page, "有：地震、洪水、冰雹、干旱等自然灾害")
    expect(fits).to_have_count(1)
    expect(page.locator(".findings")).to_contain_text("受灾地的村（居）委会")
    assert not desk.context.cookies(), "nobody is known here"
    assert all(request.url.startswith(desk.demo.address) for request in sent)


def test_a_citizen_looks_up_how_it_stands_and_is_told_no_name(sit):
    operator = sit("operator")
    filed = operator.api("POST", "/tickets", filing(
        "家里有困难，想申请低保。", kind="help", matter="dibao",
        caller={"name": "欧阳思远", "phone": "13800009911"},
    )).json()
    page = sit(None, PHONE).page
    page.goto("/help/progress")
    page.keyboard.type(filed["queryCode"])
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("已转交承办单位")
    expect(page.locator("#found")).to_contain_text("答复期限")
    page.screenshot(path=SCREENSHOTS / "help-progress-found.png")
    said = page.locator("body").inner_text()
    assert not re.search("欧阳|低保|坞城|1380", said)
    page.locator("#code").fill("123")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("8位数字")
    wrong = f"{(int(filed['queryCode']) + 1) % 10**8:08d}"
    for _ in range(5):
        page.locator("#code").fill(wrong)
        with page.expect_response("**/help/progress"):
            page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("没有查到")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("请求过于频繁")


def pages_of(page, path, there):
    page.goto(path)
    expect(page.locator(there).first).to_be_visible()
    expect(page.locator("img.qr").first).to_have_js_property("complete", True)
    paper = page.pdf(prefer_css_page_size=True)
    (SCREENSHOTS / f"{path.split('?')[0].strip('/').replace('/', '-')}.pdf").write_bytes(paper)
    return len(re.findall(rb"/Type\s*/Page\b", paper))


def test_sheets_fit_their_paper(sit):
    page = sit().page
    assert pages_of(page, "/help/small?county=140105", ".small-card") == 1
    assert pages_of(page, "/help/cards/dibao?county=140105", ".card-facts") == 1
    assert pages_of(page, "/help/sheet?county=140105", ".sheet-table") <= 2
    assert pages_of(page, "/help/board?county=140105", ".board-cards li") <= 2
