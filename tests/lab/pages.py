"""The pages that Debian's nginx serves in the lab: one server a host, as its settings want it."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from tests.lab.certificates import Shown
from tests.lab.plan import DOMAIN
from tests.laptop.authority import issue

__all__ = ["ENTITY", "log_location", "metrics_location", "saml_location", "serve_pages", "show_certificate"]

ENTITY = f"https://sso.{DOMAIN}/idp"
"""Who the lab's provider of SAML is."""

Told = Mapping[str, str]
# What a page of metrics holds beside the one that a fault is about.
_OTHERS = "# TYPE lab_pages_total counter\nlab_pages_total 42"


def serve_pages(folder: Path, listen: str, locations: str) -> list[str]:
    """Write the settings of an nginx for one place, and give the words that start it."""
    words = f"""
        daemon off; master_process off; pid {folder / "pid"}; error_log stderr; user root;
        events {{ worker_connections 256; }}
        http {{
            access_log off; client_body_temp_path {folder / "a"}; proxy_temp_path {folder / "b"};
            fastcgi_temp_path {folder / "c"}; uwsgi_temp_path {folder / "d"};
            scgi_temp_path {folder / "e"}; default_type text/plain;
            server {{ listen {listen}; {locations} }}
        }}"""
    (folder / "conf").write_text(words, encoding="utf-8")
    return ["nginx", "-p", str(folder), "-c", str(folder / "conf"), "-e", "stderr"]


def show_certificate(folder: Path, shown: Shown) -> str:
    """Write what a host shows, and give the settings that name it."""
    (folder / "chain.pem").write_bytes(shown.chain)
    (folder / "key.pem").write_bytes(shown.key)
    return f"ssl_certificate {folder / 'chain.pem'}; ssl_certificate_key {folder / 'key.pem'};"


def log_location(log: Path, told: Told) -> str:
    """Give the page that shows a line by its marker, from a folder with a file each; empty without one."""
    if "status" in told:
        return f"location / {{ return {told['status']}; }}"
    return f"root {log}; location /lines/ {{ try_files $uri /lines/none; }}"


def metrics_location(told: Told) -> str:
    """Give a page of metrics: a heartbeat by this server's clock, and how many wait."""
    if "page" in told:
        return "location = /metrics { return 200 '<html>sign in</html>'; }"
    beat = "$msec" if "age" not in told else f"{_now(-float(told['age'])).timestamp():.3f}"
    lines = [_OTHERS, f'lab_beat_seconds{{job="backup"}} {beat}', f"lab_waiting {told.get('waiting', '3')}"]
    shown = "\n".join(line for line in lines if not line.startswith(told.get("hides", "nothing")))
    return f"location = /metrics {{ return 200 '{shown}\n'; }}"


def saml_location(folder: Path, told: Told) -> str:
    """Give the page with the provider's metadata."""
    text = "<html>sign in</html>" if "page" in told else _metadata(told)
    (folder / "metadata").write_text(text, encoding="utf-8")
    return f"location = /metadata {{ alias {folder / 'metadata'}; }}"


def _metadata(told: Told) -> str:
    """Give metadata as saml-metadata-2.0-os has them."""
    until = _now(86_400 * float(told.get("until", 30)))
    binding = f"urn:oasis:names:tc:SAML:2.0:bindings:{told.get('binding', 'HTTP-POST')}"
    location = told.get("location", f"{ENTITY}/sso")
    return (
        '<?xml version="1.0"?>'
        '<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" '
        'xmlns:ds="http://www.w3.org/2000/09/xmldsig#" '
        f'entityID="{told.get("entity", ENTITY)}" validUntil="{until:%Y-%m-%dT%H:%M:%SZ}">'
        '<md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">'
        f"{'' if 'keyless' in told else _key(float(told.get('key_ends', 300)))}"
        f'<md:SingleSignOnService Binding="{binding}" Location="{location}"/>'
        "</md:IDPSSODescriptor></md:EntityDescriptor>"
    )


def _key(days: float) -> str:
    signing = issue("Lab signing", None, begins=-800, ends=days).certificate
    text = base64.b64encode(signing.public_bytes(Encoding.DER)).decode("ascii")
    return (
        '<md:KeyDescriptor use="signing"><ds:KeyInfo><ds:X509Data><ds:X509Certificate>'
        f"{text}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>"
    )


def _now(seconds: float) -> datetime:
    return datetime.now(UTC) + timedelta(seconds=seconds)
