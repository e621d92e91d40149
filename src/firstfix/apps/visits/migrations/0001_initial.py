
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('cases', '0001_initial'),
        ('directory', '0001_initial'),
        ('evidence', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='Change',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('assessed', 'assessed'), ('approved', 'approved'), ('rejected', 'rejected'), ('scheduled', 'scheduled'), ('pre_checked', 'pre_checked'), ('executing', 'executing'), ('post_checked', 'post_checked'), ('successful', 'successful'), ('rolled_back', 'rolled_back'), ('failed', 'failed'), ('reviewed', 'reviewed'), ('cancelled', 'cancelled')], default='draft', max_length=24, verbose_name='state')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('plan', models.TextField(verbose_name='what will be changed')),
                    ('plan_version', models.PositiveIntegerField(default=1)),
                    ('rollback_plan', models.TextField(blank=True, verbose_name='the way back')),
                    ('expected_difference', models.JSONField(blank=True, default=list, verbose_name='what will differ')),
                    ('risk', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='risk')),
                    ('risk_reasons', models.JSONField(blank=True, default=list)),
                    ('window_start_at', models.DateTimeField(blank=True, null=True, verbose_name='window from')),
                    ('window_end_at', models.DateTimeField(blank=True, null=True, verbose_name='window until')),
                    ('emergency_reason', models.TextField(blank=True, verbose_name='why it cannot wait')),
                    ('requested_at', models.DateTimeField()),
                    ('approval', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='cases.approvalrequest')),
                    ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='assets.asset')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='cases.case')),
                    ('requested_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='ChecklistTemplate',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, verbose_name='code')),
                    ('edition', models.PositiveIntegerField(verbose_name='edition')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('purpose', models.CharField(choices=[('safety', 'safety'), ('pre_check', 'checks before'), ('commissioning', 'installation and commissioning'), ('post_check', 'checks after'), ('maintenance', 'maintenance'), ('diagnosis', 'diagnosis')], max_length=14, verbose_name='purpose')),
                    ('steps', models.JSONField(verbose_name='steps')),
                    ('published_at', models.DateTimeField()),
                    ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklists', to='assets.product')),
                    ('published_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Visit',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('sequence', models.PositiveSmallIntegerField(verbose_name='number within the work order')),
                    ('state', models.CharField(choices=[('proposed', 'proposed'), ('assigned', 'assigned'), ('declined', 'declined'), ('accepted', 'accepted'), ('en_route', 'en_route'), ('on_site', 'on_site'), ('working', 'working'), ('paused', 'paused'), ('verifying', 'verifying'), ('signed_off', 'signed_off'), ('signed_conditionally', 'signed_conditionally'), ('signature_refused', 'signature_refused'), ('stopped', 'stopped'), ('left', 'left'), ('complete', 'complete'), ('aborted', 'aborted'), ('cancelled', 'cancelled')], default='proposed', max_length=24, verbose_name='state')),
                    ('is_supervised', models.BooleanField(default=False, verbose_name='under supervision')),
                    ('planned_start_at', models.DateTimeField(blank=True, null=True, verbose_name='from')),
                    ('planned_end_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('proposed_at', models.DateTimeField()),
                    ('engineer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='directory.person')),
                    ('proposed_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('supervisor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supervised_visits', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='TimeEntry',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('work', 'work'), ('travel', 'travel'), ('on_call', 'on call'), ('assist', 'help for a colleague'), ('wait', 'waiting')], max_length=8, verbose_name='kind')),
                    ('note', models.TextField(blank=True, verbose_name='note')),
                    ('started_at', models.DateTimeField(verbose_name='from')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('received_at', models.DateTimeField()),
                    ('assisted', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assisted_time_entries', to='directory.person')),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='cases.case')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='directory.person')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='time_entries', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='StopWork',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('hazard', models.TextField(verbose_name='what is unsafe')),
                    ('stopped_at', models.DateTimeField()),
                    ('clearance', models.TextField(blank=True, verbose_name='how it was made safe')),
                    ('cleared_at', models.DateTimeField(blank=True, null=True)),
                    ('cleared_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('stopped_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='stops', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='SignOff',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('outcome', models.CharField(choices=[('accepted', 'accepted'), ('conditional', 'accepted with conditions'), ('refused', 'refused')], max_length=12, verbose_name='answer')),
                    ('method', models.CharField(choices=[('on_device', "on the engineer's device"), ('link', 'by a link'), ('words', 'told to the engineer')], max_length=10, verbose_name='how')),
                    ('signer_name', models.CharField(max_length=300, verbose_name='name')),
                    ('signer_role', models.CharField(blank=True, max_length=300, verbose_name='function')),
                    ('text', models.TextField(verbose_name='what was signed')),
                    ('text_sha256', models.CharField(max_length=64)),
                    ('conditions', models.JSONField(blank=True, default=list, verbose_name='conditions')),
                    ('reason', models.TextField(blank=True, verbose_name='reason, in their words')),
                    ('signed_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('recorded_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('signature', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='evidence.evidenceitem')),
                    ('signer', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sign_offs', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='ServiceReport',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('edition', models.PositiveIntegerField(verbose_name='edition')),
                    ('audience', models.CharField(default='customer', max_length=16)),
                    ('language', models.CharField(default='en', max_length=12)),
                    ('document', models.JSONField()),
                    ('content_sha256', models.CharField(max_length=64)),
                    ('facts_sha256', models.CharField(blank=True, max_length=64)),
                    ('made_at', models.DateTimeField()),
                    ('erased_at', models.DateTimeField(blank=True, null=True)),
                    ('made_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('pdf', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='service_reports', to='evidence.fileblob')),
                    ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='reports', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='SafetyAcknowledgement',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('wording_sha256', models.CharField(max_length=64)),
                    ('occasion', models.CharField(choices=[('before_travel', 'before travelling'), ('on_site', 'on site')], max_length=14, verbose_name='occasion')),
                    ('acknowledged_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('notes', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='directory.safetynotes')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='safety_acknowledgements', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='ReportWaiver',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('section', models.CharField(max_length=40, verbose_name='section')),
                    ('reason', models.TextField(verbose_name='why')),
                    ('waived_at', models.DateTimeField()),
                    ('waived_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='report_waivers', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='PartUse',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('quantity', models.PositiveIntegerField(default=1, verbose_name='quantity')),
                    ('serial_in', models.CharField(blank=True, max_length=100, verbose_name='serial number fitted')),
                    ('serial_out', models.CharField(blank=True, max_length=100, verbose_name='serial number taken out')),
                    ('ground', models.CharField(choices=[('hypothesis', 'a hypothesis says that it is at fault'), ('request', 'it was requested'), ('bill_of_materials', 'bill of materials'), ('change', 'the approved change'), ('template', 'the maintenance plan'), ('finding', 'a finding of the inspection')], max_length=20, verbose_name='on which ground')),
                    ('used_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='part_uses', to='assets.asset')),
                    ('failing_evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='part_uses', to='evidence.evidenceitem')),
                    ('hypothesis', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='part_uses', to='cases.hypothesis')),
                    ('part_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='assets.parttype')),
                    ('reservation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='uses', to='assets.reservation')),
                    ('stock_move', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='use', to='assets.stockmove')),
                    ('used_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='part_uses', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='PartsStatement',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('stated_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('stated_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='parts_statement', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='CrewMember',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('duty', models.CharField(choices=[('engineer', 'engineer'), ('helper', 'helper'), ('trainee', 'trainee'), ('supervisor', 'supervisor')], default='helper', max_length=12, verbose_name='duty')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='crew_memberships', to='directory.person')),
                    ('visit', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='crew', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='CheckOut',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('checked_out_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_outs', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='CheckIn',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('method', models.CharField(choices=[('typed', 'said by the engineer'), ('site_code', 'code at the site'), ('customer', 'said by the customer')], default='typed', max_length=10, verbose_name='how')),
                    ('geofence', models.CharField(choices=[('not_asked', 'not asked'), ('inside', 'at the site'), ('outside', 'not at the site')], default='not_asked', max_length=10)),
                    ('checked_in_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='check_ins', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='VisitOutcome',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('result', models.CharField(choices=[('fixed', 'fixed'), ('partly_fixed', 'partly fixed'), ('not_fixed', 'not fixed'), ('work_done', 'planned work done'), ('aborted', 'aborted')], max_length=14, verbose_name='result')),
                    ('abort_cause', models.CharField(blank=True, choices=[('no_access', 'no access'), ('wrong_part', 'wrong or missing part'), ('unsafe', 'unsafe'), ('customer_not_ready', 'the site was not ready'), ('called_away', 'called away to something more urgent'), ('other', 'other')], max_length=20, verbose_name='why aborted')),
                    ('avoidable_cause', models.CharField(blank=True, choices=[('reboot', 'a restart was enough'), ('remote_update', 'an update that could be done remotely'), ('basics', 'power, cabling, DNS, time or certificate'), ('site_not_ready', 'the site was not ready'), ('no_fault_found', 'no fault found'), ('missing_telemetry', 'telemetry would have shown it'), ('wrong_part', 'wrong part'), ('none', 'it was needed')], max_length=20, verbose_name='what would have avoided it')),
                    ('note', models.TextField(blank=True, verbose_name='in words')),
                    ('reported_at', models.DateTimeField()),
                    ('reported_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='outcome', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='WorkNote',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('action', 'what was done'), ('observation', 'what was seen')], max_length=12, verbose_name='kind')),
                    ('visibility', models.CharField(choices=[('public', 'visible to the customer'), ('internal', 'internal')], max_length=8, verbose_name='visibility')),
                    ('text', models.TextField(verbose_name='text')),
                    ('written_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_notes', to='cases.case')),
                    ('change', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_notes', to='visits.change')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_notes', to='visits.visit')),
                    ('written_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='WorkOrder',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('sequence', models.PositiveSmallIntegerField(verbose_name='number within the case')),
                    ('kind', models.CharField(choices=[('repair', 'repair'), ('survey', 'site survey'), ('delivery', 'delivery or change of a part'), ('installation', 'installation'), ('upgrade', 'upgrade'), ('maintenance', 'maintenance')], max_length=12, verbose_name='kind')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('qualified', 'qualified'), ('blocked', 'blocked'), ('ready', 'ready'), ('scheduled', 'scheduled'), ('dispatched', 'dispatched'), ('done', 'done'), ('done_partial', 'done_partial'), ('not_done', 'not_done'), ('reviewed', 'reviewed'), ('closed', 'closed'), ('resolved_remotely', 'resolved_remotely'), ('cancelled', 'cancelled')], default='draft', max_length=24, verbose_name='state')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('instructions', models.TextField(blank=True, verbose_name='what to do')),
                    ('priority', models.PositiveSmallIntegerField(verbose_name='priority')),
                    ('earliest_start_at', models.DateTimeField(blank=True, null=True, verbose_name='not before')),
                    ('latest_end_at', models.DateTimeField(blank=True, null=True, verbose_name='not after')),
                    ('duration_minutes', models.PositiveIntegerField(verbose_name='minutes on site')),
                    ('crew_count', models.PositiveSmallIntegerField(default=1, verbose_name='people')),
                    ('raised_at', models.DateTimeField()),
                    ('asset', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='assets.asset')),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='cases.case')),
                    ('raised_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='work_orders', to='directory.site')),
                ],
            ), migrations.AddField(
                model_name='visit',
                name='work_order',
                field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='visits', to='visits.workorder'),
            ), migrations.CreateModel(
                name='SkillNeed',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('minimum_level', models.PositiveSmallIntegerField(choices=[(1, 'learning, works with somebody'), (2, 'works alone'), (3, 'teaches others')], default=2, verbose_name='at least')),
                    ('is_mandatory', models.BooleanField(default=False, verbose_name='demanded by law or safety')),
                    ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='directory.skill')),
                    ('work_order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='skill_needs', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='ReadinessOverride',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('right', models.CharField(max_length=60)),
                    ('missing', models.JSONField(default=list)),
                    ('reason', models.TextField(verbose_name='why')),
                    ('overridden_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(blank=True, null=True)),
                    ('approval', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_overrides', to='cases.approvalrequest')),
                    ('overridden_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('work_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='overrides', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='ReadinessItem',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(choices=[('access', 'access'), ('escort', 'escort'), ('clearance', 'legal clearance'), ('parts_list', 'list of parts'), ('change_question', 'does the work change the configuration'), ('site_survey', 'site survey'), ('commissioning_plan', 'commissioning plan'), ('prerequisite', 'prerequisite')], max_length=20, verbose_name='question')),
                    ('name', models.CharField(blank=True, max_length=300, verbose_name='which')),
                    ('answer', models.CharField(choices=[('open', 'not answered'), ('yes', 'yes'), ('no', 'no'), ('not_applicable', 'not applicable')], default='open', max_length=16, verbose_name='answer')),
                    ('text', models.TextField(blank=True, verbose_name='in words')),
                    ('opens_at', models.DateTimeField(blank=True, null=True, verbose_name='from')),
                    ('closes_at', models.DateTimeField(blank=True, null=True, verbose_name='until')),
                    ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='lapses')),
                    ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_items', to='evidence.evidenceitem')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_items', to='directory.person')),
                    ('work_order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='readiness_items', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='PartNeed',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('quantity', models.PositiveIntegerField(default=1, verbose_name='quantity')),
                    ('source', models.CharField(choices=[('hypothesis', 'a hypothesis says that it is at fault'), ('request', 'it was requested'), ('bill_of_materials', 'bill of materials'), ('change', 'the approved change'), ('template', 'the maintenance plan'), ('finding', 'a finding of the inspection')], max_length=20, verbose_name='why')),
                    ('part_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='needs', to='assets.parttype')),
                    ('work_order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='part_needs', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='FirmwarePlan',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('installed', models.CharField(max_length=100, verbose_name='installed version')),
                    ('target', models.CharField(max_length=100, verbose_name='target version')),
                    ('documented_path', models.JSONField(blank=True, default=list)),
                    ('planned_path', models.JSONField(blank=True, default=list)),
                    ('package_hashes', models.JSONField(blank=True, default=dict)),
                    ('planned_at', models.DateTimeField()),
                    ('planned_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('work_order', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='firmware_plan', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='ChecklistRun',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('started_at', models.DateTimeField()),
                    ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='checklist_runs', to='cases.case')),
                    ('started_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('template', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='visits.checklisttemplate')),
                    ('visit', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklist_runs', to='visits.visit')),
                    ('work_order', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklist_runs', to='visits.workorder')),
                ],
            ), migrations.AddField(
                model_name='change',
                name='work_order',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='visits.workorder'),
            ), migrations.CreateModel(
                name='AcceptanceCriterion',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('position', models.PositiveSmallIntegerField()),
                    ('wording', models.TextField(verbose_name='criterion')),
                    ('agreed_at', models.DateTimeField()),
                    ('exception_reason', models.TextField(blank=True, verbose_name='why an exception is accepted')),
                    ('agreed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('exception_accepted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('work_order', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='acceptance_criteria', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='WorkOrderBlock',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('code', models.CharField(max_length=60, verbose_name='what is missing')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('blocked_at', models.DateTimeField()),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('blocked_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('lifted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('work_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='blocks', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='WorkOrderOutcome',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('state', models.CharField(max_length=24, verbose_name='outcome')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('reported_at', models.DateTimeField()),
                    ('approval', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='work_order_outcomes', to='cases.approvalrequest')),
                    ('reported_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('work_order', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='outcomes', to='visits.workorder')),
                ],
            ), migrations.CreateModel(
                name='ChangeStep',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('phase', models.CharField(choices=[('pre_check', 'check before'), ('execute', 'carry out'), ('post_check', 'check after'), ('roll_back', 'go back')], max_length=10, verbose_name='phase')),
                    ('position', models.PositiveSmallIntegerField()),
                    ('wording', models.TextField(verbose_name='step')),
                    ('expected', models.TextField(blank=True, verbose_name='what is expected')),
                    ('result', models.CharField(choices=[('open', 'open'), ('done', 'done'), ('failed', 'failed'), ('skipped', 'skipped')], default='open', max_length=8, verbose_name='result')),
                    ('observed', models.TextField(blank=True, verbose_name='what was seen')),
                    ('done_at', models.DateTimeField(blank=True, null=True)),
                    ('change', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='visits.change')),
                    ('done_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('change', 'phase', 'position'), name='change_step_position'), models.CheckConstraint(condition=models.Q(('phase__in', ['pre_check', 'execute', 'post_check', 'roll_back'])), name='change_step_phase_known'), models.CheckConstraint(condition=models.Q(('result__in', ['open', 'done', 'failed', 'skipped'])), name='change_step_result_known'), models.CheckConstraint(condition=models.Q(('result', 'open'), models.Q(('done_at__isnull', False), ('done_by__isnull', False)), _connector='OR'), name='change_step_done_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('result', 'skipped'), _negated=True), models.Q(('observed', ''), _negated=True), _connector='OR'), name='change_step_skipped_in_words')],
                },
            ), migrations.CreateModel(
                name='ChecklistResult',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('step_code', models.CharField(max_length=60, verbose_name='step')),
                    ('state', models.CharField(choices=[('open', 'open'), ('passed', 'passed'), ('failed', 'failed'), ('not_applicable', 'not_applicable'), ('waived', 'waived')], default='open', max_length=24, verbose_name='state')),
                    ('value', models.JSONField(blank=True, null=True, verbose_name='value')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('right', models.CharField(blank=True, max_length=60)),
                    ('answered_at', models.DateTimeField(blank=True, null=True)),
                    ('received_at', models.DateTimeField(blank=True, null=True)),
                    ('answered_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('evidence', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='checklist_results', to='evidence.evidenceitem')),
                    ('run', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='results', to='visits.checklistrun')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('run', 'step_code'), name='checklist_result_once_per_step'), models.CheckConstraint(condition=models.Q(('state__in', ('open', 'passed', 'failed', 'not_applicable', 'waived'))), name='checklist_result_state_known'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='checklist_result_answered_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'passed'), _negated=True), ('evidence__isnull', False), _connector='OR'), name='checklist_result_passed_with_evidence'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['not_applicable', 'waived']), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='checklist_result_left_out_with_a_reason'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'waived'), _negated=True), models.Q(('right', ''), _negated=True), _connector='OR'), name='checklist_result_waived_by_a_right')],
                },
            ), migrations.AddConstraint(
                model_name='checklisttemplate',
                constraint=models.UniqueConstraint(fields=('code', 'edition'), name='checklist_template_edition_once'),
            ), migrations.AddConstraint(
                model_name='checklisttemplate',
                constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['safety', 'pre_check', 'commissioning', 'post_check', 'maintenance', 'diagnosis'])), name='checklist_template_purpose_known'),
            ), migrations.AddIndex(
                model_name='timeentry',
                index=models.Index(fields=['person', 'started_at'], name='time_entry_of_person'),
            ), migrations.AddConstraint(
                model_name='timeentry',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['work', 'travel', 'on_call', 'assist', 'wait'])), name='time_entry_kind_known'),
            ), migrations.AddConstraint(
                model_name='timeentry',
                constraint=models.CheckConstraint(condition=models.Q(('ended_at', None), ('ended_at__gt', models.F('started_at')), _connector='OR'), name='time_entry_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='timeentry',
                constraint=models.CheckConstraint(condition=models.Q(('assisted', None), models.Q(('assisted', models.F('person')), _negated=True), _connector='OR'), name='time_entry_assists_another'),
            ), migrations.AddConstraint(
                model_name='timeentry',
                constraint=models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('person',), name='time_entry_one_running_per_person'),
            ), migrations.AddConstraint(
                model_name='stopwork',
                constraint=models.CheckConstraint(condition=models.Q(('cleared_at', None), models.Q(('cleared_by__isnull', False), models.Q(('clearance', ''), _negated=True)), _connector='OR'), name='stop_work_cleared_by_somebody_in_words'),
            ), migrations.AddConstraint(
                model_name='stopwork',
                constraint=models.UniqueConstraint(condition=models.Q(('cleared_at', None)), fields=('visit',), name='stop_work_one_open_per_visit'),
            ), migrations.AddIndex(
                model_name='signoff',
                index=models.Index(fields=['visit', 'signed_at'], name='sign_off_newest'),
            ), migrations.AddConstraint(
                model_name='signoff',
                constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['accepted', 'conditional', 'refused'])), name='sign_off_outcome_known'),
            ), migrations.AddConstraint(
                model_name='signoff',
                constraint=models.CheckConstraint(condition=models.Q(('method__in', ['on_device', 'link', 'words'])), name='sign_off_method_known'),
            ), migrations.AddConstraint(
                model_name='signoff',
                constraint=models.CheckConstraint(condition=models.Q(('signer_name', ''), _negated=True), name='sign_off_of_somebody'),
            ), migrations.AddConstraint(
                model_name='signoff',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('text', ''), _negated=True), django.db.models.lookups.Exact(django.db.models.functions.text.Length(models.F('text_sha256')), 64)), name='sign_off_bound_to_its_text'),
            ), migrations.AddConstraint(
                model_name='signoff',
                constraint=models.CheckConstraint(condition=models.Q(('outcome', 'accepted'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='sign_off_other_than_accepted_has_a_reason'),
            ), migrations.AddConstraint(
                model_name='servicereport',
                constraint=models.UniqueConstraint(fields=('visit', 'audience', 'language', 'edition'), name='service_report_edition_once'),
            ), migrations.AddConstraint(
                model_name='servicereport',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length(models.F('content_sha256')), 64), name='service_report_hash_has_its_length'),
            ), migrations.AddIndex(
                model_name='safetyacknowledgement',
                index=models.Index(fields=['visit', 'person', 'occasion'], name='safety_ack_of_visit'),
            ), migrations.AddConstraint(
                model_name='safetyacknowledgement',
                constraint=models.CheckConstraint(condition=models.Q(('occasion__in', ['before_travel', 'on_site'])), name='safety_acknowledgement_occasion_known'),
            ), migrations.AddConstraint(
                model_name='reportwaiver',
                constraint=models.UniqueConstraint(fields=('visit', 'section'), name='report_waiver_once_per_section'),
            ), migrations.AddConstraint(
                model_name='reportwaiver',
                constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='report_waiver_has_a_reason'),
            ), migrations.AddConstraint(
                model_name='partuse',
                constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='part_use_of_something'),
            ), migrations.AddConstraint(
                model_name='partuse',
                constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['hypothesis', 'request', 'bill_of_materials', 'change', 'template', 'finding'])), name='part_use_ground_known'),
            ), migrations.AddConstraint(
                model_name='partuse',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'hypothesis'), _negated=True), models.Q(('failing_evidence__isnull', False), ('hypothesis__isnull', False)), _connector='OR'), name='part_use_on_a_hypothesis_shows_the_failure'),
            ), migrations.AddConstraint(
                model_name='partuse',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ground', 'finding'), _negated=True), ('failing_evidence__isnull', False), _connector='OR'), name='part_use_on_a_finding_shows_it'),
            ), migrations.AddConstraint(
                model_name='partuse',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('serial_in', ''), ('serial_out', '')), ('quantity', 1), _connector='OR'), name='part_use_serial_names_one'),
            ), migrations.AddConstraint(
                model_name='crewmember',
                constraint=models.UniqueConstraint(fields=('visit', 'person'), name='crew_member_once'),
            ), migrations.AddConstraint(
                model_name='crewmember',
                constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['engineer', 'helper', 'trainee', 'supervisor'])), name='crew_member_duty_known'),
            ), migrations.AddConstraint(
                model_name='checkin',
                constraint=models.CheckConstraint(condition=models.Q(('method__in', ['typed', 'site_code', 'customer'])), name='check_in_method_known'),
            ), migrations.AddConstraint(
                model_name='checkin',
                constraint=models.CheckConstraint(condition=models.Q(('geofence__in', ['not_asked', 'inside', 'outside'])), name='check_in_geofence_known'),
            ), migrations.AddConstraint(
                model_name='visitoutcome',
                constraint=models.CheckConstraint(condition=models.Q(('result__in', ['fixed', 'partly_fixed', 'not_fixed', 'work_done', 'aborted'])), name='visit_outcome_result_known'),
            ), migrations.AddConstraint(
                model_name='visitoutcome',
                constraint=models.CheckConstraint(condition=models.Q(('abort_cause', ''), models.Q(('abort_cause__in', ['no_access', 'wrong_part', 'unsafe', 'customer_not_ready', 'called_away', 'other']), ('result', 'aborted')), _connector='OR'), name='visit_outcome_abort_cause_only_if_aborted'),
            ), migrations.AddConstraint(
                model_name='visitoutcome',
                constraint=models.CheckConstraint(condition=models.Q(('avoidable_cause__in', ['', 'reboot', 'remote_update', 'basics', 'site_not_ready', 'no_fault_found', 'missing_telemetry', 'wrong_part', 'none'])), name='visit_outcome_avoidable_cause_known'),
            ), migrations.AddIndex(
                model_name='worknote',
                index=models.Index(fields=['case', 'written_at'], name='work_note_timeline'),
            ), migrations.AddConstraint(
                model_name='worknote',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['action', 'observation'])), name='work_note_kind_known'),
            ), migrations.AddConstraint(
                model_name='worknote',
                constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'internal'])), name='work_note_visibility_known'),
            ), migrations.AddIndex(
                model_name='workorder',
                index=models.Index(fields=['state', 'priority', 'latest_end_at'], name='work_order_planning'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.UniqueConstraint(fields=('case', 'sequence'), name='work_order_number_once_per_case'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['repair', 'survey', 'delivery', 'installation', 'upgrade', 'maintenance'])), name='work_order_kind_known'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'qualified', 'blocked', 'ready', 'scheduled', 'dispatched', 'done', 'done_partial', 'not_done', 'reviewed', 'closed', 'resolved_remotely', 'cancelled'))), name='work_order_state_known'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.CheckConstraint(condition=models.Q(('priority__range', (1, 4))), name='work_order_priority_1_to_4'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.CheckConstraint(condition=models.Q(('crew_count__gt', 0), ('duration_minutes__gt', 0)), name='work_order_takes_time_and_people'),
            ), migrations.AddConstraint(
                model_name='workorder',
                constraint=models.CheckConstraint(condition=models.Q(('earliest_start_at', None), ('latest_end_at', None), ('latest_end_at__gt', models.F('earliest_start_at')), _connector='OR'), name='work_order_window_ends_after_it_starts'),
            ), migrations.AddIndex(
                model_name='visit',
                index=models.Index(fields=['engineer', 'planned_start_at'], name='visit_day_of_engineer'),
            ), migrations.AddIndex(
                model_name='visit',
                index=models.Index(fields=['planned_start_at'], name='visit_by_day'),
            ), migrations.AddConstraint(
                model_name='visit',
                constraint=models.UniqueConstraint(fields=('work_order', 'sequence'), name='visit_number_once_per_order'),
            ), migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('proposed', 'assigned', 'declined', 'accepted', 'en_route', 'on_site', 'working', 'paused', 'verifying', 'signed_off', 'signed_conditionally', 'signature_refused', 'stopped', 'left', 'complete', 'aborted', 'cancelled'))), name='visit_state_known'),
            ), migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['proposed', 'declined', 'cancelled']), ('engineer__isnull', False), _connector='OR'), name='visit_has_an_engineer_once_assigned'),
            ), migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(('supervisor', None), ('engineer', None), models.Q(('supervisor', models.F('engineer')), _negated=True), _connector='OR'), name='visit_supervisor_is_another_person'),
            ), migrations.AddConstraint(
                model_name='visit',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('planned_end_at', None), ('planned_start_at', None)), models.Q(('planned_end_at__gt', models.F('planned_start_at')), ('planned_end_at__isnull', False), ('planned_start_at__isnull', False)), _connector='OR'), name='visit_plan_is_whole_and_forward'),
            ), migrations.AddConstraint(
                model_name='skillneed',
                constraint=models.UniqueConstraint(fields=('work_order', 'skill'), name='skill_need_once'),
            ), migrations.AddConstraint(
                model_name='skillneed',
                constraint=models.CheckConstraint(condition=models.Q(('minimum_level__in', [1, 2, 3])), name='skill_need_level_known'),
            ), migrations.AddConstraint(
                model_name='readinessoverride',
                constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='readiness_override_has_a_reason'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.UniqueConstraint(fields=('work_order', 'code', 'name'), name='readiness_item_once'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.CheckConstraint(condition=models.Q(('code__in', ['access', 'escort', 'clearance', 'parts_list', 'change_question', 'site_survey', 'commissioning_plan', 'prerequisite'])), name='readiness_item_code_known'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.CheckConstraint(condition=models.Q(('answer__in', ['open', 'yes', 'no', 'not_applicable'])), name='readiness_item_answer_known'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', 'open'), ('answered_at', None)), models.Q(models.Q(('answer', 'open'), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='readiness_item_answered_at_a_time'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.CheckConstraint(condition=models.Q(('opens_at', None), ('closes_at', None), ('closes_at__gt', models.F('opens_at')), _connector='OR'), name='readiness_item_window_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='readinessitem',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('code', 'prerequisite'), _negated=True), models.Q(('name', ''), _negated=True), _connector='OR'), name='readiness_item_prerequisite_is_named'),
            ), migrations.AddConstraint(
                model_name='partneed',
                constraint=models.UniqueConstraint(fields=('work_order', 'part_type', 'source'), name='part_need_once'),
            ), migrations.AddConstraint(
                model_name='partneed',
                constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='part_need_of_something'),
            ), migrations.AddConstraint(
                model_name='partneed',
                constraint=models.CheckConstraint(condition=models.Q(('source__in', ['hypothesis', 'request', 'bill_of_materials', 'change', 'template', 'finding'])), name='part_need_source_known'),
            ), migrations.AddConstraint(
                model_name='change',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'assessed', 'approved', 'rejected', 'scheduled', 'pre_checked', 'executing', 'post_checked', 'successful', 'rolled_back', 'failed', 'reviewed', 'cancelled'))), name='change_state_known'),
            ), migrations.AddConstraint(
                model_name='change',
                constraint=models.CheckConstraint(condition=models.Q(('risk', None), ('risk__range', (1, 4)), _connector='OR'), name='change_risk_1_to_4'),
            ), migrations.AddConstraint(
                model_name='change',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('window_end_at', None), ('window_start_at', None)), models.Q(('window_end_at__gt', models.F('window_start_at')), ('window_end_at__isnull', False), ('window_start_at__isnull', False)), _connector='OR'), name='change_window_is_whole_and_forward'),
            ), migrations.AddConstraint(
                model_name='change',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'scheduled', 'pre_checked']), _negated=True), models.Q(('rollback_plan', ''), _negated=True), _connector='OR'), name='change_approved_has_a_way_back'),
            ), migrations.AddConstraint(
                model_name='acceptancecriterion',
                constraint=models.UniqueConstraint(fields=('work_order', 'position'), name='acceptance_criterion_position'),
            ), migrations.AddConstraint(
                model_name='acceptancecriterion',
                constraint=models.CheckConstraint(condition=models.Q(('exception_reason', ''), ('exception_accepted_by__isnull', False), _connector='OR'), name='acceptance_criterion_exception_by_somebody'),
            ), migrations.AddConstraint(
                model_name='workorderblock',
                constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('work_order', 'code'), name='work_order_block_once'),
            ), migrations.AddConstraint(
                model_name='workorderoutcome',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['done', 'done_partial', 'not_done', 'resolved_remotely', 'cancelled'])), name='work_order_outcome_known'),
            ), migrations.AddConstraint(
                model_name='workorderoutcome',
                constraint=models.CheckConstraint(condition=models.Q(('state', 'done'), models.Q(('reason', ''), _negated=True), _connector='OR'), name='work_order_outcome_other_than_done_has_a_reason'),
            )],
        ),
    ]
