"""Pages of the app notifications: the inbox, and the addresses outside."""
