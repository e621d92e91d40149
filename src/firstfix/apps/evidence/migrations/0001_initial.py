
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
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
                name='FileBlob',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('size_bytes', models.PositiveBigIntegerField()),
                    ('media_type_sniffed', models.CharField(max_length=100)),
                    ('storage_path', models.CharField(max_length=200, unique=True)),
                    ('redaction_state', models.CharField(choices=[('unchecked', 'not yet checked'), ('clean', 'nothing found'), ('redacted', 'redacted copy exists'), ('held_back', 'cannot be redacted, kept inside')], default='unchecked', max_length=12)),
                    ('stored_at', models.DateTimeField()),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length(models.F('sha256')), 64), name='file_blob_hash_has_its_length'), models.CheckConstraint(condition=models.Q(('redaction_state__in', ['unchecked', 'clean', 'redacted', 'held_back'])), name='file_blob_redaction_state_known')],
                },
            ), migrations.CreateModel(
                name='EvidenceItem',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('log', 'log'), ('value', 'measured value'), ('photo', 'photo'), ('screenshot', 'screenshot'), ('capture', 'packet capture'), ('configuration', 'configuration snapshot'), ('probe_result', 'probe result'), ('document', 'document')], max_length=16, verbose_name='kind')),
                    ('purpose', models.CharField(choices=[('diagnosis', 'diagnosis'), ('post_fix_check', 'check after the fix'), ('fulfilment', 'request fulfilled'), ('acceptance_test', 'acceptance test'), ('post_check', 'check after the upgrade'), ('checklist', 'checklist')], default='diagnosis', max_length=16, verbose_name='purpose')),
                    ('check_name', models.CharField(blank=True, max_length=300, verbose_name='what was looked at')),
                    ('has_passed', models.BooleanField(blank=True, null=True, verbose_name='in order')),
                    ('title', models.CharField(max_length=300, verbose_name='what it shows')),
                    ('value', models.JSONField(blank=True, null=True)),
                    ('sha256', models.CharField(max_length=64)),
                    ('size_bytes', models.PositiveBigIntegerField()),
                    ('media_type', models.CharField(max_length=100)),
                    ('original_name', models.CharField(blank=True, max_length=300, verbose_name='name as sent')),
                    ('needs_review', models.BooleanField(default=False, verbose_name='suggested by a machine, not reviewed')),
                    ('visibility', models.CharField(choices=[('public', 'visible to the customer'), ('internal', 'internal')], default='internal', max_length=8, verbose_name='visibility')),
                    ('redaction_state', models.CharField(choices=[('unchecked', 'not yet checked'), ('clean', 'nothing found'), ('redacted', 'redacted copy exists'), ('held_back', 'cannot be redacted, kept inside')], default='unchecked', max_length=12)),
                    ('collected_with', models.CharField(blank=True, max_length=200, verbose_name='instrument or program')),
                    ('collected_at', models.DateTimeField(verbose_name='collected')),
                    ('device_at', models.DateTimeField(blank=True, null=True)),
                    ('received_at', models.DateTimeField()),
                    ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='file erased')),
                    ('case', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='cases.case')),
                    ('collected_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='collected_evidence', to='directory.person')),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='directory.organization')),
                    ('blob', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='evidence', to='evidence.fileblob')),
                ],
            ), migrations.CreateModel(
                name='BlobUpload',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('uploader_id', models.UUIDField()),
                    ('uploaded_at', models.DateTimeField()),
                    ('blob', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='uploads', to='evidence.fileblob')),
                ],
            ), migrations.CreateModel(
                name='BlobDerivation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('derivation', models.CharField(choices=[('re_encoded', 're-encoded, without metadata'), ('thumbnail', 'thumbnail'), ('redacted', 'redacted')], max_length=12)),
                    ('derived', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='origins', to='evidence.fileblob')),
                    ('original', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='derivations', to='evidence.fileblob')),
                ],
            ), migrations.CreateModel(
                name='LegalHold',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('reason', models.TextField(verbose_name='why')),
                    ('placed_at', models.DateTimeField()),
                    ('lifted_at', models.DateTimeField(blank=True, null=True)),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legal_holds', to='cases.case')),
                    ('lifted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('placed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='Erasure',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('retention_days', models.PositiveIntegerField()),
                    ('ended_at', models.DateTimeField()),
                    ('erased_by', models.UUIDField()),
                    ('erased_at', models.DateTimeField()),
                    ('file_count', models.PositiveIntegerField()),
                    ('file_bytes', models.PositiveBigIntegerField()),
                    ('message_count', models.PositiveIntegerField()),
                    ('ledger_text_count', models.PositiveIntegerField()),
                    ('case', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='erasures', to='cases.case')),
                    ('policy', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.datapolicy')),
                ],
                options={
                    'indexes': [models.Index(fields=['case', 'erased_at'], name='erasure_of_case')],
                },
            ), migrations.CreateModel(
                name='EvidenceLink',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('subject_type', models.CharField(max_length=40)),
                    ('subject_id', models.UUIDField()),
                    ('role', models.CharField(choices=[('for', 'speaks for it'), ('against', 'speaks against it'), ('answers', 'answers it'), ('before', 'state before'), ('after', 'state after'), ('pre_check', 'check before'), ('post_fix', 'check after'), ('attachment', 'attached')], max_length=12, verbose_name='role')),
                    ('linked_at', models.DateTimeField()),
                    ('evidence', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='links', to='evidence.evidenceitem')),
                    ('linked_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
                options={
                    'indexes': [models.Index(fields=['subject_type', 'subject_id', 'role'], name='evidence_link_by_subject')],
                    'constraints': [models.UniqueConstraint(fields=('evidence', 'subject_type', 'subject_id', 'role'), name='evidence_link_once'), models.CheckConstraint(condition=models.Q(('role__in', ['for', 'against', 'answers', 'before', 'after', 'pre_check', 'post_fix', 'attachment'])), name='evidence_link_role_known')],
                },
            ), migrations.AddIndex(
                model_name='evidenceitem',
                index=models.Index(fields=['case', 'collected_at', 'id'], name='evidence_item_timeline'),
            ), migrations.AddIndex(
                model_name='evidenceitem',
                index=models.Index(fields=['sha256'], name='evidence_item_by_hash'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['log', 'value', 'photo', 'screenshot', 'capture', 'configuration', 'probe_result', 'document'])), name='evidence_item_kind_known'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(('purpose__in', ['diagnosis', 'post_fix_check', 'fulfilment', 'acceptance_test', 'post_check', 'checklist'])), name='evidence_item_purpose_known'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(('visibility__in', ['public', 'internal'])), name='evidence_item_visibility_known'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(('redaction_state__in', ['unchecked', 'clean', 'redacted', 'held_back'])), name='evidence_item_redaction_state_known'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('blob__isnull', False), ('erased_at', None), ('value__isnull', True)), models.Q(('blob__isnull', True), ('erased_at', None), ('value__isnull', False)), models.Q(('blob__isnull', True), ('erased_at__isnull', False), ('value__isnull', True)), _connector='OR'), name='evidence_item_is_a_file_or_a_value'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=django.db.models.lookups.Exact(django.db.models.functions.text.Length(models.F('sha256')), 64), name='evidence_item_hash_has_its_length'),
            ), migrations.AddConstraint(
                model_name='evidenceitem',
                constraint=models.CheckConstraint(condition=models.Q(('redaction_state', 'held_back'), ('visibility', 'public'), _negated=True), name='evidence_item_held_back_stays_inside'),
            ), migrations.AddConstraint(
                model_name='blobupload',
                constraint=models.UniqueConstraint(fields=('blob', 'uploader_id'), name='blob_upload_once_per_uploader'),
            ), migrations.AddConstraint(
                model_name='blobderivation',
                constraint=models.UniqueConstraint(fields=('original', 'derivation'), name='blob_derivation_once_per_way'),
            ), migrations.AddConstraint(
                model_name='blobderivation',
                constraint=models.CheckConstraint(condition=models.Q(('derivation__in', ['re_encoded', 'thumbnail', 'redacted'])), name='blob_derivation_known'),
            ), migrations.AddConstraint(
                model_name='legalhold',
                constraint=models.UniqueConstraint(condition=models.Q(('lifted_at', None)), fields=('case',), name='legal_hold_one_at_a_time'),
            )],
        ),
    ]
