"""Phrase matching: a conversation in, findings with their reasons, gates and the seller's own risks out."""

from evidence.match.examples import ExampleResult, check_rules, run_examples
from evidence.match.explain import Explanation, Seen, explain
from evidence.match.judge import judge
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
