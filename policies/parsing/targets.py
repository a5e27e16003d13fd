"""Quantities to reach in the words of a measure: `find_targets`; what is unsure about them: `findings_of`."""

from collections.abc import Iterable

from policies.parsing.deadlines import DateContext
from policies.parsing.types import Finding, ParsedTarget, Span


def find_targets(plain: str, span: Span, context: DateContext) -> tuple[ParsedTarget, ...]:
    """The targets in `plain[span]`, in the order of the text, with absolute spans; never raises.

    Incentives (给予200万元补助), thresholds (投资超1亿元的项目) and conditions are left out.
    """
    return ()


def findings_of(targets: Iterable[ParsedTarget]) -> tuple[Finding, ...]:
    """What a person must look at in these targets (target.*), without measure and section."""
    return ()
