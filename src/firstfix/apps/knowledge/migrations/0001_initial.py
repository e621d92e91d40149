
import django.db.models.deletion
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('assets', '0001_initial'),
        ('cases', '0001_initial'),
        ('directory', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='ArticleNumber',
                fields=[
                    ('id', models.BigAutoField(primary_key=True, serialize=False)),
                ],
            ), migrations.CreateModel(
                name='Article',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('number', models.PositiveBigIntegerField(unique=True, verbose_name='number')),
                    ('kind', models.CharField(choices=[('article', 'article'), ('runbook', 'runbook')], max_length=12, verbose_name='kind')),
                    ('state', models.CharField(choices=[('draft', 'draft'), ('in_review', 'in_review'), ('published', 'published'), ('stale', 'stale'), ('retired', 'retired')], default='draft', max_length=24, verbose_name='state')),
                    ('audience', models.CharField(choices=[('internal', 'our people'), ('customer', 'customers')], max_length=12, verbose_name='who reads it')),
                    ('is_regulated', models.BooleanField(verbose_name='for a regulated context')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('body', models.TextField(verbose_name='text')),
                    ('edition_number', models.PositiveIntegerField(default=1, verbose_name='edition')),
                    ('drafted_at', models.DateTimeField()),
                    ('review_asked_at', models.DateTimeField(blank=True, null=True)),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('drafted_by', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('product', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='assets.product')),
                    ('source_case', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='cases.case')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='directory.team', verbose_name='domain')),
                ],
            ), migrations.CreateModel(
                name='ArticleAuthor',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('edition_number', models.PositiveIntegerField(verbose_name='edition')),
                    ('wrote_at', models.DateTimeField()),
                    ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='authors', to='knowledge.article')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles_written', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='ArticleEdition',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('number', models.PositiveIntegerField(verbose_name='edition')),
                    ('audience', models.CharField(choices=[('internal', 'our people'), ('customer', 'customers')], max_length=12, verbose_name='who reads it')),
                    ('title', models.CharField(max_length=300, verbose_name='title')),
                    ('body', models.TextField(verbose_name='text')),
                    ('published_at', models.DateTimeField()),
                    ('article', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='knowledge.article')),
                    ('published_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.CreateModel(
                name='ArticleReview',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('edition_number', models.PositiveIntegerField(verbose_name='edition')),
                    ('outcome', models.CharField(choices=[('published', 'published'), ('renewed', 'renewed'), ('returned', 'sent back')], max_length=12, verbose_name='what came of it')),
                    ('reason', models.TextField(blank=True, verbose_name='why')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('reviewed_at', models.DateTimeField()),
                    ('approval', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='article_review', to='cases.approvalrequest')),
                    ('article', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='knowledge.article')),
                    ('reviewed_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                ],
            ), migrations.AddConstraint(
                model_name='article',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['article', 'runbook'])), name='article_kind_known'),
            ), migrations.AddConstraint(
                model_name='article',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('draft', 'in_review', 'published', 'stale', 'retired'))), name='article_state_known'),
            ), migrations.AddConstraint(
                model_name='article',
                constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['internal', 'customer'])), name='article_audience_known'),
            ), migrations.AddConstraint(
                model_name='article',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('valid_until__isnull', False), _connector='OR'), name='article_published_is_valid_until_a_day'),
            ), migrations.AddConstraint(
                model_name='articleauthor',
                constraint=models.UniqueConstraint(fields=('article', 'edition_number', 'person'), name='article_author_once_an_edition'),
            ), migrations.AddConstraint(
                model_name='articleedition',
                constraint=models.UniqueConstraint(fields=('article', 'number'), name='article_edition_once'),
            ), migrations.AddConstraint(
                model_name='articleedition',
                constraint=models.CheckConstraint(condition=models.Q(('audience__in', ['internal', 'customer'])), name='article_edition_audience_known'),
            ), migrations.AddConstraint(
                model_name='articlereview',
                constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['published', 'renewed', 'returned'])), name='article_review_outcome_known'),
            ), migrations.AddConstraint(
                model_name='articlereview',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'returned'), ('valid_until', None), models.Q(('reason', ''), _negated=True)), models.Q(models.Q(('outcome', 'returned'), _negated=True), ('valid_until__isnull', False)), _connector='OR'), name='article_review_vouched_until_or_returned_with_a_reason'),
            )],
        ),
    ]
