"""When what is reminded, as pure functions of dates and rules."""
