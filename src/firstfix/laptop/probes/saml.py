"""SAML metadata as facts (saml-metadata-2.0-os), from XML that nobody trusts: no document type."""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final
from xml.parsers import expat

from firstfix.laptop.probes.certificates import certificate_facts

__all__ = ["metadata_facts"]

_MD: Final = "urn:oasis:names:tc:SAML:2.0:metadata"
_DS: Final = "http://www.w3.org/2000/09/xmldsig#"
_ROLES: Final = {f"{_MD} IDPSSODescriptor": "idp", f"{_MD} SPSSODescriptor": "sp"}
_ENDPOINTS: Final = frozenset(
    {"SingleSignOnService", "SingleLogoutService", "AssertionConsumerService", "ArtifactResolutionService"}
)
# Metadata of one provider are five levels deep; what is nested deeper is made to hurt.
_MOST_DEPTH: Final = 60
_MOST_ENTITIES: Final = 50


class _Refused(ValueError):
    """XML that is not read any further, and why."""


class _Reader:
    """Collects facts while the parser goes through the document once."""

    def __init__(self) -> None:
        self.entities: list[dict[str, Any]] = []
        self.is_signed = False
        self.root = ""
        self._path: list[str] = []
        self._use = ""
        self._text: list[str] | None = None

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.root = self.root or name
        self._path.append(name)
        if len(self._path) > _MOST_DEPTH:
            raise _Refused("it is nested too deep")
        local = name.rpartition(" ")[2]
        if name == f"{_MD} EntityDescriptor":
            self._begin_entity(attributes)
        elif name == f"{_DS} Signature":
            self.is_signed = True
        elif self.entities and name in _ROLES:
            self.entities[-1]["roles"].append(_ROLES[name])
        elif self.entities and name == f"{_MD} KeyDescriptor":
            self._use = attributes.get("use", "")
        elif self.entities and name.startswith(f"{_MD} ") and local in _ENDPOINTS:
            self._add_endpoint(local, attributes)
        elif name == f"{_DS} X509Certificate" and self._is_in_key():
            self._text = []

    def text(self, content: str) -> None:
        if self._text is not None:
            self._text.append(content)

    def end(self, name: str) -> None:
        self._path.pop()
        if name == f"{_DS} X509Certificate" and self._text is not None:
            self._add_certificate("".join(self._text))
            self._text = None

    def _is_in_key(self) -> bool:
        """A certificate beside the signature of the metadata is none of the provider's keys."""
        return bool(self.entities) and f"{_MD} KeyDescriptor" in self._path

    def _begin_entity(self, attributes: dict[str, str]) -> None:
        if len(self.entities) >= _MOST_ENTITIES:
            raise _Refused(f"it holds more than {_MOST_ENTITIES} providers")
        told = {"entity_id": "entityID", "valid_until": "validUntil", "cache_duration": "cacheDuration"}
        facts: dict[str, Any] = {name: attributes.get(its, "")[:1000] for name, its in told.items()}
        self.entities.append({**facts, "roles": [], "signing": [], "endpoints": []})

    def _add_endpoint(self, service: str, attributes: dict[str, str]) -> None:
        binding = attributes.get("Binding", "").rpartition(":")[2]
        endpoint = {"service": service, "binding": binding, "location": attributes.get("Location", "")[:1000]}
        self.entities[-1]["endpoints"].append(endpoint)

    def _add_certificate(self, text: str) -> None:
        # Section 2.4.1.1: a key without a use is for both.
        if self._use == "encryption":
            return
        try:
            content = base64.b64decode("".join(text.split()), validate=True)
        except (binascii.Error, ValueError):
            content = b""
        self.entities[-1]["signing"] += certificate_facts([content])


def metadata_facts(content: bytes) -> dict[str, Any]:
    """Give what metadata say, or why they are not read."""
    reader = _Reader()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    # Entities are declared in a document type only, so without one there is nothing to expand or to fetch.
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        return {"is_xml": False, "said": f"it is no XML: {error}", "entities": []}
    except _Refused as error:
        return {"is_xml": False, "said": str(error), "entities": []}
    said = "" if reader.entities else f"it holds no EntityDescriptor but {reader.root.rpartition(' ')[2]}"
    return {"is_xml": True, "said": said, "is_signed": reader.is_signed, "entities": reader.entities}


def _refuse_document_type(*_declared: object) -> None:
    raise _Refused("it has a document type (DTD), which metadata never need and attacks do")
