"""The wrapper around every command body: the one way in which anything changes.

In order (architecture.md, "A change is a command"): parse and check the input before any lock; lock
the subjects in (type, id) order; answer again what was answered before; ask the right; check the
lifecycle and its gates; run the body; write the ledger row, the receipt and the outbox in the same
transaction. A refusal at any step rolls everything back and is handed out as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from functools import cache
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Model, UUIDField
from pydantic import ValidationError

from firstfix.engines.custody import canonical_bytes, sha256_hex
from firstfix.engines.verdict import mark
from firstfix.kernel import clock, policy
from firstfix.kernel.commands.context import CommandContext, Done
from firstfix.kernel.commands.guarding import check_lifecycle, check_seen_version
from firstfix.kernel.commands.inputs import Input, invalid_input
from firstfix.kernel.commands.spec import Spec, Touch, given_id
from firstfix.kernel.commands.subjects import see, subject_of
from firstfix.kernel.commands.work import Work
from firstfix.kernel.ids import derived_id
from firstfix.kernel.ledger.models import Receipt
from firstfix.kernel.ledger.recording import Happening, LinkTo, append
from firstfix.kernel.locks import Key, lock_too, locked, with_retry
from firstfix.kernel.outbox.awaited import is_awaited
from firstfix.kernel.outbox.models import OutboxEvent
from firstfix.kernel.refusal import Reason, Refusal, Refused
from firstfix.kernel.statements import Question, Slot, count_all_up, count_up, insert, update

__all__ = ["carry_out"]


def carry_out(
    spec: Spec, context: CommandContext, subject_id: UUID | None, given: Mapping[str, Any]
) -> Done | Refusal:
    """Give the receipt of the command, or why it was refused; nothing is half-done either way."""
    try:
        parsed = spec.input_model.model_validate(dict(given))
    except ValidationError as error:
        return invalid_input(error)
    own_id = subject_id or derived_id(context.command_id, spec.on)
    payload_hash = _payload_hash(spec, context, own_id, parsed)
    try:
        return with_retry(lambda: _in_transaction(spec, context, own_id, parsed, payload_hash))
    except Refused as refused:
        return refused.refusal
    except IntegrityError as error:
        return _collision(context, payload_hash, error)


_RECEIPT = Question(lambda: Receipt.objects.filter(pk=Slot("command_id", UUIDField())))


def _in_transaction(
    spec: Spec, context: CommandContext, subject_id: UUID, given: Input, payload_hash: str
) -> Done:
    others = [] if spec.creates and not spec.touches else _touched_keys(spec, subject_id, given)
    with locked([(spec.on, subject_id), *others]):
        receipt = _RECEIPT.first(command_id=context.command_id)
        if receipt is not None:
            return _replay(receipt, payload_hash)
        work = _work(spec, context, subject_id)
        for noun, other_id in others:
            work.touch(noun, other_id)
        subject = None if spec.creates else see(context.actor, spec.on, subject_id)
        _judge(spec, work, subject, given)
        subject = _run_body(spec, work, subject, given)
        # What only the body knew of: without its lock, its version would be raised under another's feet.
        lock_too(work.touched.keys() - {(spec.on, subject_id), *others})
        return _record(spec, work, subject, given, payload_hash)


def _work(spec: Spec, context: CommandContext, subject_id: UUID) -> Work:
    received_at = clock.now()
    return Work(context, received_at, context.at(received_at), spec.on, subject_id)


def _judge(spec: Spec, work: Work, subject: Model | None, given: Input) -> None:
    fields = {name: getattr(given, name) for name in type(given).model_fields}
    answer = policy.may(spec.name, work.actor, subject, fields)
    if answer is not True:
        raise Refused(answer)
    if subject is not None:
        check_seen_version(spec, work, subject)
        check_lifecycle(spec, work, subject, fields)


def _run_body(spec: Spec, work: Work, subject: Model | None, given: Input) -> Any:
    answer = spec.call_body(work, subject, given)
    if isinstance(answer, Refusal):
        raise Refused(answer)
    if spec.creates:
        return answer
    if isinstance(answer, Mapping):
        work.result.update(answer)
    return subject


def _record(spec: Spec, work: Work, subject: Any, given: Input, payload_hash: str) -> Done:
    links = [_save(spec, work, subject), *_touch(work)]
    append(_happening(spec, work), given, links)
    _announce(work, links[0])
    receipt = Receipt(
        command_id=work.context.command_id,
        payload_hash=payload_hash,
        command=spec.name,
        subject_type=spec.on,
        subject_id=subject.pk,
        version=links[0].version,
        at=work.at,
        result=work.result,
    )
    insert([receipt])
    return _done(receipt, is_replay=False)


def _happening(spec: Spec, work: Work) -> Happening:
    context = work.context
    besides = {
        "on_behalf_of": context.on_behalf_of and str(context.on_behalf_of),
        "device_id": context.device_id,
        "device_at": context.device_at and context.device_at.isoformat(),
        "state": work.target_state,
        "facts": work.facts,
        "overrides": [{"gate": over.gate, "missing": list(over.missing)} for over in work.overrides],
    }
    return Happening(
        command=spec.name,
        command_id=context.command_id,
        actor_id=work.actor.id,
        actor_kind=work.actor.kind.value,
        channel=context.channel.value,
        at=work.at,
        received_at=work.now,
        subject_type=work.subject_type,
        subject_id=work.subject_id,
        besides=besides,
    )


def _save(spec: Spec, work: Work, subject: Any) -> LinkTo:
    edited = (*spec.edits, *(("state",) if work.target_state else ()))
    if not spec.creates:
        subject.version += 1
        if work.target_state:
            subject.state = work.target_state
        if hasattr(subject, "updated_at"):
            subject.updated_at = work.now
        _write_over(subject)
    return LinkTo(spec.on, subject.pk, max(subject.version, 1), edited)


def _write_over(subject: Model) -> None:
    if type(subject).save is Model.save:
        update(subject)
    else:
        subject.save()


def _touch(work: Work) -> Iterable[LinkTo]:
    own = (work.subject_type, work.subject_id)
    others = {key: edited for key, edited in work.touched.items() if key != own}
    by_noun: dict[str, list[UUID]] = {}
    for noun, other_id in sorted(others, key=str):
        by_noun.setdefault(noun, []).append(other_id)
    for noun, ids in by_noun.items():
        for other_id, version in _raise_versions(work, noun, ids):
            yield LinkTo(noun, other_id, version, others[noun, other_id])


def _raise_versions(work: Work, noun: str, ids: Sequence[UUID]) -> Iterable[tuple[UUID, int]]:
    model = subject_of(noun).model
    also = {"updated_at": work.now} if hasattr(model, "updated_at") else {}
    if len(ids) == 1:
        return [(ids[0], count_up(model, ids[0], "version", **also))]
    versions = count_all_up(model, ids, "version", **also)
    return [(one, versions[one]) for one in ids]


def _touched_keys(spec: Spec, subject_id: UUID, given: Input) -> list[Key]:
    """Give the other subjects to lock; their foreign keys never change, so no lock is needed to look."""
    keys = [
        (_touched_noun(touch, given), _touched_id(spec, touch, subject_id, given)) for touch in spec.touches
    ]
    return [(noun, other_id) for noun, other_id in keys if other_id is not None]


def _touched_noun(touch: Touch, given: Input) -> str:
    return str(getattr(given, touch.noun_given)) if touch.noun_given else touch.noun


def _touched_id(spec: Spec, touch: Touch, subject_id: UUID, given: Input) -> UUID | None:
    begins_at = subject_id if touch.given is None else given_id(given, touch.given)
    if touch.via is None or begins_at is None:
        return begins_at
    found = _beyond(touch.of or spec.on, touch.via).first(id=begins_at)
    return found[0] if found else None


@cache
def _beyond(noun: str, path: str) -> Question[Any]:
    """Compose what leads from a subject over foreign keys to another."""
    rows = subject_of(noun).model._default_manager
    return Question(lambda: rows.filter(pk=Slot("id", UUIDField())).values_list(path))


def _announce(work: Work, link: LinkTo) -> None:
    insert(
        OutboxEvent(
            id=derived_id(work.context.command_id, f"event:{index}"),
            name=type(event).__name__,
            payload={key: _jsonable(value) for key, value in asdict(event).items()},
            subject_type=link.subject_type,
            subject_id=link.subject_id,
            subject_version=link.version,
            happened_at=work.at,
            run_at=work.now,
            state=OutboxEvent.State.WAITING if is_awaited(type(event).__name__) else OutboxEvent.State.DONE,
        )
        for index, event in enumerate(work.events)
    )


def _jsonable(value: Any) -> Any:
    is_plain = isinstance(value, str | int | float | bool) or value is None
    return value if is_plain else str(value)


def _payload_hash(spec: Spec, context: CommandContext, subject_id: UUID, given: Input) -> str:
    # The actor belongs to the payload: an id that somebody else used must not show their answer.
    payload: dict[str, Any] = {
        "command": spec.name,
        "actor": str(context.actor.id),
        "subject": str(subject_id),
        "given": given.model_dump(mode="json"),
    }
    return sha256_hex(canonical_bytes(payload))


def _replay(receipt: Receipt, payload_hash: str) -> Done:
    if receipt.payload_hash != payload_hash:
        raise Refused(_reused_id())
    return _done(receipt, is_replay=True)


def _done(receipt: Receipt, *, is_replay: bool) -> Done:
    return Done(
        receipt.command,
        receipt.command_id,
        receipt.subject_type,
        receipt.subject_id,
        receipt.version,
        receipt.at,
        dict(receipt.result),
        is_replay,
    )


def _reused_id() -> Refusal:
    return Refusal(
        "command_id_reused",
        mark("This command id was used before with other content. Send the change with a new id."),
        reason=Reason.CONFLICT,
    )


def _collision(context: CommandContext, payload_hash: str, error: IntegrityError) -> Done | Refusal:
    """Answer a unique-constraint collision: our own receipt means a replay won the race."""
    receipt = Receipt.objects.filter(pk=context.command_id).first()
    if receipt is not None:
        is_same = receipt.payload_hash == payload_hash
        return _done(receipt, is_replay=True) if is_same else _reused_id()
    return Refusal(
        "collision",
        mark("This collides with something that exists already ({constraint}). Look at it, then decide."),
        {"constraint": _constraint_of(error)},
        Reason.CONFLICT,
    )


def _constraint_of(error: IntegrityError) -> str:
    diagnosis = getattr(error.__cause__, "diag", None)
    name = getattr(diagnosis, "constraint_name", None) or str(error).rpartition(":")[2]
    return str(name).strip().replace("_", " ")
