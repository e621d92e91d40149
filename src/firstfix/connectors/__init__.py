"""One adapter a file to another system: it translates what comes and goes, and decides nothing."""
