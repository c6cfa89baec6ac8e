"""Phrase matching: a conversation in, findings with their reasons, gates and the seller's own risks out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence.lazy import lazily

if TYPE_CHECKING:
    from evidence.match.examples import ExampleResult, check_rules, run_examples
    from evidence.match.explained import Explanation, Seen, explain
    from evidence.match.judging import judge
    from evidence.match.ruleset import RuleSet, load_rules
    from evidence.match.utterances import parse_utterances

__all__ = [
    "ExampleResult",
    "Explanation",
    "RuleSet",
    "Seen",
    "check_rules",
    "explain",
    "judge",
    "load_rules",
    "parse_utterances",
    "run_examples",
]

_HOMES = {
    "ExampleResult": "examples",
    "Explanation": "explained",
    "RuleSet": "ruleset",
    "Seen": "explained",
    "check_rules": "examples",
    "explain": "explained",
    "judge": "judging",
    "load_rules": "ruleset",
    "parse_utterances": "utterances",
    "run_examples": "examples",
}

__getattr__ = lazily(__name__, _HOMES)
