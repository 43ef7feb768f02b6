-- Invented. Users, tickets, tasks, agents and forms share their numbers on purpose: 1 is Søren, his ticket, the agent Anders and the company Nordlys.
INSERT INTO ost_organization (id, name, manager, domain) VALUES (1, 'Nordlys A/S', 's1', 'nordlys.example'), (2, 'Sydhavn ApS', '', 'sydhavn.example');
INSERT INTO ost_user (id, org_id, default_email_id, status, name, created, updated) VALUES
    (1, 1, 1, 0, 'Søren O&#039;Brien', '2024-01-10 08:00:00', '2024-01-10 08:00:00'),
    (2, 1, 3, 0, 'Mette Kjær', '2024-02-01 08:00:00', '2025-03-01 08:00:00'),
    (3, 1, 4, 0, 'Jens Hansen', '2025-08-01 08:00:00', '2025-08-01 08:00:00'),
    (4, 2, 5, 0, 'Jens Hansen', '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (5, 0, 6, 0, 'Åse Nygård', '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (6, 0, 7, 0, 'Astrid Lind', '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (7, 1, 8, 0, 'Karl Stale', '2024-02-01 08:00:00', '2025-10-01 08:00:00'),
    (8, 1, 9, 0, 'Bo Lund', '2024-02-01 08:00:00', '2024-02-01 08:00:00'), (9, 1, 10, 0, 'Kim Lund', '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (10, 1, 11, 0, 'Pia Ny', '2025-08-01 08:00:00', '2025-08-01 08:00:00');
INSERT INTO ost_user_email (id, user_id, flags, address) VALUES
    (1, 1, 0, 'Soren.OBrien@nordlys.example'), (2, 1, 0, 'soren@home.example'), (3, 2, 0, 'mette@nordlys.example'), (4, 3, 0, 'jens@nordlys.example'),
    (5, 4, 0, 'jens@sydhavn.example'), (6, 5, 0, 'aase@ny.example'), (7, 6, 0, 'astrid@lind.example'), (8, 7, 0, 'karl@nordlys.example'),
    (9, 8, 0, 'bo@nordlys.example'), (10, 9, 0, 'kim@nordlys.example'), (11, 10, 0, 'pia@nordlys.example');
INSERT INTO ost_user_account (id, user_id, status, timezone, lang, username, passwd, backend, extra, registered) VALUES
    (1, 1, 1, 'Europe/Copenhagen', 'da', 'Soren.OBrien', '$2a$08$SECRETuser', NULL, '{"browser_lang": "da", "token": "SECRETtoken"}', '2024-01-10 07:00:00'),
    (2, 4, 1, NULL, NULL, 'soren', '$2a$08$SECRETother', NULL, NULL, '2024-02-01 07:00:00');
-- Forms: 1 of users (3 phone, 30 the manager's, 40 a password), 2 of tickets (20 subject, 31 called phone too), 4 of companies (25 phone), 5 of tasks (50).
INSERT INTO ost_form_field (id, form_id, type, label, name) VALUES
    (3, 1, 'phone', 'Phone Number', 'phone'), (30, 1, 'phone', 'Manager', 'manager_phone'), (40, 1, 'password', 'PIN', 'pin'),
    (20, 2, 'text', 'Issue Summary', 'subject'), (31, 2, 'phone', 'Call back at', 'phone'), (25, 4, 'phone', 'Phone Number', 'phone'),
    (50, 5, 'text', 'Title', 'title');
INSERT INTO ost_form_entry (id, form_id, object_id, object_type, sort, created, updated) VALUES
    (501, 1, 1, 'U', 1, '2024-01-10 08:00:00', '2024-01-10 08:00:00'), (502, 1, 2, 'U', 1, '2024-02-01 08:00:00', '2025-03-01 08:00:00'),
    (503, 1, 3, 'U', 1, '2025-08-01 08:00:00', '2025-08-01 08:00:00'), (504, 1, 4, 'U', 1, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (505, 1, 5, 'U', 1, '2024-02-01 08:00:00', '2024-02-01 08:00:00'), (506, 1, 6, 'U', 1, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (507, 1, 7, 'U', 1, '2024-02-01 08:00:00', '2025-10-01 08:00:00'), (508, 1, 8, 'U', 1, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (509, 1, 9, 'U', 1, '2024-02-01 08:00:00', '2024-02-01 08:00:00'), (510, 1, 10, 'U', 1, '2025-08-01 08:00:00', '2025-08-01 08:00:00'),
    (601, 2, 1, 'T', 1, '2025-05-01 09:00:00', '2025-05-01 09:00:00'), (603, 2, 3, 'T', 1, '2025-02-10 09:00:00', '2025-02-10 09:00:00'),
    (606, 2, 6, 'T', 1, '2025-05-01 09:00:00', '2025-05-01 09:00:00'), (701, 4, 1, 'O', 1, '2024-01-01 08:00:00', '2024-01-01 08:00:00'),
    (704, 4, 2, 'O', 1, '2024-01-01 08:00:00', '2024-01-01 08:00:00'), (801, 5, 3, 'A', 1, '2025-05-02 08:00:00', '2025-05-02 08:00:00');
INSERT INTO ost_form_entry_values (entry_id, field_id, value, value_id) VALUES
    (501, 3, '78770201X201', NULL), (501, 40, '$2$SECRETcipher', NULL), (502, 3, '4578770202X202', NULL), (503, 3, '78770202X202', NULL),
    (504, 3, '78880201X201', NULL), (504, 30, '78770201', NULL), (505, 3, '4681234567X2', NULL), (506, 3, '46812345678', NULL),
    (507, 3, '78770205', NULL), (508, 3, '78770000X301', NULL), (509, 3, '4578770000X302', NULL), (510, 3, '78770204', NULL), (601, 20, 'No dial tone', NULL), (603, 20, 'New phone for Mette', NULL), (606, 20, 'Sydhavn moves', NULL),
    (606, 31, '78770201X201', NULL), (701, 25, '78770201', NULL), (704, 25, '78880201', NULL), (801, 50, 'Visit Søren', NULL);
INSERT INTO ost_ticket (ticket_id, number, user_id, user_email_id, status_id, topic_id, staff_id, ip_address, source, isoverdue, isanswered, created, updated) VALUES
    (1, '100001', 1, 1, 1, 10, 1, '198.51.100.11', 'Web', 0, 1, '2025-05-01 09:00:00', '2025-05-03 09:00:00'),
    (2, '100002', 1, 2, 3, 10, 1, '203.0.113.9', 'Phone', 0, 0, '2025-08-02 09:00:00', '2025-08-02 09:00:00'),
    (3, '100003', 2, 3, 1, 11, 1, '198.51.100.22', 'Email', 0, 0, '2025-02-10 09:00:00', '2025-02-10 09:00:00'),
    (4, '100004', 2, 3, 1, 11, 1, '198.51.100.22', 'Email', 0, 0, '2025-09-10 09:00:00', '2025-09-10 09:00:00'),
    (5, '100005', 3, 4, 1, 11, 1, '198.51.100.33', 'Web', 0, 0, '2025-09-01 09:00:00', '2025-09-01 09:00:00'),
    (6, '100006', 4, 5, 1, 11, 1, '192.0.2.44', 'Web', 0, 0, '2025-05-01 09:00:00', '2025-05-01 09:00:00');
INSERT INTO ost_help_topic (topic_id, topic) VALUES (10, 'Faults'), (11, 'Orders');
INSERT INTO ost_task (id, object_id, object_type, number, created, updated) VALUES
    (3, 1, 'T', '7', '2025-05-02 08:00:00', '2025-05-02 08:00:00'), (4, 1, 'O', '8', '2025-05-02 08:00:00', '2025-05-02 08:00:00');
INSERT INTO ost_thread (id, object_id, object_type, created) VALUES
    (11, 1, 'T', '2025-05-01 09:00:00'), (12, 2, 'T', '2025-08-02 09:00:00'), (13, 3, 'T', '2025-02-10 09:00:00'), (14, 4, 'T', '2025-09-10 09:00:00'),
    (15, 5, 'T', '2025-09-01 09:00:00'), (16, 6, 'T', '2025-05-01 09:00:00'), (17, 3, 'A', '2025-05-02 08:00:00'), (18, 4, 'A', '2025-05-02 08:00:00');
INSERT INTO ost_thread_collaborator (id, flags, thread_id, user_id, role, created, updated) VALUES
    (1, 1, 11, 2, 'M', '2025-05-01 09:30:00', '2025-05-01 09:30:00'), (2, 1, 13, 1, 'M', '2025-02-10 09:30:00', '2025-02-10 09:30:00');
INSERT INTO ost_thread_entry (id, pid, thread_id, staff_id, user_id, type, flags, poster, source, title, body, format, ip_address, recipients, created) VALUES
    (1001, 0, 11, 0, 1, 'M', 1, 'Søren O&#039;Brien', 'Web', 'No dial tone', '<p>My telephone is dead. S&oslash;ren</p>', 'html', '198.51.100.11', NULL, '2025-05-01 09:00:00'),
    (1002, 1001, 11, 1, 0, 'R', 0, 'Anders Agent', 'Web', NULL, '<p>We send a technician.</p>', 'html', '203.0.113.9',
     '{"to": {"1": "soren.obrien@nordlys.example"}, "cc": {"2": "Mette Kjær <mette@nordlys.example>"}}', '2025-05-01 10:00:00'),
    (1003, 0, 11, 1, 0, 'N', 0, 'Anders Agent', '', 'Note', 'Customer was angry', 'html', '203.0.113.9', NULL, '2025-05-01 10:05:00'),
    (1004, 0, 11, 0, 2, 'M', 1, 'Mette Kjær', 'Email', NULL, 'Mine is dead too', 'text', '198.51.100.22', NULL, '2025-05-01 11:00:00'),
    (1005, 0, 13, 0, 1, 'M', 1, 'Søren O&#039;Brien', 'Email', NULL, 'Please order two', 'text', '198.51.100.11', NULL, '2025-02-11 09:00:00'),
    (1006, 0, 13, 0, 2, 'M', 1, 'Mette Kjær', 'Email', 'New phone', 'I need a telephone', 'text', '198.51.100.22', NULL, '2025-02-10 09:00:00'),
    (1007, 0, 17, 1, 0, 'N', 0, 'Anders Agent', '', NULL, 'Visit on Monday', 'html', '203.0.113.9', NULL, '2025-05-02 08:00:00'),
    (1008, 0, 14, 0, 2, 'M', 1, 'Mette Kjær', 'Email', 'Moving', 'I move', 'text', '198.51.100.22', NULL, '2025-09-10 09:00:00'),
    (1009, 0, 15, 0, 3, 'M', 1, 'Jens Hansen', 'Web', 'Hello', 'I am new here', 'text', '198.51.100.33', NULL, '2025-09-01 09:00:00'),
    (1010, 0, 16, 0, 4, 'M', 1, 'Jens Hansen', 'Web', 'Sydhavn moves', 'We move', 'text', '192.0.2.44', NULL, '2025-05-01 09:00:00'),
    (1011, 0, 18, 1, 0, 'N', 0, 'Anders Agent', '', NULL, 'For the whole company', 'html', '203.0.113.9', NULL, '2025-05-02 08:00:00');
INSERT INTO ost_thread_entry_email (id, thread_entry_id, email_id, mid, headers) VALUES
    (1, 1005, 1, '<a1@nordlys.example>', 'From: soren@home.example
Cc: Mette =?utf-8?q?Kj=C3=A6r?= <mette@nordlys.example>
Received: from [192.0.2.200]'), (2, 1006, 1, '<b2@nordlys.example>', 'From: mette@nordlys.example');
INSERT INTO ost_thread_entry_merge (id, thread_entry_id, data) VALUES (1, 1001, '{"thread": 13, "owner": "Mette Kjær"}'), (2, 1010, '{}');
INSERT INTO ost_event (id, name, description) VALUES (1, 'created', NULL), (4, 'assigned', NULL), (12, 'collab', NULL);
INSERT INTO ost_thread_event (id, thread_id, thread_type, event_id, staff_id, team_id, dept_id, topic_id, data, username, uid, uid_type, annulled, timestamp) VALUES
    (1, 11, 'T', 1, 0, 0, 1, 10, NULL, 'Søren O''Brien', 1, 'U', 0, '2025-05-01 09:00:00'),
    (2, 11, 'T', 4, 1, 0, 1, 10, '{"staff": [1, "Anders Agent"]}', 'anders', 1, 'S', 0, '2025-05-01 09:05:00'),
    (3, 16, 'T', 4, 1, 0, 1, 11, '{"staff": [1, "Anders Agent"]}', 'anders', 1, 'S', 0, '2025-05-01 09:06:00'),
    (4, 13, 'T', 12, 0, 0, 1, 11, '{"add": {"1": "Søren"}}', 'Søren O''Brien', 1, 'U', 0, '2025-02-10 09:31:00'),
    (5, 11, 'T', 12, 0, 0, 1, 10, NULL, 'SYSTEM', NULL, 'S', 0, '2025-05-01 09:30:00'),
    (6, 17, 'A', 1, 1, 0, 1, 0, NULL, 'anders', 1, 'S', 0, '2025-05-02 08:00:00');
INSERT INTO ost_note (id, staff_id, ext_id, body, status, sort) VALUES (1, 1, 'U1', 'Prefers <b>mail</b>', 0, 0), (2, 1, 'U11', 'Of user 11', 0, 0), (3, 1, 'O1', 'Of Nordlys', 0, 0);
INSERT INTO ost_filter_rule (id, filter_id, what, how, val, isactive, notes) VALUES
    (1, 9, 'email', 'equal', 'soren@home.example', 1, 'spam'), (2, 9, 'email', 'ends', 'soren@home.example', 1, ''), (3, 9, 'subject', 'equal', 'soren@home.example', 1, '');
INSERT INTO ost_draft (id, staff_id, namespace, body) VALUES
    (1, 1, 'ticket.response.1', 'Dear Søren'), (2, 1, 'ticket.response.11', 'Dear somebody'), (3, 1, 'ticket.note.1', 'To do'), (4, 1, 'task.note.1', 'Other');
INSERT INTO ost_attachment (id, object_id, type, file_id, name, inline) VALUES (1, 1001, 'H', 7, 'photo.jpg', 0), (2, 1001, 'F', 8, 'faq.pdf', 0), (3, 1010, 'H', 9, NULL, 0);
INSERT INTO ost_file (id, ft, bk, type, size, key, signature, name) VALUES
    (7, 'T', 'D', 'image/jpeg', 3, 'SECRETkey7', 'SECRETsignature7', 'mettes_photo.jpg'), (8, 'F', 'D', 'application/pdf', 3, 'SECRETkey8', 'SECRETsignature8', 'faq.pdf'),
    (9, 'T', 'D', 'text/plain', 3, 'SECRETkey9', 'SECRETsignature9', 'sydhavn.txt');
INSERT INTO ost_file_chunk (file_id, chunk_id, filedata) VALUES (7, 0, 'abc'), (8, 0, 'def'), (9, 0, 'ghi');
INSERT INTO ost_user__cdata (user_id, name, email, phone, notes) VALUES
    (1, NULL, NULL, '78770201X201', 'Prefers mail'), (2, NULL, NULL, '4578770202X202', NULL), (3, NULL, NULL, '78770202X202', NULL),
    (4, NULL, NULL, '78880201X201', NULL), (7, NULL, NULL, '78770205', NULL), (8, NULL, NULL, '78770000X301', NULL),
    (9, NULL, NULL, '4578770000X302', NULL), (10, NULL, NULL, '78770204', NULL);
INSERT INTO ost_ticket__cdata (ticket_id, subject, priority) VALUES (1, 'No dial tone', '2'), (6, 'Sydhavn moves', '2');
INSERT INTO ost__search (object_type, object_id, title, content) VALUES
    ('U', 1, 'Søren O''Brien', 'soren.obrien@nordlys.example'), ('U', 2, 'Mette Kjær', 'mette@nordlys.example'), ('T', 1, '100001 No dial tone', ''),
    ('T', 3, '100003 New phone', ''), ('H', 1001, 'No dial tone', 'My telephone is dead'), ('H', 1006, 'New phone', 'I need a telephone'), ('O', 1, 'Nordlys A/S', '');
INSERT INTO ost_staff (staff_id, dept_id, role_id, username, firstname, lastname, passwd, email, phone, phone_ext, mobile, signature, isactive, isadmin, onvacation) VALUES
    (1, 1, 1, 'anders', 'Anders', 'Agent', '$2a$08$SECRETstaff', 'anders@telco.example', '70101010', '12', '', 'Anders', 1, 0, 0),
    (2, 1, 1, 'bente', 'Bente', 'Agent', '$2a$08$SECRETstaff', 'bente@telco.example', '78770201', '13', '', '', 1, 0, 0);
