"""Takes an order's states in the marketplace's words, hands on its stage and whether a refund was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from evidence.facts.exports.records import OrderRecord
from evidence.facts.exports.signs import RefundWords

Stage = Literal["before-shipping", "after-shipping", "closed"]


@dataclass(slots=True)
class Stages:
    """Reads states by the words of `signs`; an export has few states and many orders, so each is looked at once."""

    words: RefundWords
    _stages: dict[str, Stage | None] = field(default_factory=dict)
    _refunds: dict[tuple[str, str], bool | None] = field(default_factory=dict)

    def of(self, order: OrderRecord) -> Stage:
        """Whether the parcel has left: told by the order's state first, then by shipping time and waybill."""
        if order.status not in self._stages:
            self._stages[order.status] = self._stage_said(order.status)
        known = self._stages[order.status]
        return known or ("after-shipping" if order.parcels or "shipped" in order.times else "before-shipping")

    def has_left(self, order: OrderRecord) -> bool:
        """Whether the parcel was sent, also where the order was closed afterwards."""
        stage = self.of(order)
        return stage == "after-shipping" or (stage == "closed" and bool(order.parcels or "shipped" in order.times))

    def refund_asked(self, order: OrderRecord) -> bool:
        """Whether a refund was asked for or given, as far as the export says."""
        said = (order.refund_status, order.status)
        if said not in self._refunds:
            self._refunds[said] = self._refund_said(*said)
        known = self._refunds[said]
        return bool(order.refund_amount) if known is None else known

    def _stage_said(self, status: str) -> Stage | None:
        if any(word in status for word in self.words.before + self.words.unpaid):
            return "before-shipping"
        if any(word in status for word in self.words.after):
            return "after-shipping"
        return "closed" if any(word in status for word in self.words.gone) else None

    def _refund_said(self, state: str, status: str) -> bool | None:
        if any(word in state for word in self.words.none) and "成功" not in state:
            return False
        return True if any(word in state for word in self.words.asked) or "退款" in status else None
