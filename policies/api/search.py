"""Full text search over REST: the same conditions as on the page."""

from typing import Any

from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.access import access_of
from core.api.views import ApiViewSet
from departments.models import Department, Jurisdiction
from policies.filters import SearchForm
from policies.models import SearchParagraph
from policies.search.finding import Asked, Hit, search

PARAMETERS = ("q", "jurisdiction", "kind", "year", "unit", "state", "order", "before")


class HitSerializer(serializers.Serializer[Hit]):
    """A paragraph that holds the words, and of what it is a part."""

    kind = serializers.CharField(source="paragraph.kind")
    object_id = serializers.IntegerField(source="paragraph.object_id")
    jurisdiction = serializers.IntegerField(source="paragraph.jurisdiction_id")
    title = serializers.CharField(source="shown.title")
    context = serializers.CharField(source="shown.context")  # type: ignore[assignment]
    text = serializers.CharField(source="paragraph.text")


class FoundSerializer(serializers.Serializer[Any]):
    """One page: `count` is null for more than a thousand, `before` leads to the next page."""

    count = serializers.IntegerField(allow_null=True)
    before = serializers.IntegerField(allow_null=True)
    results = HitSerializer(many=True, source="hits")


ONE_PAGE: Any = forced_singular_serializer(FoundSerializer)  # type: ignore[no-untyped-call]


class SearchViewSet(ApiViewSet):
    """全文检索：按原文逐字查找政策文件、举措等，只返回本人能看的。"""

    queryset = SearchParagraph.objects.none()
    serializer_class = FoundSerializer
    pagination_class = None
    scope = "policies"
    extra_parameters = frozenset(PARAMETERS)

    @extend_schema(parameters=[OpenApiParameter(name) for name in PARAMETERS], responses=ONE_PAGE)
    def list(self, request: Request) -> Response:
        """Answer with one page of hits."""
        form = SearchForm(request.query_params)
        governments = access_of(request.user).business
        form.offer(
            Jurisdiction.objects.filter(pk__in=governments), Department.objects.filter(jurisdiction__in=governments)
        )
        if not form.is_valid():
            raise ValidationError({name: [str(error) for error in errors] for name, errors in form.errors.items()})
        said = form.cleaned_data
        asked = Asked(
            words=said["q"],
            kind=said["kind"],
            year=said["year"],
            unit=said["unit"],
            state=said["state"],
            order=said["order"] or "newest",
            before=said["before"],
        )
        chosen = [said["jurisdiction"].pk] if said["jurisdiction"] else governments
        return Response(self.get_serializer(search(request.user, chosen, asked)).data)  # type: ignore[arg-type]
