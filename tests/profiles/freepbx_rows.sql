-- One company; every name, number and address is invented. `hush` stands in secrets, `OTHER` in what is somebody else's. Times are Danish.
-- 201 Anna, 202 Mette until July 2025 and a Jens Hansen since, 203 Mette since, 205 another Jens Hansen, 250 Kim and Bo together
INSERT INTO users (extension, password, name, outboundcid) VALUES ('201', 'hush', 'Anna Berg', '4578770000'), ('202', 'hush', 'Jens Hansen', '4578770000'),
  ('203', 'hush', 'Mette Kjær', '4578770000'), ('205', 'hush', 'Jens Hansen', '4578770000'), ('250', 'hush', 'Reception', '4578770000'),
  ('2010', 'hush', 'OTHER', '4578770000');
INSERT INTO devices (id, tech, dial, "user", description) VALUES ('201', 'pjsip', 'PJSIP/201', '201', 'Anna'), ('202', 'pjsip', 'PJSIP/202', '202', 'Jens'),
  ('2010', 'pjsip', 'PJSIP/2010', '2010', 'OTHER');
INSERT INTO pjsip (id, keyword, data) VALUES ('201', 'secret', 'hush'), ('201', 'callerid', 'Anna <201>'), ('201', 'md5_cred', 'hush'), ('202', 'secret', 'hush'),
  ('2010', 'callerid', 'OTHER <2010>');
INSERT INTO sip (id, keyword, data) VALUES ('201', 'vmsecret', 'hush');
INSERT INTO trunks (trunkid, name, tech) VALUES (1, 'trunk', 'pjsip');
INSERT INTO incoming (cidnum, extension, destination, description) VALUES ('OTHER 44556677', '78770201', 'from-did-direct,201,1', 'Anna'),
  ('', '78770202', 'from-did-direct,202,1', 'second'), ('', '78772010', 'from-did-direct,2010,1', 'OTHER');
INSERT INTO userman_users (id, username, password, default_extension, fname, lname, email, cell) VALUES
  (1, 'anna', 'hush', '201', 'Anna', 'Berg', 'anna@nord.example', '+4542110201'), (2, 'mette', 'hush', '203', 'Mette', 'Kjær', 'mette@nord.example', NULL),
  (3, 'jens', 'hush', '202', 'Jens', 'Hansen', 'jens@nord.example', NULL), (5, 'kim', 'hush', '250', 'Kim', 'Vang', 'kim@nord.example', NULL),
  (6, 'bo', 'hush', '250', 'Bo', 'Lund', 'bo@nord.example', NULL), (7, 'jens2', 'hush', '205', 'Jens', 'Hansen', 'jens2@nord.example', NULL);
INSERT INTO userman_users_settings (uid, module, "key", val) VALUES (1, 'ucp', 'assigned', 'x'), (1, 'webrtc', 'password', 'hush'), (3, 'ucp', 'assigned', 'x');
INSERT INTO contactmanager_groups (id, owner, name, type) VALUES (1, -1, 'All', 'internal');
-- entry 11 is Anna's own, 12 is a customer's, 13 is one in which somebody noted Anna's number under another name
INSERT INTO contactmanager_group_entries (id, groupid, "user", displayname) VALUES (11, 1, 1, 'Anna Berg'), (12, 2, -1, 'Eva Holm'), (13, 2, -1, 'OTHER');
INSERT INTO contactmanager_entry_numbers (id, entryid, number, "E164") VALUES (21, 11, '42110201', '+4542110201'), (22, 12, '28282828', '+4528282828'),
  (23, 13, '42110201', '+4542110201');
INSERT INTO contactmanager_entry_emails (id, entryid, email) VALUES (31, 12, 'eva@vvs.example'), (32, 13, 'OTHER@x.example');
INSERT INTO contactmanager_entry_xmpps (id, entryid, xmpp) VALUES (41, 12, 'eva@chat.example'), (42, 13, 'OTHER');
INSERT INTO contactmanager_entry_websites (id, entryid, website) VALUES (51, 12, 'vvs.example');

INSERT INTO asteriskcdrdb.cdr (uniqueid, calldate, clid, src, dst, channel, dstchannel, lastdata, billsec, disposition, did, recordingfile, cnum, cnam,
  outbound_cnum, dst_cnam, userfield) VALUES
  ('out', '2025-03-05 09:30:00', '"Nord" <4578770000>', '4578770000', '33661234', 'PJSIP/201-0a', 'PJSIP/trunk-0b', 'PJSIP/33661234@trunk,300', 120, 'ANSWERED', '',
   'out-33661234-201.wav', '201', 'Anna Berg', '4578770000', 'OTHER', 'OTHER'),
  ('in', '2025-03-05 11:02:10', '"CLINIC EAST" <+4533661234>', '+4533661234', '201', 'PJSIP/trunk-0c', 'PJSIP/201-0d', 'PJSIP/201,,Ttr', 65, 'ANSWERED', '78770201', '',
   '+4533661234', 'CLINIC EAST', '', 'Anna', ''),
  ('hidden', '2025-03-07 14:00:00', '"" <+4520304050>', 'anonymous', '201', 'PJSIP/trunk-0e', 'PJSIP/201-0f', 'PJSIP/201', 44, 'ANSWERED', '78770201',
   'external-201-4520304050.wav', 'anonymous', 'OTHER', '', '', ''),
  ('inner', '2025-05-01 11:00:00', '"Anna Berg" <201>', '201', '202', 'PJSIP/201-10', 'PJSIP/202-11', 'PJSIP/202', 30, 'ANSWERED', '', '', '201', 'Anna Berg', '',
   'Second', ''),
  ('prefix', '2025-03-05 09:31:00', '"OTHER" <2010>', '2010', '2011', 'PJSIP/2010-12', 'PJSIP/2011-13', 'PJSIP/2011', 15, 'ANSWERED', '', '', '2010', 'OTHER', '', '', ''),
  ('before', '2025-06-30 23:59:59', '"OTHER" <4539101010>', '4539101010', '202', 'PJSIP/trunk-14', 'PJSIP/202-15', 'PJSIP/202', 15, 'ANSWERED', '78770202', '',
   '4539101010', 'OTHER', '', '', ''),
  ('after', '2025-07-01 00:00:00', '"OTHER" <4539101010>', '4539101010', '202', 'PJSIP/trunk-16', 'PJSIP/202-17', 'PJSIP/202', 15, 'ANSWERED', '78770202', '',
   '4539101010', 'OTHER', '', '', ''),
  ('swedish', '2025-09-01 15:00:00', '"OTHER" <46878770201>', '46878770201', '203', 'PJSIP/trunk-18', 'PJSIP/203-19', 'PJSIP/203', 15, 'ANSWERED', '78770203', '',
   '46878770201', 'OTHER', '', '', ''),
  ('queue', '2025-08-02 10:00:00', '"OTHER" <+4561718199>', '+4561718199', '400', 'PJSIP/trunk-1a', 'Local/201@from-queue-1b;1', '400,t', 40, 'ANSWERED', '78770400', '',
   '+4561718199', 'OTHER', '', '', ''),
  ('group', '2025-08-03 10:00:00', '"OTHER" <+4561718199>', '+4561718199', '600', 'PJSIP/trunk-1c', 'PJSIP/202-1d', 'PJSIP/201&PJSIP/OTHER', 40, 'ANSWERED', '78770600', '',
   '+4561718199', 'OTHER', '', '', ''),
  ('forwarded', '2025-08-04 10:00:00', '"OTHER" <+4561718199>', '+4561718199', '42110201', 'Local/201@from-internal-1e;2', 'PJSIP/trunk-1f', 'PJSIP/42110201@trunk', 40,
   'ANSWERED', '', '', '+4561718199', 'OTHER', '', '', ''),
  ('shared', '2025-08-05 10:00:00', '"OTHER" <+4561718199>', '+4561718199', '250', 'PJSIP/trunk-20', 'PJSIP/250-21', 'PJSIP/250', 40, 'ANSWERED', '', '',
   '+4561718199', 'OTHER', '', '', '');
INSERT INTO asteriskcdrdb.cel (id, eventtype, eventtime, cid_name, cid_num, cid_ani, cid_rdnis, cid_dnid, exten, channame, appdata, peer, extra) VALUES
  (1, 'CHAN_START', '2025-03-05 11:02:10', 'OTHER', '+4533661234', '+4533661234', '', '78770201', '201', 'PJSIP/trunk-0c', 'OTHER', '', '{"a": "OTHER"}'),
  (2, 'ANSWER', '2025-03-05 11:02:15', 'Anna', '201', '201', '', '', '201', 'PJSIP/201-0d', '', 'PJSIP/trunk-0c', ''),
  (3, 'CHAN_START', '2025-03-05 11:02:11', 'OTHER', '2010', '2010', '', '', '2010', 'PJSIP/2010-0e', '', '', ''),
  (4, 'CHAN_START', '2025-03-07 14:00:00', 'OTHER', 'anonymous', '+4520304050', '', '78770201', '201', 'PJSIP/trunk-0e', '', '', '');
INSERT INTO asteriskcdrdb.queue_log (id, time, callid, queuename, agent, event, data1, data2, data3) VALUES
  (1, '2025-08-02 10:00:00', 'c', '400', 'NONE', 'ENTERQUEUE', '', '+4561718199', '1'), (2, '2025-08-02 10:00:09', 'c', '400', 'Anna Berg', 'CONNECT', '9', '201', '4'),
  (3, '2025-08-02 10:01:00', 'c', '400', 'Anna Berg', 'BLINDTRANSFER', 'OTHER', 'OTHER', '9'), (4, '2025-08-02 10:00:05', 'c', '400', 'Jens Hansen', 'RINGNOANSWER', '5', '', ''),
  (5, '2025-08-02 10:00:06', 'c', '400', 'Local/203@from-queue/n', 'RINGNOANSWER', '5', '', ''), (6, '2025-08-02 10:00:07', 'c', '400', 'Anna Bergh', 'CONNECT', '5', '201', '');
INSERT INTO asteriskcdrdb.voicemessages (id, callerid, origtime, duration, mailboxuser) VALUES (1, '"CLINIC EAST" <+4533661234>', '1741417200', '11', '201'),
  (2, '"OTHER" <+4539101010>', '1751320799', '11', '202'), (3, '"Anonymous" <anonymous>', '1751320800', '11', '202'), (4, '"OTHER" <2011>', '1751320800', '11', '2010');
