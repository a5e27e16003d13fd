"""Two people on one record: the second is stopped. Every editable record has a column `version`."""

from collections.abc import Iterable
from typing import Any

from django.db import models

from core.exceptions import VersionConflict

STALE = "有人先修改了这条记录，请对照现在的内容后再保存。"


def check_version(record: models.Model, expected: int) -> None:
    """Raise VersionConflict, with the record as it stands, unless `expected` is its version."""
    if vars(record)["version"] != expected:
        raise VersionConflict("request.stale", STALE, current=record)


def save_version(record: Any, *, expected: int, fields: Iterable[str]) -> None:
    """Write the named fields and count the version up, only if nobody wrote since `expected` (compare and set).

    Raises VersionConflict with the record as it stands; the record at hand then carries the refused values.
    """
    rows = type(record)._base_manager
    values = {name: getattr(record, name) for name in fields}
    # 0 rows: the version went up between reading and writing
    if rows.filter(pk=record.pk, version=expected).update(**values, version=expected + 1) != 1:
        raise VersionConflict("request.stale", STALE, current=rows.get(pk=record.pk))
    record.version = expected + 1
