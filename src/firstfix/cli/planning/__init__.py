"""What the verbs ``plan``, ``slots`` and ``repair`` share: reading files, searching, showing plans."""
