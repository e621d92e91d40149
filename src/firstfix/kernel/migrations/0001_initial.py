
import django.db.models.deletion
import django.db.models.functions.text
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='User',
                fields=[
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('email', models.EmailField(max_length=254, unique=True, verbose_name='e-mail address')),
                    ('name', models.CharField(max_length=200, verbose_name='name')),
                    ('language', models.CharField(default='en', max_length=12, verbose_name='language')),
                    ('zone', models.CharField(default='UTC', max_length=64, verbose_name='time zone')),
                    ('session_epoch', models.PositiveIntegerField(default=0)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('disabled_at', models.DateTimeField(blank=True, null=True)),
                ],
            ), migrations.CreateModel(
                name='AccountLink',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('purpose', models.CharField(choices=[('first_administrator', 'first administrator'), ('invitation', 'invitation'), ('password_reset', 'password reset')], max_length=20)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField()),
                    ('used_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='ApiToken',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('shown_start', models.CharField(max_length=24)),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('scopes', models.JSONField(default=list, verbose_name='may do')),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ('last_used_on', models.DateField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='Checkpoint',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('size', models.BigIntegerField(unique=True)),
                    ('root', models.CharField(max_length=64)),
                    ('note', models.TextField()),
                    ('frontier', models.JSONField(default=list)),
                    ('at', models.DateTimeField()),
                ],
            ), migrations.CreateModel(
                name='EgressLog',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('released_at', models.DateTimeField()),
                    ('actor_id', models.UUIDField()),
                    ('audience', models.CharField(max_length=20)),
                    ('purpose', models.CharField(max_length=60)),
                    ('subject_type', models.CharField(blank=True, max_length=40)),
                    ('subject_id', models.UUIDField(null=True)),
                    ('sha256', models.CharField(max_length=64)),
                    ('size_bytes', models.PositiveBigIntegerField()),
                    ('replacement_count', models.PositiveIntegerField()),
                ],
            ), migrations.CreateModel(
                name='ExternalLink',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('party', models.CharField(max_length=300, verbose_name='for whom')),
                    ('purpose', models.CharField(max_length=300, verbose_name='what for')),
                    ('token_hash', models.CharField(max_length=64, unique=True)),
                    ('created_by', models.UUIDField()),
                    ('created_at', models.DateTimeField()),
                    ('expires_at', models.DateTimeField(verbose_name='expires')),
                    ('last_used_on', models.DateField(null=True)),
                    ('revoked_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='Job',
                fields=[
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('leased', 'Leased'), ('done', 'Done'), ('dead', 'Dead')], default='waiting', max_length=8)),
                    ('run_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('leased_by', models.CharField(blank=True, max_length=64)),
                    ('error', models.TextField(blank=True)),
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('name', models.CharField(max_length=80)),
                    ('payload', models.JSONField(default=dict)),
                    ('unique_key', models.CharField(blank=True, max_length=120)),
                    ('asked_by', models.UUIDField(null=True)),
                    ('progress_count', models.PositiveIntegerField(default=0)),
                    ('total_count', models.PositiveIntegerField(default=0)),
                    ('note', models.CharField(blank=True, max_length=300)),
                    ('result', models.JSONField(default=dict)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                    ('finished_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='LedgerLink',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('version', models.PositiveIntegerField()),
                    ('previous_hash', models.CharField(max_length=64)),
                    ('hash', models.CharField(max_length=64)),
                    ('edited', models.JSONField(default=list)),
                    ('leaf_index', models.BigIntegerField(null=True, unique=True)),
                ],
            ), migrations.CreateModel(
                name='LedgerRow',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('command_id', models.UUIDField()),
                    ('command', models.CharField(max_length=80)),
                    ('actor_id', models.UUIDField(db_index=True)),
                    ('channel', models.CharField(max_length=12)),
                    ('at', models.DateTimeField(db_index=True)),
                    ('body', models.TextField()),
                    ('hash', models.CharField(max_length=64)),
                ],
            ), migrations.CreateModel(
                name='LedgerText',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                    ('field', models.CharField(max_length=120)),
                    ('salt', models.CharField(max_length=32)),
                    ('digest', models.CharField(max_length=64)),
                    ('text', models.TextField()),
                ],
            ), migrations.CreateModel(
                name='OutboxEvent',
                fields=[
                    ('state', models.CharField(choices=[('waiting', 'Waiting'), ('leased', 'Leased'), ('done', 'Done'), ('dead', 'Dead')], default='waiting', max_length=8)),
                    ('run_at', models.DateTimeField()),
                    ('attempts', models.PositiveSmallIntegerField(default=0)),
                    ('leased_until', models.DateTimeField(null=True)),
                    ('leased_by', models.CharField(blank=True, max_length=64)),
                    ('error', models.TextField(blank=True)),
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('name', models.CharField(max_length=80)),
                    ('payload', models.JSONField(default=dict)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('version', models.PositiveIntegerField()),
                    ('happened_at', models.DateTimeField()),
                ],
            ), migrations.CreateModel(
                name='Receipt',
                fields=[
                    ('command_id', models.UUIDField(primary_key=True, serialize=False)),
                    ('payload_hash', models.CharField(max_length=64)),
                    ('command', models.CharField(max_length=80)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('version', models.PositiveIntegerField()),
                    ('at', models.DateTimeField()),
                    ('result', models.JSONField(default=dict)),
                ],
            ), migrations.CreateModel(
                name='RecoveryCode',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('digest', models.CharField(max_length=64)),
                    ('used_at', models.DateTimeField(null=True)),
                ],
            ), migrations.CreateModel(
                name='Session',
                fields=[
                    ('session_data', models.TextField(verbose_name='session data')),
                    ('expire_date', models.DateTimeField(db_index=True, verbose_name='expire date')),
                    ('session_key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('handle', models.UUIDField(null=True)),
                    ('started_at', models.DateTimeField(null=True)),
                    ('seen_at', models.DateTimeField(null=True)),
                    ('agent', models.CharField(blank=True, max_length=100)),
                ],
            ), migrations.CreateModel(
                name='Throttle',
                fields=[
                    ('key', models.CharField(max_length=64, primary_key=True, serialize=False)),
                    ('try_count', models.PositiveIntegerField(default=0)),
                    ('shut_until', models.DateTimeField()),
                    ('tried_at', models.DateTimeField()),
                ],
            ), migrations.CreateModel(
                name='SecondFactor',
                fields=[
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='second_factor', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('sealed_seed', models.TextField()),
                    ('recovery_salt', models.CharField(max_length=32)),
                    ('last_step', models.BigIntegerField(default=0)),
                    ('paired_at', models.DateTimeField()),
                ],
            ), migrations.AddConstraint(
                model_name='user',
                constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('email'), name='kernel_user_email_any_case'),
            ), migrations.AddField(
                model_name='accountlink',
                name='user',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='links', to=settings.AUTH_USER_MODEL),
            ), migrations.AddField(
                model_name='apitoken',
                name='user',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL),
            ), migrations.AddIndex(
                model_name='egresslog',
                index=models.Index(fields=['subject_type', 'subject_id'], name='kernel_egress_by_subject'),
            ), migrations.AddIndex(
                model_name='egresslog',
                index=models.Index(fields=['released_at'], name='kernel_egress_by_time'),
            ), migrations.AddIndex(
                model_name='externallink',
                index=models.Index(fields=['subject_type', 'subject_id'], name='external_link_subject'),
            ), migrations.AddConstraint(
                model_name='externallink',
                constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='external_link_expires_after_it_starts'),
            ), migrations.AddIndex(
                model_name='job',
                index=models.Index(condition=models.Q(('state__in', ['waiting', 'leased'])), fields=['run_at'], name='kernel_job_waiting'),
            ), migrations.AddConstraint(
                model_name='job',
                constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['waiting', 'leased']), models.Q(('unique_key', ''), _negated=True)), fields=('unique_key',), name='kernel_job_waits_once'),
            ), migrations.AddIndex(
                model_name='ledgerrow',
                index=models.Index(fields=['command', 'at'], name='kernel_row_command_at'),
            ), migrations.AddField(
                model_name='ledgerlink',
                name='row',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='links', to='kernel.ledgerrow'),
            ), migrations.AddField(
                model_name='ledgertext',
                name='row',
                field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='texts', to='kernel.ledgerrow'),
            ), migrations.AddIndex(
                model_name='outboxevent',
                index=models.Index(condition=models.Q(('state__in', ['waiting', 'leased'])), fields=['run_at'], name='kernel_outbox_waiting'),
            ), migrations.AddIndex(
                model_name='outboxevent',
                index=models.Index(condition=models.Q(('state__in', ['waiting', 'leased'])), fields=['subject_type', 'subject_id', 'version'], name='kernel_outbox_in_order'),
            ), migrations.AddField(
                model_name='session',
                name='user',
                field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='sessions', to=settings.AUTH_USER_MODEL),
            ), migrations.AddField(
                model_name='recoverycode',
                name='factor',
                field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recovery_codes', to='kernel.secondfactor'),
            ), migrations.AddConstraint(
                model_name='accountlink',
                constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['first_administrator', 'invitation', 'password_reset'])), name='account_link_purpose_known'),
            ), migrations.AddConstraint(
                model_name='accountlink',
                constraint=models.CheckConstraint(condition=models.Q(('user__isnull', False), ('purpose', 'first_administrator'), _connector='OR'), name='account_link_names_its_user'),
            ), migrations.AddConstraint(
                model_name='apitoken',
                constraint=models.CheckConstraint(condition=models.Q(('expires_at__gt', models.F('created_at'))), name='api_token_expires_after_it_starts'),
            ), migrations.AddIndex(
                model_name='ledgerlink',
                index=models.Index(condition=models.Q(('leaf_index', None)), fields=['id'], name='kernel_link_unfolded'),
            ), migrations.AddConstraint(
                model_name='ledgerlink',
                constraint=models.UniqueConstraint(fields=('subject_type', 'subject_id', 'version'), name='kernel_link_one_row_per_version'),
            ), migrations.AddIndex(
                model_name='session',
                index=models.Index(fields=['expire_date'], name='session_expires'),
            ), migrations.AddConstraint(
                model_name='recoverycode',
                constraint=models.UniqueConstraint(fields=('factor', 'digest'), name='recovery_code_once'),
            )],
        ),
    ]
