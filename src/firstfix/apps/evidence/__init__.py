"""Things that prove a statement: files and values, bound by hash to what they prove."""
