"""Django's management commands, where ours differ."""
