"""The edge for proof from a page: files, pasted text and values, alone or for a command that names them.

``POST /attach`` adds what was chosen as evidence. ``POST /attach/<command>/<id>`` adds it first and then
gives the command, with the evidence's id in the field that the form names (``evidence_field``). The two
are two entries in the ledger: where the command is refused, the proof stays kept and can be chosen.
Fields of the evidence begin with ``evidence.``; nothing here needs a script.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from firstfix.apps.evidence.commands import add_evidence, store_blob
from firstfix.apps.evidence.commands.add_evidence import EvidenceInput
from firstfix.engines.readiness.proof import ASKED_PURPOSE
from firstfix.engines.verdict import mark
from firstfix.kernel import policy
from firstfix.kernel.commands import Channel, CommandContext, find_command
from firstfix.kernel.identity import Actor
from firstfix.kernel.ids import derived_id, new_id
from firstfix.kernel.refusal import Refusal, Refused
from firstfix.server.errors import STATUS
from firstfix.server.middleware.body_limit import takes_body_up_to
from firstfix.server.pages.doing import do, next_place
from firstfix.server.pages.places import remedies_for
from firstfix.server.pages.typed import given_of
from firstfix.server.pages.words import role_names
from firstfix.server.security import actor_of

__all__ = ["attach", "attach_and_do", "kind_of_file"]

_PREFIX = "evidence."
# A visit's photos of one rack; more at once is a folder, which goes up in parts.
MOST_FILES = 20
_BODY_BYTES = settings.EVIDENCE_FILE_BYTES + 64 * 1024

_PROVING = frozenset(ASKED_PURPOSE.values())

# What a file is taken for where the form does not say it, by the type found in its content.
_KIND_OF_TYPE = (
    ("image/", "photo"),
    ("application/vnd.tcpdump", "capture"),
    ("application/x-pcapng", "capture"),
    ("text/", "log"),
)


@takes_body_up_to(_BODY_BYTES)
@require_POST
def attach(request: HttpRequest) -> HttpResponse:
    """Add files, pasted text or a value as evidence."""
    try:
        added = _add_all(request)
        if not added:
            raise Refused(_nothing_chosen())
    except Refused as refused:
        return _refusal(request, refused.refusal)
    said = ngettext("%(count)s piece of evidence kept.", "%(count)s pieces of evidence kept.", len(added))
    messages.success(request, said % {"count": len(added)})
    place = next_place(request, request.POST.get("next"))
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place, status=303)


@takes_body_up_to(_BODY_BYTES)
@require_POST
def attach_and_do(request: HttpRequest, command: str, subject_id: UUID) -> HttpResponse:
    """Add the evidence, then give the command that names it."""
    field = request.POST.get("evidence_field", "evidence_id")
    try:
        added = _add_all(request, has_passed=_verdict_of(command))
        if not added and not request.POST.get(field) and _needs(command, field):
            raise Refused(_nothing_chosen())
    except Refused as refused:
        return _refusal(request, refused.refusal)
    request.POST = _without_evidence(request.POST, field, added)  # type: ignore[assignment]
    return do(request, command, subject_id)


def kind_of_file(media_type: str) -> str:
    """Give what a file is taken for, by the type that was found in its content."""
    return next((kind for start, kind in _KIND_OF_TYPE if media_type.startswith(start)), "document")


def _add_all(request: HttpRequest, *, has_passed: bool | None = None) -> list[UUID]:
    """Give the ids of what was added; raises Refused at the first piece that is refused."""
    actor = actor_of(request)
    assert actor is not None
    answer = policy.may("add_evidence", actor)
    if answer is not True:
        raise Refused(answer)
    given = _given(request.POST)
    if has_passed is not None:
        given.setdefault("has_passed", has_passed)
    elif _is_open_value(request.POST, given):
        raise Refused(_not_judged())
    base = _id(request.POST.get("command_id")) or new_id()
    pieces = (_merged(given, content) for content in _contents(request, actor))
    return [_add(actor, _id_of_piece(base, place, piece), piece) for place, piece in enumerate(pieces)]


def _is_open_value(post: QueryDict, given: Mapping[str, Any]) -> bool:
    """Tell whether a value is to prove that it works without anybody having said so: no gate takes that."""
    is_proof = given.get("purpose") in _PROVING
    return is_proof and given.get("has_passed") is None and bool(post.get(f"{_PREFIX}measured", "").strip())


def _id_of_piece(base: UUID, place: int, piece: dict[str, Any]) -> UUID:
    """Give the command id of one piece: the same for the same content, another where it was corrected."""
    content = json.dumps(piece, sort_keys=True, default=str).encode("utf-8")
    return derived_id(base, f"evidence:{place}:{sha256(content).hexdigest()}")


def _merged(given: dict[str, Any], content: dict[str, Any]) -> dict[str, Any]:
    """Give the fields of one piece; what a file is taken for gives way to what the form says it is."""
    merged = given | content
    if "kind" in given and content["kind"] != "value":
        merged["kind"] = given["kind"]
    return merged


def _add(actor: Actor, command_id: UUID, fields: dict[str, Any]) -> UUID:
    fields.setdefault("title", fields.get("original_name") or gettext("Evidence"))
    answer = add_evidence(CommandContext(actor, command_id, Channel.PAGE), **fields)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    return answer.subject_id


def _given(post: QueryDict) -> dict[str, Any]:
    own = QueryDict(mutable=True)
    for name in post:
        if name.startswith(_PREFIX):
            own.setlist(name.removeprefix(_PREFIX), post.getlist(name))
    known = set(EvidenceInput.model_fields)
    return {name: value for name, value in given_of(EvidenceInput, own).items() if name in known - {"value"}}


def _contents(request: HttpRequest, actor: Actor) -> Iterator[dict[str, Any]]:
    measured = request.POST.get(f"{_PREFIX}measured", "").strip()
    if measured:
        unit = request.POST.get(f"{_PREFIX}unit", "").strip()
        yield {"kind": "value", "value": {"value": _number(measured), "unit": unit}}
    pasted = request.POST.get(f"{_PREFIX}pasted", "")
    if pasted.strip():
        yield _stored(actor, pasted.encode("utf-8", "replace"), "pasted.txt")
    files = [file for file in request.FILES.getlist("files") if isinstance(file, UploadedFile)]
    if len(files) > MOST_FILES:
        raise Refused(_too_many())
    for file in files:
        yield _stored(actor, file, file.name or "")


def _stored(actor: Actor, content: Any, name: str) -> dict[str, Any]:
    blob = store_blob(content, by=actor)
    kind = kind_of_file(blob.media_type_sniffed)
    return {"kind": kind, "blob_sha256": blob.sha256, "original_name": name}


def _number(text: str) -> float | int | str:
    """Give what was typed as a number where it is one; a comma counts as the decimal sign."""
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        return text
    return int(number) if number.is_integer() and abs(number) < 2**53 else number


def _without_evidence(post: QueryDict, field: str, added: list[UUID]) -> QueryDict:
    kept = post.copy()
    # A browser sends the name of a file field that was left empty as an ordinary field.
    own = {"evidence_field", "files", *(name for name in kept if name.startswith(_PREFIX))}
    for name in own & set(kept):
        del kept[name]
    if added:
        kept[field] = str(added[0])
    return kept


def _verdict_of(command: str) -> bool | None:
    return {"pass_check": True, "fail_check": False}.get(command)


def _needs(command: str, field: str) -> bool:
    found = find_command(command)
    known = found.spec.input_model.model_fields if found else {}
    return field in known and known[field].is_required()


def _refusal(request: HttpRequest, refused: Refusal) -> HttpResponse:
    shown = {
        "refused": refused,
        "remedies": remedies_for(refused, None),
        "names": role_names(),
        "back": next_place(request, request.POST.get("next")),
    }
    is_part = request.headers.get("HX-Request") == "true"
    return render(
        request, "refusal.html" if is_part else "pages/refused.html", shown, status=STATUS[refused.reason]
    )


def _nothing_chosen() -> Refusal:
    return Refusal(
        "nothing_to_prove_it",
        mark("Nothing was chosen. Take a photo, choose a file, paste text or give a value, then send it."),
    )


def _not_judged() -> Refusal:
    return Refusal(
        "value_not_judged",
        mark(
            "A value does not say by itself whether it works. Answer “Is it in order?” with Yes or No, then"
            " send it."
        ),
        fields={"evidence.has_passed": "needed"},
    )


def _too_many() -> Refusal:
    return Refusal(
        "too_many_files",
        mark("At most {count} files go up at once. Send them in parts."),
        {"count": MOST_FILES},
    )


def _id(text: str | None) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
