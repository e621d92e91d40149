"""The commands on accounts, tokens and links; importing this registers them."""

from firstfix.kernel.accounts.commands.accept_invitation import accept_invitation
from firstfix.kernel.accounts.commands.change_password import change_password
from firstfix.kernel.accounts.commands.choose_language import choose_language
from firstfix.kernel.accounts.commands.create_api_token import create_api_token
from firstfix.kernel.accounts.commands.create_external_link import create_external_link
from firstfix.kernel.accounts.commands.disable_account import disable_account
from firstfix.kernel.accounts.commands.enable_account import enable_account
from firstfix.kernel.accounts.commands.end_sessions import end_sessions
from firstfix.kernel.accounts.commands.invite_person import invite_person
from firstfix.kernel.accounts.commands.issue_account_link import issue_account_link
from firstfix.kernel.accounts.commands.open_first_administrator import open_first_administrator
from firstfix.kernel.accounts.commands.renew_recovery_codes import renew_recovery_codes
from firstfix.kernel.accounts.commands.reset_password import reset_password
from firstfix.kernel.accounts.commands.revoke_api_token import revoke_api_token
from firstfix.kernel.accounts.commands.revoke_external_link import revoke_external_link
from firstfix.kernel.accounts.commands.turn_off_second_factor import turn_off_second_factor
from firstfix.kernel.accounts.commands.turn_on_second_factor import turn_on_second_factor

__all__ = [
    "accept_invitation",
    "change_password",
    "choose_language",
    "create_api_token",
    "create_external_link",
    "disable_account",
    "enable_account",
    "end_sessions",
    "invite_person",
    "issue_account_link",
    "open_first_administrator",
    "renew_recovery_codes",
    "reset_password",
    "revoke_api_token",
    "revoke_external_link",
    "turn_off_second_factor",
    "turn_on_second_factor",
]
