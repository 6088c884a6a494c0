-- Minimal tables with the columns that the mapping names. For PostgreSQL with domain datetime, and MariaDB with ANSI_QUOTES.
CREATE TABLE currencies (id varchar(36) PRIMARY KEY, iso4217 varchar(3));
CREATE TABLE opportunities (id varchar(36) PRIMARY KEY, sales_stage varchar(255), amount double precision, currency_id varchar(36), probability double precision, campaign_id varchar(36), lead_source varchar(50), assigned_user_id varchar(36), date_entered datetime, date_modified datetime, deleted integer);
CREATE TABLE opportunities_audit (id varchar(36) PRIMARY KEY, parent_id varchar(36), date_created datetime, created_by varchar(36), field_name varchar(100), before_value_string varchar(255), after_value_string varchar(255));
CREATE TABLE leads (id varchar(36) PRIMARY KEY, status varchar(100), lead_source varchar(100), campaign_id varchar(36), assigned_user_id varchar(36), date_entered datetime, deleted integer);
CREATE TABLE campaign_log (id varchar(36) PRIMARY KEY, activity_type varchar(100), activity_date datetime, campaign_id varchar(36), target_id varchar(36), target_type varchar(100), target_tracker_key varchar(36), deleted integer);
INSERT INTO currencies VALUES ('c1', 'USD');
INSERT INTO opportunities VALUES ('o1', 'Closed Lost', 99.999, 'c1', 0, NULL, 'Cold Call', 'u1', '2026-01-01 10:00:00', NULL, 0), ('o2', 'Prospecting', 5, 'c1', 10, NULL, NULL, 'u1', '2026-01-02 10:00:00', '2026-01-03 10:00:00', 1);
INSERT INTO opportunities_audit VALUES ('a1', 'o1', '2026-01-04 10:00:00', 'u2', 'sales_stage', 'Prospecting', 'Negotiation/Review'), ('a2', 'o1', '2026-01-05 10:00:00', 'u2', 'sales_stage', 'Negotiation/Review', 'Closed Lost'), ('a3', 'o1', '2026-01-05 10:00:00', 'u2', 'amount', '1', '2');
INSERT INTO leads VALUES ('l1', 'In Process', 'Web Site', 'k1', 'u1', '2026-01-01 09:00:00', 0), ('l2', 'New', NULL, NULL, NULL, '2026-01-01 09:30:00', 1);
INSERT INTO campaign_log VALUES ('g1', 'targeted', '2026-01-01 08:00:00', 'k1', 'l1', 'Leads', 't1', 0), ('g2', 'link', '2026-01-01 08:30:00', 'k1', 'l1', 'Leads', 't1', 0);
