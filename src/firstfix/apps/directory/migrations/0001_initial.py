
import django.db.models.deletion
import django.db.models.functions.text
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='WorkCalendar',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('definition', models.JSONField(verbose_name='hours and holidays')),
                ],
            ), migrations.CreateModel(
                name='DataPolicy',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('name', models.CharField(max_length=300, unique=True, verbose_name='name')),
                    ('photos', models.CharField(choices=[('allowed', 'allowed'), ('with_consent', "only with the customer's consent"), ('forbidden', 'forbidden')], default='with_consent', max_length=12, verbose_name='photos')),
                    ('removable_media', models.CharField(choices=[('allowed', 'allowed'), ('with_consent', "only with the customer's consent"), ('forbidden', 'forbidden')], default='forbidden', max_length=12, verbose_name='removable media')),
                    ('file_transfer', models.CharField(choices=[('allowed', 'allowed'), ('with_consent', "only with the customer's consent"), ('forbidden', 'forbidden')], default='with_consent', max_length=12, verbose_name='files leaving the site')),
                    ('allows_model_use', models.BooleanField(default=False, verbose_name='may be used by language models')),
                    ('retention_days', models.PositiveIntegerField(blank=True, null=True, verbose_name='days until evidence is erased')),
                    ('wording', models.TextField(blank=True, verbose_name='what the person on site is told')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('photos__in', ['allowed', 'with_consent', 'forbidden']), ('removable_media__in', ['allowed', 'with_consent', 'forbidden']), ('file_transfer__in', ['allowed', 'with_consent', 'forbidden'])), name='data_policy_handling_known')],
                },
            ), migrations.CreateModel(
                name='DecisionRule',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=12, unique=True, verbose_name='register id')),
                    ('wording', models.TextField(verbose_name='wording')),
                    ('decided_by', models.CharField(choices=[('engineer', 'the engineer alone'), ('lead', 'the lead specialist alone'), ('team', 'team approval'), ('manager', 'manager or above'), ('executive', 'executive'), ('council', 'council'), ('commander', 'incident commander'), ('nobody', 'nobody in the field')], max_length=12, verbose_name='who decides')),
                    ('roles', models.JSONField(blank=True, default=list, verbose_name='deciding roles')),
                    ('commands', models.JSONField(blank=True, default=list, verbose_name='commands it governs')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__in', ['engineer', 'lead', 'team', 'manager', 'executive', 'council', 'commander', 'nobody'])), name='decision_rule_decided_by_known')],
                },
            ), migrations.CreateModel(
                name='Organization',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('customer', 'customer'), ('vendor', 'vendor'), ('partner', 'partner'), ('own', 'own organisation')], max_length=12, verbose_name='kind')),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('profile', models.CharField(choices=[('standard', 'standard'), ('regulated', 'regulated')], default='standard', max_length=12, verbose_name='profile')),
                    ('replacement_limit_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='pieces that a case may replace without a manager')),
                    ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                    ('data_policy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='organizations', to='directory.datapolicy')),
                ],
            ), migrations.CreateModel(
                name='Contract',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('agreement', models.CharField(choices=[('sla', 'service level agreement with the customer'), ('ola', 'operational level agreement between teams'), ('uc', 'underpinning contract of a vendor')], default='sla', max_length=4, verbose_name='agreement')),
                    ('number', models.CharField(max_length=60, verbose_name='number')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('start_on', models.DateField(verbose_name='first day')),
                    ('end_on', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='directory.organization')),
                ],
            ), migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                    ('zone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                    ('user', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='person', to=settings.AUTH_USER_MODEL)),
                ],
            ), migrations.CreateModel(
                name='ContactChannel',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('email', 'e-mail'), ('phone', 'phone'), ('sms', 'text message'), ('chat', 'chat')], max_length=8, verbose_name='kind')),
                    ('address', models.CharField(max_length=254, verbose_name='address or number')),
                    ('rank', models.PositiveSmallIntegerField(default=0, verbose_name='order in which to try')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='channels', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='RoleGrant',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('role', models.CharField(choices=[('customer_contact', 'customer contact'), ('customer_approver', 'customer approver'), ('external_party', 'external party'), ('dispatcher', 'dispatcher'), ('engineer', 'engineer'), ('trainee', 'trainee'), ('support_specialist', 'support specialist'), ('lead_specialist', 'lead specialist'), ('engineering_receiver', 'engineering receiver'), ('incident_commander', 'incident commander'), ('logistics', 'logistics'), ('manager', 'manager'), ('director', 'director'), ('executive', 'executive'), ('auditor', 'auditor'), ('knowledge_reviewer', 'knowledge reviewer'), ('council_member', 'council member'), ('administrator', 'administrator')], max_length=24, verbose_name='role')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('granted_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(blank=True, null=True, verbose_name='expires')),
                    ('granted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants_given', to='directory.person')),
                    ('organization', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='directory.organization')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='RoleRevocation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('revoked_at', models.DateTimeField()),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('grant', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='revocation', to='directory.rolegrant')),
                    ('revoked_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Site',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('address', models.TextField(verbose_name='street address')),
                    ('locality', models.CharField(max_length=300, verbose_name='town')),
                    ('postal_code', models.CharField(blank=True, max_length=20, verbose_name='postal code')),
                    ('country', models.CharField(max_length=2, verbose_name='country (ISO 3166-1 alpha-2)')),
                    ('latitude', models.DecimalField(blank=True, decimal_places=6, max_digits=8, null=True, verbose_name='latitude')),
                    ('longitude', models.DecimalField(blank=True, decimal_places=6, max_digits=9, null=True, verbose_name='longitude')),
                    ('zone', models.CharField(max_length=64, verbose_name='time zone')),
                    ('access_rules', models.TextField(blank=True, verbose_name='how to get in')),
                    ('access_notice_minutes', models.PositiveIntegerField(default=0, verbose_name='notice needed before access')),
                    ('needs_escort', models.BooleanField(default=False, verbose_name='an escort is needed')),
                    ('needs_legal_clearance', models.BooleanField(default=False, verbose_name='the law demands a clearance')),
                    ('data_policy', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='directory.datapolicy')),
                    ('organization', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='directory.organization')),
                    ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='directory.workcalendar')),
                ],
            ), migrations.CreateModel(
                name='SafetyNotes',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('hazards', models.JSONField(blank=True, default=list, verbose_name='hazards')),
                    ('wording', models.TextField(verbose_name='what to beware of, what to do')),
                    ('written_at', models.DateTimeField()),
                    ('written_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('site', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='safety_notes', to='directory.site')),
                ],
            ), migrations.AddField(
                model_name='person',
                name='base_site',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='based_people', to='directory.site'),
            ), migrations.CreateModel(
                name='OrganizationMembership',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('capacity', models.CharField(choices=[('staff', 'works there'), ('contact', 'contact'), ('approver', 'approver')], max_length=10, verbose_name='capacity')),
                    ('since_on', models.DateField(verbose_name='since')),
                    ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.organization')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.person')),
                    ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.site')),
                ],
            ), migrations.CreateModel(
                name='ContractSite',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='sites', to='directory.contract')),
                    ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='directory.site')),
                ],
            ), migrations.CreateModel(
                name='Skill',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('kind', models.CharField(choices=[('skill', 'skill'), ('certificate', 'certificate')], max_length=12, verbose_name='kind')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['skill', 'certificate'])), name='skill_kind_known')],
                },
            ), migrations.CreateModel(
                name='SkillHolding',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('level', models.PositiveSmallIntegerField(choices=[(1, 'learning, works with somebody'), (2, 'works alone'), (3, 'teaches others')], verbose_name='level')),
                    ('certificate_number', models.CharField(blank=True, max_length=100, verbose_name='certificate number')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('needs_supervision', models.BooleanField(default=False, verbose_name='only under supervision')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='skills', to='directory.person')),
                    ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='directory.skill')),
                ],
            ), migrations.CreateModel(
                name='Team',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('kind', models.CharField(choices=[('support', 'support'), ('field', 'field service'), ('dispatch', 'dispatch'), ('engineering', 'engineering'), ('logistics', 'logistics'), ('security', 'security'), ('management', 'management'), ('council', 'council')], max_length=12, verbose_name='kind')),
                    ('accountable', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accountable_teams', to='directory.person')),
                    ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='teams', to='directory.workcalendar')),
                ],
            ), migrations.AddField(
                model_name='rolegrant',
                name='team',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='directory.team'),
            ), migrations.AddField(
                model_name='contract',
                name='team',
                field=models.ForeignKey(blank=True, help_text='bound by an OLA', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contracts', to='directory.team'),
            ), migrations.CreateModel(
                name='TeamMembership',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('duty', models.CharField(choices=[('member', 'member'), ('lead', 'lead')], default='member', max_length=8, verbose_name='duty')),
                    ('since_on', models.DateField(verbose_name='since')),
                    ('until_on', models.DateField(blank=True, null=True, verbose_name='until')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_memberships', to='directory.person')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='ServiceTarget',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('acknowledge', 'acknowledge'), ('respond', 'respond'), ('arrive', 'arrive on site'), ('restore', 'restore service'), ('resolve', 'resolve')], max_length=12, verbose_name='kind')),
                    ('priority', models.PositiveSmallIntegerField(verbose_name='priority')),
                    ('minutes', models.PositiveIntegerField(verbose_name='minutes')),
                    ('start_on', models.JSONField(blank=True, default=list, verbose_name='starts at these events')),
                    ('stop_on', models.JSONField(blank=True, default=list, verbose_name='stops at these events')),
                    ('pause_reasons', models.JSONField(blank=True, default=list, verbose_name='pauses while waiting for')),
                    ('on_reopening', models.CharField(choices=[('continue', 'goes on with what was used'), ('restart', 'begins again at zero')], default='continue', max_length=8, verbose_name='when reopened')),
                    ('contract', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='directory.contract')),
                    ('calendar', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='targets', to='directory.workcalendar')),
                ],
            ), migrations.AddField(
                model_name='person',
                name='calendar',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='directory.workcalendar'),
            ), migrations.AddConstraint(
                model_name='organization',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['customer', 'vendor', 'partner', 'own'])), name='organization_kind_known'),
            ), migrations.AddConstraint(
                model_name='organization',
                constraint=models.CheckConstraint(condition=models.Q(('profile__in', ['standard', 'regulated'])), name='organization_profile_known'),
            ), migrations.AddConstraint(
                model_name='contactchannel',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['email', 'phone', 'sms', 'chat'])), name='contact_channel_kind_known'),
            ), migrations.AddConstraint(
                model_name='contactchannel',
                constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('address'), condition=models.Q(('kind', 'email')), name='contact_channel_mailbox_of_one_person'),
            ), migrations.AddConstraint(
                model_name='contactchannel',
                constraint=models.UniqueConstraint(fields=('person', 'kind', 'address'), name='contact_channel_once_per_person'),
            ), migrations.AddIndex(
                model_name='safetynotes',
                index=models.Index(fields=['site', 'written_at'], name='safety_notes_newest'),
            ), migrations.AddConstraint(
                model_name='safetynotes',
                constraint=models.CheckConstraint(condition=models.Q(('wording', ''), _negated=True), name='safety_notes_say_something'),
            ), migrations.AddConstraint(
                model_name='organizationmembership',
                constraint=models.CheckConstraint(condition=models.Q(('capacity__in', ['staff', 'contact', 'approver'])), name='membership_capacity_known'),
            ), migrations.AddConstraint(
                model_name='organizationmembership',
                constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='membership_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='organizationmembership',
                constraint=models.UniqueConstraint(condition=models.Q(('site', None), ('until_on', None)), fields=('person', 'organization', 'capacity'), name='membership_open_once'),
            ), migrations.AddConstraint(
                model_name='organizationmembership',
                constraint=models.UniqueConstraint(condition=models.Q(('until_on', None), models.Q(('site', None), _negated=True)), fields=('person', 'organization', 'capacity', 'site'), name='membership_open_once_per_site'),
            ), migrations.AddConstraint(
                model_name='contractsite',
                constraint=models.UniqueConstraint(fields=('contract', 'site'), name='contract_site_once'),
            ), migrations.AddConstraint(
                model_name='skillholding',
                constraint=models.UniqueConstraint(fields=('person', 'skill'), name='skill_holding_once'),
            ), migrations.AddConstraint(
                model_name='skillholding',
                constraint=models.CheckConstraint(condition=models.Q(('level__in', [1, 2, 3])), name='skill_holding_level_known'),
            ), migrations.AddConstraint(
                model_name='rolegrant',
                constraint=models.CheckConstraint(condition=models.Q(('role__in', ['customer_contact', 'customer_approver', 'external_party', 'dispatcher', 'engineer', 'trainee', 'support_specialist', 'lead_specialist', 'engineering_receiver', 'incident_commander', 'logistics', 'manager', 'director', 'executive', 'auditor', 'knowledge_reviewer', 'council_member', 'administrator'])), name='role_grant_role_known'),
            ), migrations.AddConstraint(
                model_name='rolegrant',
                constraint=models.CheckConstraint(condition=models.Q(('granted_by', None), models.Q(('granted_by', models.F('person')), _negated=True), _connector='OR'), name='role_grant_not_to_oneself'),
            ), migrations.AddConstraint(
                model_name='rolegrant',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('role__in', ['customer_approver', 'customer_contact']), _negated=True), ('organization__isnull', False), _connector='OR'), name='role_grant_customer_role_names_its_organization'),
            ), migrations.AddConstraint(
                model_name='rolegrant',
                constraint=models.CheckConstraint(condition=models.Q(('expires_at', None), ('expires_at__gt', models.F('granted_at')), _connector='OR'), name='role_grant_expires_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='contract',
                constraint=models.UniqueConstraint(fields=('organization', 'number'), name='contract_number_once'),
            ), migrations.AddConstraint(
                model_name='contract',
                constraint=models.CheckConstraint(condition=models.Q(('agreement__in', ['sla', 'ola', 'uc'])), name='contract_agreement_known'),
            ), migrations.AddConstraint(
                model_name='contract',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('agreement', 'ola'), ('team__isnull', False)), models.Q(models.Q(('agreement', 'ola'), _negated=True), ('team', None)), _connector='OR'), name='contract_team_bound_by_ola_only'),
            ), migrations.AddConstraint(
                model_name='contract',
                constraint=models.CheckConstraint(condition=models.Q(('end_on', None), ('end_on__gte', models.F('start_on')), _connector='OR'), name='contract_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='teammembership',
                constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['member', 'lead'])), name='team_membership_duty_known'),
            ), migrations.AddConstraint(
                model_name='teammembership',
                constraint=models.CheckConstraint(condition=models.Q(('until_on', None), ('until_on__gte', models.F('since_on')), _connector='OR'), name='team_membership_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='teammembership',
                constraint=models.UniqueConstraint(condition=models.Q(('until_on', None)), fields=('team', 'person'), name='team_membership_open_once'),
            ), migrations.AddConstraint(
                model_name='team',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['support', 'field', 'dispatch', 'engineering', 'logistics', 'security', 'management', 'council'])), name='team_kind_known'),
            ), migrations.AddConstraint(
                model_name='site',
                constraint=models.UniqueConstraint(fields=('organization', 'code'), name='site_code_once_per_organization'),
            ), migrations.AddConstraint(
                model_name='site',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('latitude', None), ('longitude', None)), models.Q(('latitude__isnull', False), ('latitude__range', (-90, 90)), ('longitude__isnull', False), ('longitude__range', (-180, 180))), _connector='OR'), name='site_coordinates_whole_and_on_earth'),
            ), migrations.AddConstraint(
                model_name='servicetarget',
                constraint=models.UniqueConstraint(fields=('contract', 'kind', 'priority'), name='service_target_once'),
            ), migrations.AddConstraint(
                model_name='servicetarget',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['acknowledge', 'respond', 'arrive', 'restore', 'resolve'])), name='service_target_kind_known'),
            ), migrations.AddConstraint(
                model_name='servicetarget',
                constraint=models.CheckConstraint(condition=models.Q(('priority__range', (1, 4))), name='service_target_priority_1_to_4'),
            ), migrations.AddConstraint(
                model_name='servicetarget',
                constraint=models.CheckConstraint(condition=models.Q(('on_reopening__in', ['continue', 'restart'])), name='service_target_on_reopening_known'),
            ), migrations.AddConstraint(
                model_name='servicetarget',
                constraint=models.CheckConstraint(condition=models.Q(('minutes__gt', 0)), name='service_target_takes_time'),
            )],
        ),
    ]
