"""The queue of printed names that answer to nothing, with every place where they stand."""

from dataclasses import dataclass, field

from departments.models import Jurisdiction
from policies.models import Responsibility


@dataclass
class WaitingName:
    """A printed name and the rows in which it waits."""

    name: str
    places: list[Responsibility] = field(default_factory=list)


def waiting_names(jurisdiction: Jurisdiction) -> list[WaitingName]:
    """Return the names of current versions that answer to nothing, the most frequent first; one query."""
    rows = Responsibility.objects.unresolved().filter(
        measure__policy_version__policy__jurisdiction=jurisdiction, measure__policy_version__is_current=True
    )
    found: dict[str, WaitingName] = {}
    for row in rows.exclude(measure__state="rejected").select_related("measure__policy_version__policy"):
        found.setdefault(row.printed_name, WaitingName(row.printed_name)).places.append(row)
    return sorted(found.values(), key=lambda one: (-len(one.places), one.name))
