"""An act of a page, and how its service is called with what the form brought."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from tasks.forms import ActForm
from tasks.services import completing, disputes, ending, extensions, handing
from tasks.services import urging as urging_service
from tasks.transitions import Subject

Run = Callable[[Any, User, dict[str, Any], int | None], Any]


@dataclass(frozen=True, slots=True)
class PageAct:
    """One act as a page offers it: its question, its button, its form, what is said afterwards."""

    subject: Subject
    name: str
    button: str
    title: str
    done: str
    run: Run
    form: type[ActForm] = ActForm
    # what cannot be undone, said before
    warning: str = ""

    @property
    def at_once(self) -> bool:
        """Say whether the button does it, without a page of its own (nothing to fill in, nothing leaves the house)."""
        return self.form is ActForm and not self.warning


def close_unfinished(task: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Close what is not done."""
    return ending.close_unfinished(
        task=task, closing_reason=data["closing_reason"], reason=data["reason"], by=by, version=version
    )


def dispute(part: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Object to a duty."""
    return disputes.raise_dispute(
        assignment=part, reason=data["reason"], suggested_department=data["suggested_department"], by=by,
        version=version,
    )  # fmt: skip


def extend(part: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Ask for a later date."""
    return extensions.ask(
        assignment=part, due_on=data["due_on"], reason=data["reason"], progress=data["progress"], by=by
    )


def urge(part: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Urge one unit."""
    return urging_service.urge(assignment=part, level=data["level"], text=data["text"], term=data["term"], by=by)


def assign(task: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Put a unit on a running task."""
    return handing.assign_unit(
        task=task, department=data["department"], role=data["role"], reason=data["reason"], by=by
    )


def hand_over(part: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Pass a part on."""
    return handing.hand_over(
        assignment=part, department=data["department"], reason=data["reason"], by=by, version=version
    )


def decide(dispute: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Decide a dispute."""
    return disputes.decide(
        dispute=dispute, decision=data["decision"], role=data["role"], department=data["department"],
        opinion=data["opinion"], by=by, version=version,
    )  # fmt: skip


def task(service: Callable[..., Any]) -> Run:
    """Call a verb on a task that takes its reason."""
    return lambda row, by, data, version: service(task=row, reason=data["reason"], by=by, version=version)


def part(service: Callable[..., Any]) -> Run:
    """Call a verb on a part that takes its reason."""
    return lambda row, by, data, version: service(assignment=row, reason=data["reason"], by=by, version=version)


def report(service: Callable[..., Any], *, reason: bool = False) -> Run:
    """Call a verb on a report, with its reason where it asks for one."""

    def run(row: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
        more = {"reason": data["reason"]} if reason else {}
        return service(report=row, by=by, version=version, **more)

    return run


def extension(service: Callable[..., Any], *, opinion: bool = False) -> Run:
    """Call a verb on a request, with an opinion where it asks for one."""

    def run(row: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
        more = {"opinion": data["opinion"]} if opinion else {}
        return service(extension=row, by=by, version=version, **more)

    return run


def grant(row: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Grant an extension."""
    return extensions.grant(extension=row, by=by, due_on=data["due_on"], opinion=data["opinion"], version=version)


def urging(service: Callable[..., Any]) -> Run:
    """Call a verb on an urging that takes an opinion."""
    return lambda row, by, data, version: service(urging=row, opinion=data["opinion"], by=by, version=version)


def claim_done(row: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """报完成 of one part, with a word."""
    return completing.claim_done(assignment=row, by=by, note=data["opinion"], version=version)


def reply(row: Any, by: User, data: dict[str, Any], version: int | None) -> Any:
    """Answer an urging."""
    return urging_service.reply(urging=row, text=data["text"], by=by, version=version)


def task_note(service: Callable[..., Any]) -> Run:
    """Call a verb on a task that takes a note."""
    return lambda row, by, data, version: service(task=row, by=by, note=data["opinion"], version=version)


def task_opinion(service: Callable[..., Any]) -> Run:
    """Call a verb on a task that takes an opinion."""
    return lambda row, by, data, version: service(task=row, by=by, opinion=data["opinion"], version=version)


def plain_task(service: Callable[..., Any]) -> Run:
    """Call a verb on a task that takes no words."""
    return lambda row, by, data, version: service(task=row, by=by, version=version)


def plain_part(service: Callable[..., Any]) -> Run:
    """Call a verb on a part that takes no words."""
    return lambda row, by, data, version: service(assignment=row, by=by, version=version)


def note(service: Callable[..., Any]) -> Run:
    """Call the verb that writes a word on a task."""
    return lambda row, by, data, version: service(task=row, text=data["text"], by=by, version=version)
