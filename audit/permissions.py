"""Who reads the log: auditors of its government, nobody else; beside `EntryQuerySet.visible_to`."""

from audit.models import Entry
from core.access import access_of


def may_read_log(user: object) -> bool:
    """Say whether a person is auditor of any government."""
    return bool(access_of(user).audited)


def may_read(user: object, entry: Entry) -> bool:
    """Say whether a person may read one entry."""
    return entry.jurisdiction_id in access_of(user).audited
