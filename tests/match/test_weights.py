"""What a whole message weighs: it holds or doubts what the rules found, and never accuses without named parts."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from evidence.match import explain, judge, load_rules
from evidence.match.utterances import utterance
from evidence.match.weights import Said, Weights, features, features_of_talk, load_weights, together

BARS = {"held": 0.5, "sure": 0.5, "unnamed": 0.5, "one": 0.5, "hint": 0.5}
SURE_OF_ALL = Weights(("coercion",), (20.0,), {}, {}, 0, BARS)
SURE_OF_NONE = replace(SURE_OF_ALL, bias=(-20.0,))


def graded(*lines: str, weights: Weights | None, rules: tuple[Path, ...] = ()) -> list[str]:
    """The grades of coercion in a talk whose lines begin with 买 or 卖, judged with these weights alone."""
    loaded = replace(load_rules(rules).unweighed(), weights=weights)
    said = [utterance(n, "buyer" if line[0] == "买" else "seller", line[2:]) for n, line in enumerate(lines, 1)]
    return [f.grade for f in judge(said, rules=loaded).findings if f.category == "extortion"]


@pytest.mark.parametrize(
    "line", ["买:亲，明天能到吗", "买:评价我会好好写的", "买:退款什么时候到账", "买:质量不行，我要投诉"]
)
def test_however_sure_the_weights_are_they_accuse_nobody_without_parts(line: str) -> None:
    assert "strong" not in graded(line, weights=SURE_OF_ALL)


def test_a_doubted_finding_stays_as_a_hint_and_says_so() -> None:
    line = "买:返我三十，不返就给一星"
    assert graded(line, weights=None) == ["strong"]
    assert graded(line, weights=SURE_OF_NONE) == ["weak"]
    loaded = replace(load_rules().unweighed(), weights=SURE_OF_NONE)
    finding = judge([utterance(1, "buyer", line[2:])], rules=loaded).findings[0]
    assert "只作参考" in finding.why


def test_a_users_own_rule_is_not_doubted(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'as_of = "2026-11-01"\n[[rule]]\nid = "own"\nlabel = "自定"\ncategory = "extortion"\ngrade = "strong"\n'
        'basis = "自定"\nrole = "demand"\nsays = "索要"\nlevers = ["lever-review"]\npatterns = ["葫芦换星星"]\n',
        "utf-8",
    )
    assert "strong" in graded("买:葫芦换星星", weights=SURE_OF_NONE, rules=(own,))


def test_what_was_said_before_is_weighed_with_a_message() -> None:
    weights = load_weights("coercion")
    said, before = Said("60"), [Said("差评我都写好了"), Said("你自己看着办")]
    assert weights.chance(features(said, before)) > weights.chance(features(said))


def test_the_explanation_tells_what_weighed_most() -> None:
    told = explain(utterance(1, "buyer", "给我50，不然差评"))
    assert told.chance is not None
    assert told.chance > 0.8
    assert told.telling
    assert abs(told.telling[0][1]) >= abs(told.telling[-1][1])


def test_a_price_and_a_tie_without_a_lever_take_more_certainty() -> None:
    line = "买:八十转来，不转咱们走着瞧的事在后头"
    barely = replace(SURE_OF_ALL, bias=(2.0,), bars={**BARS, "unnamed": 0.95})
    assert "strong" not in graded(line, weights=barely)


def test_a_talk_is_weighed_with_all_that_is_said_in_it() -> None:
    talks = load_weights("talks")
    lawful = [Said("收到开胶了"), Said("我要退货退款"), Said("评价我会照实写")]
    pressing = [Said("给我返八十"), Said("不返就一星"), Said("七十也行，到账就删")]
    assert talks.chance(features_of_talk(pressing, ())) > 0.6 > 0.3 > talks.chance(features_of_talk(lawful, ()))
    assert together(0.6, 0.9, talks.bars) > together(0.6, 0.3, talks.bars)


@pytest.mark.parametrize("seed", ["0", "1", "7"])
def test_the_cheap_look_does_not_hang_on_the_order_of_a_set(seed: str) -> None:
    code = (
        "from evidence.match.weights import load_weights as w, features, Said\n"
        "t='银子不到，差评先到；银子先到，好评就到'\n"
        "f = features(Said(t, frozenset('abcdefg')))\n"
        "print([(w(n).may(t), repr(w(n).chance(f))) for n in ('coercion', 'kinds')])"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": s}, capture_output=True, check=True
        ).stdout
        for s in ("3", seed)
    }
    assert len(told) == 1


@pytest.mark.parametrize("name", ["coercion", "talks", "kinds", "risks"])
def test_every_name_of_a_table_is_a_rule_that_can_be_shown(name: str) -> None:
    weights = load_weights(name)
    rules = {rule.id for rule in load_rules().rules}
    assert set(weights.names[1:]) <= rules
    assert all(len(row) == len(weights.names) + 1 for row in weights.table.values())
