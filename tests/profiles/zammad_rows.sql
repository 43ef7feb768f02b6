-- Invented. Users, tickets, articles and companies share their numbers on purpose. User 1 is an agent.
INSERT INTO organizations (id, name, note) VALUES (1, 'Nordlys A/S', 'Owner owes money'), (2, 'Sydhavn ApS', NULL), (3, 'Second A/S', NULL);
INSERT INTO users (id, organization_id, login, firstname, lastname, email, password, phone, mobile, vip, verified, active, note, preferences, created_at, updated_at) VALUES
    (1, NULL, 'anders', 'Anders', 'Agent', 'anders@telco.example', '$argon2id$SECRET', '70101010', '', false, true, true, NULL, NULL, '2023-01-01 08:00:00', '2026-01-01 08:00:00'),
    (2, 1, 'soren', 'Søren', 'Ærø', 'soren@nordlys.example', '$argon2id$SECRET', '+45 78 77 02 01', '42110201', true, true, true, 'Likes mail', '---
boss: Mette', '2024-01-10 08:00:00', '2025-01-10 08:00:00'),
    (3, 1, 'mette@nordlys.example', 'Mette', 'Kjær', 'mette@nordlys.example', NULL, '78770202', '', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2025-03-01 08:00:00'),
    (4, 1, 'jens', 'Jens', 'Hansen', 'jens@nordlys.example', NULL, '', '', false, true, true, NULL, NULL, '2025-08-01 08:00:00', '2025-08-01 08:00:00'),
    (5, 2, 'jens2', 'Jens', 'Hansen', 'jens@sydhavn.example', NULL, '', '+4578880201', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (6, NULL, 'aase', 'Åse', 'Nygård', NULL, NULL, '+4681234567', '', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (7, NULL, 'astrid', 'Astrid', 'Lind', NULL, NULL, '+46812345678', '', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (8, 1, 'bo', 'Bo', 'Lund', 'bo@nordlys.example', NULL, '78770000', '', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00'),
    (9, 1, 'kim', 'Kim', 'Lund', 'kim@nordlys.example', NULL, '+45 78 77 00 00', '', false, true, true, NULL, NULL, '2024-02-01 08:00:00', '2024-02-01 08:00:00');
INSERT INTO organizations_users (user_id, organization_id) VALUES (2, 3);
INSERT INTO authorizations (id, provider, uid, token, secret, username, user_id) VALUES (1, 'microsoft', 'u-2', 'SECRETa', 'SECRETb', 'soren', 2), (2, 'microsoft', 'u-5', 'SECRETa', 'SECRETb', 'jens', 5);
INSERT INTO tokens (id, user_id, persistent, name, token, action) VALUES (1, 2, true, 'SECRETname', 'SECRETtoken', 'api'), (2, 3, true, 'SECRETname', 'SECRETtoken', 'api');
INSERT INTO tickets (id, state_id, organization_id, number, title, owner_id, customer_id, created_at) VALUES
    (2, 2, 1, '2002', 'Of Mette, early', 1, 3, '2025-02-10 09:00:00'), (3, 4, 1, '2003', 'No dial tone', 1, 2, '2025-05-01 09:00:00'),
    (4, 2, 1, '2004', 'Of Mette, late', 1, 3, '2025-09-10 09:00:00'), (5, 2, 2, '2005', 'Sydhavn moves', 1, 5, '2025-05-01 09:00:00');
INSERT INTO ticket_articles (id, ticket_id, type_id, sender_id, "from", "to", cc, subject, message_id, body, internal, created_by_id, origin_by_id, created_at) VALUES
    (1, 3, 1, 2, 'Søren Ærø <soren@nordlys.example>', 'support@telco.example', 'Mette Kjær <mette@nordlys.example>', 'No dial tone', '<a@nordlys.example>', 'It is dead', false, 2, NULL, '2025-05-01 09:00:00'),
    (2, 3, 1, 1, 'Anders Agent via Support', 'soren@nordlys.example', NULL, 'Re', NULL, 'We send a technician', false, 1, NULL, '2025-05-01 10:00:00'),
    (3, 3, 10, 1, 'Anders Agent', NULL, NULL, NULL, NULL, 'Was angry', true, 1, NULL, '2025-05-01 10:05:00'),
    (4, 3, 1, 2, 'Mette Kjær <mette@nordlys.example>', NULL, NULL, NULL, NULL, 'Mine too', false, 3, NULL, '2025-05-01 11:00:00'),
    (5, 2, 5, 2, 'Søren Ærø', NULL, NULL, NULL, NULL, 'Called about Mette', false, 1, 2, '2025-02-11 09:00:00'),
    (6, 4, 1, 2, 'Mette Kjær', NULL, NULL, NULL, NULL, 'I move', false, 3, NULL, '2025-09-10 09:00:00'),
    (7, 5, 11, 2, 'Jens Hansen', NULL, NULL, NULL, NULL, 'We move', false, 5, NULL, '2025-05-01 09:00:00');
INSERT INTO history_objects (id, name) VALUES (1, 'Ticket'), (2, 'User'), (3, 'Ticket::Article');
INSERT INTO history_types (id, name) VALUES (1, 'created'), (2, 'updated');
INSERT INTO history_attributes (id, name) VALUES (1, 'phone'), (2, 'owner');
INSERT INTO histories (id, history_type_id, history_object_id, history_attribute_id, o_id, value_from, value_to, created_by_id) VALUES
    (1, 2, 2, 1, 2, '78770299', '78770201', 1), (2, 2, 1, 2, 3, '-', 'Anders Agent', 1), (3, 2, 1, 2, 2, '-', 'Anders Agent', 1), (4, 2, 2, 1, 3, '', '78770202', 1),
    (5, 1, 3, NULL, 3, NULL, 'Article three', 1);
INSERT INTO object_lookups (id, name) VALUES (1, 'User'), (2, 'Organization');
INSERT INTO avatars (id, o_id, object_lookup_id, source, source_url) VALUES (1, 2, 1, 'zammad.com', NULL), (2, 2, 2, 'logo of Sydhavn', NULL);
INSERT INTO store_objects (id, name) VALUES (1, 'Ticket::Article'), (2, 'User');
INSERT INTO stores (id, store_object_id, store_file_id, o_id, filename, size) VALUES (1, 1, 1, 1, 'photo.jpg', '3'), (2, 2, 2, 1, 'agents_picture.jpg', '3'), (3, 1, 2, 7, 'sydhavn.pdf', '3');
INSERT INTO store_files (id, sha, provider) VALUES (1, 'aa', 'DB'), (2, 'bb', 'DB');
INSERT INTO store_provider_dbs (id, sha, data) VALUES (1, 'aa', 'abc'), (2, 'bb', 'def');
INSERT INTO cti_logs (id, direction, state, "from", from_comment, "to", to_comment, call_id, comment, preferences, created_at) VALUES
    (1, 'in', 'hangup', '4578770201', 'Søren Ærø', '4570101010', 'Anders Agent', 'c1', 'normalClearing', '{"from": [{"comment": "Mette or Søren"}]}', '2025-05-01 08:00:00'),
    (2, 'out', 'hangup', '4570101010', 'Anders Agent', '4578770202', 'Mette Kjær', 'c2', 'normalClearing', NULL, '2025-06-30 21:59:59'),
    (3, 'out', 'hangup', '4570101010', 'Anders Agent', '4578770202', 'Jens Hansen', 'c3', 'normalClearing', NULL, '2025-06-30 22:00:00'),
    (4, 'in', 'hangup', 'anonymous', 'Hidden Harriet', '4578770201', NULL, 'c4', 'cancel', NULL, '2025-05-02 08:00:00'),
    (5, 'in', 'hangup', '45787702011', NULL, '4570101010', NULL, 'c5', 'cancel', NULL, '2025-05-02 08:00:00');
INSERT INTO cti_caller_ids (id, caller_id, comment, level, object, o_id, user_id) VALUES (1, '4578770201', NULL, 'known', 'User', 2, 2), (2, '4578770201', NULL, 'maybe', 'Ticket', 2, 3);
INSERT INTO chat_sessions (id, chat_id, session_id, name, state, user_id, created_by_id) VALUES (1, 1, 'SECRETsession', 'Søren', 'closed', 1, 2), (2, 1, 'SECRETsession2', 'Mette', 'closed', 2, 3);
INSERT INTO chat_messages (id, chat_session_id, content, created_by_id) VALUES (1, 1, 'Hello', 2), (2, 1, 'How can I help', 1), (3, 2, 'Hello from Mette', 3);
