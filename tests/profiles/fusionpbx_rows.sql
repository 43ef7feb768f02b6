-- Two companies; every name, number and address is invented. What nobody may see is marked: `hush` in secrets, `OTHER` in what is somebody else's.
INSERT INTO v_domains (domain_uuid, domain_name) VALUES ('#da', 'nord.example'), ('#db', 'syd.example');

-- 201 Anna, 202 Mette until July 2025 and Jens since, 203 Mette since, 250 Kim and Bo together; 201 of the other company is another Jens Hansen
INSERT INTO v_extensions (extension_uuid, domain_uuid, extension, password, outbound_caller_id_number, directory_first_name, directory_last_name,
  forward_all_destination, follow_me_uuid, description) VALUES
  ('#e201', '#da', '201', 'hush', '+4578770000', 'Anna', 'Berg', '+4542110201', '#ff1', 'Anna'),
  ('#e202', '#da', '202', 'hush', '+4578770000', 'Jens', 'Hansen', NULL, NULL, NULL),
  ('#e203', '#da', '203', 'hush', '+4578770000', 'Mette', 'Kjær', NULL, NULL, NULL),
  ('#e250', '#da', '250', 'hush', '+4578770000', 'Reception', NULL, NULL, NULL, NULL),
  ('#eb201', '#db', '201', 'hush', '+4578880000', 'Jens', 'Hansen', NULL, NULL, NULL);
INSERT INTO v_extension_users (extension_user_uuid, domain_uuid, extension_uuid, user_uuid) VALUES
  ('#c1', '#da', '#e201', '#a01'), ('#c2', '#da', '#e202', '#a03'), ('#c3', '#da', '#e203', '#a02'), ('#c4', '#db', '#eb201', '#a04'),
  ('#c5', '#da', '#e250', '#a05'), ('#c6', '#da', '#e250', '#a06');
INSERT INTO v_users (user_uuid, domain_uuid, contact_uuid, username, password, salt, user_email, api_key, user_totp_secret, add_user) VALUES
  ('#a01', '#da', '#b1', 'anna', 'hush', 'hush', 'anna@nord.example', 'hush', 'hush', 'OTHER admin'),
  ('#a02', '#da', '#b2', 'mette', 'hush', 'hush', 'mette@nord.example', 'hush', 'hush', NULL),
  ('#a03', '#da', '#b3', 'jens', 'hush', 'hush', 'jens@nord.example', 'hush', 'hush', NULL),
  ('#a04', '#db', '#b4', 'jens', 'hush', 'hush', 'jens@syd.example', 'hush', 'hush', NULL),
  ('#a05', '#da', NULL, 'kim', 'hush', 'hush', 'kim@nord.example', 'hush', 'hush', NULL),
  ('#a06', '#da', NULL, 'bo', 'hush', 'hush', 'bo@nord.example', 'hush', 'hush', NULL);
INSERT INTO v_user_groups (user_group_uuid, domain_uuid, group_name, user_uuid) VALUES ('#91', '#da', 'agent', '#a01'), ('#92', '#da', 'admin', '#a03');
INSERT INTO v_user_settings (user_setting_uuid, domain_uuid, user_uuid, user_setting_category, user_setting_subcategory, user_setting_value) VALUES
  ('#81', '#da', '#a01', 'domain', 'language', 'da-dk'), ('#82', '#da', '#a01', 'provision', 'http_auth_password', 'hush');

-- the address book: entries of users, a customer of one's own name, and an entry in which somebody noted Anna's number
INSERT INTO v_contacts (contact_uuid, domain_uuid, contact_type, contact_name_given, contact_name_family, contact_note) VALUES
  ('#b1', '#da', 'user', 'Anna', 'Berg', ''), ('#b2', '#da', 'user', 'Mette', 'Kjær', ''), ('#b3', '#da', 'user', 'Jens', 'Hansen', ''),
  ('#b4', '#db', 'user', 'Jens', 'Hansen', ''), ('#b5', '#da', 'customer', 'Jens', 'Hansen', 'OTHER buys pipes'), ('#b6', '#da', 'customer', 'OTHER', 'Name', '');
INSERT INTO v_contact_emails (contact_email_uuid, domain_uuid, contact_uuid, email_address, email_description) VALUES
  ('#b11', '#da', '#b1', 'anna@nord.example', NULL), ('#b15', '#da', '#b5', 'jens@vvs.example', 'OTHER note');
INSERT INTO v_contact_phones (contact_phone_uuid, domain_uuid, contact_uuid, phone_label, phone_country_code, phone_number, phone_description) VALUES
  ('#b21', '#da', '#b1', 'mobile', 45, '42110201', NULL), ('#b25', '#da', '#b5', 'work', 45, '28282828', NULL),
  ('#b26', '#da', '#b6', 'mobile', 45, '42110201', 'OTHER of the sales'), ('#b27', '#da', '#b6', 'work', 46, '42110201', 'OTHER in Sweden');
INSERT INTO v_contact_addresses (contact_address_uuid, domain_uuid, contact_uuid, address_street) VALUES ('#b31', '#da', '#b1', 'Havnegade 1');
INSERT INTO v_contact_notes (contact_note_uuid, domain_uuid, contact_uuid, contact_note) VALUES ('#b41', '#da', '#b1', 'back in May'), ('#b42', '#da', '#b5', 'OTHER');

INSERT INTO v_destinations (domain_uuid, destination_uuid, user_uuid, destination_type, destination_number, destination_prefix) VALUES
  ('#da', '#d01', '#a01', 'inbound', '78770201', '45'), ('#da', '#d02', NULL, 'inbound', '78770202', '45'), ('#db', '#d03', NULL, 'inbound', '78770201', '46');
INSERT INTO v_follow_me (domain_uuid, follow_me_uuid, follow_me_enabled) VALUES ('#da', '#ff1', true);
INSERT INTO v_follow_me_destinations (domain_uuid, follow_me_uuid, follow_me_destination_uuid, follow_me_destination) VALUES ('#da', '#ff1', '#ff2', '42110201');
INSERT INTO v_ring_group_destinations (ring_group_destination_uuid, domain_uuid, ring_group_uuid, destination_number) VALUES
  ('#601', '#da', '#60', '201'), ('#602', '#da', '#60', '202'), ('#603', '#da', '#60', '+4542110201'), ('#604', '#db', '#61', '201');
INSERT INTO v_call_center_agents (call_center_agent_uuid, domain_uuid, user_uuid, agent_name, agent_id, agent_password) VALUES
  ('#aa3', '#da', '#a03', 'Jens Hansen', '3', 'hush');
INSERT INTO v_call_center_tiers (call_center_tier_uuid, domain_uuid, call_center_agent_uuid, agent_name, queue_name) VALUES ('#ab3', '#da', '#aa3', 'Jens', '400');
INSERT INTO v_devices (device_uuid, domain_uuid, device_address, device_user_uuid, device_password) VALUES
  ('#d1', '#da', '00155d010203', '#a01', 'hush'), ('#d2', '#da', '00155d0102ff', '#a03', 'hush');
INSERT INTO v_device_lines (domain_uuid, device_line_uuid, device_uuid, line_number, display_name, user_id, password) VALUES
  ('#da', '#d11', '#d1', '1', 'Anna', '201', 'hush'), ('#da', '#d21', '#d2', '1', 'Jens', '202', 'hush'), ('#da', '#d22', '#d2', '2', 'Anna', '201', 'hush');
INSERT INTO v_call_block (domain_uuid, call_block_uuid, extension_uuid, call_block_name, call_block_country_code, call_block_number) VALUES
  ('#da', '#cb1', '#e201', 'OTHER ex', 45, '44556677');

INSERT INTO v_xml_cdr (xml_cdr_uuid, domain_uuid, extension_uuid, direction, leg, start_stamp, billsec, caller_id_name, caller_id_number, source_number,
  caller_destination, destination_number, network_addr, originating_leg_uuid, bridge_uuid, cc_agent_uuid, last_arg, pin_number, record_name, json) VALUES
  ('#f001', '#da', '#e201', 'outbound', 'a', '2025-03-05 08:30:00+00', 120, 'Anna Berg', '+4578770201', '201', '', '33661234', '10.1.0.21', NULL, NULL, NULL,
   'sofia/OTHER/33661234', 'hush', 'f001.wav', '{"name": "OTHER %C3%98"}'),
  ('#f002', '#da', NULL, 'outbound', 'b', '2025-03-05 08:30:01+00', 119, 'Nord', '+4578770000', '', '', '33661234', 'OTHER', '#f001', NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f003', '#da', '#e201', 'inbound', 'a', '2025-03-05 10:02:10+00', 65, 'OTHER CLINIC', '004533661234', '004533661234', '4578770201', '201', 'OTHER', NULL, NULL,
   NULL, NULL, NULL, NULL, NULL),
  ('#f004', '#db', '#eb201', 'inbound', 'a', '2025-03-05 10:05:00+00', 20, 'OTHER', '+4555667788', '+4555667788', '4578880201', '201', NULL, NULL, NULL, NULL, NULL,
   NULL, NULL, NULL),
  ('#f005', '#da', '#e202', 'inbound', 'a', '2025-06-30 21:59:59+00', 15, 'OTHER TOWN', '4539101010', '4539101010', '4578770202', '202', NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL),
  ('#f006', '#da', '#e202', 'inbound', 'a', '2025-06-30 22:00:00+00', 15, 'OTHER TOWN', '4539101010', '4539101010', '4578770202', '202', NULL, NULL, NULL, NULL,
   NULL, NULL, NULL, NULL),
  ('#f007', '#da', '#e201', 'local', 'a', '2025-05-01 09:00:00+00', 30, 'Anna Berg', '201', '201', '', '202', '10.1.0.21', NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f008', '#da', NULL, 'inbound', 'a', '2025-08-01 08:00:00+00', 90, '', '+4561718181', '+4561718181', '4578770600', '600', NULL, NULL,
   '#f009', NULL, NULL, NULL, NULL, NULL),
  ('#f009', '#da', '#e201', 'inbound', 'b', '2025-08-01 08:00:05+00', 85, '', '+4561718181', '+4561718181', '', '201', NULL, '#f008', NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f00a', '#da', '#e202', 'inbound', 'b', '2025-08-01 08:00:05+00', 0, '', '+4561718181', '+4561718181', '', '202', NULL, '#f008', NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f00b', '#da', NULL, 'inbound', 'a', '2025-08-02 08:00:00+00', 40, '', '+4561718199', '+4561718199', '4578770400', '400', NULL, NULL, NULL, '#aa3', NULL, NULL,
   NULL, NULL),
  ('#f00c', '#da', '#e201', 'inbound', 'a', '2025-03-07 13:00:00+00', 44, 'OTHER Hidden', 'anonymous', '+4520304050', '4578770201', '201', NULL, NULL, NULL, NULL,
   NULL, NULL, '4520304050.wav', '{"pai": "%2B4520304050"}'),
  ('#f00d', '#da', NULL, 'outbound', 'b', '2025-04-01 10:00:01+00', 33, '', '+4561718181', '+4561718181', '', '+4542110201', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f00e', '#da', NULL, 'local', 'a', '2025-03-09 09:00:00+00', 10, 'OTHER', '2011', '2011', '', '2010', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f00f', '#da', '#e203', 'inbound', 'a', '2025-09-01 13:00:00+00', 17, '', '+46878770201', '+46878770201', '4578770203', '203', NULL, NULL, NULL, NULL, NULL, NULL,
   NULL, NULL),
  ('#f010', '#da', '#e203', 'inbound', 'a', '2025-09-03 08:00:00+00', 17, 'OTHER Jens Hansen', '+4528282828', '+4528282828', '4578770203', '203', NULL, NULL, NULL,
   NULL, NULL, NULL, NULL, NULL),
  ('#f011', '#da', NULL, 'inbound', 'a', '2025-10-01 08:00:00+00', 0, '', '+4561718181', '+4561718181', '4578770201', '600', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL),
  ('#f012', '#da', '#e202', 'inbound', 'b', '2025-10-01 08:00:02+00', 0, '', '+4561718181', '+4561718181', '', '202', NULL, '#f011', NULL, NULL, NULL, NULL, NULL, NULL);
INSERT INTO v_xml_cdr_flow (xml_cdr_flow_uuid, xml_cdr_uuid, domain_uuid, call_flow) VALUES ('#1f1', '#f001', '#da', '{"a": "OTHER"}');
INSERT INTO v_xml_cdr_json (xml_cdr_json_uuid, xml_cdr_uuid, domain_uuid, json) VALUES ('#1e1', '#f003', '#da', '{"a": "OTHER"}'), ('#1e2', '#f004', '#db', '{"a": "OTHER"}');
INSERT INTO v_xml_cdr_logs (xml_cdr_log_uuid, xml_cdr_uuid, domain_uuid, log_date, log_content) VALUES ('#1d1', '#f001', '#da', '2025-03-05', 'OTHER <201>');
INSERT INTO v_xml_cdr_transcripts (xml_cdr_transcript_uuid, xml_cdr_uuid, domain_uuid, transcript_summary) VALUES ('#1c1', '#f001', '#da', 'about the order');

-- mailbox 202 was Mette's and is Jens's; of greeting 3 nobody wrote down when it was made
INSERT INTO v_voicemails (domain_uuid, voicemail_uuid, voicemail_id, voicemail_password, voicemail_mail_to) VALUES ('#da', '#c201', '201', 'hush', 'anna@nord.example'),
  ('#da', '#c202', '202', 'hush', 'jens@nord.example'), ('#da', '#c203', '203', 'hush', NULL), ('#db', '#cb201', '201', 'hush', 'jens@syd.example');
INSERT INTO v_voicemail_messages (domain_uuid, voicemail_message_uuid, voicemail_uuid, created_epoch, caller_id_name, caller_id_number, message_base64,
  message_transcription) VALUES
  ('#da', '#51', '#c201', 1741417200, 'OTHER CLINIC', '+4533661234', 'UklGRiQAAABXQVZF', 'Hi Anna'), ('#da', '#52', '#c202', 1751320799, 'OTHER', '+4539101010', NULL, 'Hi Mette'),
  ('#da', '#53', '#c202', 1751320800, 'OTHER', 'anonymous', NULL, 'Hi Jens'), ('#db', '#54', '#cb201', 1751320800, '', '+4555667788', NULL, 'Hi other Jens');
INSERT INTO v_voicemail_greetings (voicemail_greeting_uuid, domain_uuid, voicemail_id, greeting_message, insert_date) VALUES
  ('#61', '#da', '202', 'this is Mette', '2025-06-30 21:59:59+00'), ('#62', '#da', '202', 'this is Jens', '2025-06-30 22:00:00+00'), ('#63', '#da', '202', 'whose', NULL);
INSERT INTO v_fax (fax_uuid, domain_uuid, fax_extension, fax_name, fax_email_connection_password, fax_pin_number) VALUES ('#fa', '#da', '901', 'Fax', 'hush', 'hush');
INSERT INTO v_fax_files (domain_uuid, fax_file_uuid, fax_uuid, fax_mode, fax_recipient, fax_destination, fax_caller_id_name, fax_caller_id_number, fax_epoch) VALUES
  ('#da', '#fb1', '#fa', 'rx', NULL, NULL, 'OTHER', '+4539101010', 1751320000), ('#da', '#fb2', '#fa', 'tx', 'OTHER', '33445566', 'Nord', '+4578770901', 1751320000);
INSERT INTO v_fax_logs (fax_log_uuid, domain_uuid, fax_uuid, fax_uri, fax_epoch) VALUES ('#fc1', '#da', '#fa', 'sofia/OTHER', 1751320000);
INSERT INTO v_email_queue (email_queue_uuid, domain_uuid, email_from, email_to, email_subject) VALUES ('#71', '#da', 'pbx@nord.example', 'Anna@nord.example', 'New message'),
  ('#72', '#da', 'pbx@nord.example', 'jens@nord.example', 'New message');

-- a failed sign-in has no user; the user name anna was somebody else's once
INSERT INTO v_user_logs (user_log_uuid, domain_uuid, timestamp, user_uuid, username, type, result, remote_address, remember_validator) VALUES
  ('#31', '#da', '2025-10-01 07:00:00+00', '#a01', 'anna', 'login', 'success', '192.0.2.11', 'hush'),
  ('#32', '#da', '2025-10-02 07:00:00+00', '#a03', 'jens', 'login', 'success', '192.0.2.12', NULL),
  ('#33', '#db', '2025-10-03 07:00:00+00', '#a04', 'jens', 'login', 'success', '198.51.100.7', NULL),
  ('#34', '#da', '2025-10-04 07:00:00+00', NULL, 'jens', 'login', 'failure', 'OTHER', NULL),
  ('#35', '#da', '2025-10-05 07:00:00+00', '#a0f', 'anna', 'login', 'success', 'OTHER', NULL);
INSERT INTO v_database_transactions (domain_uuid, database_transaction_uuid, user_uuid, app_name, transaction_address, transaction_date, transaction_old, transaction_new) VALUES
  ('#da', '#41', '#a09', 'extensions', 'OTHER', '2025-02-01 10:00:00+00', '[{"extension":"201","password":"hush"}]', '{"extensions": [{"extension": "201", "user_record": "all"}]}'),
  ('#db', '#42', '#a09', 'extensions', 'OTHER', '2025-02-01 10:00:00+00', '[{"extension":"201"}]', '[{"extension":"201","password":"hush"}]'),
  ('#da', '#43', '#a09', 'extensions', 'OTHER', '2025-02-02 10:00:00+00', NULL, '{"extensions": [{"extension": "201"}, {"extension": "298", "note": "OTHER"}]}'),
  ('#da', '#44', '#a09', 'extensions', 'OTHER', '2025-07-01 08:00:00+00', '[{"extension":"202","directory_first_name":"OTHER Mette"}]', '[{"extension":"202"}]'),
  ('#da', '#45', '#a09', 'users', 'OTHER', '2025-02-03 10:00:00+00', NULL, '{"users": [{"user_uuid": "00000000-0000-0000-0000-000000000a01", "username": "anna", "salt": "hush"}]}'),
  ('#da', '#46', '#a01', 'extensions', '192.0.2.11', '2025-02-04 10:00:00+00', NULL, '{"extensions": [{"extension": "203", "note": "OTHER"}]}');
