
import django.db.models.deletion
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cases', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='Escalation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('incomplete', 'incomplete'), ('returned', 'returned'), ('complete', 'complete'), ('submitted', 'submitted'), ('acknowledged', 'acknowledged'), ('accepted', 'accepted'), ('in_action', 'in_action'), ('answered', 'answered'), ('confirmed', 'confirmed'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], default='draft', max_length=24, verbose_name='state')),
                    ('reason', models.CharField(choices=[('suspected_defect', 'suspected defect'), ('advanced_diagnostics', 'diagnosis that goes deeper'), ('hotfix', 'hotfix needed'), ('customer_conflict', 'conflict with the customer'), ('resourcing', 'people or parts are short'), ('target_at_risk', 'a service target is at risk'), ('policy_exception', 'exception from policy'), ('access_exception', 'exception for access'), ('data_handling', 'exception for data handling'), ('customer_restriction', 'restriction by the customer')], max_length=24, verbose_name='reason')),
                    ('ask', models.CharField(choices=[('decision', 'a decision'), ('fix', 'a fix'), ('workaround', 'a workaround'), ('replacement', 'leave to replace a unit')], max_length=12, verbose_name='what is asked for')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('question', models.TextField(verbose_name='what exactly is asked')),
                    ('skill_needed', models.CharField(blank=True, max_length=300, verbose_name='skill that is needed')),
                    ('created_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='cases.case')),
                    ('created_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('to_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='EscalationStep',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('submitted', 'submitted'), ('acknowledged', 'acknowledged'), ('accepted', 'accepted'), ('returned', 'returned'), ('acted', 'first action'), ('answered', 'answered'), ('confirmed', 'confirmed'), ('reopened', 'reopened'), ('closed', 'closed'), ('withdrawn', 'withdrawn')], max_length=12, verbose_name='step')),
                    ('reasons', models.JSONField(blank=True, default=list, verbose_name='reasons')),
                    ('answer', models.CharField(blank=True, choices=[('decision', 'a decision'), ('fix', 'a fix'), ('workaround', 'a workaround'), ('authorisation', 'an authorisation')], max_length=14, verbose_name='what was given')),
                    ('wording', models.TextField(blank=True, verbose_name='in words')),
                    ('taken_at', models.DateTimeField()),
                    ('escalation', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='escalations.escalation')),
                    ('taken_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.AddConstraint(
                model_name='escalation',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'incomplete', 'returned', 'complete', 'submitted', 'acknowledged', 'accepted', 'in_action', 'answered', 'confirmed', 'closed', 'withdrawn'))), name='escalation_state_known'),
            ), migrations.AddConstraint(
                model_name='escalation',
                constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['suspected_defect', 'advanced_diagnostics', 'hotfix', 'customer_conflict', 'resourcing', 'target_at_risk', 'policy_exception', 'access_exception', 'data_handling', 'customer_restriction'])), name='escalation_reason_known'),
            ), migrations.AddConstraint(
                model_name='escalation',
                constraint=models.CheckConstraint(condition=models.Q(('ask__in', ['decision', 'fix', 'workaround', 'replacement'])), name='escalation_ask_known'),
            ), migrations.AddIndex(
                model_name='escalationstep',
                index=models.Index(fields=['escalation', 'taken_at'], name='escalation_step_in_order'),
            ), migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['submitted', 'acknowledged', 'accepted', 'returned', 'acted', 'answered', 'confirmed', 'reopened', 'closed', 'withdrawn'])), name='escalation_step_kind_known'),
            ), migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['', 'decision', 'fix', 'workaround', 'authorisation'])), name='escalation_step_answer_known'),
            ), migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'answered'), models.Q(('answer', ''), _negated=True)), models.Q(models.Q(('kind', 'answered'), _negated=True), ('answer', '')), _connector='OR'), name='escalation_step_answered_with_something'),
            ), migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'returned'), models.Q(('reasons', []), _negated=True)), models.Q(models.Q(('kind', 'returned'), _negated=True), ('reasons', [])), _connector='OR'), name='escalation_step_returned_with_reasons'),
            ), migrations.AddConstraint(
                model_name='escalationstep',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['submitted', 'returned', 'acted', 'answered', 'reopened', 'withdrawn']), _negated=True), models.Q(('wording', ''), _negated=True), _connector='OR'), name='escalation_step_said_in_words'),
            )],
        ),
    ]
