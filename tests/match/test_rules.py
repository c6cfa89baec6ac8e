from __future__ import annotations

from pathlib import Path

import pytest

from evidence.catalogue import say
from evidence.errors import EvidenceError, Exit
from evidence.match import check_rules, judge, load_rules, parse_utterances, run_examples
from evidence.match.examples import example_messages
from evidence.match.normal import normalise

RESULTS = run_examples(load_rules())
ROUNDS = Path(__file__).parent / "rounds"


@pytest.mark.parametrize("result", RESULTS, ids=lambda r: f"{r.rule}:{r.example[:18]}")
def test_every_shipped_example_does_what_it_says(result) -> None:
    assert result.passed


def test_every_rule_shows_lines_it_must_and_must_not_match_and_names_its_source() -> None:
    for rule in load_rules().rules:
        assert rule.file.basis, rule.id
        assert rule.file.hits and rule.file.misses, rule.id


def _write(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path


OWN = """as_of = "2026-11-20"
[group.own-word]
role = "lever"
says = "自家暗语"
words = ["小黑屋"]
[[rule]]
id = "own-rule"
label = "自家规则"
category = "extortion"
basis = "自定"
patterns = ['{own-word}见']
hits = ["小黑屋见"]
misses = ["小黑屋多少钱", "小黑屋见"]
"""


def test_a_users_file_adds_rules_and_its_examples_are_run(tmp_path: Path) -> None:
    file = _write(tmp_path / "own.toml", OWN)
    found = judge(example_messages("那就小黑屋见吧", "buyer"), rules=load_rules((file,))).findings
    assert [f.rule for f in found] == ["own-rule"]
    assert [(r.example, r.passed) for r in check_rules(file)] == [
        ("小黑屋见", True),
        ("小黑屋多少钱", True),
        ("小黑屋见", False),
    ]


@pytest.mark.parametrize(
    ("text", "key", "names"),
    [
        ("as_of = ", "match.rules-not-toml", "own.toml"),
        (OWN.replace('label = "自家规则"\n', ""), "match.rules-invalid", "rule.0.label"),
        (OWN.replace("basis", "bases"), "match.rules-invalid", "rule.0.bases"),
        (OWN.replace("{own-word}", "{no-such}"), "match.rules-unknown-group", "no-such"),
        (OWN.replace("{own-word}见", "(见"), "match.rules-bad-pattern", "own-rule"),
        (OWN.replace('words = ["小黑屋"]', "patterns = ['{own-word}']"), "match.rules-circular", "own-word"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_file_key_and_remedy(tmp_path: Path, text: str, key: str, names: str) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_rules((_write(tmp_path / "own.toml", text),))
    assert caught.value.exit_code is Exit.CONFIG
    assert caught.value.notice.key == key
    for language in ("zh", "en"):
        said = say(caught.value.notice, language)
        assert "own.toml" in said and names in said


def test_a_missing_rule_file_is_a_file_error(tmp_path: Path) -> None:
    with pytest.raises(EvidenceError) as caught:
        load_rules((tmp_path / "absent.toml",))
    assert caught.value.exit_code is Exit.FILE


def test_malformed_input_names_its_line() -> None:
    with pytest.raises(EvidenceError) as caught:
        parse_utterances('{"speaker": "buyer", "text": "在吗"}\n{oops\n')
    assert caught.value.exit_code is Exit.UNUSABLE
    assert "2" in say(caught.value.notice)
    with pytest.raises(EvidenceError):
        parse_utterances('{"speaker": "nobody", "text": "在吗"}')
    with pytest.raises(EvidenceError):
        parse_utterances('{"speaker": "buyer"}')


def test_plain_lines_are_the_buyers_and_a_transcript_document_is_read_whole() -> None:
    plain = parse_utterances("在吗\n\n不给30就差评\n")
    assert [(m.id, m.speaker, m.text) for m in plain] == [
        ("M0001", "buyer", "在吗"),
        ("M0002", "buyer", "不给30就差评"),
    ]
    document = parse_utterances(
        '{"schema": "evidence/transcript/1", "messages": [{"id": "M0001", "speaker": "seller", "kind": "auto",'
        ' "text": "您好", "time": {"value": null, "shown": "昨天"}, "quote": {"name": "a", "text": "差评"}}]}'
    )
    assert document[0].speaker == "seller" and document[0].kind == "auto"
    assert document[0].quote is not None and document[0].quote.text == "差评"


def test_the_words_that_open_a_rule_stand_in_all_that_it_matches() -> None:
    rules = [r for r in load_rules().rules if r.opens is not None]
    assert rules
    said = [line.split("|", 2)[2] for file in ROUNDS.glob("*lines*.txt") for line in _marked(file)]
    said += [hit for rule in rules for hit in rule.file.hits]
    for text in (normalise(one).text for one in said):
        for rule in rules:
            if rule.opens.search(text) is None:
                assert rule.hit.search(text) is None, (rule.id, text)
                assert rule.weaker is None or rule.weaker.search(text) is None, (rule.id, text)


def _marked(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line and not line.startswith("#")]
