"""Searching: what was filed is found, whatever signs it is written in."""

import random
import unicodedata
from urllib.parse import quote

from hotline import FILING, wait_for

SEED = 20261124


def strange_words(count):
    """Words of letters, marks, signs and code points that nobody has given a meaning."""
    random.seed(SEED)
    ranges = [(0x21, 0x250), (0x300, 0x3000), (0x3001, 0xD7FF), (0xE000, 0x10FFFF)]
    return [
        "".join(chr(random.randint(*random.choice(ranges))) for _ in range(random.randint(1, 12)))
        for _ in range(count)
    ]


def search(client, words):
    return client.get(f"/api/v1/tickets?limit=200&q={quote(words)}")


def is_indexed(server):
    return wait_for(lambda: server.client().metric("hotline_index_behind") == 0, "the index")


def test_strange_words_are_found_or_not_but_never_break_the_search(server):
    client = server.client("operator")
    numbers = {}
    for word in strange_words(150):
        answer = client.file({**FILING, "text": f"坞城街道，{word}，想咨询低保。"})
        numbers[word] = answer.json["number"]
    is_indexed(server)
    for word, number in numbers.items():
        answer = search(client, word)
        assert answer.status == 200, (ascii(word), answer)
        if all("CJK UNIFIED" in unicodedata.name(sign, "") for sign in word):
            assert number in [item["number"] for item in answer.json["items"]], ascii(word)


def test_words_are_found_by_any_two_characters_and_in_either_case(server):
    client = server.client("operator")
    text = "我家在坞城街道龙城半岛小区，ＡＢ座，wifi叫LongCheng。"
    number = client.file({**FILING, "text": text}).json["number"]
    is_indexed(server)
    forms = ["龙城", "半岛小区", "城半", "岛", "龙城 小区", "ＡＢ", "ab", "Ａb", "longCHENG"]
    for words in forms:
        found = [item["number"] for item in search(client, words).json["items"]]
        assert number in found, words
    for words in ["龙半", "岛城", "……"]:
        found = [item["number"] for item in search(client, words).json["items"]]
        assert number not in found, words


def test_who_has_an_answer_is_not_told_that_nothing_has_changed(server):
    """The change is announced before it is answered for."""
    client = server.client("operator")
    path = "/api/v1/units/140105001/queue"
    reader = server.client("dispatcher")
    for _ in range(50):
        tag = reader.get(path).etag
        number = client.file(FILING).json["number"]
        answer = reader.get(path + "?limit=20", If_None_Match=tag)
        assert answer.status == 200, number


def test_a_filter_by_what_a_ticket_has_not_finds_nothing_and_harms_nothing(make_server):
    server = make_server().start()
    server.add_account("operator", "operator", "140105", "140105-desk")
    client = server.client("operator")
    number = client.file(FILING).json["number"]
    for query in ["closedTo=2426-07-12", "closedFrom=2020-01-01", "q=低保&closedTo=2426-07-12"]:
        answer = client.get("/api/v1/tickets?" + quote(query, safe="=&"))
        assert (answer.status, answer.json["items"]) == (200, []), query
    assert [item["number"] for item in client.get("/api/v1/tickets").json["items"]] == [number]
    server.stop()
