"""Acts as POST sub-resources: the same table as the pages, each with its own body, If-Match and answer."""

from collections.abc import Callable
from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.fields import empty
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import User
from core.api.views import ApiViewSet
from tasks.acts import BY_NAME
from tasks.transitions import Subject

Handler = Callable[..., Response]


def caller(request: Request) -> User:
    """Return who asks; sign-in comes first."""
    assert isinstance(request.user, User), "IsAuthenticated comes first"  # noqa: S101 narrows a type
    return request.user


def act(
    subject: Subject,
    name: str,
    body: type[serializers.Serializer[Any]],
    *,
    attribute: str = "",
    answer: type[serializers.BaseSerializer[Any]] | None = None,
    read: Callable[[User, Any], Any] = lambda _user, made: made,
) -> Handler:
    """Return the handler of one act, to be set as a class attribute named `attribute` (else the act's own name).

    With `answer` the act makes another record, which is answered with 201 as `read` reads it for the caller; otherwise
    the record itself as it stands.
    """
    known = BY_NAME[subject, name]
    # an act that asks nothing has no body in the description either
    described: Any = body if body().fields else None

    def handler(self: ActingViewSet, request: Request, **_: Any) -> Response:
        row = self.get_object()
        data = dict(self.body(body))
        made = known.run(row, caller(request), data, self.expected_version())
        if answer is not None:
            made = read(caller(request), made)
            return Response(answer(made, context=self.get_serializer_context()).data, status=201)
        return self.again(row)

    handler.__name__ = attribute or name
    handler.__doc__ = f"{known.title.rstrip('？')}。"
    answers: Any = {201: answer} if answer is not None else empty
    # the route first: it would overwrite the description
    routed: Handler = action(detail=True, methods=["post"], url_path=name.replace("_", "-"))(handler)
    described_handler: Handler = extend_schema(request=described, responses=answers)(routed)
    return described_handler


class ActingViewSet(ApiViewSet):
    """A resource whose acts are sub-resources; every one asks for If-Match."""

    find: Callable[[User, int], Any] | None = None

    def get_object(self) -> Any:
        """Return the record of the address if the caller may see it (`find`); conditions beside the key hold too."""
        if self.find is None or self._filters().intersection(self.request.query_params):
            return super().get_object()
        found = self.find(caller(self.request), int(self.kwargs["pk"]))
        if found is None:
            raise Http404
        return found

    def again(self, row: Any) -> Response:
        """Answer with the record as it stands after an act; 204 where the caller may not see it any more."""
        user = caller(self.request)
        found = self.find(user, row.pk) if self.find is not None else self.get_queryset().filter(pk=row.pk).first()
        return self.record_response(found) if found is not None else Response(status=204)
