"""Phrase matching: a conversation in, findings with their reasons, gates and the seller's own risks out."""

from evidence.match.judge import judge
from evidence.match.ruleset import RuleSet, load_rules
from evidence.match.utterances import parse_utterances

__all__ = ["RuleSet", "judge", "load_rules", "parse_utterances"]
