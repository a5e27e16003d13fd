"""What services refuse, shown in the form that asked."""

from django.forms import Form

from core.exceptions import DomainError


def show_errors(form: Form, error: DomainError) -> None:
    """Put a service's refusal beside the fields it names, the rest above the form."""
    known = {name: messages for name, messages in error.fields.items() if name in form.fields}
    for name, messages in known.items():
        for message in messages:
            form.add_error(name, message)
    if not known:
        form.add_error(None, error.message)
