"""The web server's frame: settings, root addresses, error mapping, templates, static files."""
