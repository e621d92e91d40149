"""One file for each management command that differs from Django's."""
