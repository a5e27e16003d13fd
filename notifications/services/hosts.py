"""The list of hosts that may be called: nothing leaves the house for any other."""

import ipaddress
import re

from django.db import IntegrityError, transaction

from audit.context import Principal
from audit.services import unit_of_work
from core.exceptions import DomainError
from departments.models import Jurisdiction
from notifications.models import AllowedHost, Endpoint
from notifications.permissions import require_endpoint_keeper
from notifications.services.log import note

_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LONGEST_HOST = 253


def clean_host(text: str) -> str:
    """Return a host as it is compared: lower case, Chinese names in their ASCII form, without scheme, port or path."""
    host = text.strip().rstrip(".").lower()
    try:
        return str(ipaddress.ip_address(host.strip("[]")))
    except ValueError:
        pass
    try:
        host = host.encode("idna").decode()
    except UnicodeError as error:
        raise _wrong("主机名有误。") from error
    if len(host) > LONGEST_HOST or not all(_LABEL.fullmatch(label) for label in host.split(".")):
        raise _wrong("只填主机名或 IP，如 oa.example.gov.cn，不含 https://、端口和路径。")
    return host


def allow_host(
    *, jurisdiction: Jurisdiction, host: str, purpose: str, by: Principal | None, allow_private: bool = False
) -> AllowedHost:
    """Put a host on the list; `allow_private` lets it be one of the house's own network."""
    require_endpoint_keeper(by, jurisdiction)
    clean = clean_host(host)
    if not purpose.strip():
        raise DomainError("notifications.host_purpose", "请写明用途。", fields={"purpose": ["请写明用途。"]})
    try:
        with unit_of_work():
            row = AllowedHost(
                jurisdiction=jurisdiction, host=clean, purpose=purpose.strip(), allow_private=allow_private
            )
            # a transaction of its own: the refusal of the unique key leaves the outer one usable
            with transaction.atomic():
                row.save(force_insert=True)
            note("host_allowed", row, by=by, after=_values(row))
    except IntegrityError as error:
        raise _wrong("这台主机已在名单上。", "notifications.host_known") from error
    return row


def drop_host(*, allowed: AllowedHost, by: Principal | None) -> None:
    """Take a host off the list; refused while an address in use lies on it."""
    require_endpoint_keeper(by, allowed.jurisdiction)
    with unit_of_work():
        # whoever adds or resumes an address holds this row too
        held = AllowedHost.objects.select_for_update(of=("self",)).select_related("jurisdiction").get(pk=allowed.pk)
        used = [
            row.name
            for row in Endpoint.objects.filter(jurisdiction=held.jurisdiction, is_active=True)
            if row.host == held.host
        ]
        if used:
            raise _wrong(f"“{'、'.join(used)}”正在使用这台主机，请先暂停。", "notifications.host_in_use")
        note("host_dropped", held, by=by, before=_values(held))
        held.delete()


def _values(row: AllowedHost) -> dict[str, object]:
    return {"host": row.host, "purpose": row.purpose, "allow_private": row.allow_private}


def _wrong(message: str, code: str = "notifications.host_invalid") -> DomainError:
    return DomainError(code, message, fields={"host": [message]})
