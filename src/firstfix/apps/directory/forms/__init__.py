"""What the pages of the directory show and ask: people, rights, reference data."""

from firstfix.apps.directory.forms.lists import (
    CAPABILITY_WORDS,
    kind_words,
    matrix_row,
    people_page,
    person_page,
    reference_page,
)
from firstfix.apps.directory.forms.references import fields_of_row, given_fields, known_values

__all__ = [
    "CAPABILITY_WORDS",
    "fields_of_row",
    "given_fields",
    "kind_words",
    "known_values",
    "matrix_row",
    "people_page",
    "person_page",
    "reference_page",
]
