"""A small resource that keeps every convention: the units of the register, with made-up writes."""

from typing import Any

from django.urls import include, path
from django_filters import CharFilter, DateFromToRangeFilter
from django_filters.rest_framework import FilterSet
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.routers import SimpleRouter

from core.api.serializers import StrictModelSerializer, StrictSerializer
from core.api.views import RecordViewSet
from core.exceptions import TransitionForbidden
from core.versions import save_version
from departments.models import Department, Jurisdiction


class UnitSerializer(StrictModelSerializer):
    class Meta:
        model = Department
        fields = ("id", "name", "duties", "version")


class NameBody(StrictSerializer):
    name = serializers.CharField(max_length=100)
    duties = serializers.CharField(required=False)


class UnitFilter(FilterSet):  # type: ignore[misc]
    name = CharFilter()
    valid_from = DateFromToRangeFilter()

    class Meta:
        model = Department
        fields = ("name",)


class UnitViewSet(RecordViewSet):
    queryset = Department.objects.all()
    serializer_class = UnitSerializer
    filterset_class = UnitFilter
    scope = "units"
    action_scopes = {"close": "units:close"}
    versioned_actions = frozenset({"partial_update"})

    def create(self, request: Request) -> Response:
        unit = Department.objects.create(jurisdiction=Jurisdiction.objects.earliest("id"), **self.body(NameBody))
        return self.record_response(unit, status=201, headers={"Location": f"/units/{unit.pk}/"})

    def partial_update(self, request: Request, pk: Any) -> Response:
        unit, expected = self.get_object(), self.expected_version()
        unit.name = self.body(NameBody)["name"]
        save_version(unit, expected=expected, fields=["name"])
        return self.record_response(unit)

    @action(detail=True, methods=["post"])
    def close(self, request: Request, pk: Any) -> Response:
        raise TransitionForbidden("units.not_open", "单位已撤销。")


router = SimpleRouter()
router.register("units", UnitViewSet)
urlpatterns = [path("", include(router.urls))]
