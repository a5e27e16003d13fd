"""What every page knows: jurisdiction, navigation, theme, the moved clock, unread messages. Nothing is asked twice."""

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from accounts.government import current_government, governments_of
from accounts.models import Membership, SavedView, User
from accounts.services.saving import saved_views
from audit import context as audit_context
from core import clock
from core.views import THEME_COOKIE, THEMES
from departments.models import Jurisdiction
from duban.guide import help_for
from duban.navigation import ENTRIES, PERSON_ENTRIES, Link, address, links
from notifications.models import Message


@dataclass
class Site:
    """The frame of a page as `base.html` reads it; costly parts are found on first use, so fragments pay nothing."""

    request: HttpRequest
    theme: str = "light"
    as_of: datetime = field(default_factory=clock.now)

    @property
    def moved_to(self) -> date | None:
        """Return the day of a rehearsal, None in ordinary life."""
        return clock.today() if clock.is_moved() else None

    @cached_property
    def person(self) -> User | None:
        """Return who is signed in, None for a stranger."""
        user = getattr(self.request, "user", None)
        return user if isinstance(user, User) else None

    @cached_property
    def _memberships(self) -> list[Membership]:
        if self.person is None:
            return []
        held = Membership.objects.filter(user=self.person, jurisdiction=current_government(self.request))
        return list(held.active(clock.today()).select_related("department").order_by("id"))

    @cached_property
    def governments(self) -> list[Jurisdiction]:
        """Return the governments a person may switch between, empty where there is only one."""
        choice = governments_of(self.request)
        return choice if len(choice) > 1 else []

    @property
    def government_id(self) -> int | None:
        """Return the government whose pages are shown."""
        return self._government.pk if self._government else None

    @property
    def government_url(self) -> str:
        """Return where another government is chosen."""
        return address("accounts:government")

    @cached_property
    def _government(self) -> Jurisdiction | None:
        """Return the visitor's government; for a stranger the only one there is, if there is only one."""
        chosen = current_government(self.request)
        if chosen is not None:
            return chosen
        governments = list(Jurisdiction.objects.all()[:2])
        return governments[0] if len(governments) == 1 else None

    @property
    def jurisdiction(self) -> str:
        """Return the name of the visitor's government, empty where it is not known."""
        return self._government.name if self._government else ""

    @property
    def is_example(self) -> bool:
        """Say whether the data are the example's."""
        return bool(self._government and self._government.is_example)

    @property
    def unit(self) -> str:
        """Return the unit the person works for, else the word of the role."""
        named = next((held.department.name for held in self._memberships if held.department), "")
        return named or (self._memberships[0].get_role_display() if self._memberships else "")

    @property
    def roles(self) -> list[str]:
        """Return the codes of the roles held today."""
        return [held.role for held in self._memberships]

    @property
    def role_words(self) -> str:
        """Return the roles as a person reads them."""
        return "、".join(dict.fromkeys(held.get_role_display() for held in self._memberships))

    @cached_property
    def navigation(self) -> list[Link]:
        """Return the pages the person may open, in the table's order."""
        match = self.request.resolver_match
        return links(ENTRIES, self.roles, match.view_name if match else "")

    @property
    def main_navigation(self) -> list[Link]:
        """Return what stands in the bar itself."""
        return [link for link in self.navigation if not link.more]

    @property
    def more_navigation(self) -> list[Link]:
        """Return what stands behind 更多."""
        return [link for link in self.navigation if link.more]

    @property
    def person_menu(self) -> list[Link]:
        """Return the entries under the person's name."""
        return links(PERSON_ENTRIES, self.roles)

    @cached_property
    def saved_views(self) -> list[SavedView]:
        """Return the person's own views of the page at hand."""
        match = self.request.resolver_match
        place = match.view_name if match else ""
        return saved_views(self.person, place) if self.person else []

    @cached_property
    def unread(self) -> int:
        """Return the number of messages not opened yet."""
        return Message.objects.inbox_of(self.person).unread().count() if self.person else 0

    @property
    def search_url(self) -> str:
        """Return where the field in the bar searches, empty for strangers."""
        return (address("policies:search") or address("tasks:list")) if self.person else ""

    @property
    def help_url(self) -> str:
        """Return where the guide explains this page."""
        match = self.request.resolver_match
        return help_for(match.view_name if match else "")

    @property
    def theme_url(self) -> str:
        """Return where the theme is changed."""
        return address("core:theme")

    @property
    def sign_in_url(self) -> str:
        """Return the sign-in page."""
        return address("accounts:sign-in")

    @property
    def sign_out_url(self) -> str:
        """Return where one signs out."""
        return address("accounts:sign-out")

    @property
    def request_id(self) -> str:
        """Return the number support can be told."""
        return audit_context.current().request_id


def page(request: HttpRequest) -> dict[str, Any]:
    """Return the context of every page: `site`."""
    theme = request.COOKIES.get(THEME_COOKIE, "")
    return {"site": Site(request=request, theme=theme if theme in THEMES else THEMES[0])}
