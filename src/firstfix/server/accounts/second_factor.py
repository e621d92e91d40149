"""Pair an authenticator, part with it, renew recovery codes, and show the code again."""

from __future__ import annotations

import segno
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from pydantic import SecretStr

from firstfix.kernel import clock
from firstfix.kernel.accounts.commands import (
    renew_recovery_codes,
    turn_off_second_factor,
    turn_on_second_factor,
)
from firstfix.kernel.accounts.proving import make_proof
from firstfix.kernel.accounts.recovery import make_recovery
from firstfix.kernel.identity.credentials import (
    SEED_PURPOSE,
    Answer,
    check_code,
    check_password,
    has_second_factor,
)
from firstfix.kernel.identity.models import User
from firstfix.kernel.identity.one_time_codes import (
    accepted_step,
    new_seed,
    pairing_address,
)
from firstfix.kernel.identity.sealing import seal, unseal
from firstfix.kernel.refusal import Refusal
from firstfix.server.accounts.forms import CodeForm, PairingForm, PasswordAndCodeForm
from firstfix.server.accounts.own_account import back_to_account
from firstfix.server.accounts.sessions import (
    context_of,
    handle_of,
    origin_of,
    safe_next,
    show_second_factor,
    signed_in,
)
from firstfix.server.accounts.signing_in import said_of

__all__ = ["confirm_second_factor", "new_recovery", "second_factor", "second_factor_off"]

# The seed waits here, sealed, until its first right code.
_SEED_KEY = "new_seed"


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Show the QR code of a new seed, and take its first code with the password."""
    user, _actor = signed_in(request)
    if has_second_factor(user):
        return HttpResponseRedirect(reverse("account"))
    seed = _waiting_seed(request)
    form = PairingForm(request.POST or None)
    if not form.is_valid():
        return _pairing_page(request, user, seed, form)
    answer = check_password(user.email, form.cleaned_data["password"], origin_of(request, user.email))
    if answer.user is None:
        return _pairing_page(request, user, seed, PairingForm(), said=said_of(answer))
    step = accepted_step(seed, form.cleaned_data["code"], clock.now(), after=0)
    if step is None:
        said = _("The code did not fit. Wait for the next one; if it goes on, set the clock of your phone.")
        return _pairing_page(request, user, seed, PairingForm(), said=said)
    return _pair(request, user, seed, step)


@require_http_methods(["GET", "HEAD", "POST"])
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """Turn the second factor off, with password and code."""
    user, _actor = signed_in(request)
    form = PasswordAndCodeForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, "account/second_factor_off.html", form)
    answer = _check_both(request, user, form)
    if answer.user is None:
        return _form_page(request, "account/second_factor_off.html", PasswordAndCodeForm(), said_of(answer))
    proof = make_proof(user, "turn_off_second_factor")
    done = turn_off_second_factor(context_of(request), user.pk, proof=proof, keep=handle_of(request))
    request.session.pop("second_factor_at", None)
    return back_to_account(request, _("The second factor is off."), done)


@require_http_methods(["GET", "HEAD", "POST"])
def new_recovery(request: HttpRequest) -> HttpResponse:
    """Replace the recovery codes, with password and code, and show the new ones, once."""
    user, _actor = signed_in(request)
    form = PasswordAndCodeForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, "account/new_recovery.html", form)
    answer = _check_both(request, user, form)
    if answer.user is None:
        return _form_page(request, "account/new_recovery.html", PasswordAndCodeForm(), said_of(answer))
    show_second_factor(request)
    recovery, proof = make_recovery(), make_proof(user, "renew_recovery_codes")
    done = renew_recovery_codes(context_of(request), user.pk, recovery=recovery.given, proof=proof)
    if isinstance(done, Refusal):
        return back_to_account(request, "", done)
    return render(request, "account/recovery_codes.html", {"codes": recovery.codes})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm_second_factor(request: HttpRequest) -> HttpResponse:
    """Ask for the code again, before what needs it; without a second factor, offer to set one up."""
    user, _actor = signed_in(request)
    if not has_second_factor(user):
        return HttpResponseRedirect(reverse("second_factor"))
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return _form_page(request, "account/confirm.html", form)
    answer = check_code(user, form.cleaned_data["code"], origin_of(request, user.email))
    if answer.user is None:
        return _form_page(request, "account/confirm.html", CodeForm(), said_of(answer))
    wanted = safe_next(request)
    show_second_factor(request)
    return HttpResponseRedirect(wanted if wanted != "/" else reverse("account"))


def _waiting_seed(request: HttpRequest) -> str:
    sealed = request.session.get(_SEED_KEY)
    if sealed is None:
        sealed = request.session[_SEED_KEY] = seal(new_seed(), purpose=SEED_PURPOSE)
    return unseal(sealed, purpose=SEED_PURPOSE)


def _pair(request: HttpRequest, user: User, seed: str, step: int) -> HttpResponse:
    recovery = make_recovery()
    done = turn_on_second_factor(
        context_of(request),
        user.pk,
        sealed_seed=SecretStr(seal(seed, purpose=SEED_PURPOSE)),
        used_step=step,
        recovery=recovery.given,
        proof=make_proof(user, "turn_on_second_factor"),
        keep=handle_of(request),
    )
    if isinstance(done, Refusal):
        return back_to_account(request, "", done)
    request.session.pop(_SEED_KEY, None)
    show_second_factor(request)
    return render(request, "account/recovery_codes.html", {"codes": recovery.codes, "is_new": True})


def _check_both(request: HttpRequest, user: User, form: PasswordAndCodeForm) -> Answer:
    origin = origin_of(request, user.email)
    answer = check_password(user.email, form.cleaned_data["password"], origin)
    return answer if answer.user is None else check_code(user, form.cleaned_data["code"], origin)


def _pairing_page(
    request: HttpRequest, user: User, seed: str, form: PairingForm, *, said: str = ""
) -> HttpResponse:
    address = pairing_address(seed, account=user.email, issuer="Firstfix")
    picture = segno.make(address, error="m").svg_data_uri(scale=5, border=2, light="white")
    typed = " ".join(seed[start : start + 4] for start in range(0, len(seed), 4))
    shown = {"asked": form, "said": said, "picture": picture, "address": address, "seed": typed}
    return render(
        request, "account/second_factor.html", shown, status=422 if request.method == "POST" else 200
    )


def _form_page(request: HttpRequest, template: str, form: CodeForm, said: str = "") -> HttpResponse:
    shown = {"asked": form, "said": said, "next": safe_next(request)}
    return render(request, template, shown, status=422 if request.method == "POST" else 200)
