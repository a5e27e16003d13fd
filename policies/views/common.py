"""What the pages of this app share: who asks, and which policy is visible."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from accounts.government import current_government
from accounts.models import User
from departments.models import Jurisdiction
from policies.models import Policy, PolicyVersion
from policies.permissions import can_import, can_see_desk, visible_to
from policies.selectors.desk import current_version


def person(request: HttpRequest) -> User:
    """Return who asks; the middleware has asked for sign-in before."""
    assert isinstance(request.user, User), "sign-in comes first"  # noqa: S101 narrows a type
    return request.user


def government(request: HttpRequest) -> Jurisdiction:
    """Return the government whose pages are shown; 403 for somebody without any role."""
    found = current_government(request)
    if found is None:
        raise PermissionDenied("您的账号还没有任职。请与系统管理员联系。")
    return found


def importing_government(request: HttpRequest) -> Jurisdiction:
    """Return the government into which the person may import; 403 with the reason otherwise."""
    found = government(request)
    if not can_import(person(request), found):
        raise PermissionDenied("只有本级督查员可以导入和校核文件。")
    return found


def visible_policy(request: HttpRequest, pk: int) -> Policy:
    """Return a policy the person may read; 404 otherwise."""
    policy = visible_to(person(request)).select_related("jurisdiction").filter(pk=pk).first()
    if policy is None:
        raise Http404
    return policy


def desk_version(request: HttpRequest, pk: int) -> PolicyVersion:
    """Return the version under check; 404 for what is not visible, 403 for whoever has no part in checking."""
    user = person(request)
    try:
        version = current_version(visible_to(user), pk, user)
    except PolicyVersion.DoesNotExist:
        raise Http404 from None
    if not can_see_desk(user, version.policy):
        raise PermissionDenied("校核由督查员办理。您可查看已发布的文件。")
    return version
