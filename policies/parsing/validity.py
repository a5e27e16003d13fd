"""How long a document holds: `read_validity`."""

from datetime import date

from policies.parsing.metadata import Metadata
from policies.parsing.types import Finding, ParsedValidity, Span


def read_validity(
    plain: str, span: Span, metadata: Metadata
) -> tuple[date | None, ParsedValidity, tuple[Finding, ...]]:
    """The last day of validity, the words that say so and the findings (validity.*) of the document in `plain[span]`.

    The date comes from the text or the title only and is None where neither says it.
    """
    return None, ParsedValidity(), ()
