create table version (table_name varchar(32) not null, table_version integer not null);
create table subscriber (id integer primary key, username varchar(64) not null, domain varchar(64) not null, password varchar(25) not null,
 email_address varchar(64) not null, ha1 varchar(64) not null, ha1_sha256 varchar(64) not null, ha1_sha512t256 varchar(64) not null, rpid varchar(64));
create table dbaliases (id integer primary key, alias_username varchar(64) not null, alias_domain varchar(64) not null, username varchar(64) not null,
 domain varchar(64) not null);
create table userblacklist (id integer primary key, username varchar(64) not null, domain varchar(64) not null, prefix varchar(64) not null, whitelist smallint not null);
create table globalblacklist (id integer primary key, prefix varchar(64) not null, whitelist smallint not null, description varchar(255) not null);
create table location (contact_id bigint primary key, username varchar(64) not null, domain varchar(64), contact text not null, received varchar(255),
 path varchar(255), expires integer not null, q real not null, callid varchar(255) not null, cseq integer not null, last_modified timestamp not null,
 flags integer not null, cflags varchar(255), user_agent varchar(255) not null, socket varchar(64), methods integer, sip_instance varchar(255),
 kv_store text, attr varchar(255));
create table acc (id integer primary key, method varchar(16) not null, from_tag varchar(64) not null, to_tag varchar(64) not null, callid varchar(64) not null,
 sip_code varchar(3) not null, sip_reason varchar(32) not null, time timestamp not null, duration integer not null, ms_duration integer not null,
 setuptime integer not null, created timestamp, src_user varchar(64), src_domain varchar(128), src_ip varchar(64), dst_ouser varchar(64), dst_user varchar(64),
 dst_domain varchar(128));
create table missed_calls (id integer primary key, method varchar(16) not null, from_tag varchar(64) not null, to_tag varchar(64) not null,
 callid varchar(64) not null, sip_code varchar(3) not null, sip_reason varchar(32) not null, time timestamp not null, setuptime integer not null,
 created timestamp, src_user varchar(64), src_domain varchar(128), src_ip varchar(64), dst_ouser varchar(64), dst_user varchar(64), dst_domain varchar(128));
create table sip_trace (id integer primary key, time_stamp timestamp not null, callid varchar(255) not null, trace_attrs varchar(255), msg text not null,
 method varchar(32) not null, status varchar(255), from_proto varchar(5) not null, from_ip varchar(50) not null, from_port integer not null,
 to_proto varchar(5) not null, to_ip varchar(50) not null, to_port integer not null, fromtag varchar(64) not null, direction varchar(4) not null);
create table registrant (id integer primary key, registrar varchar(255) not null, proxy varchar(255), aor varchar(255) not null, third_party_registrant varchar(255),
 username varchar(64), password varchar(64), binding_uri varchar(255) not null, binding_params varchar(64), expiry integer, forced_socket varchar(64),
 cluster_shtag varchar(64), state integer not null);
create table cc_flows (id integer primary key, flowid varchar(64) not null, priority integer not null, skill varchar(64) not null, prependcid varchar(32));
create table cc_agents (id integer primary key, agentid varchar(128) not null, location varchar(128) not null, logstate integer not null, skills varchar(255) not null,
 wrapup_end_time integer not null, wrapup_time integer not null);
create table cc_cdrs (id integer primary key, caller varchar(64) not null, received_timestamp timestamp not null, wait_time integer not null,
 pickup_time integer not null, talk_time integer not null, flow_id varchar(128) not null, agent_id varchar(128), call_type integer not null,
 rejected integer not null, fstats integer not null, cid integer);
create table cc_calls (id integer primary key, state integer not null, caller_dn varchar(128) not null, caller_un varchar(128) not null, agent varchar(128) not null);
insert into subscriber values (1, '201', 'nordlys.example', 'secret-a', 'carol@nordlys.example', 'secret-b', 'secret-c', 'secret-d', '4578880301'),
 (2, '201', 'sydkyst.example', 'secret-e', 'other@sydkyst.example', '', '', '', null);
insert into userblacklist values (1, '201', 'nordlys.example', '4570101010', 0), (2, '201', 'sydkyst.example', '45', 1);
insert into location values (11, '201', 'nordlys.example', 'sip:201@192.0.2.201', null, null, 1769000000, 1, 'reg1@192.0.2.201', 1, '2026-01-15 10:00:00', 0, '', 'Desk phone', null, 0, 'urn:uuid:1', null, null),
 (12, '201', 'sydkyst.example', 'sip:201@192.0.2.99', null, null, 1769000000, 1, 'reg2@192.0.2.99', 1, '2026-01-15 10:00:00', 0, '', 'Desk phone', null, 0, 'urn:uuid:2', null, null);
insert into acc values (1, 'INVITE', 'f', 't', 'c1', '200', 'OK', '2025-03-03 09:00:00', 300, 300000, 4, '2025-03-03 08:59:56', '201', 'nordlys.example', '192.0.2.201', '33661234', '33661234', 'gw.example'),
 (2, 'INVITE', 'f', 't', 'c2', '200', 'OK', '2025-03-03 09:00:00', 300, 300000, 4, '2025-03-03 08:59:56', '201', 'sydkyst.example', '192.0.2.99', '33669999', '33669999', 'gw.example');
insert into missed_calls values (1, 'INVITE', 'f', '', 'm1', '486', 'Busy', '2025-03-03 09:00:00', 4, null, '4533661234', 'gw.example', '198.51.100.7', '4578880301', '201', 'nordlys.example');
insert into sip_trace values (1, '2025-03-03 09:00:00', 'c1', 'sip:201@nordlys.example', 'INVITE secret-g', 'INVITE', null, 'udp', '192.0.2.201', 5060, 'udp', '203.0.113.1', 5060, 'f', 'in');
insert into registrant values (1, 'sip:trunk.example', null, 'sip:201@nordlys.example', null, 'carol', 'secret-f', 'sip:201@203.0.113.1', null, 3600, null, null, 0);
insert into cc_agents values (1, 'agent-7', 'sip:201@nordlys.example', 1, 'sales', 0, 0), (2, 'agent-8', 'sip:201@sydkyst.example', 1, 'sales', 0, 0);
insert into cc_cdrs values (1, '4533661234', '2025-03-03 09:00:00', 10, 5, 60, 'sales', 'agent-7', 0, 0, 0, 1), (2, '4533661234', '2025-03-03 09:00:00', 10, 5, 60, 'sales', 'agent-8', 0, 0, 0, 2),
 (3, '4578880301', '2025-03-03 09:00:00', 10, 5, 60, 'support', 'agent-9', 0, 0, 0, 3);
