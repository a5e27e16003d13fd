"""`Idempotency-Key` on POST: the same request twice is done once, and the second gets the first one's answer.

The answer is stored in the transaction of the act itself, so that a crash leaves either both or neither. Refused and
failed requests change nothing and free their key. A key belongs to its token or person and is kept for 24 hours.
"""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import QueryDict
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from core import clock
from core.exceptions import DomainError
from core.models import IdempotentRequest

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEPT = timedelta(hours=24)
# longer than any request may run (gunicorn's time-out)
LEASE = timedelta(minutes=5)
KEPT_HEADERS = ("Location", "ETag")
LONGEST_KEY = 255


class KeyInUse(DomainError):  # noqa: N818
    """The first request with this key is still running (409)."""

    status = 409


class KeyReused(DomainError):  # noqa: N818
    """The key was used for another request (422)."""

    status = 422


class IdempotentMixin(APIView):
    """Honours `Idempotency-Key` on every POST of a view.

    A view whose answers hold secrets sets `keeps_answers` to False: it refuses a key rather than store them.
    """

    keeps_answers: bool = True

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """After sign-in and permission: let the handler of a marked POST run once only."""
        super().initial(request, *args, **kwargs)
        key = request.headers.get(HEADER)
        if request.method == "POST" and key is not None:
            if not self.keeps_answers:
                raise DomainError("idempotency.not_here", "此操作的答复含密文，不保存，不能使用 Idempotency-Key。")
            # APIView looks its handler up by the method's name, after this
            handler = getattr(self, "post", self.http_method_not_allowed)
            setattr(self, "post", partial(_once, handler, _checked(key)))  # noqa: B010 no view declares it


def _once(handler: Callable[..., Response], key: str, request: Request, *args: Any, **kwargs: Any) -> Response:
    row, is_new = _claim(request, key)
    if not is_new:
        return _replay(row)
    try:
        with transaction.atomic():
            response = handler(request, *args, **kwargs)
            _keep(row, response)
    except BaseException:
        IdempotentRequest.objects.filter(pk=row.pk, status=None).delete()
        raise
    return response


def _checked(key: str) -> str:
    if not 0 < len(key) <= LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise DomainError("idempotency.key_invalid", "Idempotency-Key 须为 1 至 255 个可打印的 ASCII 字符。")
    return key


def caller_of(request: Request) -> str:
    """Return who a request is counted for: the token, else the person."""
    token = getattr(request.auth, "pk", None)
    return f"token:{token}" if token else f"user:{request.user.pk}"


def _claim(request: Request, key: str) -> tuple[IdempotentRequest, bool]:
    """Return the row of a key and whether the request at hand is the one to do the work."""
    now, fingerprint = clock.real_now(), _fingerprint(request)
    fresh = {"fingerprint": fingerprint, "created_at": now, "leased_until": now + LEASE, "status": None, "body": ""}
    try:
        with transaction.atomic():
            return IdempotentRequest.objects.create(caller=caller_of(request), key=key, **fresh), True
    except IntegrityError:
        row = IdempotentRequest.objects.get(caller=caller_of(request), key=key)
    free = Q(created_at__lt=now - KEPT) | Q(status=None, leased_until__lt=now)
    # 0 rows: the key is neither too old nor left behind, or another request took it over first
    if IdempotentRequest.objects.filter(free, pk=row.pk, created_at=row.created_at).update(**fresh):
        row.refresh_from_db()
        return row, True
    row.refresh_from_db()
    if row.fingerprint != fingerprint:
        raise KeyReused("idempotency.key_reused", "这个 Idempotency-Key 已用于另一个请求，请换一个。")
    if row.status is None:
        raise KeyInUse("idempotency.in_progress", "同一请求正在办理，请稍后再试。")
    return row, False


def _keep(row: IdempotentRequest, response: Response) -> None:
    row.status = response.status_code
    row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
    row.body = JSONRenderer().render(response.data).decode() if response.data is not None else ""
    row.leased_until = None
    row.save(update_fields=["status", "headers", "body", "leased_until"])


def _replay(row: IdempotentRequest) -> Response:
    data = json.loads(row.body) if row.body else None
    return Response(data, status=row.status, headers={**row.headers, REPLAYED: "true"})


def _fingerprint(request: Request) -> str:
    """Return a digest of method, address and content; files count by their bytes, a form's boundary does not."""
    parts = [str(request.method), request.get_full_path(), json.dumps(_content(request.data), sort_keys=True)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _content(data: Any) -> Any:
    if isinstance(data, QueryDict):
        return {name: [_content(value) for value in values] for name, values in data.lists()}
    if isinstance(data, UploadedFile):
        digest = hashlib.sha256()
        for chunk in data.chunks():
            digest.update(chunk)
        data.seek(0)
        return digest.hexdigest()
    return data


def forget(*, before: timedelta = KEPT) -> int:
    """Delete the keys that are older than a day; return how many."""
    count, _ = IdempotentRequest.objects.filter(created_at__lt=clock.real_now() - before).delete()
    return count
