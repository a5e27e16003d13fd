"""Hosts that may be called become data of their own; those of the addresses there are go on the list."""

from urllib.parse import urlsplit

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def list_known(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Allow the hosts of all addresses there are, as far as they were allowed."""
    endpoints = apps.get_model("notifications", "Endpoint")
    hosts = apps.get_model("notifications", "AllowedHost")
    for row in endpoints.objects.all():
        host = urlsplit(row.url).hostname or ""
        known, _ = hosts.objects.get_or_create(
            jurisdiction_id=row.jurisdiction_id, host=host, defaults={"purpose": row.name}
        )
        if row.allow_private and not known.allow_private:
            known.allow_private = True
            known.save(update_fields=["allow_private"])


def mark_private(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Give the addresses back what their host may."""
    endpoints = apps.get_model("notifications", "Endpoint")
    private = {
        (one.jurisdiction_id, one.host)
        for one in apps.get_model("notifications", "AllowedHost").objects.filter(allow_private=True)
    }
    for row in endpoints.objects.all():
        if (row.jurisdiction_id, urlsplit(row.url).hostname or "") in private:
            row.allow_private = True
            row.save(update_fields=["allow_private"])


class Migration(migrations.Migration):
    dependencies = [
        ("departments", "0001_initial"),
        ("notifications", "0002_delivery_endpoints"),
    ]

    operations = [
        migrations.CreateModel(
            name="AllowedHost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("host", models.CharField(max_length=253, verbose_name="主机")),
                ("purpose", models.CharField(max_length=100, verbose_name="用途")),
                ("allow_private", models.BooleanField(default=False, verbose_name="在内网")),
                (
                    "jurisdiction",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="departments.jurisdiction",
                        verbose_name="管辖",
                    ),
                ),
            ],
            options={"verbose_name": "允许的主机", "verbose_name_plural": "允许的主机", "ordering": ["host"]},
        ),
        migrations.AddConstraint(
            model_name="allowedhost",
            constraint=models.UniqueConstraint(fields=("jurisdiction", "host"), name="notifications_allowed_host_once"),
        ),
        migrations.RunPython(list_known, mark_private),
        migrations.RemoveField(model_name="endpoint", name="allow_private"),
        migrations.AddField(
            model_name="endpoint", name="version", field=models.PositiveIntegerField(default=1, verbose_name="版本")
        ),
        migrations.AddField(
            model_name="endpoint",
            name="tried_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="试发时间"),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="tried_well",
            field=models.BooleanField(blank=True, null=True, verbose_name="试发成功"),
        ),
        migrations.AddField(
            model_name="endpoint",
            name="tried_words",
            field=models.CharField(blank=True, max_length=500, verbose_name="试发结果"),
        ),
    ]
