"""ETag from `version`, and If-Match on every write of a record that has one."""

import re
from collections.abc import Sequence
from typing import Any

from django.http import Http404
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from core.exceptions import DomainError

_ETAG = re.compile(r'(?:W/)?"([0-9]{1,9})"')


class PreconditionRequired(DomainError):  # noqa: N818
    """A write came without If-Match (428)."""

    status = 428


def etag(version: int) -> str:
    """Return the ETag of a version."""
    return f'"{version}"'


def expected_version(request: Request) -> int:
    """Return the version that If-Match names; 428 where it is missing, 400 where it is not one of our ETags."""
    written = request.headers.get("If-Match")
    if written is None:
        raise PreconditionRequired("request.if_match_required", "请在 If-Match 中带上读取时得到的 ETag。")
    match = _ETAG.fullmatch(written.strip())
    if match is None:
        raise DomainError("request.if_match_invalid", 'If-Match 须为读取该记录时得到的 ETag，如 "3"。')
    return int(match.group(1))


class VersionedMixin(GenericAPIView[Any]):
    """A record's ETag goes out with every single record; a view passes `self.expected_version()` to its service."""

    def for_answer(self, records: Sequence[Any]) -> Sequence[Any]:
        """Return records as an answer shows them: where finding a row is cheaper than reading it, this reads it."""
        return records

    def expected_version(self) -> int:
        """Return the version the caller has read, from If-Match."""
        return expected_version(self.request)

    def record_response(self, record: Any, *, status: int = 200, headers: dict[str, str] | None = None) -> Response:
        """Answer with one record and its ETag."""
        shown = self.for_answer([record])
        if not shown:
            raise Http404
        data = self.get_serializer(shown[0]).data
        return Response(data, status=status, headers={"ETag": etag(shown[0].version), **(headers or {})})

    def represent_current(self, record: Any) -> tuple[Any, str] | None:
        """Return a record as it stands, with its ETag, for a 412; None where the view shows other records."""
        queryset = getattr(self, "queryset", None)
        if queryset is not None and not isinstance(record, queryset.model):
            return None
        shown = self.for_answer([record])
        return (self.get_serializer(shown[0]).data, etag(shown[0].version)) if shown else None
