
import django.db.models.deletion
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='CalendarEdition',
                fields=[
                    ('hash', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('definition', models.JSONField()),
                ],
            ), migrations.CreateModel(
                name='CaseNumber',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ],
            ), migrations.CreateModel(
                name='Case',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('number', models.PositiveBigIntegerField(unique=True, verbose_name='number')),
                    ('kind', models.CharField(choices=[('incident', 'incident'), ('request', 'request'), ('installation', 'installation'), ('upgrade', 'upgrade'), ('maintenance', 'maintenance')], max_length=12, verbose_name='kind')),
                    ('state', models.CharField(choices=[('new', 'new'), ('triaged', 'triaged'), ('reopened', 'reopened'), ('in_progress', 'in_progress'), ('waiting', 'waiting'), ('restored', 'restored'), ('verifying', 'verifying'), ('resolved', 'resolved'), ('closed', 'closed'), ('merged', 'merged'), ('cancelled', 'cancelled')], default='new', max_length=24, verbose_name='state')),
                    ('waiting_on', models.CharField(blank=True, choices=[('customer', 'customer'), ('vendor', 'vendor'), ('part', 'part'), ('approval', 'approval'), ('engineering', 'engineering'), ('monitoring', 'monitoring')], max_length=12, verbose_name='waiting for')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('description', models.TextField(blank=True, verbose_name='what was reported')),
                    ('severity', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='severity')),
                    ('priority', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='priority')),
                    ('impact', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='impact')),
                    ('urgency', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='urgency')),
                    ('fault_code', models.CharField(blank=True, max_length=60, verbose_name='fault code')),
                    ('environment_code', models.CharField(blank=True, max_length=60, verbose_name='environmental cause')),
                    ('channel', models.CharField(choices=[('form', 'web form'), ('mail', 'mail'), ('alert', 'alert'), ('api', 'another system'), ('phone', 'phone call'), ('visit', 'seen on site'), ('import', 'import')], max_length=8, verbose_name='channel')),
                    ('external_system', models.CharField(blank=True, max_length=60, verbose_name='other system')),
                    ('external_reference', models.CharField(blank=True, max_length=200, verbose_name='reference there')),
                    ('fingerprint', models.CharField(blank=True, max_length=100)),
                    ('reopen_count', models.PositiveIntegerField(default=0)),
                    ('bounce_count', models.PositiveIntegerField(default=0)),
                    ('provenance', models.CharField(choices=[('live', 'made here'), ('imported', 'imported')], default='live', max_length=8)),
                    ('reported_at', models.DateTimeField(blank=True, null=True, verbose_name='began')),
                    ('opened_at', models.DateTimeField(verbose_name='received')),
                    ('updated_at', models.DateTimeField(verbose_name='last change')),
                    ('next_due_at', models.DateTimeField(blank=True, null=True, verbose_name='next due')),
                    ('asset', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='assets.asset')),
                    ('contact', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reported_cases', to='directory.person')),
                    ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_cases', to='cases.case')),
                    ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='directory.organization')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='owned_cases', to='directory.person')),
                    ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='directory.site')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='BasicsAnswer',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('basic', models.CharField(choices=[('power', 'power'), ('cabling', 'cabling'), ('dns', 'DNS'), ('ntp', 'time (NTP)'), ('certificate_expiry', 'certificate expiry')], max_length=20, verbose_name='basic')),
                    ('answer', models.CharField(choices=[('sound', 'sound'), ('faulty', 'faulty'), ('waived', 'waived')], max_length=8, verbose_name='answer')),
                    ('finding', models.TextField(blank=True, verbose_name='what was seen')),
                    ('waived_because', models.TextField(blank=True, verbose_name='why it was waived')),
                    ('answered_at', models.DateTimeField()),
                    ('answered_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='basics', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='ApprovalRequest',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('severity_change', 'change of severity'), ('risky_workaround', 'workaround that affects stability'), ('sequence_deviation', 'deviation from the documented sequence'), ('partial_closure', 'closing with partial remediation'), ('policy_exception', 'policy exception'), ('credit', 'credit or penalty'), ('large_replacement', 'large replacement'), ('custom_coverage', 'coverage outside the contract'), ('contractor', 'contractor outside the partner network'), ('high_risk_change', 'high-risk change'), ('emergency_change', 'emergency change'), ('process_change', 'change of escalation process or severity definitions'), ('workflow_change', 'change of workflow'), ('regulated_article', 'customer article in a regulated context'), ('commitment_exception', 'exception to commitments'), ('access_expansion', 'expansion of access'), ('incident_communication', 'formal incident communication'), ('data_policy', 'policy on data handling')], max_length=24, verbose_name='kind')),
                    ('state', models.CharField(choices=[('requested', 'requested'), ('granted', 'granted'), ('rejected', 'rejected'), ('withdrawn', 'withdrawn'), ('expired', 'expired'), ('revoked', 'revoked')], default='requested', max_length=24, verbose_name='state')),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('subject_version', models.PositiveIntegerField(blank=True, null=True)),
                    ('reason', models.TextField(verbose_name='why')),
                    ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='value')),
                    ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                    ('requested_at', models.DateTimeField()),
                    ('decided_at', models.DateTimeField(blank=True, null=True)),
                    ('decision_reason', models.TextField(blank=True, verbose_name='why it was decided so')),
                    ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                    ('asked_of', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approvals_asked', to='directory.person')),
                    ('decided_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approval_requests', to='directory.organization')),
                    ('requested_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='approval_requests', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='ApproachRecommendation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('approach', models.CharField(choices=[('workaround', 'workaround now'), ('deep_diagnosis', 'deep diagnosis first')], max_length=16, verbose_name='approach')),
                    ('reason', models.TextField(verbose_name='why')),
                    ('recommended_at', models.DateTimeField()),
                    ('recommended_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approach_recommendations', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='ClockEvent',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('reported', 'reported'), ('acknowledged', 'acknowledged'), ('responded', 'answered by a person'), ('triaged', 'triaged'), ('dispatched', 'engineer dispatched'), ('arrived', 'engineer arrived'), ('work_started', 'work started'), ('waiting_started', 'waiting began'), ('waiting_ended', 'waiting ended'), ('restored', 'service restored'), ('verified', 'fix verified'), ('signed', 'signed by the customer'), ('left', 'engineer left'), ('resolved', 'resolved'), ('closed', 'closed'), ('reopened', 'reopened'), ('merged', 'merged'), ('cancelled', 'cancelled'), ('priority_changed', 'priority changed')], max_length=20, verbose_name='kind')),
                    ('party', models.CharField(blank=True, max_length=12, verbose_name='party')),
                    ('reason', models.CharField(blank=True, max_length=60, verbose_name='reason')),
                    ('effective_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clock_events', to='cases.case')),
                    ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Closure',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('basis', models.CharField(choices=[('verified', 'verified'), ('elsewhere', 'closed elsewhere, not verified')], default='verified', max_length=10)),
                    ('code', models.CharField(blank=True, choices=[('fixed_on_site', 'fixed on site'), ('fixed_remotely', 'fixed without a visit'), ('workaround', 'workaround in place'), ('partial', 'partly remedied, accepted as partial'), ('fulfilled', 'request fulfilled'), ('installed', 'installed and accepted'), ('upgraded', 'upgraded'), ('maintained', 'maintenance done'), ('no_fault_found', 'no fault found'), ('cause_outside', 'cause outside our reach, handed to its owner')], max_length=16, verbose_name='closure code')),
                    ('resolution', models.TextField(blank=True, verbose_name='what was done')),
                    ('root_cause', models.TextField(blank=True, verbose_name='root cause')),
                    ('cause_code', models.CharField(blank=True, max_length=60, verbose_name='cause code')),
                    ('root_cause_unknown_because', models.TextField(blank=True, verbose_name='why the cause is not known')),
                    ('repeat_cause', models.CharField(blank=True, choices=[('wrong_part', 'wrong part'), ('no_access', 'no access'), ('wrong_diagnosis', 'wrong diagnosis'), ('incomplete_fix', 'incomplete fix'), ('new_fault', 'new fault')], max_length=16, verbose_name='why one visit was not enough')),
                    ('is_partial', models.BooleanField(default=False, verbose_name='part of the fault stays')),
                    ('closed_at', models.DateTimeField(blank=True, null=True)),
                    ('approval', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='cases.approvalrequest')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='closures', to='cases.case')),
                    ('closed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='CreditDiscussion',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('credit', 'credit to the customer'), ('penalty', 'penalty under the contract')], max_length=8, verbose_name='kind')),
                    ('amount', models.TextField(verbose_name='amount')),
                    ('words', models.TextField(verbose_name='what was said')),
                    ('written_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='credit_discussions', to='cases.case')),
                    ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('summary', models.TextField(verbose_name='what is known, what comes next')),
                    ('reason', models.TextField(verbose_name='why')),
                    ('skill_needed', models.CharField(blank=True, max_length=300, verbose_name='skill that is needed')),
                    ('offered_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='cases.case')),
                    ('from_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs_given', to='directory.person')),
                    ('to_person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs_received', to='directory.person')),
                    ('to_team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='HandOverAnswer',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('result', models.CharField(choices=[('accepted', 'accepted'), ('returned', 'returned'), ('withdrawn', 'withdrawn')], max_length=10, verbose_name='result')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('answered_at', models.DateTimeField()),
                    ('answered_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('hand_over', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='answer', to='cases.handover')),
                ],
            ), migrations.CreateModel(
                name='Hypothesis',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('open', 'open'), ('supported', 'supported'), ('refuted', 'refuted'), ('confirmed', 'confirmed'), ('corrected', 'corrected')], default='open', max_length=24, verbose_name='state')),
                    ('statement', models.TextField(verbose_name='suspected cause')),
                    ('layer', models.CharField(choices=[('power', 'power'), ('physical', 'cabling and hardware'), ('network', 'network'), ('system', 'operating system or firmware'), ('application', 'application'), ('configuration', 'configuration'), ('environment', 'environment'), ('outside', 'outside our reach')], max_length=16, verbose_name='layer')),
                    ('next_step', models.TextField(blank=True, verbose_name='what would prove or refute it')),
                    ('stated_at', models.DateTimeField()),
                    ('judged_at', models.DateTimeField(blank=True, null=True)),
                    ('judgement', models.TextField(blank=True, verbose_name='why it was judged so')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='hypotheses', to='cases.case')),
                    ('corrects', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='cases.hypothesis')),
                    ('judged_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('stated_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='ImpactStatement',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('affected', models.TextField(verbose_name='who is affected')),
                    ('services', models.TextField(verbose_name='what does not work')),
                    ('regions', models.TextField(blank=True, verbose_name='where')),
                    ('affected_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='how many people')),
                    ('since_at', models.DateTimeField(blank=True, null=True, verbose_name='since')),
                    ('stated_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='impact_statements', to='cases.case')),
                    ('stated_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='IncidentCommand',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('taken_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='incident_commands', to='cases.case')),
                    ('commander', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='IntakeSource',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('kind', models.CharField(choices=[('alertmanager', 'Prometheus Alertmanager'), ('mail', 'mailbox'), ('form', 'web form'), ('api', 'another system')], max_length=12, verbose_name='kind')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('case_kind', models.CharField(choices=[('incident', 'incident'), ('request', 'request'), ('installation', 'installation'), ('upgrade', 'upgrade'), ('maintenance', 'maintenance')], default='incident', max_length=12, verbose_name='kind of case')),
                    ('mapping', models.JSONField(blank=True, default=dict, verbose_name='labels')),
                    ('paused_at', models.DateTimeField(blank=True, null=True, verbose_name='takes nothing in since')),
                    ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intake_sources', to='directory.organization')),
                    ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intake_sources', to='directory.site')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='intake_sources', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='AlertSignal',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('status', models.CharField(choices=[('firing', 'firing'), ('resolved', 'resolved')], max_length=8, verbose_name='status')),
                    ('fingerprint', models.CharField(max_length=100)),
                    ('group_key', models.CharField(blank=True, max_length=1000)),
                    ('labels', models.JSONField(blank=True, default=dict)),
                    ('annotations', models.JSONField(blank=True, default=dict)),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('first_received_at', models.DateTimeField()),
                    ('last_received_at', models.DateTimeField()),
                    ('delivery_count', models.PositiveIntegerField(default=1)),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='cases.case')),
                    ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='alerts', to='cases.intakesource')),
                ],
            ), migrations.CreateModel(
                name='KnowledgeLink',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('reference', models.CharField(blank=True, max_length=300, verbose_name='article or runbook')),
                    ('waived_because', models.TextField(blank=True, verbose_name='why none is needed')),
                    ('linked_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='knowledge_links', to='cases.case')),
                    ('linked_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Message',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('visibility', models.CharField(choices=[('public', 'visible to the customer'), ('internal', 'internal')], max_length=8, verbose_name='visibility')),
                    ('direction', models.CharField(choices=[('inbound', 'received'), ('outbound', 'sent'), ('note', 'written here')], max_length=8, verbose_name='direction')),
                    ('channel', models.CharField(choices=[('form', 'web form'), ('mail', 'mail'), ('alert', 'alert'), ('api', 'another system'), ('phone', 'phone call'), ('visit', 'seen on site'), ('import', 'import')], max_length=8, verbose_name='channel')),
                    ('author_address', models.CharField(blank=True, max_length=254)),
                    ('subject', models.CharField(blank=True, max_length=300, verbose_name='subject')),
                    ('body', models.TextField(verbose_name='text')),
                    ('body_html', models.TextField(blank=True)),
                    ('message_id', models.CharField(blank=True, max_length=300)),
                    ('in_reply_to', models.CharField(blank=True, max_length=300)),
                    ('references', models.JSONField(blank=True, default=list)),
                    ('written_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='directory.person')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='CustomerAcceptance',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('outcome', models.CharField(choices=[('accepted', 'accepted'), ('conditional', 'accepted with conditions'), ('refused', 'refused')], max_length=12, verbose_name='outcome')),
                    ('reason', models.TextField(blank=True, verbose_name='conditions or reason')),
                    ('given_by_name', models.CharField(blank=True, max_length=300, verbose_name='name')),
                    ('given_at', models.DateTimeField()),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='cases.case')),
                    ('given_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('recorded_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='cases.message')),
                ],
            ), migrations.CreateModel(
                name='Commitment',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('open', 'open'), ('overdue', 'overdue'), ('kept', 'kept'), ('kept_late', 'kept_late'), ('withdrawn', 'withdrawn')], default='open', max_length=24, verbose_name='state')),
                    ('what', models.TextField(verbose_name='what was promised')),
                    ('to_whom', models.CharField(blank=True, max_length=300, verbose_name='to whom')),
                    ('made_at', models.DateTimeField()),
                    ('due_at', models.DateTimeField(verbose_name='due')),
                    ('moved_count', models.PositiveIntegerField(default=0)),
                    ('settled_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='cases.case')),
                    ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='directory.person')),
                    ('to_person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='promised_commitments', to='directory.person')),
                    ('message', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='commitments', to='cases.message')),
                ],
            ), migrations.CreateModel(
                name='MessageDraft',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('sent', 'sent'), ('discarded', 'discarded')], default='draft', max_length=24, verbose_name='state')),
                    ('kind', models.CharField(choices=[('technical', 'technical words'), ('incident', 'formal incident communication')], max_length=12, verbose_name='kind')),
                    ('words', models.TextField(verbose_name='text')),
                    ('drafted_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='message_drafts', to='cases.case')),
                    ('drafted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('message', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='draft', to='cases.message')),
                ],
            ), migrations.CreateModel(
                name='PolicyVersion',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('area', models.CharField(choices=[('escalation_process', 'escalation process'), ('severity_definitions', 'severity definitions'), ('sla_interpretation', 'interpretation of service targets'), ('incident_communication', 'formal incident communication'), ('approval_paths', 'approval paths'), ('documentation_standards', 'documentation standards'), ('routing', 'routing'), ('required_fields', 'required fields'), ('macros', 'macros'), ('customer_templates', 'templates for customers')], max_length=24, verbose_name='area')),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('state', models.CharField(choices=[('staged', 'staged'), ('in_force', 'in_force'), ('withdrawn', 'withdrawn'), ('superseded', 'superseded')], default='staged', max_length=24, verbose_name='state')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('wording', models.TextField(verbose_name='wording')),
                    ('definition', models.JSONField(blank=True, default=dict, verbose_name='definition')),
                    ('staged_at', models.DateTimeField()),
                    ('enacted_at', models.DateTimeField(blank=True, null=True)),
                    ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='policy_version', to='cases.approvalrequest')),
                    ('enacted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('staged_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='QuarantinedMessage',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('reason', models.CharField(choices=[('unknown_sender', 'the sender is not in the directory'), ('automatic', 'an automatic reply'), ('loop', 'our own mail came back'), ('too_large', 'too large'), ('unreadable', 'not readable as mail'), ('other_customer', 'the case belongs to another organisation')], max_length=16, verbose_name='reason')),
                    ('sender_address', models.CharField(blank=True, max_length=254, verbose_name='sender')),
                    ('subject', models.CharField(blank=True, max_length=300, verbose_name='subject')),
                    ('body', models.TextField(blank=True, verbose_name='text')),
                    ('message_id', models.CharField(blank=True, max_length=300)),
                    ('headers', models.JSONField(blank=True, default=dict)),
                    ('raw_sha256', models.CharField(blank=True, db_index=True, max_length=64)),
                    ('size_bytes', models.PositiveBigIntegerField(default=0)),
                    ('received_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason__in', ['unknown_sender', 'automatic', 'loop', 'too_large', 'unreadable', 'other_customer'])), name='quarantined_message_reason_known'), models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('message_id',), name='quarantined_message_taken_in_once')],
                },
            ), migrations.CreateModel(
                name='QuarantineDecision',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('result', models.CharField(choices=[('accepted', 'made part of a case'), ('discarded', 'discarded')], max_length=10, verbose_name='result')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('decided_at', models.DateTimeField()),
                    ('case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='quarantine_decisions', to='cases.case')),
                    ('decided_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('quarantined', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='cases.quarantinedmessage')),
                ],
            ), migrations.CreateModel(
                name='RemoteAttempt',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('result', models.CharField(choices=[('fixed', 'fixed'), ('narrowed', 'not fixed, cause narrowed down'), ('not_fixed', 'not fixed'), ('ruled_out', 'could not be tried')], max_length=10, verbose_name='result')),
                    ('tried', models.TextField(blank=True, verbose_name='what was tried, and what it showed')),
                    ('ruled_out_because', models.TextField(blank=True, verbose_name='why it could not be tried')),
                    ('session_reference', models.CharField(blank=True, max_length=300, verbose_name='session recording')),
                    ('attempted_at', models.DateTimeField()),
                    ('attempted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remote_attempts', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='SeverityProposal',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('severity', models.PositiveSmallIntegerField(verbose_name='severity')),
                    ('answers', models.JSONField(blank=True, default=dict)),
                    ('reasons', models.JSONField(blank=True, default=list)),
                    ('note', models.TextField(blank=True, verbose_name='note')),
                    ('proposed_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='severity_proposals', to='cases.case')),
                    ('proposed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Assessment',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('severity', models.PositiveSmallIntegerField(verbose_name='severity')),
                    ('impact', models.PositiveSmallIntegerField(verbose_name='impact')),
                    ('urgency', models.PositiveSmallIntegerField(verbose_name='urgency')),
                    ('priority', models.PositiveSmallIntegerField(verbose_name='priority')),
                    ('reason', models.TextField(verbose_name='why')),
                    ('assessed_at', models.DateTimeField()),
                    ('approval', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.approvalrequest')),
                    ('assessed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.case')),
                    ('proposal', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assessments', to='cases.severityproposal')),
                ],
            ), migrations.CreateModel(
                name='Swarm',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('open', 'open'), ('finished', 'finished')], default='open', max_length=24, verbose_name='state')),
                    ('purpose', models.TextField(verbose_name='what it is to find out')),
                    ('outcome', models.TextField(blank=True, verbose_name='what came of it')),
                    ('started_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swarms', to='cases.case')),
                    ('started_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='EngineeringRequest',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('ask', models.TextField(verbose_name='what it is needed for')),
                    ('requested_at', models.DateTimeField()),
                    ('requested_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='engineering_requests', to='directory.team')),
                    ('swarm', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='engineering_requests', to='cases.swarm')),
                ],
            ), migrations.CreateModel(
                name='SwarmMember',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('joined_at', models.DateTimeField()),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='swarms', to='directory.person')),
                    ('swarm', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='cases.swarm')),
                ],
            ), migrations.CreateModel(
                name='TargetClock',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('agreement', models.CharField(choices=[('sla', 'service level agreement with the customer'), ('ola', 'operational level agreement between teams'), ('uc', 'underpinning contract of a vendor')], max_length=4, verbose_name='agreement')),
                    ('kind', models.CharField(choices=[('acknowledge', 'acknowledge'), ('respond', 'respond'), ('arrive', 'arrive on site'), ('restore', 'restore service'), ('resolve', 'resolve')], max_length=12, verbose_name='kind')),
                    ('target', models.JSONField()),
                    ('state', models.CharField(choices=[('not_started', 'not started'), ('running', 'running'), ('paused', 'paused'), ('running_breached', 'late and running'), ('paused_breached', 'late and paused'), ('met', 'met'), ('breached', 'missed')], default='not_started', max_length=20, verbose_name='state')),
                    ('started_at', models.DateTimeField(blank=True, null=True)),
                    ('due_at', models.DateTimeField(blank=True, null=True)),
                    ('stopped_at', models.DateTimeField(blank=True, null=True)),
                    ('breached_at', models.DateTimeField(blank=True, null=True)),
                    ('used_seconds', models.PositiveBigIntegerField(default=0)),
                    ('paused_seconds', models.PositiveBigIntegerField(default=0)),
                    ('read_at', models.DateTimeField()),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='cases.case')),
                    ('service_target', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clocks', to='directory.servicetarget')),
                ],
            ), migrations.CreateModel(
                name='UpdateCadence',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('every_minutes', models.PositiveIntegerField(verbose_name='minutes between updates')),
                    ('set_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='update_cadences', to='cases.case')),
                    ('set_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='WaitingPeriod',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('party', models.CharField(choices=[('customer', 'customer'), ('vendor', 'vendor'), ('part', 'part'), ('approval', 'approval'), ('engineering', 'engineering'), ('monitoring', 'monitoring')], max_length=12, verbose_name='waiting for')),
                    ('reason', models.TextField(verbose_name='what for')),
                    ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='expected')),
                    ('started_at', models.DateTimeField()),
                    ('ended_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waits', to='cases.case')),
                    ('ended_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('person', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('started_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Workaround',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('wording', models.TextField(verbose_name='what was done')),
                    ('basis', models.CharField(choices=[('documented', 'documented by us or the vendor'), ('non_standard', 'not documented anywhere')], max_length=12, verbose_name='basis')),
                    ('affects_stability', models.BooleanField(verbose_name='affects stability')),
                    ('applied_at', models.DateTimeField()),
                    ('applied_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='workaround', to='cases.approvalrequest')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='workarounds', to='cases.case')),
                ],
            ), migrations.CreateModel(
                name='ApprovalUse',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('used_at', models.DateTimeField()),
                    ('approval', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='use', to='cases.approvalrequest')),
                    ('used_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['subject_type', 'subject_id'], name='approval_use_by_subject')],
                },
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('state', 'closed'), _negated=True), models.Q(('state', 'merged'), _negated=True)), name='case_queue_all'),
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.F('team'), models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('state', 'closed'), _negated=True), models.Q(('state', 'merged'), _negated=True)), name='case_queue_team'),
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.F('owner'), models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('state', 'closed'), _negated=True), models.Q(('state', 'merged'), _negated=True)), name='case_queue_owner'),
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.F('team'), models.F('next_due_at'), models.F('id'), condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('state', 'closed'), _negated=True), models.Q(('state', 'merged'), _negated=True)), name='case_queue_due'),
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.F('organization'), models.OrderBy(models.F('updated_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='case_by_organization'),
            ), migrations.AddIndex(
                model_name='case',
                index=models.Index(models.F('asset'), models.F('opened_at'), name='case_history_of_asset'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['incident', 'request', 'installation', 'upgrade', 'maintenance'])), name='case_kind_known'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('new', 'triaged', 'reopened', 'in_progress', 'waiting', 'restored', 'verifying', 'resolved', 'closed', 'merged', 'cancelled'))), name='case_state_known'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['form', 'mail', 'alert', 'api', 'phone', 'visit', 'import'])), name='case_channel_known'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(('provenance__in', ['live', 'imported'])), name='case_provenance_known'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'waiting'), ('waiting_on__in', ['customer', 'vendor', 'part', 'approval', 'engineering', 'monitoring'])), models.Q(models.Q(('state', 'waiting'), _negated=True), ('waiting_on', '')), _connector='OR'), name='case_waits_for_a_known_party_while_waiting'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'merged'), ('merged_into__isnull', False), models.Q(('merged_into', models.F('id')), _negated=True)), models.Q(models.Q(('state', 'merged'), _negated=True), ('merged_into', None)), _connector='OR'), name='case_merged_names_where_into'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('severity', None), ('severity__range', (1, 4)), _connector='OR'), models.Q(('priority', None), ('priority__range', (1, 4)), _connector='OR'), models.Q(('impact', None), ('impact__range', (1, 4)), _connector='OR'), models.Q(('urgency', None), ('urgency__range', (1, 4)), _connector='OR')), name='case_levels_1_to_4'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.UniqueConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), models.Q(('state', 'closed'), _negated=True), models.Q(('state', 'merged'), _negated=True), models.Q(('fingerprint', ''), _negated=True)), fields=('organization', 'fingerprint'), name='case_one_open_per_fingerprint'),
            ), migrations.AddConstraint(
                model_name='case',
                constraint=models.UniqueConstraint(condition=models.Q(('external_reference', ''), _negated=True), fields=('external_system', 'external_reference'), name='case_external_reference_once'),
            ), migrations.AddIndex(
                model_name='basicsanswer',
                index=models.Index(fields=['case', 'basic', 'answered_at'], name='basics_answer_latest'),
            ), migrations.AddConstraint(
                model_name='basicsanswer',
                constraint=models.CheckConstraint(condition=models.Q(('basic__in', ['power', 'cabling', 'dns', 'ntp', 'certificate_expiry'])), name='basics_answer_basic_known'),
            ), migrations.AddConstraint(
                model_name='basicsanswer',
                constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['sound', 'faulty', 'waived'])), name='basics_answer_answer_known'),
            ), migrations.AddConstraint(
                model_name='basicsanswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'waived'), _negated=True), models.Q(('waived_because', ''), _negated=True), _connector='OR'), name='basics_answer_waived_with_a_reason'),
            ), migrations.AddIndex(
                model_name='approvalrequest',
                index=models.Index(fields=['subject_type', 'subject_id'], name='approval_request_by_subject'),
            ), migrations.AddIndex(
                model_name='approvalrequest',
                index=models.Index(condition=models.Q(('state', 'requested')), fields=['requested_at'], name='approval_request_undecided'),
            ), migrations.AddConstraint(
                model_name='approvalrequest',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['severity_change', 'risky_workaround', 'sequence_deviation', 'partial_closure', 'policy_exception', 'credit', 'large_replacement', 'custom_coverage', 'contractor', 'high_risk_change', 'emergency_change', 'process_change', 'workflow_change', 'regulated_article', 'commitment_exception', 'access_expansion', 'incident_communication', 'data_policy'])), name='approval_request_kind_known'),
            ), migrations.AddConstraint(
                model_name='approvalrequest',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('requested', 'granted', 'rejected', 'withdrawn', 'expired', 'revoked'))), name='approval_request_state_known'),
            ), migrations.AddConstraint(
                model_name='approvalrequest',
                constraint=models.CheckConstraint(condition=models.Q(('decided_by', None), models.Q(('decided_by', models.F('requested_by')), _negated=True), _connector='OR'), name='approval_request_decided_by_another'),
            ), migrations.AddConstraint(
                model_name='approvalrequest',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['granted', 'rejected', 'revoked']), _negated=True), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='approval_request_granted_by_somebody'),
            ), migrations.AddConstraint(
                model_name='approachrecommendation',
                constraint=models.CheckConstraint(condition=models.Q(('approach__in', ['workaround', 'deep_diagnosis'])), name='approach_recommendation_approach_known'),
            ), migrations.AddIndex(
                model_name='clockevent',
                index=models.Index(fields=['case', 'effective_at', 'id'], name='clock_event_of_case'),
            ), migrations.AddConstraint(
                model_name='clockevent',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['reported', 'acknowledged', 'responded', 'triaged', 'dispatched', 'arrived', 'work_started', 'waiting_started', 'waiting_ended', 'restored', 'verified', 'signed', 'left', 'resolved', 'closed', 'reopened', 'merged', 'cancelled', 'priority_changed'])), name='clock_event_kind_known'),
            ), migrations.AddConstraint(
                model_name='clockevent',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'responded'), _negated=True), ('person__isnull', False), _connector='OR'), name='clock_event_answer_has_a_person'),
            ), migrations.AddIndex(
                model_name='closure',
                index=models.Index(fields=['case', 'closed_at'], name='closure_of_case'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['verified', 'elsewhere'])), name='closure_basis_known'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.CheckConstraint(condition=models.Q(('basis', 'elsewhere'), models.Q(('closed_at', None), ('code__in', ['', 'fixed_on_site', 'fixed_remotely', 'workaround', 'partial', 'fulfilled', 'installed', 'upgraded', 'maintained', 'no_fault_found', 'cause_outside'])), ('code__in', ['fixed_on_site', 'fixed_remotely', 'workaround', 'partial', 'fulfilled', 'installed', 'upgraded', 'maintained', 'no_fault_found', 'cause_outside']), _connector='OR'), name='closure_code_given_when_closed'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.CheckConstraint(condition=models.Q(('root_cause', ''), ('root_cause_unknown_because', ''), _connector='OR'), name='closure_cause_is_stated_or_unknown_not_both'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.CheckConstraint(condition=models.Q(('repeat_cause__in', ['', 'wrong_part', 'no_access', 'wrong_diagnosis', 'incomplete_fix', 'new_fault'])), name='closure_repeat_cause_known'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.CheckConstraint(condition=models.Q(('is_partial', False), ('closed_at', None), ('approval__isnull', False), _connector='OR'), name='closure_partial_is_approved'),
            ), migrations.AddConstraint(
                model_name='closure',
                constraint=models.UniqueConstraint(condition=models.Q(('closed_at', None)), fields=('case',), name='closure_one_in_preparation'),
            ), migrations.AddConstraint(
                model_name='creditdiscussion',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['credit', 'penalty'])), name='credit_discussion_kind_known'),
            ), migrations.AddConstraint(
                model_name='handover',
                constraint=models.CheckConstraint(condition=models.Q(('from_person', models.F('to_person')), _negated=True), name='hand_over_to_another_person'),
            ), migrations.AddConstraint(
                model_name='handoveranswer',
                constraint=models.CheckConstraint(condition=models.Q(('result__in', ['accepted', 'returned', 'withdrawn'])), name='hand_over_answer_result_known'),
            ), migrations.AddConstraint(
                model_name='handoveranswer',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', 'returned'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='hand_over_answer_returned_with_a_reason'),
            ), migrations.AddIndex(
                model_name='hypothesis',
                index=models.Index(fields=['case', 'state'], name='hypothesis_of_case'),
            ), migrations.AddConstraint(
                model_name='hypothesis',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'supported', 'refuted', 'confirmed', 'corrected'))), name='hypothesis_state_known'),
            ), migrations.AddConstraint(
                model_name='hypothesis',
                constraint=models.CheckConstraint(condition=models.Q(('layer__in', ['power', 'physical', 'network', 'system', 'application', 'configuration', 'environment', 'outside'])), name='hypothesis_layer_known'),
            ), migrations.AddConstraint(
                model_name='hypothesis',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('judged_at__isnull', False), ('judged_by__isnull', False)), _connector='OR'), name='hypothesis_judged_by_somebody'),
            ), migrations.AddConstraint(
                model_name='hypothesis',
                constraint=models.CheckConstraint(condition=models.Q(('corrects', models.F('id')), _negated=True), name='hypothesis_corrects_another'),
            ), migrations.AddConstraint(
                model_name='intakesource',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['alertmanager', 'mail', 'form', 'api'])), name='intake_source_kind_known'),
            ), migrations.AddConstraint(
                model_name='intakesource',
                constraint=models.CheckConstraint(condition=models.Q(('case_kind__in', ['incident', 'request', 'installation', 'upgrade', 'maintenance'])), name='intake_source_case_kind_known'),
            ), migrations.AddConstraint(
                model_name='intakesource',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'alertmanager'), _negated=True), ('organization__isnull', False), _connector='OR'), name='intake_source_alerts_have_a_customer'),
            ), migrations.AddIndex(
                model_name='alertsignal',
                index=models.Index(fields=['source', 'fingerprint'], name='alert_signal_by_fingerprint'),
            ), migrations.AddIndex(
                model_name='alertsignal',
                index=models.Index(fields=['case', 'status'], name='alert_signal_of_case'),
            ), migrations.AddConstraint(
                model_name='alertsignal',
                constraint=models.CheckConstraint(condition=models.Q(('status__in', ['firing', 'resolved'])), name='alert_signal_status_known'),
            ), migrations.AddConstraint(
                model_name='alertsignal',
                constraint=models.UniqueConstraint(fields=('source', 'fingerprint', 'started_at'), name='alert_signal_once'),
            ), migrations.AddConstraint(
                model_name='knowledgelink',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('reference', ''), _negated=True), ('waived_because', '')), models.Q(('reference', ''), models.Q(('waived_because', ''), _negated=True)), _connector='OR'), name='knowledge_link_reference_or_waiver'),
            ), migrations.AddIndex(
                model_name='message',
                index=models.Index(fields=['case', 'written_at', 'id'], name='message_timeline'),
            ), migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'internal'])), name='message_visibility_known'),
            ), migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('direction__in', ['inbound', 'outbound', 'note'])), name='message_direction_known'),
            ), migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('channel__in', ['form', 'mail', 'alert', 'api', 'phone', 'visit', 'import'])), name='message_channel_known'),
            ), migrations.AddConstraint(
                model_name='message',
                constraint=models.CheckConstraint(condition=models.Q(('direction', 'outbound'), ('visibility', 'internal'), _negated=True), name='message_internal_is_never_sent'),
            ), migrations.AddConstraint(
                model_name='message',
                constraint=models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('message_id',), name='message_id_taken_in_once'),
            ), migrations.AddIndex(
                model_name='customeracceptance',
                index=models.Index(fields=['case', 'given_at'], name='customer_acceptance_newest'),
            ), migrations.AddConstraint(
                model_name='customeracceptance',
                constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['accepted', 'conditional', 'refused'])), name='customer_acceptance_outcome_known'),
            ), migrations.AddConstraint(
                model_name='customeracceptance',
                constraint=models.CheckConstraint(condition=models.Q(('given_by__isnull', False), models.Q(('given_by_name', ''), _negated=True), _connector='OR'), name='customer_acceptance_of_somebody'),
            ), migrations.AddConstraint(
                model_name='customeracceptance',
                constraint=models.CheckConstraint(condition=models.Q(('outcome', 'accepted'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='customer_acceptance_reason_unless_accepted'),
            ), migrations.AddIndex(
                model_name='commitment',
                index=models.Index(condition=models.Q(('state', 'open')), fields=['due_at'], name='commitment_due'),
            ), migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'overdue', 'kept', 'kept_late', 'withdrawn'))), name='commitment_state_known'),
            ), migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(('to_person__isnull', False), models.Q(('to_whom', ''), _negated=True), _connector='OR'), name='commitment_is_made_to_somebody'),
            ), migrations.AddConstraint(
                model_name='commitment',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['kept', 'kept_late', 'withdrawn']), _negated=True), ('settled_at__isnull', False), _connector='OR'), name='commitment_settled_with_a_time'),
            ), migrations.AddConstraint(
                model_name='messagedraft',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['technical', 'incident'])), name='message_draft_kind_known'),
            ), migrations.AddConstraint(
                model_name='messagedraft',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'sent', 'discarded'))), name='message_draft_state_known'),
            ), migrations.AddConstraint(
                model_name='messagedraft',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('message__isnull', False), ('state', 'sent')), models.Q(models.Q(('state', 'sent'), _negated=True), ('message', None)), _connector='OR'), name='message_draft_sent_is_a_message'),
            ), migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.CheckConstraint(condition=models.Q(('area__in', ['escalation_process', 'severity_definitions', 'sla_interpretation', 'incident_communication', 'approval_paths', 'documentation_standards', 'routing', 'required_fields', 'macros', 'customer_templates'])), name='policy_version_area_known'),
            ), migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('staged', 'in_force', 'withdrawn', 'superseded'))), name='policy_version_state_known'),
            ), migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.UniqueConstraint(fields=('area', 'number'), name='policy_version_number_once'),
            ), migrations.AddConstraint(
                model_name='policyversion',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['in_force', 'superseded']), _negated=True), models.Q(('approval__isnull', False), ('enacted_at__isnull', False), ('enacted_by__isnull', False)), _connector='OR'), name='policy_version_in_force_by_approval'),
            ), migrations.AddConstraint(
                model_name='quarantinedecision',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('case__isnull', False), ('result', 'accepted')), models.Q(('case', None), ('result', 'discarded')), _connector='OR'), name='quarantine_decision_accepted_into_a_case'),
            ), migrations.AddConstraint(
                model_name='remoteattempt',
                constraint=models.CheckConstraint(condition=models.Q(('result__in', ['fixed', 'narrowed', 'not_fixed', 'ruled_out'])), name='remote_attempt_result_known'),
            ), migrations.AddConstraint(
                model_name='remoteattempt',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('result', 'ruled_out'), models.Q(('ruled_out_because', ''), _negated=True)), models.Q(models.Q(('result', 'ruled_out'), _negated=True), models.Q(('tried', ''), _negated=True)), _connector='OR'), name='remote_attempt_says_what_or_why_not'),
            ), migrations.AddConstraint(
                model_name='severityproposal',
                constraint=models.CheckConstraint(condition=models.Q(('severity__range', (1, 4))), name='severity_proposal_severity_1_to_4'),
            ), migrations.AddConstraint(
                model_name='assessment',
                constraint=models.CheckConstraint(condition=models.Q(('severity__range', (1, 4)), ('impact__range', (1, 4)), ('urgency__range', (1, 4)), ('priority__range', (1, 4))), name='assessment_levels_1_to_4'),
            ), migrations.AddConstraint(
                model_name='swarm',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('open', 'finished'))), name='swarm_state_known'),
            ), migrations.AddConstraint(
                model_name='swarm',
                constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('case',), name='swarm_open_once_in_a_case'),
            ), migrations.AddConstraint(
                model_name='swarm',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['finished']), _negated=True), models.Q(('outcome', ''), _negated=True), _connector='OR'), name='swarm_finished_with_an_outcome'),
            ), migrations.AddConstraint(
                model_name='engineeringrequest',
                constraint=models.UniqueConstraint(fields=('swarm', 'team'), name='engineering_request_once'),
            ), migrations.AddConstraint(
                model_name='swarmmember',
                constraint=models.UniqueConstraint(fields=('swarm', 'person'), name='swarm_member_once'),
            ), migrations.AddIndex(
                model_name='targetclock',
                index=models.Index(condition=models.Q(('state', 'running')), fields=['due_at'], name='target_clock_due'),
            ), migrations.AddConstraint(
                model_name='targetclock',
                constraint=models.UniqueConstraint(fields=('case', 'agreement', 'kind'), name='target_clock_once_per_case'),
            ), migrations.AddConstraint(
                model_name='targetclock',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['not_started', 'running', 'paused', 'running_breached', 'paused_breached', 'met', 'breached'])), name='target_clock_state_known'),
            ), migrations.AddConstraint(
                model_name='targetclock',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['acknowledge', 'respond', 'arrive', 'restore', 'resolve'])), name='target_clock_kind_known'),
            ), migrations.AddConstraint(
                model_name='targetclock',
                constraint=models.CheckConstraint(condition=models.Q(('agreement__in', ['sla', 'ola', 'uc'])), name='target_clock_agreement_known'),
            ), migrations.AddConstraint(
                model_name='updatecadence',
                constraint=models.CheckConstraint(condition=models.Q(('every_minutes__gte', 1)), name='update_cadence_takes_time'),
            ), migrations.AddIndex(
                model_name='waitingperiod',
                index=models.Index(fields=['party', 'started_at'], name='waiting_period_register'),
            ), migrations.AddConstraint(
                model_name='waitingperiod',
                constraint=models.CheckConstraint(condition=models.Q(('party__in', ['customer', 'vendor', 'part', 'approval', 'engineering', 'monitoring'])), name='waiting_period_party_known'),
            ), migrations.AddConstraint(
                model_name='waitingperiod',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gte', models.F('started_at')), _connector='OR'), name='waiting_period_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='waitingperiod',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('case',), name='waiting_period_one_open_per_case'),
            ), migrations.AddConstraint(
                model_name='workaround',
                constraint=models.CheckConstraint(condition=models.Q(('basis__in', ['documented', 'non_standard'])), name='workaround_basis_known'),
            ), migrations.AddConstraint(
                model_name='workaround',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('affects_stability', False), ('basis', 'documented')), ('approval__isnull', False), _connector='OR'), name='workaround_risky_is_approved'),
            )],
        ),
    ]
