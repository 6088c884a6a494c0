-- Minimal tables with the columns that the mapping names. For PostgreSQL with domain datetime.
CREATE TABLE res_currency (id integer PRIMARY KEY, name varchar(3));
CREATE TABLE res_company (id integer PRIMARY KEY, currency_id integer);
CREATE TABLE crm_stage (id integer PRIMARY KEY, sequence integer, is_won boolean);
CREATE TABLE utm_source (id integer PRIMARY KEY, name varchar(100));
CREATE TABLE ir_model_fields (id integer PRIMARY KEY, name varchar(100), model varchar(100));
CREATE TABLE mail_message (id integer PRIMARY KEY, model varchar(100), res_id integer, date datetime, author_id integer);
CREATE TABLE mail_tracking_value (id integer PRIMARY KEY, mail_message_id integer, field_id integer, old_value_integer integer, new_value_integer integer);
CREATE TABLE crm_lead (id integer PRIMARY KEY, type varchar(20), stage_id integer, create_date datetime, write_date datetime, active boolean, expected_revenue numeric(12,2), date_closed datetime, user_id integer, company_id integer, partner_id integer, source_id integer);
CREATE TABLE sale_order (id integer PRIMARY KEY, state varchar(20), date_order datetime, create_date datetime, partner_id integer, user_id integer, amount_untaxed numeric(12,2), amount_tax numeric(12,2), currency_id integer, opportunity_id integer);
INSERT INTO res_currency VALUES (1, 'EUR');
INSERT INTO res_company VALUES (1, 1);
INSERT INTO crm_stage VALUES (1, 0, FALSE), (2, 1, FALSE), (4, 3, TRUE);
INSERT INTO utm_source VALUES (5, 'Newsletter');
INSERT INTO ir_model_fields VALUES (100, 'stage_id', 'crm.lead'), (101, 'user_id', 'crm.lead');
INSERT INTO crm_lead VALUES (1, 'opportunity', 4, '2026-01-01 08:00:00', '2026-01-09 08:00:00', TRUE, 1200.50, '2026-01-09 08:00:00', 7, 1, 33, 5), (2, 'lead', 1, '2026-01-02 08:00:00', '2026-01-05 08:00:00', FALSE, NULL, '2026-01-05 08:00:00', NULL, 1, NULL, NULL);
INSERT INTO mail_message VALUES (10, 'crm.lead', 1, '2026-01-03 08:00:00', 3), (11, 'crm.lead', 1, '2026-01-09 08:00:00', 3), (12, 'crm.lead', 1, '2026-01-09 08:00:00', 3);
INSERT INTO mail_tracking_value VALUES (20, 10, 100, 1, 2), (21, 11, 100, 2, 4), (22, 12, 101, 6, 7);
INSERT INTO sale_order VALUES (50, 'sale', '2026-01-09 09:00:00', '2026-01-08 09:00:00', 33, 7, 1000.42, 200.08, 1, 1), (51, 'draft', '2026-01-10 09:00:00', '2026-01-10 09:00:00', 34, 7, 10, 2, 1, NULL);
