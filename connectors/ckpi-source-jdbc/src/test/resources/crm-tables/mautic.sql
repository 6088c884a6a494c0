-- Minimal tables with the columns that the mapping names. For PostgreSQL with domain datetime, and MariaDB with ANSI_QUOTES.
CREATE TABLE m_leads (id integer PRIMARY KEY, date_added datetime, owner_id integer);
CREATE TABLE m_email_stats (id integer PRIMARY KEY, email_id integer, lead_id integer, date_sent datetime, is_read boolean, date_read datetime, is_failed boolean, source varchar(50), source_id integer);
CREATE TABLE m_page_hits (id integer PRIMARY KEY, date_hit datetime, lead_id integer, email_id integer, url text, referer text, tracking_id varchar(50));
CREATE TABLE m_lead_stages_change_log (id integer PRIMARY KEY, lead_id integer, stage_id integer, event_name varchar(100), date_added datetime);
INSERT INTO m_leads VALUES (1, '2026-01-01 00:00:00', NULL), (2, NULL, NULL);
INSERT INTO m_email_stats VALUES (1, 9, 1, '2026-01-02 10:00:00', TRUE, '2026-01-02 11:00:00', FALSE, 'campaign.event', 4), (2, 9, 2, '2026-01-02 10:00:00', FALSE, NULL, TRUE, 'email', 9), (3, 9, NULL, '2026-01-02 10:00:00', FALSE, NULL, FALSE, 'email', 9);
INSERT INTO m_page_hits VALUES (1, '2026-01-03 10:00:00', 1, NULL, 'https://shop.example/a?utm_source=mail&utm_medium=email', NULL, 'x');
INSERT INTO m_lead_stages_change_log VALUES (1, 1, 3, 'n', '2026-01-04 10:00:00'), (2, 1, 3, 'n', '2026-01-04 11:00:00'), (3, 1, 5, 'n', '2026-01-05 10:00:00');
