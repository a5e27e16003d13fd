"""Governments, units and rosters as the REST interface shows and takes them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from core.api.serializers import StrictSerializer
from departments.models import Department, DepartmentKind, DepartmentName, Jurisdiction, NameKind, Roster
from departments.selectors import departments_brought

ADDABLE = [(kind.value, kind.label) for kind in NameKind if kind is not NameKind.OFFICIAL]


class JurisdictionSerializer(serializers.ModelSerializer[Jurisdiction]):
    """A government."""

    class Meta:
        model = Jurisdiction
        fields = ("id", "name", "number_prefix", "is_example")


class NameSerializer(serializers.ModelSerializer[DepartmentName]):
    """A dated name of a unit."""

    class Meta:
        model = DepartmentName
        fields = ("id", "name", "kind", "valid_from", "valid_to", "source")


class UnitBriefSerializer(serializers.ModelSerializer[Department]):
    """A unit by number and name."""

    class Meta:
        model = Department
        fields = ("id", "name")


class UnitSerializer(serializers.ModelSerializer[Department]):
    """A unit with all its names."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id", help_text="管辖")
    parent = serializers.IntegerField(source="parent_id", allow_null=True, help_text="上级单位")  # type: ignore[assignment]  # a name of DRF's own
    names = NameSerializer(many=True, help_text="全部名称，含停用的")

    class Meta:
        model = Department
        fields = (
            "id", "jurisdiction", "name", "kind", "parent", "duties", "valid_from", "valid_to", "position", "version",
            "names",
        )  # fmt: skip


class RosterSerializer(serializers.ModelSerializer[Roster]):
    """A collective unit with today's members."""

    jurisdiction = serializers.IntegerField(source="jurisdiction_id", help_text="管辖")
    aliases = serializers.ListField(child=serializers.CharField(), help_text="别称")
    members = serializers.SerializerMethodField(help_text="今日成员")

    class Meta:
        model = Roster
        fields = ("id", "jurisdiction", "name", "aliases", "members")

    @extend_schema_field(UnitBriefSerializer(many=True))
    def get_members(self, roster: Roster) -> Any:
        """Return today's members."""
        return UnitBriefSerializer(departments_brought(roster), many=True).data


class NewUnitBody(StrictSerializer):
    """A unit to be entered."""

    jurisdiction = serializers.IntegerField(min_value=1, help_text="管辖")
    name = serializers.CharField(max_length=100, help_text="全称")
    kind = serializers.ChoiceField(choices=DepartmentKind.choices, default=DepartmentKind.GOVERNMENT)
    parent = serializers.IntegerField(min_value=1, required=False, allow_null=True, help_text="上级单位")  # type: ignore[assignment]  # a name of DRF's own
    duties = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    valid_from = serializers.DateField(required=False, allow_null=True, help_text="设立日期")
    position = serializers.IntegerField(min_value=0, max_value=999_999, required=False)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="依据")  # type: ignore[assignment]  # a name of DRF's own


class UnitCorrectionBody(StrictSerializer):
    """Corrections to a unit; what is left out stays."""

    kind = serializers.ChoiceField(choices=DepartmentKind.choices, required=False)
    parent = serializers.IntegerField(min_value=1, required=False, allow_null=True, help_text="上级单位")  # type: ignore[assignment]  # a name of DRF's own
    duties = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    position = serializers.IntegerField(min_value=0, max_value=999_999, required=False)


class NameBody(StrictSerializer):
    """One more name of a unit."""

    name = serializers.CharField(max_length=100)
    kind = serializers.ChoiceField(choices=ADDABLE, default=NameKind.ALIAS)
    valid_from = serializers.DateField(required=False, allow_null=True)
    valid_to = serializers.DateField(required=False, allow_null=True)
    source = serializers.CharField(max_length=200, required=False, allow_blank=True)  # type: ignore[assignment]  # a name of DRF's own


class ResolveQuery(serializers.Serializer[Any]):
    """A printed name, the government whose document prints it, and the day."""

    jurisdiction = serializers.IntegerField(min_value=1, help_text="管辖")
    name = serializers.CharField(max_length=100, help_text="文件里印的名称")
    on = serializers.DateField(required=False, help_text="文件日期，默认今天")


class SuggestionSerializer(serializers.Serializer[Any]):
    """A near unit or roster and on what ground it is suggested."""

    label = serializers.CharField()  # type: ignore[assignment]  # a name of DRF's own
    why = serializers.CharField()
    department = serializers.IntegerField(allow_null=True)
    roster = serializers.IntegerField(allow_null=True)


class ResolutionSerializer(serializers.Serializer[Any]):
    """What a printed name answers to on a day, and who holds its duties today."""

    name = serializers.CharField()
    on = serializers.DateField()
    department = UnitBriefSerializer(allow_null=True)
    roster = UnitBriefSerializer(allow_null=True, help_text="集合单位")
    ignored = serializers.BooleanField(help_text="已认定不是单位")
    held_by = UnitBriefSerializer(many=True, help_text="今日承接其职责的单位；拆分后有多个，须由人选择")
    suggestions = SuggestionSerializer(many=True, help_text="无人应答时的相近名称，仅供人选择")
