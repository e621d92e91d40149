"""Names under which many different people have theirs: nobody may claim all of them by one wildcard."""

from __future__ import annotations

from typing import Final

__all__ = ["wide_wildcard_of"]

# What registries of countries sell under: nobody owns all of *.co.uk. Two letters of a country (ISO 3166)
# below one of these are a public suffix in nearly every country that has them.
_SOLD_UNDER: Final = frozenset(
    {"ac", "co", "com", "edu", "gob", "gouv", "gov", "govt", "gv", "info", "ltd", "mil", "ne", "net", "nom",
     "or", "org", "plc", "sch"}
)  # fmt: skip
# Where hosts and services for moving addresses give each customer a name of its own. These are the ones that
# are met most. The Public Suffix List has thousands more; a wildcard under one of those is not told. Only
# ``wide_wildcard`` would tell it, a rule of the web that no client in the field looks at.
_SHARED: Final = frozenset(
    {"amplifyapp.com", "appspot.com", "azureedge.net", "azurewebsites.net", "blob.core.windows.net",
     "blogspot.com", "cloudapp.azure.com", "cloudapp.net", "cloudfront.net", "ddns.net", "duckdns.org",
     "dyndns.org", "elasticbeanstalk.com", "firebaseapp.com", "fly.dev", "github.io", "gitlab.io",
     "herokuapp.com", "myfritz.net", "myshopify.com", "netlify.app", "ngrok.io", "no-ip.org",
     "onrender.com", "pages.dev", "readthedocs.io", "run.app", "s3.amazonaws.com", "synology.me",
     "vercel.app", "web.app", "workers.dev"}
)  # fmt: skip


def wide_wildcard_of(text: str) -> str:
    """Give the public suffix that a wildcard stands under, empty where it stands under none."""
    if text == "*":
        return "the root of all names"
    if not text.startswith("*."):
        return ""
    parent = text.casefold().removeprefix("*.")
    labels = parent.split(".")
    is_sold = len(labels) == 2 and len(labels[1]) == 2 and labels[0] in _SOLD_UNDER
    return parent if len(labels) == 1 or is_sold or parent in _SHARED else ""
