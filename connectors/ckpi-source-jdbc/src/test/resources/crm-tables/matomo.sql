-- Minimal tables with the columns that the mapping names. For PostgreSQL with domains datetime and binary8 and a function unhex,
-- and MariaDB with ANSI_QUOTES and binary8 replaced by BINARY(8).
CREATE TABLE matomo_log_visit (idvisit bigint PRIMARY KEY, idsite integer, idvisitor binary8, visit_first_action_time datetime, visit_last_action_time datetime, referer_type integer, referer_name varchar(255), referer_keyword varchar(255), visit_total_actions integer, visit_total_time integer, user_id varchar(200));
CREATE TABLE matomo_log_action (idaction bigint PRIMARY KEY, name varchar(1000), type integer, url_prefix integer);
CREATE TABLE matomo_log_link_visit_action (idlink_va bigint PRIMARY KEY, idvisit bigint, server_time datetime, idaction_url bigint);
CREATE TABLE matomo_log_conversion (idvisit bigint, idsite integer, idgoal integer, buster integer, idorder varchar(100), server_time datetime, revenue double precision, revenue_tax double precision, revenue_shipping double precision, revenue_discount double precision);
INSERT INTO matomo_log_visit VALUES (1, 1, unhex('00ff112233445566'), '2026-01-02 10:00:00', '2026-01-02 10:05:00', 6, 'newsletter', 'spring', 3, 300, 'anna'), (2, 1, unhex('8899aabbccddeeff'), '2026-01-03 10:00:00', '2026-01-03 10:00:10', 1, NULL, NULL, 1, 10, NULL);
INSERT INTO matomo_log_action VALUES (1, 'shop.example/cart', 1, 2), (2, 'Cart', 4, NULL);
INSERT INTO matomo_log_link_visit_action VALUES (1, 1, '2026-01-02 10:01:00', 1);
INSERT INTO matomo_log_conversion VALUES (1, 1, 0, NULL, 'A-1', '2026-01-02 10:04:00', 120.1, 20, 0.1, 0), (1, 1, 3, 7, NULL, '2026-01-02 10:03:00', 0, NULL, NULL, NULL), (2, 1, -1, NULL, NULL, '2026-01-03 10:00:05', 50, NULL, NULL, NULL);
