"""机构改革移交: what a reformed unit hands over, looked at first (a dry run), then carried out at once."""

from tasks.services.transferring.carrying import carry_out
from tasks.services.transferring.planning import Line, Post, TransferPlan, plan_transfer
from tasks.services.transferring.reforms import Reform, reform_of, waiting_units

__all__ = ["Line", "Post", "Reform", "TransferPlan", "carry_out", "plan_transfer", "reform_of", "waiting_units"]
