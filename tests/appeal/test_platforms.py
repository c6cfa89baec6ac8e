"""Platform files: what ships, what a user's own file may say, and what its faults are called."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from evidence.appeal import list_platforms, load_platform
from evidence.appeal.platform import UNKNOWN, Platform
from evidence.appeal.words import NEVER
from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit

SHIPPED = ("douyin", "jd", "kuaishou", "meituan", "pinduoduo", "taobao", "wechat-shop", "xiaohongshu")

OWN = """
id = "mall"
name = "自家商城"
as_of = "2026-11-20"
window = { value = 15, source = "U" }
tries = { value = "unknown", source = "-" }
result = { value = "unknown", source = "-" }
outcome = { value = "unknown", source = "-" }
checks = [{ id = "readable", source = "U" }]
[form]
images = { value = 3, source = "U" }
image_bytes = { value = 2000000, source = "U" }
description = { value = 60, source = "U" }
formats = { value = "JPG", source = "U" }
[[reasons]]
id = "coercion"
label = "差评换钱"
source = "U"
says = "买家疑似利用评价索要额外利益"
needs = "需要买家的原话"
support = [{ on = "finding", category = "extortion", grade = "strong", score = 0.8 }]
"""


def own(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "商城.toml"
    path.write_text(text, "utf-8")
    return path


def test_the_platforms_shipped_are_those_of_the_domain_notes_in_order() -> None:
    assert tuple(p.id for p in list_platforms()) == SHIPPED


@pytest.mark.parametrize("name", ["douyin", "抖店", " 抖音 ", "DOUYIN", "抖音电商（抖店）"])
def test_a_platform_is_found_by_every_name_sellers_use(name: str) -> None:
    assert load_platform(name).id == "douyin"


def test_douyin_has_the_forms_limits_and_all_reasons() -> None:
    douyin = load_platform("douyin")
    form = douyin.form
    assert (form.images.known, form.image_bytes.known, form.description.known) == (6, 5_000_000, 100)
    assert douyin.window.known == 30
    labels = {r.label for r in douyin.reasons}
    assert {"利用中差评骗赔", "没有事实依据的评价", "辱骂或不当言论", "广告引流", "同行恶意竞争"} <= labels


def test_taobao_has_its_five_types_and_their_own_windows() -> None:
    taobao = load_platform("taobao")
    windows = {r.id: (r.window or taobao.window).known for r in taobao.reasons}
    assert {"false-review", "privacy", "abuse", "advert", "meaningless", "coercion", "competitor"} <= set(windows)
    assert (windows["coercion"], windows["abuse"], windows["false-review"]) == (30, 90, None)
    assert "授权小二查看近90天" in taobao.steps[0]


def test_what_was_not_found_is_unknown_not_invented() -> None:
    for name in ("pinduoduo", "kuaishou", "xiaohongshu", "meituan", "wechat-shop"):
        platform = load_platform(name)
        assert platform.window.known is None
        assert platform.form.description.known is None
    assert load_platform("wechat-shop").reasons == ()


def test_every_fact_shipped_says_where_it_comes_from() -> None:
    def facts_of(value: object) -> list[dict[str, object]]:
        if isinstance(value, dict):
            here = [value] if "value" in value else []
            return here + [f for v in value.values() for f in facts_of(v)]
        return [f for v in value for f in facts_of(v)] if isinstance(value, list) else []

    for platform in list_platforms():
        facts = facts_of(platform.model_dump(mode="json"))
        assert len(facts) >= 7
        assert all(f["source"] in "ON3CM-" for f in facts)
        assert all((f["value"] == UNKNOWN) == (f["source"] == "-") for f in facts)


@pytest.mark.parametrize("name", ["checks.toml", "advice.toml", *(f"platforms/{i}.toml" for i in SHIPPED)])
def test_no_shipped_text_claims_more_than_a_screenshot_can(name: str) -> None:
    text = files("evidence.appeal").joinpath(name).read_text("utf-8")
    table = tomllib.loads(text)
    table.pop("banned", None)  # the words kept out of the drafts
    assert not [word for word in NEVER if word in str(table)]


def test_every_reason_that_can_be_chosen_stays_reachable() -> None:
    """A support under `holds_from` is only a runner-up; a reason with support must have one that can hold."""
    for platform in list_platforms():
        for reason in platform.reasons:
            if reason.support:
                assert max(s.score for s in reason.support) >= platform.holds_from, (platform.id, reason.id)


def test_an_own_file_is_read_from_a_path_or_its_name(tmp_path: Path) -> None:
    path = own(tmp_path, OWN)
    assert load_platform(path).name == load_platform(str(path)).name == "自家商城"
    assert isinstance(load_platform(path), Platform)


def test_a_file_saved_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mall.toml"
    path.write_bytes(b"\xef\xbb\xbf" + OWN.encode())
    assert load_platform(path).id == "mall"


def test_an_unknown_platform_lists_the_known_ones() -> None:
    with pytest.raises(EvidenceError) as raised:
        load_platform("amazon")
    assert raised.value.exit_code is Exit.USAGE
    text = say(raised.value.notice)
    assert "amazon" in text and all(i in text for i in SHIPPED)


@pytest.mark.parametrize(
    ("old", "new", "key", "words"),
    [
        ('name = "自家商城"\n', "", "name", "缺少"),
        ('name = "自家商城"', 'name = "自家商城"\nnmae = "x"', "nmae", "不认识"),
        ("value = 15", 'value = "半个月"', "window", "不合要求"),
        ("value = 15", "value = -1", "window", "不合要求"),
        ('value = 15, source = "U"', 'value = 15, source = "X"', "window.source", "不合要求"),
        ('value = 15, source = "U"', 'value = "unknown", source = "U"', "window", "不合要求"),
        ('value = 15, source = "U"', 'value = 15, source = "-"', "window", "不合要求"),
        ("score = 0.8", "score = 8", "reasons.0.support.0.score", "不合要求"),
        ('grade = "strong"', 'grade = "medium"', "—", "不合要求"),
        ('category = "extortion", ', "", "reasons.0.support.0", "不合要求"),
        ('id = "readable"', 'id = "readible"', "—", "readible"),
        ('id = "mall"', 'id = "mall"\norder_number = { value = "(", source = "U" }', "—", "order_number"),
        ("as_of = ", "as_of = 2026 ", "TOML", "写法有误"),
    ],
)
def test_a_wrong_file_is_refused_by_file_key_and_remedy(
    tmp_path: Path, old: str, new: str, key: str, words: str
) -> None:
    assert old in OWN
    path = own(tmp_path, OWN.replace(old, new, 1))
    with pytest.raises(EvidenceError) as raised:
        load_platform(path)
    assert raised.value.exit_code is Exit.CONFIG
    for lang in ("zh", "en"):
        text = say(raised.value.notice, lang)
        assert str(path) in text and key in text
        assert "docs/platforms.md" in text
    assert words in say(raised.value.notice)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mall.toml"
    path.write_bytes(OWN.encode("gbk"))
    with pytest.raises(EvidenceError) as raised:
        load_platform(path)
    assert raised.value.exit_code is Exit.CONFIG and "UTF-8" in say(raised.value.notice)


def test_a_file_that_is_not_there_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as raised:
        load_platform(str(tmp_path / "none.toml"))
    assert raised.value.exit_code is Exit.FILE


def test_the_document_shows_a_file_that_loads_and_names_every_key(tmp_path: Path) -> None:
    text = (Path(__file__).parents[2] / "docs" / "platforms.md").read_text("utf-8")
    examples = [e for e in re.findall(r"```toml\n(.*?)```", text, re.S) if e.lstrip().startswith("id =")]
    assert examples
    for example in examples:
        assert load_platform(own(tmp_path, example)).reasons
    schema = Platform.model_json_schema()
    records = [schema, *schema["$defs"].values()]
    keys = {k for r in records for k in r.get("properties", {})}
    assert not [k for k in sorted(keys) if f"`{k}`" not in text]
    checks = tomllib.loads(files("evidence.appeal").joinpath("checks.toml").read_text("utf-8"))["check"]
    assert not [c for c in checks if f"`{c}`" not in text]
