"""What the pages of the directory show and ask: people, rights, reference data."""

from firstfix.apps.directory.forms.lists import matrix_row, people_page, person_page, reference_page
from firstfix.apps.directory.forms.references import fields_of_row, given_fields

__all__ = ["fields_of_row", "given_fields", "matrix_row", "people_page", "person_page", "reference_page"]
