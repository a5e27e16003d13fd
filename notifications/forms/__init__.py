"""Forms of the app notifications."""

from notifications.forms.endpoints import EndpointForm, HostForm, NewEndpointForm, SecretForm, VersionForm
from notifications.forms.preferences import PreferenceForm

__all__ = ["EndpointForm", "HostForm", "NewEndpointForm", "PreferenceForm", "SecretForm", "VersionForm"]
