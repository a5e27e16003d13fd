"""When a name is locked after wrong passwords, and for how long (django-axes)."""

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.5
# a try while locked does not lock anew: the time on the page stays true
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "core.http.client_address"
# name and address together: a stranger elsewhere cannot lock a colleague out
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "accounts.views.locked_out"
AXES_VERBOSE = False
