
import django.db.models.deletion
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
        ('visits', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='Assignment',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('duty', models.CharField(choices=[('engineer', 'engineer'), ('helper', 'helper'), ('trainee', 'trainee'), ('supervisor', 'supervisor')], default='engineer', max_length=12, verbose_name='duty')),
                    ('start_at', models.DateTimeField(verbose_name='from')),
                    ('end_at', models.DateTimeField(verbose_name='until')),
                    ('travel_minutes', models.PositiveIntegerField(default=0, verbose_name='minutes of travel before it')),
                    ('reasons', models.JSONField(blank=True, default=list)),
                    ('override_reason', models.TextField(blank=True, verbose_name='why somebody else was chosen')),
                    ('assigned_at', models.DateTimeField()),
                    ('released_at', models.DateTimeField(blank=True, null=True)),
                    ('release_reason', models.TextField(blank=True, verbose_name='why it was released')),
                    ('assigned_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('engineer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='directory.person')),
                    ('released_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('visit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assignments', to='visits.visit')),
                ],
            ), migrations.CreateModel(
                name='Acceptance',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('accepted_at', models.DateTimeField()),
                    ('accepted_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='acceptance', to='dispatching.assignment')),
                ],
            ), migrations.CreateModel(
                name='Decline',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.CharField(choices=[('skill', 'skill is missing'), ('rest', 'rest or working time'), ('sick', 'sick'), ('part', 'part or tool is missing'), ('overload', 'the day is too full'), ('safety', 'not safe'), ('other', 'other')], max_length=10, verbose_name='reason')),
                    ('note', models.TextField(blank=True, verbose_name='in words')),
                    ('declined_at', models.DateTimeField()),
                    ('assignment', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decline', to='dispatching.assignment')),
                    ('declined_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='OnCallShift',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('tier', models.CharField(choices=[('primary', 'called first'), ('secondary', 'called next')], default='primary', max_length=10, verbose_name='tier')),
                    ('start_at', models.DateTimeField(verbose_name='from')),
                    ('end_at', models.DateTimeField(verbose_name='until')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='on_call_shifts', to='directory.person')),
                    ('team', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='on_call_shifts', to='directory.team')),
                ],
            ), migrations.CreateModel(
                name='Absence',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('leave', 'leave'), ('sick', 'sick'), ('training', 'training'), ('rest', 'rest time'), ('other', 'other')], max_length=10, verbose_name='kind')),
                    ('start_at', models.DateTimeField(verbose_name='from')),
                    ('end_at', models.DateTimeField(verbose_name='until')),
                    ('noted_at', models.DateTimeField()),
                    ('noted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='absences', to='directory.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['person', 'start_at'], name='absence_of_person')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('kind__in', ['leave', 'sick', 'training', 'rest', 'other'])), name='absence_kind_known'), models.CheckConstraint(condition=models.Q(('end_at__gt', models.F('start_at'))), name='absence_ends_after_it_starts')],
                },
            ), migrations.AddIndex(
                model_name='assignment',
                index=models.Index(condition=models.Q(('released_at', None)), fields=['engineer', 'start_at', 'end_at'], name='assignment_held_time'),
            ), migrations.AddConstraint(
                model_name='assignment',
                constraint=models.CheckConstraint(condition=models.Q(('duty__in', ['engineer', 'helper', 'trainee', 'supervisor'])), name='assignment_duty_known'),
            ), migrations.AddConstraint(
                model_name='assignment',
                constraint=models.CheckConstraint(condition=models.Q(('end_at__gt', models.F('start_at'))), name='assignment_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='assignment',
                constraint=models.UniqueConstraint(condition=models.Q(('released_at', None)), fields=('visit', 'engineer'), name='assignment_once_per_visit'),
            ), migrations.AddConstraint(
                model_name='decline',
                constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['skill', 'rest', 'sick', 'part', 'overload', 'safety', 'other'])), name='decline_reason_known'),
            ), migrations.AddIndex(
                model_name='oncallshift',
                index=models.Index(fields=['team', 'start_at'], name='on_call_shift_of_team'),
            ), migrations.AddConstraint(
                model_name='oncallshift',
                constraint=models.CheckConstraint(condition=models.Q(('tier__in', ['primary', 'secondary'])), name='on_call_shift_tier_known'),
            ), migrations.AddConstraint(
                model_name='oncallshift',
                constraint=models.CheckConstraint(condition=models.Q(('end_at__gt', models.F('start_at'))), name='on_call_shift_ends_after_it_starts'),
            ), migrations.AddConstraint(
                model_name='oncallshift',
                constraint=models.UniqueConstraint(fields=('team', 'tier', 'start_at'), name='on_call_shift_once'),
            )],
        ),
    ]
