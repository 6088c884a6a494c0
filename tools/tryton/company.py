#!/usr/bin/python3
"""Plays half a year of a small company in Tryton, through Tryton's own API, and writes down what it did.

    company.py TRYTOND_CONF DATABASE_URI CLOCK STEPS

Everything goes through proteus, Tryton's client library: every save, button and wizard is a transaction of its own, with
the access rights, workflows and side effects that a person at the screen would have. Nothing is written past it.

The steps are the same in every run. When they happen is in CLOCK, the file that libfaketime reads in the database server
and here: before each step it is set to the step's time of the year 2025 (an offset: the clock runs on in between), so
Tryton and PostgreSQL stamp their rows themselves. Only the microseconds differ from run to run.

STEPS gets a JSON object for each call, with the state that Tryton's API reports after it. It is what a reader of the
database must find again:

    party        id, source (how the customer came), name and contacts are not written down
    opportunity  id, call, state, amount, employee, party, at (write_date, else create_date; UTC); a deletion has
                 the time before and after it instead
    sale         id, call, state, amount (untaxed), date, employee, party, opportunity, number
    invoice      id, call, type (out: to a customer, in: of a supplier), state, amount, date, paid, sale, product
"""
import datetime
import heapq
import json
import os
import random
import sys
import time
from decimal import Decimal

from proteus import Model, Wizard
from proteus import config as proteus_config

UTC = datetime.timezone.utc
FIRST = datetime.datetime(2025, 7, 1, 6, tzinfo=UTC)
LAST = datetime.datetime(2025, 12, 30, 15, tzinfo=UTC)
LEADS = 140
EMPLOYEES = ['Анна Лебедева', 'Борис Ким', 'Вера Орлова', 'Глеб Титов']
# (source as the manager picks it, weight, chance that a customer comes of it)
SOURCES = [
    ('yandex:cpc', 6, 0.30), ('vk:cpc', 3, 0.22), ('yandex:organic', 6, 0.42), ('newsletter:email', 3, 0.45),
    ('(direct):(none)', 3, 0.38), ('partner.example:referral', 2, 0.55)]
PRODUCTS = [
    ('Проект дома', '180000.00'), ('Обследование участка', '24500.50'), ('Авторский надзор, месяц', '38000.00'),
    ('Дизайн интерьера, м²', '3150.75'), ('Смета', '9900.00')]
# (supplier, what is bought, source that it pays for, cost of July, growth a month)
ADVERTISING = [
    ('Яндекс', 'Реклама: Яндекс Директ', 'yandex:cpc', '92000.00', '1.06'),
    ('ВКонтакте', 'Реклама: ВКонтакте', 'vk:cpc', '41000.00', '1.02'),
    ('Агентство «Слово»', 'Статьи и поисковое продвижение', 'yandex:organic', '55000.00', '1.00'),
    ('Почтовая служба', 'Рассылка', 'newsletter:email', '6400.40', '1.01')]
LOST = ['no answer to the offer', 'chose another firm', 'the budget was cut', 'no contact']


class Clock:
    """Moves the clock that the database server and this process share; forwards only."""

    def __init__(self, path):
        self.path = path
        with open(path) as file:
            self.offset = int(file.read())
        self.real = time.time() - self.offset - time.monotonic()

    def move(self, when):
        offset = int(when.timestamp() - self.real - time.monotonic()) + 1
        if offset > self.offset:  # else the steps before took longer than the gap: go on without a jump
            self.offset = offset
            with open(self.path + '.new', 'w') as file:
                file.write('%+d\n' % offset)
            os.chmod(self.path + '.new', 0o644)
            os.replace(self.path + '.new', self.path)

    @staticmethod
    def now():
        return datetime.datetime.now(UTC)


class Log:
    def __init__(self, path):
        self.file = open(path, 'w', encoding='utf-8')
        self.steps = 0

    def write(self, kind, **values):
        self.steps += 1
        row = {'kind': kind}
        for name, value in values.items():
            if isinstance(value, datetime.datetime):
                value = value.replace(tzinfo=None).isoformat(timespec='microseconds') + 'Z'
            elif isinstance(value, (datetime.date, Decimal)):
                value = str(value)
            row[name] = value
        self.file.write(json.dumps(row, ensure_ascii=False) + '\n')


class Company:
    def __init__(self, clock, log, config):
        self.clock, self.log, self.config = clock, log, config
        self.draw = random.Random(2025)
        self.queue, self.sequence = [], 0
        self.set_up()

    # -- what exists before the first lead

    def set_up(self):
        Currency = Model.get('currency.currency')
        rub, = Currency.find([('code', '=', 'RUB')]) or [None]
        if rub is None:
            rub = Currency(name='Российский рубль', symbol='₽', code='RUB', numeric_code='643', digits=2)
            rub.rates.new(date=datetime.date(2025, 1, 1), rate=Decimal(1))
            rub.save()
        Party = Model.get('party.party')
        party = Party(name='Мастерская «Тихая роща»')
        party.save()
        wizard = Wizard('company.company.config')
        wizard.execute('company')
        wizard.form.party, wizard.form.currency = party, rub
        wizard.execute('add')
        User = Model.get('res.user')
        self.config._context = User.get_preferences(True, {})
        self.company, = Model.get('company.company').find()

        accounts = self.books()

        # the employees; the last one is the head of the others
        Employee = Model.get('company.employee')
        self.employees = []
        for name in reversed(EMPLOYEES):
            person = Party(name=name)
            person.save()
            employee = Employee(party=person, company=self.company, start_date=datetime.date(2024, 2, 1))
            if self.employees:
                employee.supervisor = self.employees[0]
            employee.save()
            self.employees.append(employee)
        user, = User.find([('login', '=', 'admin')])
        user.employees.extend(Employee.find([]))
        user.employee = self.employees[0]
        user.save()
        self.config._context = User.get_preferences(True, {})

        category = Model.get('product.category')(name='Услуги', accounting=True)
        category.account_revenue, category.account_expense = accounts['revenue'], accounts['expense']
        category.save()
        self.products = [self.product(name, price, category, True) for name, price in PRODUCTS]
        self.suppliers = []
        for supplier, name, source, cost, growth in ADVERTISING:
            seller = Party(name=supplier)
            seller.save()
            self.suppliers.append(
                (seller, self.product(name, cost, category, False), source, Decimal(cost), Decimal(growth)))

        # How a customer came is a category of the party: the CRM has no field of its own for it.
        Category = Model.get('party.category')
        root = Category(name='Источник')
        root.save()
        self.sources = {}
        for source, _, _ in SOURCES:
            self.sources[source] = Category(name=source, parent=root)
            self.sources[source].save()
        self.customers = []

    def books(self):
        """The minimal chart of accounts that Tryton ships, the year 2025, a payment term and a bank."""
        Data = Model.get('ir.model.data')
        chart, = Data.find([('module', '=', 'account'), ('fs_id', '=', 'account_template_root_en')])
        wizard = Wizard('account.create_chart')
        wizard.execute('account')
        wizard.form.account_template = Model.get('account.account.template')(chart.db_id)
        wizard.form.company = self.company
        wizard.execute('create_account')
        Account = Model.get('account.account')
        accounts = {kind: Account.find([('type.' + kind, '=', True)], limit=1)[0]
                    for kind in ['receivable', 'payable', 'revenue', 'expense']}
        accounts['cash'], = Account.find([('name', '=', 'Main Cash')])
        wizard.form.account_receivable, wizard.form.account_payable = accounts['receivable'], accounts['payable']
        wizard.execute('create_properties')

        def sequence(model, kind):
            type_, = Model.get('ir.sequence.type').find([('name', '=', kind)])
            result = Model.get(model)(name='2025', sequence_type=type_, company=self.company)
            result.save()
            return result

        year = Model.get('account.fiscalyear')(name='2025', company=self.company)
        year.start_date, year.end_date = datetime.date(2025, 1, 1), datetime.date(2025, 12, 31)
        year.post_move_sequence = sequence('ir.sequence', 'Account Move')
        invoices = sequence('ir.sequence.strict', 'Invoice')
        numbers, = year.invoice_sequences
        numbers.out_invoice_sequence = numbers.in_invoice_sequence = invoices
        numbers.out_credit_note_sequence = numbers.in_credit_note_sequence = invoices
        year.click('create_period')

        term = Model.get('account.invoice.payment_term')(name='Сразу')
        term.lines.new(type='remainder')
        term.save()
        journal, = Model.get('account.journal').find([('type', '=', 'cash')])
        self.method = Model.get('account.invoice.payment.method')(
            name='Банк', journal=journal, credit_account=accounts['cash'], debit_account=accounts['cash'])
        self.method.save()
        return accounts

    def product(self, name, price, category, salable):
        unit, = Model.get('product.uom').find([('name', '=', 'Unit')])
        template = Model.get('product.template')(name=name, type='service', default_uom=unit)
        template.list_price, template.account_category, template.salable = Decimal(price), category, salable
        template.save()
        product, = template.products
        if salable:  # what the work costs the company
            product.cost_price = (Decimal(price) * Decimal('0.58')).quantize(Decimal('0.01'))
            product.save()
        return product

    # -- the calendar

    def later(self, when, story):
        self.sequence += 1
        heapq.heappush(self.queue, (when, self.sequence, story))

    def working(self, when, days):
        """A time of day within working hours, some working days later."""
        day = when
        while days > 0 or day.weekday() > 4:
            day += datetime.timedelta(days=1)
            if day.weekday() < 5:
                days -= 1
        return day.replace(hour=6, minute=0, second=0) + datetime.timedelta(seconds=self.draw.randrange(9 * 3600))

    def run(self):
        span = (LAST - FIRST).days
        for _ in range(LEADS):
            start = self.working(FIRST + datetime.timedelta(days=self.draw.randrange(span)), 0)
            self.later(start, self.lead())
        for month in range(7, 13):
            end = datetime.datetime(2025, month, 28, 14, 0, month, tzinfo=UTC)
            for index, supplier in enumerate(self.suppliers):
                self.later(end + datetime.timedelta(minutes=index), self.bill(month - 7, *supplier))
        while self.queue:
            when, _, story = heapq.heappop(self.queue)
            if when > LAST:
                continue  # the year is over: what is open stays open
            self.clock.move(when)
            days = next(story, None)
            if days is not None:
                following = self.working(when, days) if days else when + datetime.timedelta(minutes=7)
                self.later(max(following, when + datetime.timedelta(minutes=1)), story)

    # -- the stories: each yields the number of working days until it goes on

    def customer(self):
        """A new customer, or one in five times one who has been here before."""
        if len(self.customers) > 10 and self.draw.random() < 0.2:
            return self.draw.choice(self.customers)
        number = len(self.customers) + 1
        source = self.draw.choices([s for s, _, _ in SOURCES], [w for _, w, _ in SOURCES])[0]
        party = Model.get('party.party')(name='Клиент %d' % number)
        party.categories.append(Model.get('party.category')(self.sources[source].id))
        party.addresses[0].city = self.draw.choice(['Москва', 'Тверь', 'Казань'])
        party.contact_mechanisms.new(type='phone', value='+7900555%04d' % number)
        party.contact_mechanisms.new(type='email', value='client%d@example.org' % number)
        party.save()
        self.log.write('party', id=party.id, source=source)
        self.customers.append((party.id, source))
        return self.customers[-1]

    def lead(self):
        party, source = self.customer()
        chance = dict((s, c) for s, _, c in SOURCES)[source]
        employee = self.draw.choice(self.employees[1:])
        Opportunity = Model.get('sale.opportunity')
        with self.config.set_context(company=self.company.id, employee=employee.id):
            lead = Opportunity(company=self.company)
            lead.party = Model.get('party.party')(party)
            lead.address = lead.party.addresses[0]
            lead.employee = employee if self.draw.random() < 0.9 else None
            if self.draw.random() < 0.7:
                lead.amount = Decimal(self.draw.randrange(900000, 45000000)) / 100
            else:
                lead.amount = None
            lead.save()
        self.opportunity(lead, 'create')

        def step(call):
            with self.config.set_context(company=self.company.id, employee=employee.id):
                lead.click(call)
            self.opportunity(lead, call)

        yield self.draw.randrange(1, 4)
        fate = self.draw.random()
        if fate < 0.05:
            return  # nobody cared
        if fate < 0.20:
            step('cancel')
            if self.draw.random() < 0.3:
                yield self.draw.randrange(1, 6)
                self.delete(lead)
            elif self.draw.random() < 0.4:
                yield self.draw.randrange(5, 20)
                step('lead')  # it was a customer after all
                yield 1
                step('lost')
            return
        if fate < 0.27:
            lead.lost_reason = 'no contact'
            step('lost')
            if self.draw.random() < 0.5:
                yield self.draw.randrange(10, 40)
                step('lead')
            return
        lead.employee = employee
        step('opportunity')
        for _ in range(self.draw.randrange(0, 3)):
            yield self.draw.randrange(1, 5)
            lead.lines.new(product=self.draw.choice(self.products), quantity=self.draw.randrange(1, 4))
            lead.conversion_probability = round(self.draw.uniform(0.3, 0.9), 2)
            lead.save()
            self.opportunity(lead, 'write')
        if fate < 0.33:
            yield self.draw.randrange(1, 5)
            step('lead')
            yield self.draw.randrange(1, 5)
            step('opportunity')
        yield self.draw.randrange(2, 15)
        if self.draw.random() > chance * 2:
            lead.lost_reason = self.draw.choice(LOST)
            step('lost')
            return
        if not lead.lines:
            lead.lines.new(product=self.draw.choice(self.products), quantity=self.draw.randrange(1, 3))
        step('convert')
        yield from self.sell(lead, employee)

    def sell(self, lead, employee):
        Sale = Model.get('sale.sale')

        def step(sale, call):
            with self.config.set_context(company=self.company.id, employee=employee.id):
                sale.click(call)
            sale.reload()
            self.sale(sale, call, lead, employee)
            self.opportunity(lead, 'sale.' + call)

        sale, = Sale.find([('origin', '=', 'sale.opportunity,%d' % lead.id)])
        self.sale(sale, 'create', lead, employee)
        yield 0
        step(sale, 'quote')
        yield self.draw.randrange(1, 8)
        if self.draw.random() < 0.2:
            step(sale, 'cancel')
            return
        step(sale, 'confirm')
        sales = [sale]
        if self.draw.random() < 0.12:  # a second order on the same opportunity: won becomes converted, and won again
            yield self.draw.randrange(1, 6)
            with self.config.set_context(company=self.company.id, employee=employee.id):
                second = Sale(company=self.company, party=sale.party)
                second.invoice_address = second.shipment_address = sale.invoice_address
                second.origin = lead
                line = second.lines.new()
                line.product, line.quantity = self.products[-1], 1
                second.save()
            self.sale(second, 'create', lead, employee)
            step(second, 'quote')
            yield self.draw.randrange(1, 4)
            step(second, 'confirm')
            sales.append(second)
        for sale in sales:
            yield self.draw.randrange(1, 10)
            invoice, = sale.invoices
            invoice.click('post')
            self.invoice(invoice, 'post', sale=sale)
            if self.draw.random() < 0.1:
                continue  # it stays unpaid
            yield self.draw.randrange(1, 12)
            if self.draw.random() < 0.2:
                self.pay(invoice, (invoice.total_amount / 2).quantize(Decimal('0.01')), sale)
                yield self.draw.randrange(3, 15)
            self.pay(invoice, None, sale)

    def pay(self, invoice, amount, sale):
        wizard = Wizard('account.invoice.pay', [invoice])
        wizard.form.payment_method = self.method
        if amount is not None:
            wizard.form.amount = amount
        wizard.execute('choice')
        if wizard.state == 'ask':  # a part only: the rest stays open
            wizard.form.type = 'partial'
            wizard.execute('pay')
        invoice.reload()
        self.invoice(invoice, 'pay', sale=sale)

    def bill(self, month, party, product, source, cost, growth):
        """The invoice of a supplier for a month of advertising."""
        Invoice = Model.get('account.invoice')
        invoice = Invoice(type='in', company=self.company, party=party)
        invoice.invoice_date = datetime.date(2025, 7 + month, 28)
        invoice.description = source
        line = invoice.lines.new()
        line.product, line.quantity = product, 1
        line.unit_price = (cost * growth ** month).quantize(Decimal('0.01'))
        invoice.save()
        invoice.click('post')
        self.invoice(invoice, 'post', product=product.id, source=source)
        return
        yield

    def delete(self, lead):
        before, number = self.clock.now(), lead.id
        lead.delete()
        self.log.write('opportunity', id=number, call='delete', state=None, before=before, after=self.clock.now())

    # -- what Tryton says now

    def read(self, record, *names):
        return record.__class__._proxy.read([record.id], list(names), self.config.context)[0]

    def opportunity(self, lead, call):
        lead.reload()
        row = self.read(lead, 'state', 'amount', 'employee', 'party', 'create_date', 'write_date', 'number')
        self.log.write(
            'opportunity', id=lead.id, call=call, state=row['state'], amount=row['amount'], employee=row['employee'],
            party=row['party'], number=row['number'], at=row['write_date'] or row['create_date'])

    def sale(self, sale, call, lead, employee):
        row = self.read(
            sale, 'state', 'untaxed_amount', 'sale_date', 'party', 'number', 'create_date', 'write_date')
        self.log.write(
            'sale', id=sale.id, call=call, state=row['state'], amount=row['untaxed_amount'], date=row['sale_date'],
            party=row['party'], opportunity=lead.id, employee=employee.id, number=row['number'],
            at=row['write_date'] or row['create_date'])

    def invoice(self, invoice, call, sale=None, **values):
        row = self.read(
            invoice, 'type', 'state', 'untaxed_amount', 'amount_to_pay', 'invoice_date', 'reconciled', 'party', 'number')
        self.log.write(
            'invoice', id=invoice.id, call=call, type=row['type'], state=row['state'], amount=row['untaxed_amount'],
            open=row['amount_to_pay'], date=row['invoice_date'], paid=row['reconciled'], party=row['party'],
            number=row['number'], sale=sale.id if sale else None, at=self.clock.now(), **values)


def main():
    conf, database, clock, steps = sys.argv[1:]
    config = proteus_config.set_trytond(database, config_file=conf)
    clock, log = Clock(clock), Log(steps)
    clock.move(FIRST - datetime.timedelta(hours=2))
    company = Company(clock, log, config)
    company.run()
    log.file.close()
    print('%d steps until %s' % (log.steps, clock.now().date()), file=sys.stderr)


main()
