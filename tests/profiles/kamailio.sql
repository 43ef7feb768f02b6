create table version (id integer primary key, table_name varchar(32) not null, table_version integer not null);
create table domain (id integer primary key, domain varchar(64) not null, did varchar(64), last_modified timestamp not null);
create table address (id integer primary key, grp integer not null, ip_addr varchar(50) not null, mask integer not null, port integer not null, tag varchar(64));
create table dispatcher (id integer primary key, setid integer not null, destination varchar(192) not null, flags integer not null, priority integer not null,
 attrs varchar(128) not null, description varchar(64) not null);
create table globalblocklist (id integer primary key, prefix varchar(64) not null, allowlist smallint not null, description varchar(255));
create table re_grp (id integer primary key, reg_exp varchar(128) not null, group_id integer not null);
create table imc_rooms (id integer primary key, name varchar(64) not null, domain varchar(64) not null, flag integer not null);
create table dialog_vars (id integer primary key, hash_entry integer not null, hash_id integer not null, dialog_key varchar(128) not null, dialog_value varchar(512) not null);
create table subscriber (id integer primary key, username varchar(64) not null, domain varchar(64) not null, password varchar(64) not null, ha1 varchar(128) not null,
 ha1b varchar(128) not null);
create table dbaliases (id integer primary key, alias_username varchar(64) not null, alias_domain varchar(64) not null, username varchar(64) not null,
 domain varchar(64) not null);
create table usr_preferences (id integer primary key, uuid varchar(64) not null, username varchar(128) not null, domain varchar(64) not null,
 attribute varchar(32) not null, type integer not null, value varchar(128) not null, last_modified timestamp not null);
create table uri (id integer primary key, username varchar(64) not null, domain varchar(64) not null, uri_user varchar(64) not null, last_modified timestamp not null);
create table grp (id integer primary key, username varchar(64) not null, domain varchar(64) not null, grp varchar(64) not null, last_modified timestamp not null);
create table userblocklist (id integer primary key, username varchar(64) not null, domain varchar(64) not null, prefix varchar(64) not null, allowlist smallint not null);
create table speed_dial (id integer primary key, username varchar(64) not null, domain varchar(64) not null, sd_username varchar(64) not null,
 sd_domain varchar(64) not null, new_uri varchar(255) not null, fname varchar(64) not null, lname varchar(64) not null, description varchar(64) not null);
create table cpl (id integer primary key, username varchar(64) not null, domain varchar(64) not null, cpl_xml text, cpl_bin text);
create table location (id integer primary key, ruid varchar(64) not null, username varchar(64) not null, domain varchar(64), contact varchar(512) not null,
 received varchar(128), path varchar(512), expires timestamp not null, q real not null, callid varchar(255) not null, cseq integer not null,
 last_modified timestamp not null, flags integer not null, cflags integer not null, user_agent varchar(255) not null, socket varchar(64), methods integer,
 instance varchar(255), reg_id integer not null, server_id integer not null, connection_id integer not null, keepalive integer not null, partition integer not null);
create table aliases (id integer primary key, ruid varchar(64) not null, username varchar(64) not null, domain varchar(64), contact varchar(255) not null,
 received varchar(128), path varchar(512), expires timestamp not null, q real not null, callid varchar(255) not null, cseq integer not null,
 last_modified timestamp not null, flags integer not null, cflags integer not null, user_agent varchar(255) not null, socket varchar(64), methods integer,
 instance varchar(255), reg_id integer not null, server_id integer not null, connection_id integer not null, keepalive integer not null, partition integer not null);
create table location_attrs (id integer primary key, ruid varchar(64) not null, username varchar(64) not null, domain varchar(64), aname varchar(64) not null,
 atype integer not null, avalue varchar(512) not null, last_modified timestamp not null);
create table presentity (id integer primary key, username varchar(64) not null, domain varchar(64) not null, event varchar(64) not null, etag varchar(128) not null,
 expires integer not null, received_time integer not null, body text not null, sender varchar(255) not null, priority integer not null, ruid varchar(64));
create table watchers (id integer primary key, presentity_uri varchar(255) not null, watcher_username varchar(64) not null, watcher_domain varchar(64) not null,
 event varchar(64) not null, status integer not null, reason varchar(64), inserted_time integer not null);
create table xcap (id integer primary key, username varchar(64) not null, domain varchar(64) not null, doc text not null, doc_type integer not null,
 etag varchar(128) not null, source integer not null, doc_uri varchar(255) not null, port integer not null);
create table imc_members (id integer primary key, username varchar(64) not null, domain varchar(64) not null, room varchar(64) not null, flag integer not null);
create table purplemap (id integer primary key, sip_user varchar(255) not null, ext_user varchar(255) not null, ext_prot varchar(16) not null, ext_pass varchar(64));
create table uacreg (id integer primary key, l_uuid varchar(64) not null, l_username varchar(64) not null, l_domain varchar(64) not null,
 r_username varchar(64) not null, r_domain varchar(64) not null, realm varchar(64) not null, auth_username varchar(64) not null, auth_password varchar(64) not null,
 auth_ha1 varchar(128) not null, auth_proxy varchar(255) not null, expires integer not null, flags integer not null, reg_delay integer not null,
 contact_addr varchar(255) not null, socket varchar(128) not null, gid integer not null);
create table acc (id integer primary key, method varchar(16) not null, from_tag varchar(128) not null, to_tag varchar(128) not null, callid varchar(255) not null,
 sip_code varchar(3) not null, sip_reason varchar(128) not null, time timestamp not null, src_user varchar(64) not null, src_domain varchar(128) not null,
 src_ip varchar(64) not null, dst_ouser varchar(64) not null, dst_user varchar(64) not null, dst_domain varchar(128) not null);
create table missed_calls (id integer primary key, method varchar(16) not null, from_tag varchar(128) not null, to_tag varchar(128) not null,
 callid varchar(255) not null, sip_code varchar(3) not null, sip_reason varchar(128) not null, time timestamp not null, src_user varchar(64) not null,
 src_domain varchar(128) not null, src_ip varchar(64) not null, dst_ouser varchar(64) not null, dst_user varchar(64) not null, dst_domain varchar(128) not null);
create table acc_cdrs (id integer primary key, start_time timestamp not null, end_time timestamp not null, duration real not null, src_user varchar(64),
 src_domain varchar(128), src_ip varchar(64), dst_ouser varchar(64), dst_user varchar(64), dst_domain varchar(128));
create table dialog (id integer primary key, hash_entry integer not null, hash_id integer not null, callid varchar(255) not null, from_uri varchar(255) not null,
 from_tag varchar(128) not null, to_uri varchar(255) not null, to_tag varchar(128) not null, caller_cseq varchar(20) not null, callee_cseq varchar(20) not null,
 caller_route_set varchar(512), callee_route_set varchar(512), caller_contact varchar(255) not null, callee_contact varchar(255) not null,
 caller_sock varchar(64) not null, callee_sock varchar(64) not null, state integer not null, start_time integer not null, timeout integer not null,
 sflags integer not null, toroute integer not null, toroute_name varchar(32), req_uri varchar(255) not null);
create table silo (id integer primary key, src_addr varchar(255) not null, dst_addr varchar(255) not null, username varchar(64) not null, domain varchar(64) not null,
 inc_time integer not null, exp_time integer not null, snd_time integer not null, ctype varchar(32) not null, body text, extra_hdrs text,
 callid varchar(128) not null, status integer not null);
create table sip_trace (id integer primary key, time_stamp timestamp not null, time_us integer not null, callid varchar(255) not null,
 traced_user varchar(255) not null, msg text not null, method varchar(50) not null, status varchar(255) not null, fromip varchar(64) not null,
 toip varchar(64) not null, fromtag varchar(128) not null, totag varchar(128) not null, direction varchar(4) not null);
insert into subscriber values (1, '201', 'nordlys.example', 'secret-a', 'secret-b', 'secret-c'), (2, '201', 'sydkyst.example', 'secret-d', 'secret-e', 'secret-f'),
 (3, '2011', 'nordlys.example', 'secret-g', '', ''), (4, '202', 'nordlys.example', 'secret-h', '', ''), (5, '4578880305', 'nordlys.example', 'secret-i', '', '');
insert into dbaliases values (1, '4578880301', 'nordlys.example', '201', 'nordlys.example'), (2, 'carol.holm', 'nordlys.example', '201', 'nordlys.example'),
 (3, 'carol.holm', 'sydkyst.example', '201', 'sydkyst.example'), (4, '4578880302', 'nordlys.example', '202', 'nordlys.example');
insert into usr_preferences values (1, 'u201', '201', 'nordlys.example', 'forward_to', 0, 'sip:4520110301@operator.example', '2025-01-01 00:00:00'),
 (2, 'u201', '201', 'nordlys.example', 'vm_pin', 0, 'secret-j', '2025-01-01 00:00:00'), (3, 's201', '201', 'sydkyst.example', 'forward_to', 0, 'sip:bo@x.example', '2025-01-01 00:00:00');
insert into uri values (1, '201', 'nordlys.example', '4578880301', '2025-01-01 00:00:00'), (2, '201', 'sydkyst.example', '4578890301', '2025-01-01 00:00:00');
insert into grp values (1, '201', 'nordlys.example', 'international', '2025-01-01 00:00:00'), (2, '202', 'nordlys.example', 'local', '2025-01-01 00:00:00');
insert into userblocklist values (1, '201', 'nordlys.example', '4570101010', 0), (2, '201', 'sydkyst.example', '45', 1);
insert into speed_dial values (1, '201', 'nordlys.example', '1', 'nordlys.example', 'sip:4533661234@operator.example', 'Viggo', 'Vinther', 'my dentist Viggo'),
 (2, '202', 'nordlys.example', '1', 'nordlys.example', 'sip:201@nordlys.example', 'Carol', 'Holm', '');
insert into cpl values (1, '201', 'nordlys.example', '<cpl>viggo@x.example</cpl>', 'bin'), (2, '202', 'nordlys.example', '<cpl/>', 'bin');
insert into location values (1, 'r1', '201', 'nordlys.example', 'sip:201@192.0.2.201:5060', 'sip:198.51.100.201:40000', null, '2026-02-01 00:00:00', 1, 'reg1@192.0.2.201', 1,
 '2026-01-15 10:00:00', 0, 0, 'Desk phone 7', 'udp:203.0.113.1:5060', 0, '"<urn:uuid:00000000-0000-0000-0000-020000000301>"', 0, 0, 0, 0, 0),
 (2, 'r2', '201', 'sydkyst.example', 'sip:201@192.0.2.99:5060', null, null, '2026-02-01 00:00:00', 1, 'reg2@192.0.2.99', 1, '2026-01-15 10:00:00', 0, 0, 'Desk phone 7', null, 0, null, 0, 0, 0, 0, 0),
 (3, 'r3', '201', null, 'sip:201@192.0.2.98:5060', null, null, '2026-02-01 00:00:00', 1, 'reg3@192.0.2.98', 1, '2026-01-15 10:00:00', 0, 0, 'Desk phone 7', null, 0, null, 0, 0, 0, 0, 0);
insert into aliases values (1, 'a1', '201', 'nordlys.example', 'sip:201@192.0.2.200:5060', null, null, '2030-01-01 00:00:00', 1, 'reg', 1, '2025-01-01 00:00:00', 0, 0, '', null, 0, null, 0, 0, 0, 0, 0);
insert into location_attrs values (1, 'r1', '201', 'nordlys.example', 'room', 2, '12', '2025-01-01 00:00:00'), (2, 'r1', '201', 'nordlys.example', 'push_token', 2, 'secret-k', '2025-01-01 00:00:00');
insert into presentity values (1, '201', 'nordlys.example', 'presence', 'e1', 1769000000, 1768000000, '<note>in a meeting</note>', 'sip:201@nordlys.example', 0, null),
 (2, '201', 'sydkyst.example', 'presence', 'e2', 1769000000, 1768000000, '<note>elsewhere</note>', '', 0, null);
insert into watchers values (1, 'sip:201@nordlys.example', '202', 'nordlys.example', 'presence', 1, null, 1768000000), (2, 'sip:bo.friis@sydkyst.example', '201', 'nordlys.example', 'presence', 2, null, 1768000000),
 (3, 'sip:201@sydkyst.example', '202', 'sydkyst.example', 'presence', 1, null, 1768000000);
insert into xcap values (1, '201', 'nordlys.example', '<list>sip:viggo@x.example</list>', 2, 'e', 0, '/resource-lists/users/sip:201@nordlys.example/index', 0);
insert into imc_members values (1, '201', 'nordlys.example', 'sip:chat@nordlys.example', 1), (2, '202', 'nordlys.example', 'sip:chat@nordlys.example', 1);
insert into purplemap values (1, 'sip:201@nordlys.example', 'carol.h', 'xmpp', 'secret-l');
insert into uacreg values (1, 'l1', '201', 'nordlys.example', '4578880301', 'trunk.example', 'trunk.example', '4578880301', 'secret-m', 'secret-n', 'sip:trunk.example', 360, 0, 0, '', '', 0);
insert into acc values
 (1, 'INVITE', 'f1', 't1', 'call-1@192.0.2.201', '200', 'OK', '2025-03-03 09:00:00', '201', 'nordlys.example', '192.0.2.201', '33661234', '9014#4533661234', 'gw.carrier.example'),
 (2, 'BYE', 't1', 'f1', 'call-1@192.0.2.201', '200', 'OK', '2025-03-03 09:05:00', '33661234', 'gw.carrier.example', '198.51.100.7', '201', '201', '192.0.2.201'),
 (3, 'INVITE', 'f3', 't3', 'call-3@198.51.100.8', '200', 'OK', '2025-03-03 10:00:00', 'anonymous', 'anonymous.invalid', '198.51.100.8', '4578880301', '201', 'nordlys.example'),
 (4, 'BYE', 't3', 'f3', 'call-3@198.51.100.8', '200', 'OK', '2025-03-03 10:05:00', '201', 'nordlys.example', '192.0.2.201', 'anonymous', '4570707070', '198.51.100.8'),
 (5, 'INVITE', 'f5', 't5', 'call-5@192.0.2.99', '200', 'OK', '2025-03-03 11:00:00', '201', 'sydkyst.example', '192.0.2.99', '4578880301', '201', 'nordlys.example'),
 (6, 'INVITE', 'f6', 't6', 'call-6@192.0.2.99', '200', 'OK', '2025-03-03 11:00:00', '201', 'sydkyst.example', '192.0.2.99', '33669999', '9014#4533669999', 'gw.carrier.example'),
 (7, 'INVITE', 'f7', 't7', 'call-7@192.0.2.211', '200', 'OK', '2025-03-03 12:00:00', '2011', 'nordlys.example', '192.0.2.211', '45788803011', '45788803011', 'gw.carrier.example'),
 (8, 'INVITE', 'f8', 't8', 'call-8@198.51.100.9', '200', 'OK', '2025-06-30 23:59:59', '4533661234', 'gw.carrier.example', '198.51.100.9', '4578880302', '202', 'nordlys.example'),
 (9, 'INVITE', 'f9', 't9', 'call-9@198.51.100.9', '200', 'OK', '2025-07-01 00:00:00', '4533661234', 'gw.carrier.example', '198.51.100.9', '4578880302', '202', 'nordlys.example'),
 (10, 'INVITE', 'f10', 't10', 'call-10@198.51.100.9', '200', 'OK', '2025-03-04 09:00:00', '4533661234', 'gw.carrier.example', '198.51.100.9', '4578880301', '4520110301', 'gw.carrier.example'),
 (11, 'INVITE', 'f11', 't11', 'call-11@192.0.2.202', '200', 'OK', '2025-03-04 10:00:00', '202', 'nordlys.example', '192.0.2.202', '201', '201', 'nordlys.example');
insert into missed_calls values
 (1, 'INVITE', 'm1', '', 'miss-1@198.51.100.7', '487', 'Cancelled', '2025-03-05 09:00:00', '4533661234', 'gw.carrier.example', '198.51.100.7', '4578880300', '201', 'nordlys.example'),
 (2, 'INVITE', 'm1', '', 'miss-1@198.51.100.7', '487', 'Cancelled', '2025-03-05 09:00:00', '4533661234', 'gw.carrier.example', '198.51.100.7', '4578880300', '202', 'nordlys.example'),
 (3, 'INVITE', 'm3', '', 'miss-3@198.51.100.8', '486', 'Busy', '2025-03-05 10:00:00', 'anonymous', 'anonymous.invalid', '198.51.100.8', '4578880301', '201', 'nordlys.example'),
 (4, 'INVITE', 'm4', '', 'miss-4@198.51.100.8', '486', 'Busy', '2025-03-05 10:00:00', '4533661234', 'gw.carrier.example', '198.51.100.8', '4578890301', '201', 'sydkyst.example');
insert into acc_cdrs values (1, '2025-03-03 09:00:00', '2025-03-03 09:05:00', 300, '201', 'nordlys.example', '192.0.2.201', '33661234', '9014#4533661234', 'gw.carrier.example'),
 (2, '2025-03-03 11:00:00', '2025-03-03 11:05:00', 300, '201', 'sydkyst.example', '192.0.2.99', '33669999', '9014#4533669999', 'gw.carrier.example'),
 (3, '2025-03-03 10:00:00', '2025-03-03 10:05:00', 300, null, null, null, null, null, null);
insert into dialog values (1, 1, 1, 'run-1@192.0.2.201', 'sip:201@nordlys.example', 'f', 'sip:33661234@gw.carrier.example', 't', '1', '1', null, null, 'sip:201@192.0.2.201', 'sip:33661234@198.51.100.7',
 'udp:203.0.113.1:5060', 'udp:203.0.113.1:5060', 4, 1768470000, 0, 0, 0, null, 'sip:33661234@gw.carrier.example'),
 (2, 1, 2, 'run-2@192.0.2.99', 'sip:201@sydkyst.example', 'f', 'sip:33661234@gw.carrier.example', 't', '1', '1', null, null, 'sip:201@192.0.2.99', 'sip:33661234@198.51.100.7',
 'udp:203.0.113.1:5060', 'udp:203.0.113.1:5060', 4, 1768470000, 0, 0, 0, null, 'sip:33661234@gw.carrier.example');
insert into silo values (1, 'sip:bo.friis@sydkyst.example', 'sip:201@nordlys.example', '201', 'nordlys.example', 1740992400, 1841000000, 0, 'text/plain', 'Call me, please', 'P-Asserted-Identity: <sip:4570707070@x>', 'm-1@192.0.2.50', 0),
 (2, 'sip:201@nordlys.example', 'sip:bo.friis@sydkyst.example', 'bo.friis', 'sydkyst.example', 1740992400, 1841000000, 0, 'text/plain', 'I will', '', 'm-2@192.0.2.201', 0),
 (3, 'sip:bo.friis@sydkyst.example', 'sip:201@sydkyst.example', '201', 'sydkyst.example', 1740992400, 1841000000, 0, 'text/plain', 'not for Carol', '', 'm-3@192.0.2.50', 0);
insert into sip_trace values (1, '2025-03-03 09:00:00', 1, 'call-1@192.0.2.201', 'sip:201@nordlys.example', 'INVITE sip:33661234 Authorization: Digest response=secret-o', 'INVITE', '', 'udp:192.0.2.201:5060', 'udp:203.0.113.1:5060', 'f1', '', 'in'),
 (2, '2025-03-03 11:00:00', 1, 'call-6@192.0.2.99', 'sip:201@sydkyst.example', 'INVITE sip:33669999', 'INVITE', '', 'udp:192.0.2.99:5060', 'udp:203.0.113.1:5060', 'f6', '', 'in');
