create table radacct (radacctid bigint primary key, acctsessionid text not null, acctuniqueid text not null unique, username text, groupname text, realm text,
 nasipaddress varchar(15) not null, nasportid text, nasporttype text, acctstarttime timestamp, acctupdatetime timestamp, acctstoptime timestamp,
 acctinterval bigint, acctsessiontime bigint, acctauthentic text, connectinfo_start text, connectinfo_stop text, acctinputoctets bigint,
 acctoutputoctets bigint, calledstationid text, callingstationid text, acctterminatecause text, servicetype text, framedprotocol text,
 framedipaddress varchar(45), framedipv6address varchar(45), framedipv6prefix varchar(45), framedinterfaceid text, delegatedipv6prefix varchar(45), class text);
create table radcheck (id integer primary key, username text not null, attribute text not null, op varchar(2) not null, value text not null);
create table radreply (id integer primary key, username text not null, attribute text not null, op varchar(2) not null, value text not null);
create table radgroupcheck (id integer primary key, groupname text not null, attribute text not null, op varchar(2) not null, value text not null);
create table radgroupreply (id integer primary key, groupname text not null, attribute text not null, op varchar(2) not null, value text not null);
create table radusergroup (id integer primary key, username text not null, groupname text not null, priority integer not null);
create table radpostauth (id bigint primary key, username text not null, pass text, reply text, calledstationid text, callingstationid text,
 authdate timestamp not null, class text);
create table nas (id integer primary key, nasname text not null, shortname text not null, type text not null, ports integer, secret text not null,
 server text, community text, description text, require_ma text not null, limit_proxy_state text not null);
create table nasreload (nasipaddress varchar(15) primary key, reloadtime timestamp not null);
create table cui (clientipaddress varchar(15) not null, callingstationid text not null, username text not null, cui text not null,
 creationdate timestamp not null, lastaccounting timestamp, primary key (username, clientipaddress, callingstationid));
create table data_usage_by_period (username text, period_start timestamp, period_end timestamp, acctinputoctets bigint, acctoutputoctets bigint,
 primary key (username, period_start));
create table radippool (id bigint primary key, pool_name text not null, framedipaddress varchar(15) not null, nasipaddress text not null,
 pool_key text not null, calledstationid text not null, callingstationid text not null, expiry_time timestamp not null, username text);
create table fr_ippool (id bigint primary key, pool_name varchar(64) not null, address varchar(45) not null, owner varchar(128) not null,
 gateway varchar(128) not null, expiry_time timestamp not null, status varchar(12), counter integer not null);
create table dhcpippool (id bigint primary key, pool_name varchar(64) not null, framedipaddress varchar(15) not null, pool_key varchar(64) not null,
 gatewayipaddress varchar(16) not null, expiry_time timestamp not null, status varchar(12), counter integer not null);
insert into radacct (radacctid, acctsessionid, acctuniqueid, username, groupname, realm, nasipaddress, nasporttype, acctstarttime, acctstoptime, acctsessiontime,
 connectinfo_start, acctinputoctets, acctoutputoctets, calledstationid, callingstationid, acctterminatecause, servicetype, framedipaddress, framedipv6prefix, class) values
 (1, 's1', 'u1', '4520110301@data.operator', null, null, '10.1.0.1', 'Virtual', '2025-08-01 08:00:00', '2025-08-01 09:00:00', 3600, null, 100, 200, 'data.operator', '4520110301', 'User-Request', 'Framed-User', '100.65.0.1', '2001:db8:1::/64', 'imsi=238990000000301'),
 (2, 's2', 'u2', '+4520110301@data.operator', null, null, '10.1.0.1', 'Virtual', '2025-08-01 10:00:00', '2025-08-01 10:30:00', 1800, null, 1, 2, 'data.operator', '+4520110301', 'User-Request', 'Framed-User', '100.65.0.2', null, null),
 (3, 's3', 'u3', '0238990000000301@wlan.mnc099.mcc238.3gppnetwork.org', null, null, '10.1.0.1', 'Wireless-802.11', '2025-08-01 11:00:00', null, 0, 'CONNECT 54Mbps', 10, 20, 'F0-9F-C2-00-00-01:Guests', '02-00-00-00-99-01', '', 'Framed-User', '100.65.0.3', null, null),
 (4, 's4', 'u4', 'Carol.Holm@NORDLYS.example', 'staff', 'nordlys.example', '10.1.0.1', 'Wireless-802.11', '2025-08-01 08:10:00', '2025-08-01 16:00:00', 28200, null, 5, 6, 'F0-9F-C2-00-00-01:Nordlys-Office', '02-00-00-00-03-01', 'User-Request', 'Framed-User', '10.20.0.5', null, null),
 (5, 's5', 'u5', 'carol.holm@nordlys.example', null, null, '10.1.0.1', 'Virtual', '2025-08-02 20:00:00', '2025-08-02 21:00:00', 3600, null, 5, 6, '198.51.100.1', '02:00:00:00:03:01', 'User-Request', 'Framed-User', '10.30.0.5', null, null),
 (6, 's6', 'u6', 'carol.holm@sydkyst.example', null, null, '10.1.0.1', 'Virtual', '2025-08-02 20:00:00', '2025-08-02 21:00:00', 3600, null, 5, 6, '198.51.100.1', '02:00:00:00:99:99', 'User-Request', 'Framed-User', '10.40.0.6', null, null),
 (7, 's7', 'u7', '45201103011@data.operator', null, null, '10.1.0.1', 'Virtual', '2025-08-02 20:00:00', '2025-08-02 21:00:00', 3600, null, 5, 6, 'data.operator', '45201103011', 'User-Request', 'Framed-User', '100.65.0.7', null, null),
 (8, 's8', 'u8', '4520110302@data.operator', null, null, '10.1.0.1', 'Virtual', '2025-06-30 20:00:00', '2025-07-01 06:00:00', 36000, null, 100, 200, 'data.operator', '4520110302', 'User-Request', 'Framed-User', '100.65.0.8', null, null),
 (9, 's9', 'u9', '4520110302@data.operator', null, null, '10.1.0.1', 'Virtual', '2025-07-01 00:00:00', '2025-07-01 07:00:00', 23400, null, 100, 200, 'data.operator', '4520110302', 'User-Request', 'Framed-User', '100.65.0.9', null, null),
 (10, 's10', 'u10', '4578880301', null, null, '10.1.0.1', 'Async', '2025-03-05 09:30:00', '2025-03-05 09:32:00', 120, null, 0, 0, '33661234', '4578880301', 'User-Request', 'Login-User', null, null, null),
 (11, 's11', 'u11', 'anna.friis@nordlys.example', 'callers', 'nordlys.example', '10.1.0.1', 'Async', '2025-03-05 11:02:10', '2025-03-05 11:03:10', 60, 'ip=203.0.113.11', 0, 0, '4578880301', '004533661234', 'User-Request', 'Login-User', '203.0.113.12', null, 'imsi=238990000000999'),
 (12, 's12', 'u12', 'trunk-1', null, null, '10.1.0.1', 'Async', '2025-03-05 11:05:10', '2025-03-05 11:06:10', 60, null, 0, 0, '4578880309', '46878880301', 'User-Request', 'Login-User', null, null, null),
 (13, 's13', 'u13', 'trunk-1', null, null, '10.1.0.1', 'ISDN', '2025-03-05 11:07:10', '2025-03-05 11:08:10', 60, null, 0, 0, 'sip:+4578880301@voice.operator', 'anonymous', 'Host-Request', 'Login-User', null, null, null),
 (14, 's14', 'u14', '020000000301', null, null, '10.1.0.1', 'Ethernet', '2025-08-03 08:00:00', null, null, null, 1, 1, '00-00-5E-00-53-01', '0200.0000.0301', '', null, '10.20.0.14', null, null),
 (15, 's15', 'u15', 'trunk-1', null, null, '10.1.0.1', 'Virtual', '2025-03-06 11:00:00', '2025-03-06 11:01:00', 60, null, 0, 0, '78880301', '4533661234', 'User-Request', null, '203.0.113.15', null, null);
insert into radcheck values (1, 'carol.holm@nordlys.example', 'Cleartext-Password', ':=', 'secret-one'), (2, '4520110301@data.operator', 'Calling-Station-Id', '==', '4520110301'),
 (3, 'CAROL.HOLM@nordlys.example', 'TOTP-Secret', ':=', 'secret-two'), (4, 'carol.holm@sydkyst.example', 'NT-Password', ':=', 'secret-three'),
 (5, 'carol.holm@nordlys.example', 'Password-With-Header', ':=', 'secret-four'), (6, '4520110302@data.operator', 'Simultaneous-Use', ':=', '1');
insert into radreply values (1, '4520110301@data.operator', 'Framed-IP-Address', ':=', '192.0.2.31'), (2, 'carol.holm@nordlys.example', 'Tunnel-Password', ':=', 'secret-five'),
 (3, '4520110302@data.operator', 'Framed-IP-Address', ':=', '192.0.2.32'), (4, 'carol.holm@nordlys.example', 'MS-MPPE-Send-Key', ':=', 'secret-six');
insert into radgroupcheck values (1, 'staff', 'Auth-Type', ':=', 'PAP');
insert into radgroupreply values (1, 'staff', 'Tunnel-Private-Group-Id', ':=', '20');
insert into radusergroup values (1, 'carol.holm@nordlys.example', 'staff', 1), (2, 'Carol.Holm@nordlys.example', 'vpn', 1), (3, 'carol.holm@sydkyst.example', 'guests', 1);
insert into radpostauth values (1, 'carol.holm@nordlys.example', 'secret-one', 'Access-Accept', '', '02-00-00-00-03-01', '2025-08-01 08:09:59', null),
 (2, 'carol.holm@nordlys.example', 'secret-old', 'Access-Reject', 'F0-9F-C2-00-00-01:Nordlys-Office', '02-00-00-00-03-01', '2025-08-01 08:09:50', null),
 (3, 'carol.holm@sydkyst.example', 'x', 'Access-Reject', '', '02-00-00-00-77-77', '2025-08-01 08:09:50', null),
 (4, '4520110302@data.operator', null, 'Access-Accept', 'data.operator', '4520110302', '2025-06-30 23:59:59', null),
 (5, '4520110302@data.operator', null, 'Access-Accept', 'data.operator', '4520110302', '2025-07-01 00:00:00', null);
insert into nas values (1, '10.1.0.1', 'gateway', 'other', null, 'secret-nas', null, 'secret-community', 'The gateway', 'auto', 'auto');
insert into nasreload values ('10.1.0.1', '2025-01-01 00:00:00');
insert into cui values ('10.9.9.9', '02-00-00-00-03-01', 'carol.holm@nordlys.example', 'cui-31', '2025-01-01 00:00:00', '2025-08-01 00:00:00'),
 ('10.9.9.9', '02-00-00-00-77-77', 'carol.holm@sydkyst.example', 'cui-77', '2025-01-01 00:00:00', '2025-08-01 00:00:00');
insert into data_usage_by_period values ('4520110302@data.operator', '2025-06-30 00:00:00', '2025-07-01 00:00:00', 1, 2), ('4520110302@data.operator', '2025-07-01 00:00:00', null, 3, 4);
insert into radippool values (1, 'main', '100.65.0.31', '10.1.0.1', '02-00-00-00-03-01', '', '02-00-00-00-03-01', '2026-02-01 00:00:00', 'carol.holm@nordlys.example'),
 (2, 'main', '100.65.0.32', '10.1.0.1', '4520110302', 'data.operator', '4520110302', '2026-02-01 00:00:00', '4520110302@data.operator'),
 (3, 'main', '100.65.0.33', '10.1.0.1', '0', '', '', '2020-01-01 00:00:00', '');
insert into fr_ippool values (1, 'main', '100.66.0.31', 'carol.holm@nordlys.example', '10.1.0.1', '2026-02-01 00:00:00', 'dynamic', 1),
 (2, 'main', '100.66.0.32', '02:00:00:00:03:01', '10.1.0.1', '2026-02-01 00:00:00', 'dynamic', 1), (3, 'main', '100.66.0.33', '0', '', '2020-01-01 00:00:00', 'dynamic', 0);
insert into dhcpippool values (1, 'office', '10.20.0.31', '02:00:00:00:03:01', '10.20.0.254', '2026-02-01 00:00:00', 'dynamic', 1),
 (2, 'office', '10.20.0.32', '02:00:00:00:77:77', '10.20.0.254', '2026-02-01 00:00:00', 'dynamic', 1);
