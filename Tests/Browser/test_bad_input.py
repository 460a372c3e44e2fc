"""What people paste, drop and come back with: plain words, and nothing typed is lost."""

import re

from playwright.sync_api import expect

from test_day import ticket

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c6360f8cfc0f01f0005000201ff3f3a9e0000000049454e44ae426082"
)


def signed(sit):
    number = ticket(sit("dispatcher"))
    page = sit("wucheng").page
    page.pending = []
    page.on("filechooser", lambda chooser: chooser.set_files(page.pending.pop()))
    page.goto(f"/tickets/{number}")
    page.locator("[data-action=sign]").click()
    expect(page.locator(".ticket-line")).to_contain_text("办理中")
    return page


def test_what_cannot_be_seen_is_taken_out_of_a_paste(sit):
    desk = sit("operator")
    desk.page.goto("/call")
    expect(desk.page.locator("#text")).to_be_focused()
    desk.page.locator("#text").fill("坞城街道\u0007的低保\u200b怎么\u202e申请\u0000？\n第二行")
    desk.page.keyboard.press("F9")
    expect(desk.page.locator(".filed")).to_be_visible()
    number = desk.page.locator(".filed .number").inner_text().replace(" ", "")
    text = desk.api("GET", f"/tickets/{number}").json()["text"]
    assert text == "坞城街道的低保怎么申请？\n第二行"


def test_a_name_of_200_characters_and_markup_are_just_words(sit):
    desk = sit("operator")
    page = desk.page
    page.goto("/call")
    expect(page.locator("#text")).to_be_focused()
    page.locator("#text").fill("<img src=x onerror=alert(1)>坞城街道的低保怎么申请？")
    page.locator("#name").fill("长" * 300)
    assert len(page.locator("#name").input_value()) == 200
    page.keyboard.press("F9")
    expect(page.locator(".filed")).to_be_visible()
    page.locator(".filed .number a").click()
    expect(page.locator(".ticket-main .said").first).to_contain_text("<img src=x")
    assert page.locator("main img").count() == 0


def test_a_wrong_field_is_named_where_it_stands(sit):
    page = sit("operator").page
    page.goto("/call")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.press("F9")
    expect(page.locator("#text-mistake")).to_contain_text("请先记下")
    page.locator("#text").fill("坞城街道的低保怎么申请？")
    page.locator("#phone").fill("123")
    page.keyboard.press("F9")
    expect(page.locator("#phone-mistake")).to_have_text("不是电话号码。")
    expect(page.locator("#text")).to_have_value("坞城街道的低保怎么申请？")


def test_an_answer_of_50_000_characters_is_kept_whole(sit):
    page = signed(sit)
    page.locator("[data-action=answer]").click()
    dialog = page.locator("dialog[open]")
    dialog.get_by_text("已解释说明").click()
    dialog.get_by_label("答复内容").fill("字" * 50_001)
    assert len(dialog.get_by_label("答复内容").input_value()) == 50_000
    dialog.get_by_role("button", name="答复").click()
    expect(page.locator(".ticket-line")).to_contain_text("待回访")
    height = page.locator(".event-answer .said").bounding_box()["height"]
    assert height < 500, "one answer pushes everything else off the page"


def attach(page, file):
    page.pending.append(file)
    page.keyboard.press("f")


def test_files_are_what_they_say_they_are_or_are_refused(sit):
    page = signed(sit)
    lie = {"name": "照片.jpg", "mimeType": "image/jpeg", "buffer": b"MZ\x90\x00" * 100}
    attach(page, lie)
    expect(page.locator(".toast-bad").last).to_contain_text("不是 JPG、PNG 照片或 PDF 文件")
    attach(page, {"name": "空.png", "mimeType": "image/png", "buffer": b""})
    expect(page.locator(".toast-bad").last).to_contain_text("是空文件")
    attach(page, {"name": "现场.png", "mimeType": "image/png", "buffer": PNG})
    expect(page.locator(".files")).to_contain_text("现场.png")


def test_a_photo_of_30_megabytes_is_made_small_enough(sit, tmp_path):
    page = signed(sit)
    photo = tmp_path / "入户照片.png"
    photo.write_bytes(big_photo(page))
    assert photo.stat().st_size > 30 << 20
    attach(page, str(photo))
    expect(page.locator(".files")).to_contain_text("入户照片.jpg", timeout=20_000)


def test_a_scan_of_some_megabytes_goes_as_it_is(sit, tmp_path):
    page = signed(sit)
    scan = tmp_path / "低保申请表.pdf"
    scan.write_bytes(b"%PDF-1.4\n" + b"0" * (3 << 20) + b"\n%%EOF\n")
    attach(page, str(scan))
    link = page.locator(".files a", has_text="低保申请表.pdf")
    expect(link).to_be_visible(timeout=20_000)
    file = page.request.get(link.get_attribute("href"))
    assert file.ok and file.body() == scan.read_bytes()


def big_photo(page):
    """A picture of noise, which nothing can pack."""
    import struct
    import zlib
    from os import urandom

    width = height = 3300
    rows = b"".join(b"\0" + urandom(width * 3) for _ in range(height))

    def chunk(kind, data):
        body = kind + data
        return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return PNG[:8] + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows, 0)) + chunk(b"IEND", b"")


def test_a_filter_that_matches_nothing_says_what_to_do(sit):
    page = sit("wucheng").page
    page.goto("/queue")
    expect(page.locator("#rows .row-item").first).to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("绝对没有这样的工单")
    expect(page.locator("#rows")).to_contain_text("没有符合的工单")
    page.goto("/tickets")
    page.locator("#q").fill("绝对没有这样的工单")
    page.keyboard.press("Enter")
    expect(page.locator("#found")).to_contain_text("没有找到")
    page.locator("#from").fill("2026-02-01")
    page.locator("#to").fill("2026-01-01")
    page.get_by_role("button", name="查找", exact=True).click()
    expect(page.locator("#search-notice")).to_contain_text("开始日期在结束日期之后")


def test_a_cookie_from_yesterday_leads_to_the_door(sit):
    desk = sit()
    value = "hs_" + "0" * 64
    for name in ("hotline-session", "hotline-device"):
        desk.context.add_cookies([{"name": name, "value": value, "url": desk.demo.address}])
    desk.page.goto("/queue")
    expect(desk.page).to_have_url(re.compile("/sign-in"))
    expect(desk.page.get_by_label("账号")).to_be_focused()
