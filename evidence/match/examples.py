"""A rule set in, what becomes of the examples written in it out: every rule shows lines it must and must not match."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.match.judging import judge
from evidence.match.ruleset import Rule, RuleSet, load_rules
from evidence.match.utterances import utterance
from evidence.model import Channel, Message, Speaker

_MARKS: tuple[tuple[str, Speaker], ...] = (("买:", "buyer"), ("买：", "buyer"), ("卖:", "seller"), ("卖：", "seller"))


@dataclass(frozen=True, slots=True)
class ExampleResult:
    """One example: the rule it belongs to, the text, whether it must match, and whether it did."""

    rule: str
    example: str
    must_match: bool
    matched: bool

    @property
    def passed(self) -> bool:
        """Whether the rule did what its example says."""
        return self.must_match == self.matched


def check_rules(file: Path) -> tuple[ExampleResult, ...]:
    """The examples of every rule in a user's file, run with that file laid over the shipped rules.

    Raises:
        EvidenceError: as `load_rules`.
    """
    rules = load_rules((file,))
    return run_examples(rules, [r for r in rules.rules if r.origin == str(file)])


def run_examples(rules: RuleSet, of: Sequence[Rule] | None = None) -> tuple[ExampleResult, ...]:
    """The examples of these rules (of all where none are named), in the order of the files.

    They are about the rules as written: what whole messages weigh is left out.
    """
    results = []
    rules = rules.unweighed()
    for rule in rules.rules if of is None else of:
        for must_match, texts in ((True, rule.file.hits), (False, rule.file.misses)):
            for text in texts:
                results.append(ExampleResult(rule.id, text, must_match, _holds(rule, text, rules)))
    return tuple(results)


def _holds(rule: Rule, text: str, rules: RuleSet) -> bool:
    judgement = judge(example_messages(text, rule.file.speaker, _channel(rule)), rules=rules)
    found = {r.rule for r in judgement.seller_risks}
    for finding in judgement.findings:
        found |= {finding.rule, *finding.also}
    return rule.id in found


def _channel(rule: Rule) -> Channel:
    return "review" if rule.file.channel == "review" else "chat"


def example_messages(text: str, speaker: Speaker, channel: Channel = "chat") -> tuple[Message, ...]:
    """An example's lines: each begins with 买: or 卖:, or is the rule's own speaker's."""
    messages = []
    for at, line in enumerate(text.splitlines(), 1):
        mark, who = next(((m, s) for m, s in _MARKS if line.startswith(m)), ("", speaker))
        messages.append(utterance(at, who, line.removeprefix(mark), channel=channel))
    return tuple(messages)
