"""What this app does: the ledger that comes back, the ledger and the papers that go out."""

from exchange.services.carrying import carry_out, check_plan

__all__ = ["carry_out", "check_plan"]
