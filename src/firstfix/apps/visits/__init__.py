"""Work that needs a person on a site: work orders, readiness, visits, changes, sign-off, reports."""
