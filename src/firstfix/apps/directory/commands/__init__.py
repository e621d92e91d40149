"""What can be changed in the directory."""

from firstfix.apps.directory.commands.change_reference import change_reference
from firstfix.apps.directory.commands.grant_role import grant_role
from firstfix.apps.directory.commands.revoke_role import revoke_role
from firstfix.apps.directory.commands.write_safety_notes import write_safety_notes

__all__ = ["change_reference", "grant_role", "revoke_role", "write_safety_notes"]
