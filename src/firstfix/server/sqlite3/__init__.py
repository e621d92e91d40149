"""Django's SQLite, whose waiting writers look often (``base``, the name that Django asks for)."""
