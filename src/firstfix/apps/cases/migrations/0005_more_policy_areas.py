"""Approval paths and documentation standards become areas of policy too (S2-G02)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Let a version be about them."""

    dependencies = [
        ("cases", "0004_quarantine_keeps_mail_by_hash"),
        ("directory", "0002_replacement_limit"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="policyversion",
            name="policy_version_area_known",
        ),
        migrations.AlterField(
            model_name="policyversion",
            name="area",
            field=models.CharField(
                choices=[
                    ("escalation_process", "escalation process"),
                    ("severity_definitions", "severity definitions"),
                    ("sla_interpretation", "interpretation of service targets"),
                    ("incident_communication", "formal incident communication"),
                    ("approval_paths", "approval paths"),
                    ("documentation_standards", "documentation standards"),
                    ("routing", "routing"),
                    ("required_fields", "required fields"),
                    ("macros", "macros"),
                    ("customer_templates", "templates for customers"),
                ],
                max_length=24,
                verbose_name="area",
            ),
        ),
        migrations.AddConstraint(
            model_name="policyversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "area__in",
                        [
                            "escalation_process",
                            "severity_definitions",
                            "sla_interpretation",
                            "incident_communication",
                            "approval_paths",
                            "documentation_standards",
                            "routing",
                            "required_fields",
                            "macros",
                            "customer_templates",
                        ],
                    )
                ),
                name="policy_version_area_known",
            ),
        ),
    ]
