"""What was judged of a conversation: findings with their spans, gates and the seller's own risks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from evidence.model.basics import Category, Channel, Grade, Speaker


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a message's own text, in code points, and the role it plays: lever, demand, link, insult, contact."""

    message: str
    start: int
    end: int
    role: str


@dataclass(frozen=True, slots=True)
class LesserReason:
    """Another reason for the same words, kept under the finding whose reason is stronger."""

    rule: str
    label: str
    grade: Grade
    messages: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that holds of some messages, with its reason; `basis` is the source of the rule itself.

    `also` names the other rules that hold of the same words, `beneath` holds their reasons.
    """

    id: str
    rule: str
    label: str
    category: Category
    grade: Grade
    speaker: Speaker
    messages: tuple[str, ...]
    quote: str
    spans: tuple[Span, ...]
    why: str
    basis: str = ""
    also: tuple[str, ...] = ()
    channel: Channel = "chat"
    beneath: tuple[LesserReason, ...] = ()


@dataclass(frozen=True, slots=True)
class Gate:
    """Something in the conversation that sinks (`blocks`) or weakens (`weakens`) an appeal."""

    id: str
    effect: Literal["blocks", "weakens"]
    messages: tuple[str, ...]
    why: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class SellerRisk:
    """A line of the seller's own that could cost a penalty, and what to say instead."""

    rule: str
    label: str
    message: str
    quote: str
    why: str
    instead: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that matching found."""

    findings: tuple[Finding, ...] = ()
    gates: tuple[Gate, ...] = ()
    seller_risks: tuple[SellerRisk, ...] = ()
