-- Invented. c: contacts, l: leads, a: companies, e: addresses, r: whose address it is, k: calls, s: cases, u: what was written in a case, n: notes, h: history.
INSERT INTO accounts (id, name, phone_office, deleted) VALUES ('a1', 'Nordlys A/S', '+45 78 77 00 00', 0), ('a2', 'Sydhavn ApS', NULL, 0);
INSERT INTO contacts (id, first_name, last_name, title, phone_home, phone_mobile, phone_work, assistant, assistant_phone, reports_to_id, lawful_basis,
        primary_address_street, description, date_entered, date_modified, deleted) VALUES
    ('c1', 'Søren', 'O&#039;Brien', 'Chief', NULL, '+45 42 11 02 01', '78770201', 'Lone Hemmelig', '+45 78 77 02 09', 'c2', '^contract^', 'Havnegade 1', 'Likes mail',
     '2024-01-10 08:00:00', '2024-06-10 08:00:00', 0),
    ('c2', 'Mette', 'Kjær', NULL, NULL, NULL, '78770202', NULL, NULL, NULL, NULL, NULL, NULL, '2024-02-01 08:00:00', '2025-03-01 08:00:00', 0),
    ('c3', 'Jens', 'Hansen', NULL, NULL, NULL, '4578770202', NULL, NULL, NULL, NULL, NULL, NULL, '2025-08-01 08:00:00', '2025-08-01 08:00:00', 0),
    ('c4', 'Jens', 'Hansen', NULL, NULL, '+45 78 88 02 01', NULL, 'Søren', '78770201', NULL, NULL, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00', 0),
    ('c5', 'Åse', 'Nygård', NULL, NULL, NULL, '+46 8 123 45 67', NULL, NULL, NULL, NULL, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00', 1),
    ('c6', 'Bo', 'Lund', NULL, NULL, '+45 42 11 02 06', '70101010', NULL, NULL, NULL, NULL, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00', 0),
    ('c7', 'Kim', 'Lund', NULL, NULL, NULL, '+45 70 10 10 10', NULL, NULL, NULL, NULL, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00', 0),
    ('c8', 'Old', 'Seller', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2023-02-01 08:00:00', '2024-02-01 08:00:00', 1),
    ('c9', 'New', 'Seller', NULL, NULL, NULL, '+46 8 123 45 678', NULL, NULL, NULL, NULL, NULL, NULL, '2024-02-02 08:00:00', '2024-02-02 08:00:00', 0);
INSERT INTO leads (id, contact_id, converted, first_name, last_name, phone_mobile, phone_work, refered_by, assistant, account_name, date_entered, date_modified, deleted) VALUES
    ('l1', 'c1', 1, 'Søren', 'O&#039;Brien', '+45 42 11 02 01', NULL, 'Peter Hemmelig', NULL, 'Nordlys', '2023-12-01 08:00:00', '2024-01-10 08:00:00', 0),
    ('l2', NULL, 0, 'Ida', 'Lead', '+45 42 11 02 22', '70101010', NULL, NULL, 'Firma', '2025-01-01 08:00:00', '2025-01-01 08:00:00', 0),
    ('l3', '', 0, 'Eva', 'Lead', NULL, NULL, NULL, NULL, 'Firma', '2025-01-01 08:00:00', '2025-01-01 08:00:00', 0);
INSERT INTO email_addresses (id, email_address, email_address_caps, invalid_email, opt_out, confirm_opt_in, confirm_opt_in_token, date_created, deleted) VALUES
    ('e1', 'soren.obrien@nordlys.example', 'SOREN.OBRIEN@NORDLYS.EXAMPLE', 0, 1, 'opt-in', 'SECRETtoken', '2024-01-10 08:00:00', 0),
    ('e2', 'soren@home.example', 'SOREN@HOME.EXAMPLE', 0, 0, NULL, NULL, '2024-01-10 08:00:00', 0),
    ('e3', 'mette@nordlys.example', 'METTE@NORDLYS.EXAMPLE', 0, 0, NULL, NULL, '2024-02-01 08:00:00', 0),
    ('e4', 'jens@nordlys.example', 'JENS@NORDLYS.EXAMPLE', 0, 0, NULL, NULL, '2025-08-01 08:00:00', 0),
    ('e5', 'aase@ny.example', 'AASE@NY.EXAMPLE', 0, 0, NULL, NULL, '2024-02-01 08:00:00', 1),
    ('e6', 'info@firma.example', 'INFO@FIRMA.EXAMPLE', 0, 0, NULL, NULL, '2024-02-01 08:00:00', 0),
    ('e7', 'salg@firma.example', 'SALG@FIRMA.EXAMPLE', 0, 0, NULL, NULL, '2023-02-01 08:00:00', 0),
    ('e8', 'post@nordlys.example', 'POST@NORDLYS.EXAMPLE', 0, 0, NULL, NULL, '2024-02-01 08:00:00', 0),
    ('e9', 'deling@firma.example', 'DELING@FIRMA.EXAMPLE', 0, 0, NULL, NULL, '2024-02-01 08:00:00', 0);
INSERT INTO email_addr_bean_rel (id, email_address_id, bean_id, bean_module, primary_address, reply_to_address, date_created, date_modified, deleted) VALUES
    ('r1', 'e1', 'c1', 'Contacts', 1, 0, '2024-01-10 08:00:00', NULL, 0), ('r2', 'e2', 'c1', 'Contacts', 0, 0, '2024-01-10 08:00:00', NULL, 0),
    ('r3', 'e1', 'l1', 'Leads', 1, 0, '2023-12-01 08:00:00', NULL, 0), ('r4', 'e3', 'c2', 'Contacts', 1, 0, '2024-02-01 08:00:00', NULL, 0),
    ('r5', 'e4', 'c3', 'Contacts', 1, 0, '2025-08-01 08:00:00', NULL, 0), ('r6', 'e5', 'c5', 'Contacts', 1, 0, '2024-02-01 08:00:00', '2025-01-01 08:00:00', 1),
    ('r7', 'e6', 'c6', 'Contacts', 1, 0, '2024-02-01 08:00:00', NULL, 0), ('r8', 'e6', 'c7', 'Contacts', 1, 0, '2024-02-01 08:00:00', NULL, 0),
    ('r9', 'e6', 'a2', 'Accounts', 1, 0, '2024-02-01 08:00:00', NULL, 0), ('r10', 'e7', 'c8', 'Contacts', 1, 0, '2023-02-01 08:00:00', '2024-02-01 08:00:00', 1),
    ('r11', 'e7', 'c9', 'Contacts', 1, 0, '2024-02-02 08:00:00', NULL, 0), ('r12', 'e8', 'a1', 'Accounts', 1, 0, '2024-02-01 08:00:00', NULL, 0),
    ('r13', 'e8', 'c2', 'Contacts', 0, 0, '2024-02-01 08:00:00', NULL, 0), ('r14', 'e9', 'c6', 'Contacts', 0, 0, '2024-02-01 08:00:00', NULL, 0),
    ('r15', 'e9', 'l3', 'Leads', 1, 0, '2025-01-01 08:00:00', NULL, 0);
INSERT INTO accounts_contacts (id, contact_id, account_id, date_modified, deleted) VALUES
    ('m1', 'c1', 'a1', '2024-01-10 08:00:00', 0), ('m2', 'c2', 'a1', '2024-02-01 08:00:00', 0), ('m4', 'c4', 'a2', '2024-02-01 08:00:00', 0);
INSERT INTO calls (id, name, date_start, duration_hours, duration_minutes, parent_type, parent_id, status, direction, description, deleted) VALUES
    ('k1', 'Offer', '2025-05-01 07:00:00', 0, 15, 'Accounts', 'a1', 'Held', 'Outbound', 'Talked to Søren', 0),
    ('k2', 'Follow up', '2025-05-02 07:00:00', 0, 5, 'Contacts', 'c1', 'Held', 'Inbound', NULL, 1),
    ('k3', 'With Mette', '2025-05-03 07:00:00', 0, 5, 'Accounts', 'a1', 'Held', 'Inbound', NULL, 0),
    ('k4', 'First talk', '2023-12-01 07:00:00', 0, 5, 'Leads', 'l1', 'Held', 'Outbound', NULL, 0),
    ('k5', 'Of a case', '2025-05-04 07:00:00', 0, 5, 'Cases', 'c1', 'Planned', 'Outbound', NULL, 0),
    ('k6', 'With Ida', '2025-05-05 07:00:00', 0, 5, NULL, NULL, 'Held', 'Outbound', NULL, 0);
INSERT INTO calls_contacts (id, call_id, contact_id, required, accept_status, deleted) VALUES ('p1', 'k1', 'c1', '1', 'accept', 0), ('p3', 'k3', 'c2', '1', 'none', 0);
INSERT INTO calls_leads (id, call_id, lead_id, required, accept_status, deleted) VALUES ('p6', 'k6', 'l2', '1', 'none', 0);
INSERT INTO calls_users (id, call_id, user_id) VALUES ('q1', 'k1', 'c1');
INSERT INTO cases (id, case_number, name, account_id, contact_created_by_id, state, status, priority, description, resolution, work_log, deleted) VALUES
    ('s1', 1, 'Noise on the line', 'a1', 'c1', 'Open', 'Open_New', 'P1', 'It crackles', NULL, 'Called back', 0),
    ('s2', 2, 'Everybody is cut off', 'a1', 'c2', 'Closed', 'Closed_Closed', 'P2', 'All of us', 'Mended', NULL, 0),
    ('s3', 3, 'Only the company', 'a1', NULL, 'Open', 'Open_New', 'P3', 'Invoice', NULL, NULL, 0);
INSERT INTO contacts_cases (id, contact_id, case_id, contact_role, deleted) VALUES
    ('t1', 'c1', 's1', 'Primary Contact', 0), ('t2', 'c1', 's2', 'Alternate Contact', 0), ('t3', 'c2', 's2', 'Primary Contact', 0);
INSERT INTO aop_case_updates (id, case_id, contact_id, internal, name, description, deleted) VALUES
    ('u1', 's1', 'c1', 0, 'It is worse', 'It is worse now', 0), ('u2', 's1', NULL, 1, 'Check', 'Check the cable', 0), ('u3', 's2', 'c2', 0, 'Me', 'Me too', 0),
    ('u4', 's3', 'c2', 0, 'Invoice', 'Where is it', 0);
INSERT INTO notes (id, name, filename, file_mime_type, parent_type, parent_id, contact_id, description, deleted) VALUES
    ('n1', 'Agreement', 'agreement.pdf', 'application/pdf', 'Contacts', 'c1', NULL, 'Signed', 0), ('n2', 'Of the company', NULL, NULL, 'Accounts', 'a1', 'c1', 'Said by Søren', 0),
    ('n3', 'Picture', 'noise.wav', 'audio/wav', 'AOP_Case_Updates', 'u1', NULL, NULL, 0), ('n4', 'Other', NULL, NULL, 'Accounts', 'c1', NULL, 'Not his', 0),
    ('n5', 'Of Mette', NULL, NULL, 'Contacts', 'c2', 'c2', NULL, 1);
INSERT INTO contacts_audit (id, parent_id, date_created, created_by, field_name, data_type, before_value_string, after_value_string) VALUES
    ('h1', 'c1', '2024-03-01 08:00:00', '1', 'phone_work', 'phone', '78770299', '78770201'),
    ('h2', 'c1', '2024-03-01 08:00:00', '1', 'assistant', 'varchar', 'Hanne Hemmelig', 'Lone Hemmelig'),
    ('h3', 'c2', '2024-03-01 08:00:00', '1', 'last_name', 'varchar', 'Kjær', 'Kjær');
INSERT INTO leads_audit (id, parent_id, field_name, before_value_string, after_value_string) VALUES ('h4', 'l1', 'status', 'New', 'Converted'), ('h5', 'l2', 'status', NULL, 'New');
INSERT INTO cases_audit (id, parent_id, field_name, before_value_text, after_value_text) VALUES ('h6', 's1', 'description', 'It hums', 'It crackles'), ('h7', 's3', 'name', NULL, NULL);
INSERT INTO email_addresses_audit (id, parent_id, field_name, before_value_string, after_value_string) VALUES ('h8', 'e1', 'opt_out', '0', '1'), ('h9', 'e3', 'opt_out', '0', '1');
INSERT INTO aop_case_updates_audit (id, parent_id, field_name) VALUES ('h10', 'u1', 'internal'), ('h11', 'u4', 'internal');
INSERT INTO accounts_audit (id, parent_id, field_name, before_value_string) VALUES ('h12', 'a1', 'name', 'Nordlys I/S');
INSERT INTO meetings (id, name, location, password, join_url, host_url, status, date_start, parent_type, parent_id, deleted) VALUES
    ('g1', 'Contract', 'Havnegade 1', 'SECRETpassword', 'https://meet.example/SECRETjoin', 'https://meet.example/SECREThost', 'Held', '2025-05-06 07:00:00', 'Accounts', 'a1', 0),
    ('g2', 'With Mette', NULL, NULL, NULL, NULL, 'Held', '2025-05-06 07:00:00', 'Accounts', 'a1', 0);
INSERT INTO meetings_contacts (id, meeting_id, contact_id, required, accept_status, deleted) VALUES ('v1', 'g1', 'c1', '1', 'accept', 0), ('v2', 'g2', 'c2', '1', 'none', 0);
INSERT INTO meetings_leads (id, meeting_id, lead_id, required, accept_status, deleted) VALUES ('v3', 'g2', 'l2', '1', 'none', 0);
INSERT INTO meetings_users (id, meeting_id, user_id) VALUES ('v4', 'g2', 'c1');
INSERT INTO tasks (id, name, status, contact_id, parent_type, parent_id, deleted) VALUES
    ('w1', 'Send offer', 'Not Started', 'c1', 'Accounts', 'a1', 0), ('w2', 'Call', 'Completed', NULL, 'Contacts', 'c1', 0), ('w3', 'Of a case', 'Completed', NULL, 'Cases', 'c1', 0);
INSERT INTO emails (id, name, date_sent_received, message_id, type, status, parent_type, parent_id, deleted) VALUES
    ('i1', 'Your offer', '2025-05-07 07:00:00', '<i1@telco.example>', 'out', 'sent', 'Accounts', 'a1', 0), ('i2', 'To Mette', '2025-05-07 07:00:00', NULL, 'out', 'sent', NULL, NULL, 0);
INSERT INTO emails_beans (id, email_id, bean_id, bean_module, deleted) VALUES ('j1', 'i1', 'c1', 'Contacts', 0), ('j2', 'i2', 'c2', 'Contacts', 0), ('j3', 'i2', 'c1', 'Accounts', 0);
INSERT INTO emails_text (email_id, from_addr, to_addrs, cc_addrs, description, raw_source, deleted) VALUES
    ('i1', 'sales@telco.example', 'soren.obrien@nordlys.example', 'Kim Hemmelig <kim@hemmelig.example>', 'Dear Søren', 'Cc: kim@hemmelig.example', 0),
    ('i2', 'sales@telco.example', 'mette@nordlys.example', NULL, 'Dear Mette', NULL, 0);
INSERT INTO emails_email_addr_rel (id, email_id, address_type, email_address_id, deleted) VALUES ('o1', 'i2', 'to', 'e1', 0);
