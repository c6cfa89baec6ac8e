"""Review pages: whose review, when, how many stars, and exactly its own words."""

from __future__ import annotations

import pytest
from facts.drawn import ORDER, OTHER, Word, piece, time

from evidence.facts.reviews import GUESSED, only_order, read_review

BUYERS_VIEW: tuple[Word, ...] = (
    ("商品评价", 300, 20),
    ("全部 120", 40, 80, 24),
    ("好评 100", 160, 80, 24),
    ("差评 8", 280, 80, 24),
    ("木***8", 120, 160),
    ("2026-10-05 21:47", 120, 200, 22),
    ("颜色分类:白色;尺码:L", 400, 200, 22),
    ("穿了一次就开线，客服态度还特别差，", 40, 250),
    ("大家千万别买这家", 40, 290),
    ("收货后3天追评：商家到现在不处理", 40, 390),
    ("商家回复：亲，非常抱歉给您带来不便", 40, 450),
    ("有用(3)", 600, 500, 24),
)
CONSOLE: tuple[Word, ...] = (
    ("评价管理", 40, 20),
    ("评价内容", 40, 80, 24),
    ("评分", 500, 80, 24),
    ("订单编号", 700, 80, 24),
    ("评价时间", 1100, 80, 24),
    ("操作", 1500, 80, 24),
    ("质量太差了一洗就掉色", 40, 130, 24),
    ("1星", 500, 130, 24),
    (ORDER, 700, 130, 24),
    ("2026/10/05 21:47:33", 1100, 130, 24),
    ("回复", 1500, 130, 24),
)
LABELLED: tuple[Word, ...] = (
    (f"订单编号：{ORDER}", 40, 20),
    ("买家昵称：木木8", 40, 60),
    ("评价时间：2026-10-05 21:47:33", 40, 100),
    ("评分：1.0", 40, 140),
    ("评价内容：窗帘破了个洞，客服态", 40, 180),
    ("度差", 40, 220),
    ("追加评价：还是不处理", 40, 300),
)
PHONE: tuple[Word, ...] = (
    ("评价详情", 300, 20),
    ("用户8823", 120, 100),
    ("★☆☆☆☆", 120, 140),
    ("窗帘破了个洞,客服态度差", 40, 200),
    ("10月5日 21:47", 40, 250, 22),
    ("亚麻窗帘客厅加厚款", 160, 330),
    ("¥67.00", 160, 370),
)


@pytest.mark.parametrize(
    ("words", "text", "at", "stars", "follow_up", "buyer", "order"),
    [
        (
            BUYERS_VIEW,
            "穿了一次就开线，客服态度还特别差，大家千万别买这家",
            "2026-10-05T21:47:00+08:00",
            None,
            "商家到现在不处理",
            "木***8",
            None,
        ),
        (CONSOLE, "质量太差了一洗就掉色", "2026-10-05T21:47:33+08:00", "1", None, None, ORDER),
        (LABELLED, "窗帘破了个洞，客服态度差", "2026-10-05T21:47:33+08:00", "1", "还是不处理", "木木8", ORDER),
        (PHONE, "窗帘破了个洞,客服态度差", "2026-10-05T21:47:00+08:00", "1", None, "用户8823", None),
    ],
)
def test_a_review_is_read_from_its_page(
    words: tuple[Word, ...],
    text: str,
    at: str,
    stars: str | None,
    follow_up: str | None,
    buyer: str | None,
    order: str | None,
) -> None:
    review = read_review(piece(*words), dated=[time("2026-09-30 08:52")])
    got = (review.text, review.time, review.stars, review.follow_up, review.buyer, review.order)
    assert [None if fact is None else fact.value for fact in got] == [text, at, stars, follow_up, buyer, order]


@pytest.mark.parametrize(
    ("shown", "stars"),
    [
        ("1星", "1"),
        ("一星", "1"),
        ("5星好评", "5"),
        ("评分 1.0", "1"),
        ("星级：3", "3"),
        ("★★★☆☆", "3"),
        ("★★★★1星", "1"),  # five signs of which OCR lost one; the words tell
        ("★", None),  # a grey star has the same sign
        ("★★★★★", None),
        ("差评", None),
        ("店铺评分 4.8", None),
        ("评分 10", None),
        ("给一星都嫌多，质量太差", None),
        ("6星", None),
        ("综合 4.9", None),
    ],
)
def test_stars_are_read_only_where_the_page_says_them(shown: str, stars: str | None) -> None:
    review = read_review(piece(("用户8823", 40, 40), (shown, 40, 90), ("太薄了不遮光", 40, 140)))
    assert (review.stars.value if review.stars else None) == stars


@pytest.mark.parametrize(
    ("words", "verdict"),
    [
        (("差评",), "差评"),
        (("中评",), "中评"),
        (("好评", "差评"), None),  # filters of a list, not a rating
        (("差评", "中评(3)"), None),
        (("给了差评",), None),
        (("差评率",), None),
    ],
)
def test_a_word_that_rates_is_no_number_of_stars(words: tuple[str, ...], verdict: str | None) -> None:
    shown = [(word, 40 + 100 * n, 40) for n, word in enumerate(words)]
    review = read_review(piece(*shown, ("太薄了不遮光", 40, 140)))
    assert review.stars is None
    assert (review.verdict.value if review.verdict else None) == verdict


def test_the_sellers_answer_is_not_the_buyers_word() -> None:
    review = read_review(piece(("用户8823", 40, 40), ("商家回复：质量没问题的亲", 40, 100)))
    assert review.text is None


def test_the_time_of_signing_is_not_the_time_of_the_review() -> None:
    page = piece(("签收时间：2026-10-02 10:31", 40, 40), ("评价时间：2026-10-05 21:47", 40, 90))
    review = read_review(page)
    assert review.time is not None and review.time.value == "2026-10-05T21:47:00+08:00"
    assert read_review(piece(("签收时间：2026-10-02 10:31", 40, 40))).time is None


def test_a_day_without_a_time_stays_a_day() -> None:
    review = read_review(piece(("评价时间：2026-10-05", 40, 40)))
    assert review.time is not None and review.time.precision == "day"


def test_a_name_known_from_the_chat_is_found_and_a_guess_says_so() -> None:
    words: tuple[Word, ...] = (("小雨点", 120, 100), ("一星", 120, 140), ("太薄了不遮光", 40, 200))
    guessed = read_review(piece(*words)).buyer
    known = read_review(piece(*words), names=["小雨点"]).buyer
    assert guessed is not None and guessed.confidence <= GUESSED
    assert known is not None and known.value == "小雨点" and known.confidence > GUESSED


MENU: tuple[Word, ...] = (
    ("评价管理", 22, 76, 20),
    ("评价管理/评价详情", 195, 87, 20),
    ("订单管理", 22, 116, 20),
    ("小鹿", 239, 163, 20),
    ("商品管理", 22, 195, 20),
    ("★★1星", 251, 204, 20),
    ("营销推广", 22, 235, 20),
    ("袖口开线，一次没穿就破了", 211, 250, 20),
    ("直播达人", 22, 274, 20),
    ("评价信息", 193, 313, 20),
    ("评价时间", 193, 348, 20),
    ("2026-10-05 23:18:42", 278, 350, 18),
    ("买家昵称", 194, 380, 20),
    ("小鹿", 276, 380, 20),
    ("评价商品", 192, 432, 20),
    ("秋冬宽松针织开衫外套女款", 288, 479, 20),
    ("¥89.00", 1177, 479, 20),
)


def test_neither_the_pages_menu_nor_the_goods_are_the_reviews_words() -> None:
    review = read_review(piece(*MENU))
    assert review.text is not None and review.text.value == "袖口开线，一次没穿就破了"
    assert review.buyer is not None and review.buyer.value == "小鹿"


def rows(number_at: int) -> tuple[Word, ...]:
    """Two reviews below each other, with the order number before, beside or after the rest."""
    words: list[Word] = []
    for at, (number, text, day) in enumerate([(OTHER, "布料太薄不遮光", 4), (ORDER, "挂钩全是坏的", 5)]):
        top = 100 + 400 * at
        words += [(f"订单编号：{number}", 600, top + number_at), (f"2026-10-0{day} 21:47:33", 40, top + 100)]
        words += [("1星", 40, top + 150), (text, 40, top + 200)]
    return tuple(words)


@pytest.mark.parametrize("number_at", [0, 100, 280])
def test_on_a_page_of_several_reviews_only_the_cases_own_is_read(number_at: int) -> None:
    page = piece(*rows(number_at))
    review = read_review(only_order(page, [ORDER]))
    got = (review.text, review.time, review.order)
    assert [f.value if f else None for f in got] == ["挂钩全是坏的", "2026-10-05T21:47:33+08:00", ORDER]
    assert only_order(page, []).lines == ()


@pytest.mark.parametrize(
    "words",
    [
        "尺码严重偏小",
        "颜色太丑了和图片不一样",
        "服务态度差到极点",
        "商品质量差",
        "购买三天就坏了",
        "来自客服的敷衍让人失望",
        "口味太差",
    ],
)
def test_a_review_that_begins_like_a_label_is_still_the_buyers_word(words: str) -> None:
    review = read_review(piece(("用户8823", 40, 40), ("2026-10-05 21:47", 40, 90), (words, 40, 140)))
    assert review.text is not None and review.text.value == words


@pytest.mark.parametrize(
    "words", ["规格：米白", "颜色 米白 XL", "服务态度 5.0", "描述相符：很差", "来自浙江", "物流服务 ★★★★★"]
)
def test_what_the_page_prints_beside_a_review_is_not_the_buyers_word(words: str) -> None:
    review = read_review(piece(("用户8823", 40, 40), ("2026-10-05 21:47", 40, 90), (words, 40, 140)))
    assert review.text is None
