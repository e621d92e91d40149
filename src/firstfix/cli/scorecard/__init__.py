"""What ``firstfix kpi`` is made of: reading the log, lines for a terminal, the page."""
