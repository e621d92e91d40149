"""Swarms, drafts to the customer, who coordinates, how often the customer hears, versions of policies."""

import django.db.models.deletion
from django.db import migrations, models

import firstfix.kernel.ids


class Migration(migrations.Migration):
    """Lay their tables, and let an approval know the version that it was asked about."""

    dependencies = [
        ("cases", "0002_approvals_used_and_remedies"),
        ("directory", "0002_replacement_limit"),
    ]

    operations = [
        migrations.AddField(
            model_name="approvalrequest",
            name="subject_version",
            field=models.PositiveIntegerField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="IncidentCommand",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("taken_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incident_commands",
                        to="cases.case",
                    ),
                ),
                (
                    "commander",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Swarm",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "open"), ("finished", "finished")],
                        default="open",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                ("purpose", models.TextField(verbose_name="what it is to find out")),
                ("outcome", models.TextField(blank=True, verbose_name="what came of it")),
                ("started_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="swarms", to="cases.case"
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="EngineeringRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("ask", models.TextField(verbose_name="what it is needed for")),
                ("requested_at", models.DateTimeField()),
                (
                    "requested_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engineering_requests",
                        to="directory.team",
                    ),
                ),
                (
                    "swarm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="engineering_requests",
                        to="cases.swarm",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SwarmMember",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("joined_at", models.DateTimeField()),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="swarms",
                        to="directory.person",
                    ),
                ),
                (
                    "swarm",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="members",
                        to="cases.swarm",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="UpdateCadence",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("every_minutes", models.PositiveIntegerField(verbose_name="minutes between updates")),
                ("set_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="update_cadences",
                        to="cases.case",
                    ),
                ),
                (
                    "set_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MessageDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("sent", "sent"), ("discarded", "discarded")],
                        default="draft",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("technical", "technical words"),
                            ("incident", "formal incident communication"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("words", models.TextField(verbose_name="text")),
                ("drafted_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="message_drafts",
                        to="cases.case",
                    ),
                ),
                (
                    "drafted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "message",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draft",
                        to="cases.message",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["technical", "incident"])),
                        name="message_draft_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("draft", "sent", "discarded"))),
                        name="message_draft_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message__isnull", False), ("state", "sent")),
                            models.Q(models.Q(("state", "sent"), _negated=True), ("message", None)),
                            _connector="OR",
                        ),
                        name="message_draft_sent_is_a_message",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "area",
                    models.CharField(
                        choices=[
                            ("escalation_process", "escalation process"),
                            ("severity_definitions", "severity definitions"),
                            ("sla_interpretation", "interpretation of service targets"),
                            ("incident_communication", "formal incident communication"),
                            ("routing", "routing"),
                            ("required_fields", "required fields"),
                            ("macros", "macros"),
                            ("customer_templates", "templates for customers"),
                        ],
                        max_length=24,
                        verbose_name="area",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("staged", "staged"),
                            ("in_force", "in_force"),
                            ("withdrawn", "withdrawn"),
                            ("superseded", "superseded"),
                        ],
                        default="staged",
                        max_length=24,
                        verbose_name="state",
                    ),
                ),
                ("title", models.CharField(max_length=300, verbose_name="title")),
                ("wording", models.TextField(verbose_name="wording")),
                ("definition", models.JSONField(blank=True, default=dict, verbose_name="definition")),
                ("staged_at", models.DateTimeField()),
                ("enacted_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approval",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="policy_version",
                        to="cases.approvalrequest",
                    ),
                ),
                (
                    "enacted_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "staged_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "area__in",
                                [
                                    "escalation_process",
                                    "severity_definitions",
                                    "sla_interpretation",
                                    "incident_communication",
                                    "routing",
                                    "required_fields",
                                    "macros",
                                    "customer_templates",
                                ],
                            )
                        ),
                        name="policy_version_area_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("staged", "in_force", "withdrawn", "superseded"))),
                        name="policy_version_state_known",
                    ),
                    models.UniqueConstraint(fields=("area", "number"), name="policy_version_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["in_force", "superseded"]), _negated=True),
                            models.Q(
                                ("approval__isnull", False),
                                ("enacted_at__isnull", False),
                                ("enacted_by__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="policy_version_in_force_by_approval",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="swarm",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ("open", "finished"))), name="swarm_state_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="swarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")), fields=("case",), name="swarm_open_once_in_a_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="swarm",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["finished"]), _negated=True),
                    models.Q(("outcome", ""), _negated=True),
                    _connector="OR",
                ),
                name="swarm_finished_with_an_outcome",
            ),
        ),
        migrations.AddConstraint(
            model_name="engineeringrequest",
            constraint=models.UniqueConstraint(fields=("swarm", "team"), name="engineering_request_once"),
        ),
        migrations.AddConstraint(
            model_name="swarmmember",
            constraint=models.UniqueConstraint(fields=("swarm", "person"), name="swarm_member_once"),
        ),
        migrations.AddConstraint(
            model_name="updatecadence",
            constraint=models.CheckConstraint(
                condition=models.Q(("every_minutes__gte", 1)), name="update_cadence_takes_time"
            ),
        ),
    ]
