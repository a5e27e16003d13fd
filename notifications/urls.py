"""Pages of the app notifications."""

from django.urls import path

from notifications.views import endpoints, inbox

app_name = "notifications"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("<int:pk>/", inbox.message, name="message"),
    path("read/", inbox.read_all, name="read-all"),
    path("preferences/", inbox.preferences, name="preferences"),
    path("endpoints/", endpoints.endpoint_list, name="endpoints"),
    path("endpoints/new/", endpoints.endpoint_new, name="endpoint-new"),
    path("endpoints/<int:pk>/", endpoints.endpoint, name="endpoint"),
    path("endpoints/<int:pk>/secret/", endpoints.endpoint_secret, name="endpoint-secret"),
    path("endpoints/<int:pk>/try/", endpoints.endpoint_try, name="endpoint-try"),
    path("endpoints/<int:pk>/pause/", endpoints.endpoint_pause, name="endpoint-pause"),
    path("endpoints/<int:pk>/resume/", endpoints.endpoint_resume, name="endpoint-resume"),
    path("hosts/", endpoints.host_add, name="host-add"),
    path("hosts/<int:pk>/drop/", endpoints.host_drop, name="host-drop"),
]
