create table versions (id integer primary key, item varchar(64) not null, version integer not null);
create table tp_timings (id integer primary key, tpid varchar(64) not null, tag varchar(64) not null, years varchar(255) not null);
create table tp_filters (pk integer primary key, tpid varchar(64) not null, tenant varchar(64) not null, id varchar(64) not null, element varchar(64) not null);
create table tp_shared_groups (id integer primary key, tpid varchar(64) not null, tag varchar(64) not null, account varchar(64) not null,
 strategy varchar(24) not null, rating_subject varchar(24) not null, created_at timestamp);
create table tp_account_actions (id integer primary key, tpid varchar(64) not null, loadid varchar(64) not null, tenant varchar(64) not null,
 account varchar(64) not null, action_plan_tag varchar(64), action_triggers_tag varchar(64), allow_negative boolean not null, disabled boolean not null,
 created_at timestamp);
create table tp_rating_profiles (id integer primary key, tpid varchar(64) not null, loadid varchar(64) not null, tenant varchar(64) not null,
 category varchar(32) not null, subject varchar(64) not null, activation_time varchar(26) not null, rating_plan_tag varchar(64) not null,
 fallback_subjects varchar(64), created_at timestamp);
create table cdrs (id integer primary key, cgrid varchar(40) not null, run_id varchar(64) not null, origin_host varchar(64) not null, source varchar(64) not null,
 origin_id varchar(128) not null, tor varchar(16) not null, request_type varchar(24) not null, tenant varchar(64) not null, category varchar(64) not null,
 account varchar(128) not null, subject varchar(128) not null, destination varchar(128) not null, setup_time timestamp not null, answer_time timestamp,
 usage bigint not null, extra_fields json not null, cost_source varchar(64) not null, cost numeric(20,4), cost_details json, extra_info text,
 created_at timestamp, updated_at timestamp, deleted_at timestamp);
create table session_costs (id integer primary key, cgrid varchar(40) not null, run_id varchar(64) not null, origin_host varchar(64) not null,
 origin_id varchar(128) not null, cost_source varchar(64) not null, usage bigint not null, cost_details json, created_at timestamp, deleted_at timestamp);
insert into tp_account_actions values (1, 'tp', 'l', 'nordlys.example', '1001', 'plan-a', null, true, false, '2025-01-01 00:00:00'),
 (2, 'tp', 'l', 'sydkyst.example', '1001', 'plan-b', null, true, false, '2025-01-01 00:00:00');
insert into tp_rating_profiles values (1, 'tp', 'l', 'nordlys.example', 'call', '1001', '2025-01-01T00:00:00Z', 'rp-a', '1002', '2025-01-01 00:00:00'),
 (2, 'tp', 'l', 'nordlys.example', 'call', '*any', '2025-01-01T00:00:00Z', 'rp-any', null, '2025-01-01 00:00:00'),
 (3, 'tp', 'l', 'sydkyst.example', 'call', '1001', '2025-01-01T00:00:00Z', 'rp-b', null, '2025-01-01 00:00:00');
insert into tp_shared_groups values (1, 'tp', 'g', '1001', '*lowest', '', '2025-01-01 00:00:00');
insert into cdrs (id, cgrid, run_id, origin_host, source, origin_id, tor, request_type, tenant, category, account, subject, destination, setup_time, answer_time, usage,
 extra_fields, cost_source, cost, cost_details, extra_info, created_at, updated_at, deleted_at) values
 (1, 'e1', '*raw', '203.0.113.1', 'sip', 'c1@192.0.2.201', '*voice', '*postpaid', 'nordlys.example', 'call', '1001', '1001', '4533661234', '2025-03-03 09:00:00', '2025-03-03 09:00:05', 60000000000, '{"from_name": "Carol Holm", "to_name": "Viggo Vinther"}', '', -1, null, '', '2025-03-03 09:02:00', null, null),
 (2, 'e1', '*default', '203.0.113.1', 'sip', 'c1@192.0.2.201', '*voice', '*postpaid', 'nordlys.example', 'call', '1001', '1001', '4533661234', '2025-03-03 09:00:00', '2025-03-03 09:00:05', 60000000000, '{"to_name": "Viggo Vinther"}', 'session', 0.35, '{"AccountSummary": {"Tenant": "nordlys.example", "ID": "1001"}, "Cost": 0.35}', '', '2025-03-03 09:02:00', null, null),
 (3, 'e3', '*default', '203.0.113.1', 'sip', 'c3@192.0.2.99', '*voice', '*postpaid', 'sydkyst.example', 'call', '1001', '1001', '4533669999', '2025-03-03 09:00:00', null, 60000000000, '{}', 'session', 0.77, '{"AccountSummary": {"Tenant": "sydkyst.example", "ID": "1001"}}', '', '2025-03-03 09:02:00', null, null),
 (4, 'e4', '*default', '203.0.113.1', 'sip', 'c4@192.0.2.202', '*voice', '*postpaid', 'nordlys.example', 'call', 'bo.friis', 'bo.friis', '4578880301', '2025-03-03 10:00:00', null, 60000000000, '{"cli": "+4570707070"}', 'session', 1.23, '{"AccountSummary": {"ID": "bo.friis"}}', 'bo-note', '2025-03-03 10:02:00', null, null),
 (5, 'e5', '*default', '203.0.113.1', 'sip', 'c5@192.0.2.202', '*voice', '*postpaid', 'nordlys.example', 'call', '1002', '1002', '1001', '2025-03-03 11:00:00', null, 60000000000, '{}', 'session', 0, null, '', '2025-03-03 11:02:00', null, null),
 (6, 'e6', '*default', '203.0.113.1', 'sip', 'c6@192.0.2.201', '*sms', '*postpaid', 'nordlys.example', 'sms', '1001', '1001', '4533661234', '2025-03-04 09:00:00', null, 1, '{}', 'session', 0.20, null, '', '2025-03-04 09:00:00', null, '2025-06-01 00:00:00'),
 (7, 'e7', '*default', '203.0.113.1', 'ggsn', 's7', '*data', '*prepaid', 'mobile', 'data', '238990000000301', '238990000000301', 'data.operator', '2025-03-05 09:00:00', null, 1048576, '{}', 'session', 0.10, null, '', '2025-03-05 09:00:00', null, null),
 (8, 'e8', '*default', '203.0.113.1', 'sip', 'c8', '*voice', '*postpaid', 'nordlys.example', 'call', '10011', '10011', '45788803011', '2025-03-05 09:00:00', null, 1, '{}', 'session', 0.10, null, '', '2025-03-05 09:00:00', null, null),
 (9, 'e9', '*default', '203.0.113.1', 'sip', 'c9', '*voice', '*postpaid', 'mobile', 'call', '+4520110302', '+4520110302', '4533661234', '2025-06-30 23:59:59', null, 1, '{}', 'session', 0.10, null, '', '2025-06-30 23:59:59', null, null),
 (10, 'e10', '*default', '203.0.113.1', 'sip', 'c10', '*voice', '*postpaid', 'mobile', 'call', '004520110302', '004520110302', '4533661234', '2025-07-01 00:00:00', null, 1, '{}', 'session', 0.10, null, '', '2025-07-01 00:00:00', null, null),
 (11, 'e11', '*default', '203.0.113.1', 'sip', 'c11', '*voice', '*postpaid', 'nordlys.example', 'call', 'reception', '1001', '4533661234', '2025-03-06 09:00:00', null, 1, '{}', 'session', 0.10, null, '', '2025-03-06 09:00:00', null, null);
insert into session_costs values (1, 'e1', '*default', '203.0.113.1', 'c1@192.0.2.201', 'sessions', 60000000000, '{"Cost": 0.35}', '2025-03-03 09:02:00', null),
 (2, 'e3', '*default', '203.0.113.1', 'c3@192.0.2.99', 'sessions', 60000000000, '{"Cost": 0.77}', '2025-03-03 09:02:00', null),
 (3, 'e4', '*default', '203.0.113.1', 'c4@192.0.2.202', 'sessions', 60000000000, '{"Cost": 1.23}', '2025-03-03 10:02:00', null),
 (4, 'e9', '*default', '203.0.113.1', 'c9', 'sessions', 1, '{"Cost": 0.1}', '2025-06-30 23:59:59', null),
 (5, 'e10', '*default', '203.0.113.1', 'c10', 'sessions', 1, '{"Cost": 0.1}', '2025-07-01 00:00:00', null);
