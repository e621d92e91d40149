"""The forms of the account pages. Passwords are taken exactly as typed (ASVS 5.0 6.2.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as __

from firstfix.kernel import clock
from firstfix.kernel.accounts.lifetimes import LONGEST_TOKEN_DAYS
from firstfix.kernel.commands import subject_of
from firstfix.kernel.identity import Actor
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.passwords import LONGEST, SHORTEST, password_problem

__all__ = [
    "ApiTokenForm",
    "ChangePasswordForm",
    "CodeForm",
    "FirstAdministratorForm",
    "InvitationForm",
    "NewPasswordForm",
    "PairingForm",
    "PasswordAndCodeForm",
    "ResetForm",
    "SignInForm",
]


class SignInForm(forms.Form):
    """Mailbox and password."""

    email = forms.EmailField(
        label=__("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=__("Password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class CodeForm(forms.Form):
    """A one-time code, or a recovery code."""

    code = forms.CharField(
        label=__("Code"),
        max_length=20,
        help_text=__("The six digits that your authenticator shows, or one of your recovery codes."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "autofocus": True,
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class PasswordAndCodeForm(CodeForm):
    """The present password and a code, before the second factor changes."""

    code = forms.CharField(
        label=__("Code"),
        max_length=20,
        help_text=CodeForm.base_fields["code"].help_text,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "spellcheck": "false"}),
    )
    password = SignInForm.base_fields["password"]
    field_order = ("password", "code")


class PairingForm(PasswordAndCodeForm):
    """The present password and the first code of a new authenticator."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["code"].help_text = _("The six digits that it shows now.")


class NewPasswordForm(forms.Form):
    """A new password, checked with what is known of its owner."""

    password = forms.CharField(
        label=__("New password"),
        max_length=LONGEST,
        strip=False,
        help_text=__(
            "At least {count} letters. Four or five words of your own are safe and easy to keep."
        ).format(count=SHORTEST),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "minlength": SHORTEST}),
    )

    def __init__(self, *args: Any, user: User | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.user = user

    def clean_password(self) -> str:
        """Give the password; raises ValidationError with what is wrong with it."""
        password = str(self.cleaned_data["password"])
        problem = password_problem(password, self.owner())
        if problem is not None:
            raise forms.ValidationError(_(problem))
        return password

    def owner(self) -> User | None:
        """Give whose password it will be."""
        return self.user


class FirstAdministratorForm(NewPasswordForm):
    """Name, mailbox and password of who sets the installation up."""

    name = forms.CharField(
        label=__("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "autofocus": True}),
    )
    email = forms.EmailField(
        label=__("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )
    field_order = ("name", "email", "password")

    def owner(self) -> User | None:
        """Give an account as it would be, to compare the password with."""
        return User(name=self.cleaned_data.get("name", ""), email=self.cleaned_data.get("email", ""))


class ChangePasswordForm(NewPasswordForm):
    """The present and the new password."""

    present = forms.CharField(
        label=__("Present password"),
        max_length=LONGEST,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )
    field_order = ("present", "password")


class InvitationForm(forms.Form):
    """Who is invited, and which person of the directory that is."""

    name = forms.CharField(label=__("Name"), max_length=200)
    email = forms.EmailField(label=__("E-mail address"), max_length=254)
    person_id = forms.ChoiceField(
        label=__("Person in the directory"),
        required=False,
        help_text=__("Roles are granted to the person. Without one the account opens nothing but itself."),
    )

    def __init__(self, *args: Any, actor: Actor, **options: Any) -> None:
        super().__init__(*args, **options)
        people = subject_of("person").visible(actor).filter(user=None).order_by("name")
        named = [(str(person.pk), str(person)) for person in people]
        self.fields["person_id"].choices = [("", _("None yet")), *named]  # type: ignore[attr-defined]
        self.initial.setdefault("name", dict(named).get(str(self.initial.get("person_id")), ""))

    def given(self) -> dict[str, Any]:
        """Give what :func:`issue_invitation` takes."""
        return {name: value for name, value in self.cleaned_data.items() if value}


class ResetForm(forms.Form):
    """The mailbox that a link for a new password is sent to."""

    email = SignInForm.base_fields["email"]


class ApiTokenForm(forms.Form):
    """What a program may do in one's name, and how long."""

    name = forms.CharField(label=__("What it is for"), max_length=300)
    scopes = forms.MultipleChoiceField(label=__("It may"), widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(
        label=__("Days until it ends"), min_value=1, max_value=LONGEST_TOKEN_DAYS, initial=90
    )

    def __init__(self, *args: Any, scopes: Sequence[tuple[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scopes"].choices = scopes  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """Give what :func:`issue_api_token` takes."""
        return {
            "name": self.cleaned_data["name"],
            "scopes": frozenset(self.cleaned_data["scopes"]),
            "expires_at": clock.now() + timedelta(days=self.cleaned_data["days"]),
        }
