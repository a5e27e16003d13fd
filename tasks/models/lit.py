"""What `tasks.lighting` adds to a row: declared here so that readers and the type checker know the names."""

from datetime import date

from tasks.lights import Reason


class Lit:
    """The annotations of a row with its light; a row read without `tasks.lighting` has none of them."""

    light: str
    light_rank: int
    light_reason: str
    light_since: date | None
    percent: int | None
    planned: int | None

    @property
    def light_reason_code(self) -> Reason:
        """Return the reason as the table of words knows it."""
        return Reason(self.light_reason)
