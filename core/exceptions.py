"""Errors of the domain: what happened and what to do, with a stable English code and a Chinese message."""

from collections.abc import Mapping
from typing import Any


class DomainError(Exception):
    """A rule of the business said no.

    `code` is stable and English (`tasks.no_lead`), `message` Chinese and complete, `fields` maps a field path to its
    messages where the error belongs to input. Services raise it; pages and the API show it.
    """

    status = 400

    def __init__(self, code: str, message: str, *, fields: Mapping[str, list[str]] | None = None, **params: Any):
        super().__init__(message)
        self.code = code
        self.message = message
        self.fields = dict(fields or {})
        self.params = params


class NotPermitted(DomainError):  # noqa: N818 the field says "not permitted", not "error"
    """The object is visible, the act is not allowed (403)."""

    status = 403


class TransitionForbidden(DomainError):  # noqa: N818
    """The act is not allowed from the object's present state (409)."""

    status = 409


class VersionConflict(DomainError):  # noqa: N818
    """Someone else wrote first (412 in the API, both versions side by side in a page).

    `params["current"]` holds the record as it stands now.
    """

    status = 412


class UnreadableFile(DomainError):  # noqa: N818
    """A file could not be taken in; the message says what to do instead (422)."""

    status = 422
