
import django.db.models.deletion
import firstfix.kernel.ids
import firstfix.kernel.tables
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('directory', '0001_initial'),
    ]

    operations = [
        firstfix.kernel.tables.LayTables(
            operations=[migrations.CreateModel(
                name='PartType',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('number', models.CharField(max_length=100, unique=True, verbose_name='part number')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('is_serialised', models.BooleanField(default=False, verbose_name='each piece has a serial number')),
                    ('is_data_bearing', models.BooleanField(default=False, verbose_name='holds data')),
                    ('unit_value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True, verbose_name='value')),
                    ('currency', models.CharField(blank=True, max_length=3, verbose_name='currency')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('unit_value', None), models.Q(('unit_value__gte', 0), models.Q(('currency', ''), _negated=True)), _connector='OR'), name='part_type_value_has_a_currency')],
                },
            ), migrations.CreateModel(
                name='Product',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('maker', models.CharField(max_length=100, verbose_name='maker')),
                    ('model', models.CharField(max_length=100, verbose_name='model')),
                    ('kind', models.CharField(max_length=60, verbose_name='kind')),
                    ('interfaces', models.JSONField(blank=True, default=list, verbose_name='interfaces')),
                    ('support_ends_on', models.DateField(blank=True, null=True, verbose_name="the maker's support ends")),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('maker', 'model'), name='product_once')],
                },
            ), migrations.CreateModel(
                name='StockLocation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('kind', models.CharField(choices=[('depot', 'depot'), ('local', 'local store'), ('van', 'van'), ('site', "customer's site"), ('vendor', 'vendor'), ('transit', 'on the way'), ('write_off', 'written off')], max_length=10, verbose_name='kind')),
                    ('code', models.CharField(max_length=60, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=300, verbose_name='name')),
                    ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock_locations', to='directory.person')),
                    ('site', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock_locations', to='directory.site')),
                    ('vendor', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='stock_locations', to='directory.organization')),
                ],
            ), migrations.CreateModel(
                name='Reservation',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('state', models.CharField(choices=[('requested', 'requested'), ('allocated', 'allocated'), ('picked', 'picked'), ('in_transit', 'in_transit'), ('in_van', 'in_van'), ('consumed', 'consumed'), ('returned', 'returned'), ('defective', 'defective'), ('lost', 'lost'), ('released', 'released')], default='requested', max_length=24, verbose_name='state')),
                    ('quantity', models.PositiveIntegerField(default=1, verbose_name='quantity')),
                    ('serial', models.CharField(blank=True, max_length=100, verbose_name='serial number')),
                    ('for_type', models.CharField(max_length=40)),
                    ('for_id', models.UUIDField()),
                    ('needed_by_at', models.DateTimeField(verbose_name='needed by')),
                    ('expected_at', models.DateTimeField(blank=True, null=True, verbose_name='expected')),
                    ('requested_at', models.DateTimeField()),
                    ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='directory.organization')),
                    ('part_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='assets.parttype')),
                    ('requested_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('destination', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='expected_reservations', to='assets.stocklocation')),
                    ('location', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reservations', to='assets.stocklocation')),
                ],
            ), migrations.CreateModel(
                name='StockMove',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('quantity', models.PositiveIntegerField(verbose_name='quantity')),
                    ('serial', models.CharField(blank=True, max_length=100, verbose_name='serial number')),
                    ('reason', models.CharField(choices=[('receipt', 'delivered by the vendor'), ('transfer', 'moved between stores'), ('load', 'loaded into a van'), ('use', 'fitted'), ('remove', 'taken out'), ('return', 'brought back'), ('defective', 'found defective'), ('count', 'counting difference'), ('scrap', 'scrapped')], max_length=10, verbose_name='reason')),
                    ('note', models.TextField(blank=True, verbose_name='note')),
                    ('moved_at', models.DateTimeField()),
                    ('received_at', models.DateTimeField()),
                    ('from_location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves_out', to='assets.stocklocation')),
                    ('moved_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='directory.person')),
                    ('part_type', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='assets.parttype')),
                    ('to_location', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='moves_in', to='assets.stocklocation')),
                ],
            ), migrations.CreateModel(
                name='Asset',
                fields=[
                    ('id', models.UUIDField(default=firstfix.kernel.ids.new_id, editable=False, primary_key=True, serialize=False)),
                    ('version', models.PositiveIntegerField(default=0)),
                    ('name', models.CharField(max_length=100, verbose_name='name')),
                    ('serial', models.CharField(blank=True, max_length=100, verbose_name='serial number')),
                    ('firmware', models.CharField(blank=True, max_length=100, verbose_name='firmware')),
                    ('location', models.CharField(blank=True, max_length=300, verbose_name='room, rack, height unit')),
                    ('installed_on', models.DateField(blank=True, null=True, verbose_name='installed')),
                    ('removed_on', models.DateField(blank=True, null=True, verbose_name='removed')),
                    ('provenance', models.CharField(choices=[('live', 'made here'), ('imported', 'imported')], default='live', max_length=8)),
                    ('contract', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='directory.contract')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='assets.asset')),
                    ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='directory.site')),
                    ('product', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='assets', to='assets.product')),
                ],
                options={
                    'indexes': [models.Index(fields=['serial'], name='asset_by_serial')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('serial', ''), _negated=True), fields=('product', 'serial'), name='asset_serial_once_per_product'), models.CheckConstraint(condition=models.Q(('parent', models.F('id')), _negated=True), name='asset_is_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('provenance__in', ['live', 'imported'])), name='asset_provenance_known')],
                },
            ), migrations.AddConstraint(
                model_name='stocklocation',
                constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['depot', 'local', 'van', 'site', 'vendor', 'transit', 'write_off'])), name='stock_location_kind_known'),
            ), migrations.AddConstraint(
                model_name='stocklocation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'van'), _negated=True), ('person__isnull', False), _connector='OR'), name='stock_location_van_has_a_driver'),
            ), migrations.AddConstraint(
                model_name='stocklocation',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind', 'site'), _negated=True), ('site__isnull', False), _connector='OR'), name='stock_location_site_is_named'),
            ), migrations.AddConstraint(
                model_name='stocklocation',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'van')), fields=('person',), name='stock_location_one_van_per_person'),
            ), migrations.AddConstraint(
                model_name='stocklocation',
                constraint=models.UniqueConstraint(condition=models.Q(('kind', 'site')), fields=('site',), name='stock_location_once_per_site'),
            ), migrations.AddIndex(
                model_name='reservation',
                index=models.Index(fields=['for_type', 'for_id'], name='reservation_by_subject'),
            ), migrations.AddIndex(
                model_name='reservation',
                index=models.Index(fields=['location', 'part_type', 'state'], name='reservation_by_shelf'),
            ), migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ('requested', 'allocated', 'picked', 'in_transit', 'in_van', 'consumed', 'returned', 'defective', 'lost', 'released'))), name='reservation_state_known'),
            ), migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='reservation_of_something'),
            ), migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('serial', ''), ('quantity', 1), _connector='OR'), name='reservation_serial_names_one'),
            ), migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('for_type__in', ('case', 'work_order'))), name='reservation_for_known'),
            ), migrations.AddConstraint(
                model_name='reservation',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['requested', 'released', 'lost']), ('location__isnull', False), _connector='OR'), name='reservation_lies_somewhere_once_allocated'),
            ), migrations.AddIndex(
                model_name='stockmove',
                index=models.Index(fields=['to_location', 'part_type'], name='stock_move_in'),
            ), migrations.AddIndex(
                model_name='stockmove',
                index=models.Index(fields=['from_location', 'part_type'], name='stock_move_out'),
            ), migrations.AddIndex(
                model_name='stockmove',
                index=models.Index(condition=models.Q(('serial', ''), _negated=True), fields=['part_type', 'serial'], name='stock_move_serial'),
            ), migrations.AddConstraint(
                model_name='stockmove',
                constraint=models.CheckConstraint(condition=models.Q(('quantity__gt', 0)), name='stock_move_of_something'),
            ), migrations.AddConstraint(
                model_name='stockmove',
                constraint=models.CheckConstraint(condition=models.Q(('from_location', models.F('to_location')), _negated=True), name='stock_move_between_two_places'),
            ), migrations.AddConstraint(
                model_name='stockmove',
                constraint=models.CheckConstraint(condition=models.Q(('serial', ''), ('quantity', 1), _connector='OR'), name='stock_move_serial_names_one'),
            ), migrations.AddConstraint(
                model_name='stockmove',
                constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['receipt', 'transfer', 'load', 'use', 'remove', 'return', 'defective', 'count', 'scrap'])), name='stock_move_reason_known'),
            )],
        ),
    ]
