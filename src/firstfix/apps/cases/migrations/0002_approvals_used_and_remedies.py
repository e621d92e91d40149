"""Approvals are used up; workarounds, recommended ways and words on credits are kept."""

import django.db.models.deletion
from django.db import migrations, models

import firstfix.kernel.ids


class Migration(migrations.Migration):
    """Lay the tables of what is done under an approval."""

    dependencies = [
        ("cases", "0001_initial"),
        ("directory", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApproachRecommendation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "approach",
                    models.CharField(
                        choices=[
                            ("workaround", "workaround now"),
                            ("deep_diagnosis", "deep diagnosis first"),
                        ],
                        max_length=16,
                        verbose_name="approach",
                    ),
                ),
                ("reason", models.TextField(verbose_name="why")),
                ("recommended_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approach_recommendations",
                        to="cases.case",
                    ),
                ),
                (
                    "recommended_by",
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
                        condition=models.Q(("approach__in", ["workaround", "deep_diagnosis"])),
                        name="approach_recommendation_approach_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ApprovalUse",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.UUIDField()),
                ("used_at", models.DateTimeField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use",
                        to="cases.approvalrequest",
                    ),
                ),
                (
                    "used_by",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_type", "subject_id"], name="approval_use_by_subject")
                ],
            },
        ),
        migrations.CreateModel(
            name="CreditDiscussion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("version", models.PositiveIntegerField(default=0)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("credit", "credit to the customer"),
                            ("penalty", "penalty under the contract"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("amount", models.TextField(verbose_name="amount")),
                ("words", models.TextField(verbose_name="what was said")),
                ("written_at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_discussions",
                        to="cases.case",
                    ),
                ),
                (
                    "written_by",
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
                        condition=models.Q(("kind__in", ["credit", "penalty"])),
                        name="credit_discussion_kind_known",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Workaround",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("wording", models.TextField(verbose_name="what was done")),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("documented", "documented by us or the vendor"),
                            ("non_standard", "not documented anywhere"),
                        ],
                        max_length=12,
                        verbose_name="basis",
                    ),
                ),
                ("affects_stability", models.BooleanField(verbose_name="affects stability")),
                ("applied_at", models.DateTimeField()),
                (
                    "applied_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="directory.person",
                    ),
                ),
                (
                    "approval",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workaround",
                        to="cases.approvalrequest",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="workarounds",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("basis__in", ["documented", "non_standard"])),
                        name="workaround_basis_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("affects_stability", False), ("basis", "documented")),
                            ("approval__isnull", False),
                            _connector="OR",
                        ),
                        name="workaround_risky_is_approved",
                    ),
                ],
            },
        ),
    ]
