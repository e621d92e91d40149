"""Who goes where and when: assignments, absences, on-call."""
