"""The addresses of sign-in, one-time links and accounts."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path

from firstfix.server.accounts import (
    api_tokens,
    demo,
    external,
    joining,
    keeping,
    own_account,
    second_factor,
    signing_in,
)

__all__ = ["demo_urls", "urlpatterns"]

demo_urls: list[URLPattern] = [
    path("demo/sign-in", demo.demo_people, name="demo_people"),
    path("demo/sign-in/<uuid:user_id>", demo.demo_sign_in, name="demo_sign_in"),
]

urlpatterns: list[URLPattern] = [
    path("sign-in", signing_in.sign_in, name="sign_in"),
    path("sign-in/code", signing_in.sign_in_code, name="sign_in_code"),
    path("sign-out", signing_in.sign_out, name="sign_out"),
    path("first-administrator/<str:secret>", joining.first_administrator, name="first_administrator"),
    path("accept/<str:secret>", joining.accept, name="accept"),
    path("reset", joining.ask_for_reset, name="ask_for_reset"),
    path("reset/<str:secret>", joining.reset, name="reset"),
    path("l/<str:secret>", external.external_landing, name="external_landing"),
    path("external", external.external_home, name="external_home"),
    path("account", own_account.account, name="account"),
    path("account/language/<slug:language>", own_account.new_language, name="new_language"),
    path("account/password", own_account.new_password, name="new_password"),
    path("account/sessions/end-others", own_account.end_other_sessions, name="end_other_sessions"),
    path("account/sessions/<uuid:handle>/end", own_account.end_session, name="end_session"),
    path("account/second-factor", second_factor.second_factor, name="second_factor"),
    path("account/second-factor/off", second_factor.second_factor_off, name="second_factor_off"),
    path("account/second-factor/confirm", second_factor.confirm_second_factor, name="confirm_second_factor"),
    path("account/recovery-codes", second_factor.new_recovery, name="new_recovery"),
    path("account/api-tokens/new", api_tokens.new_api_token, name="new_api_token"),
    path("account/api-tokens/<uuid:token_id>/revoke", api_tokens.end_api_token, name="end_api_token"),
    path("accounts", keeping.accounts, name="accounts"),
    path("accounts/invite", keeping.invite, name="invite"),
    path("accounts/<uuid:user_id>/link", keeping.new_link, name="new_link"),
    path("accounts/<uuid:user_id>/<slug:command>", keeping.change_account, name="change_account"),
    *(demo_urls if settings.DEMO else []),
]
