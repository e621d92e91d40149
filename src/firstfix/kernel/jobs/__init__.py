"""Background work that survives a killed worker."""
