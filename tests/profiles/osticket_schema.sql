-- osTicket 1.18: its tables with all their columns, in types that SQLite and Postgres share. The last four the program makes by itself.
CREATE TABLE ost_api_key (id INTEGER, isactive INTEGER, ipaddr VARCHAR(64), apikey VARCHAR(255),
    can_create_tickets INTEGER, can_exec_cron INTEGER, notes TEXT, updated TIMESTAMP, created TIMESTAMP,
    PRIMARY KEY (id));
CREATE TABLE ost_attachment (id INTEGER, object_id INTEGER, type VARCHAR(1), file_id INTEGER, name VARCHAR(255),
    inline INTEGER, lang VARCHAR(16), PRIMARY KEY (id));
CREATE TABLE ost_faq (faq_id INTEGER, category_id INTEGER, ispublished INTEGER, question VARCHAR(255),
    answer TEXT, keywords TEXT, notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (faq_id));
CREATE TABLE ost_faq_category (category_id INTEGER, category_pid INTEGER, ispublic INTEGER, name VARCHAR(125),
    description TEXT, notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (category_id));
CREATE TABLE ost_faq_topic (faq_id INTEGER, topic_id INTEGER, PRIMARY KEY (faq_id,topic_id));
CREATE TABLE ost_sequence (id INTEGER, name VARCHAR(64), flags INTEGER, next INTEGER, increment INTEGER, padding VARCHAR(1),
    updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_sla (id INTEGER, schedule_id INTEGER, flags INTEGER, grace_period INTEGER,
    name VARCHAR(64), notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_config (id INTEGER, namespace VARCHAR(64), key VARCHAR(64), value TEXT,
    updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_form (id INTEGER, pid INTEGER, type VARCHAR(8), flags INTEGER, title VARCHAR(255),
    instructions VARCHAR(512), name VARCHAR(64), notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_form_field (id INTEGER, form_id INTEGER, flags INTEGER, type VARCHAR(255), label VARCHAR(255),
    name VARCHAR(64), configuration TEXT, sort INTEGER, hint VARCHAR(512), created TIMESTAMP, updated TIMESTAMP,
    PRIMARY KEY (id));
CREATE TABLE ost_form_entry (id INTEGER, form_id INTEGER, object_id INTEGER, object_type VARCHAR(1),
    sort INTEGER, extra TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_form_entry_values (entry_id INTEGER, field_id INTEGER, value TEXT, value_id INTEGER,
    PRIMARY KEY (entry_id, field_id));
CREATE TABLE ost_list (id INTEGER, name VARCHAR(255), name_plural VARCHAR(255), sort_mode TEXT, masks INTEGER,
    type VARCHAR(16), configuration TEXT, notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_list_items (id INTEGER, list_id INTEGER, status INTEGER, value VARCHAR(255), extra VARCHAR(255),
    sort INTEGER, properties TEXT, PRIMARY KEY (id));
CREATE TABLE ost_department (id INTEGER, pid INTEGER, tpl_id INTEGER, sla_id INTEGER, schedule_id INTEGER,
    email_id INTEGER, autoresp_email_id INTEGER, manager_id INTEGER, flags INTEGER, name VARCHAR(128),
    signature TEXT, ispublic INTEGER, group_membership INTEGER, ticket_auto_response INTEGER,
    message_auto_response INTEGER, path VARCHAR(128), updated TIMESTAMP, created TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_draft (id INTEGER, staff_id INTEGER, namespace VARCHAR(32), body TEXT, extra TEXT,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_email (email_id INTEGER, noautoresp INTEGER, priority_id INTEGER, dept_id INTEGER,
    topic_id INTEGER, email VARCHAR(255), name VARCHAR(255), notes TEXT, created TIMESTAMP,
    updated TIMESTAMP, PRIMARY KEY (email_id));
CREATE TABLE ost_email_account (id INTEGER, email_id INTEGER, type TEXT, auth_bk VARCHAR(128),
    auth_id VARCHAR(16), active INTEGER, host VARCHAR(128), port INTEGER, folder VARCHAR(255), protocol TEXT,
    encryption TEXT, fetchfreq INTEGER, fetchmax INTEGER, postfetch TEXT, archivefolder VARCHAR(255),
    allow_spoofing INTEGER, num_errors INTEGER, last_error_msg TEXT, last_error TIMESTAMP, last_activity TIMESTAMP,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_filter (id INTEGER, execorder INTEGER, isactive INTEGER, flags INTEGER, status INTEGER,
    match_all_rules INTEGER, stop_onmatch INTEGER, target TEXT, email_id INTEGER, name VARCHAR(32),
    notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_filter_action (id INTEGER, filter_id INTEGER, sort INTEGER, type VARCHAR(24),
    configuration TEXT, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_filter_rule (id INTEGER, filter_id INTEGER, what VARCHAR(32), how TEXT,
    val VARCHAR(255), isactive INTEGER, notes TEXT, created TIMESTAMP, updated TIMESTAMP,
    PRIMARY KEY (id));
CREATE TABLE ost_email_template_group (tpl_id INTEGER, isactive INTEGER, name VARCHAR(32), lang VARCHAR(16),
    notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (tpl_id));
CREATE TABLE ost_email_template (id INTEGER, tpl_id INTEGER, code_name VARCHAR(32), subject VARCHAR(255),
    body TEXT, notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_file (id INTEGER, ft VARCHAR(1), bk VARCHAR(1), type VARCHAR(255), size INTEGER,
    key VARCHAR(86), signature VARCHAR(86), name VARCHAR(255), attrs VARCHAR(255), created TIMESTAMP,
    PRIMARY KEY (id));
CREATE TABLE ost_file_chunk (file_id INTEGER, chunk_id INTEGER, filedata TEXT, PRIMARY KEY (file_id, chunk_id));
CREATE TABLE ost_group (id INTEGER, role_id INTEGER, flags INTEGER, name VARCHAR(120), notes TEXT,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_role (id INTEGER, flags INTEGER, name VARCHAR(64), permissions TEXT, notes TEXT, created TIMESTAMP,
    updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_schedule (id INTEGER, flags INTEGER, name VARCHAR(255), timezone VARCHAR(64),
    description VARCHAR(255), created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_schedule_entry (id INTEGER, schedule_id INTEGER, flags INTEGER, sort INTEGER,
    name VARCHAR(255), repeats VARCHAR(16), starts_on DATE, starts_at TIME, ends_on DATE, ends_at TIME, stops_on TIMESTAMP,
    day INTEGER, week INTEGER, month INTEGER, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_help_topic (topic_id INTEGER, topic_pid INTEGER, ispublic INTEGER, noautoresp INTEGER,
    flags INTEGER, status_id INTEGER, priority_id INTEGER, dept_id INTEGER, staff_id INTEGER,
    team_id INTEGER, sla_id INTEGER, page_id INTEGER, sequence_id INTEGER, sort INTEGER,
    topic VARCHAR(128), number_format VARCHAR(32), notes TEXT, created TIMESTAMP, updated TIMESTAMP,
    PRIMARY KEY (topic_id));
CREATE TABLE ost_help_topic_form (id INTEGER, topic_id INTEGER, form_id INTEGER, sort INTEGER, extra TEXT,
    PRIMARY KEY (id));
CREATE TABLE ost_organization (id INTEGER, name VARCHAR(128), manager VARCHAR(16), status INTEGER,
    domain VARCHAR(256), extra TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_canned_response (canned_id INTEGER, dept_id INTEGER, isenabled INTEGER, title VARCHAR(255),
    response TEXT, lang VARCHAR(16), notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (canned_id));
CREATE TABLE ost_note (id INTEGER, pid INTEGER, staff_id INTEGER, ext_id VARCHAR(10), body TEXT, status INTEGER,
    sort INTEGER, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_session (session_id VARCHAR(255), session_data TEXT, session_expire TIMESTAMP, session_updated TIMESTAMP,
    user_id VARCHAR(16), user_ip VARCHAR(64), user_agent VARCHAR(255), PRIMARY KEY (session_id));
CREATE TABLE ost_staff (staff_id INTEGER, dept_id INTEGER, role_id INTEGER, username VARCHAR(32),
    firstname VARCHAR(32), lastname VARCHAR(32), passwd VARCHAR(128), backend VARCHAR(32), email VARCHAR(255), phone VARCHAR(24),
    phone_ext VARCHAR(6), mobile VARCHAR(24), signature TEXT, lang VARCHAR(16), timezone VARCHAR(64), locale VARCHAR(16),
    notes TEXT, isactive INTEGER, isadmin INTEGER, isvisible INTEGER, onvacation INTEGER,
    assigned_only INTEGER, show_assigned_tickets INTEGER, change_passwd INTEGER, max_page_size INTEGER,
    auto_refresh_rate INTEGER, default_signature_type TEXT, default_paper_size TEXT, extra TEXT, permissions TEXT,
    created TIMESTAMP, lastlogin TIMESTAMP, passwdreset TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (staff_id));
CREATE TABLE ost_staff_dept_access (staff_id INTEGER, dept_id INTEGER, role_id INTEGER, flags INTEGER);
CREATE TABLE ost_syslog (log_id INTEGER, log_type TEXT, title VARCHAR(255), log TEXT,
    logger VARCHAR(64), ip_address VARCHAR(64), created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (log_id));
CREATE TABLE ost_team (team_id INTEGER, lead_id INTEGER, flags INTEGER, name VARCHAR(125), notes TEXT,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (team_id));
CREATE TABLE ost_team_member (team_id INTEGER, staff_id INTEGER, flags INTEGER, PRIMARY KEY (team_id,staff_id));
CREATE TABLE ost_thread (id INTEGER, object_id INTEGER, object_type VARCHAR(1), extra TEXT, lastresponse TIMESTAMP,
    lastmessage TIMESTAMP, created TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_thread_entry (id INTEGER, pid INTEGER, thread_id INTEGER, staff_id INTEGER,
    user_id INTEGER, type VARCHAR(1), flags INTEGER, poster VARCHAR(128), editor INTEGER, editor_type VARCHAR(1),
    source VARCHAR(32), title VARCHAR(255), body TEXT, format VARCHAR(16), ip_address VARCHAR(64), extra TEXT,
    recipients TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_thread_entry_email (id INTEGER, thread_entry_id INTEGER, email_id INTEGER, mid VARCHAR(255),
    headers TEXT, PRIMARY KEY (id));
CREATE TABLE ost_thread_entry_merge (id INTEGER, thread_entry_id INTEGER, data TEXT, PRIMARY KEY (id));
CREATE TABLE ost_ticket (ticket_id INTEGER, ticket_pid INTEGER, number VARCHAR(20), user_id INTEGER,
    user_email_id INTEGER, status_id INTEGER, dept_id INTEGER, sla_id INTEGER, topic_id INTEGER,
    staff_id INTEGER, team_id INTEGER, email_id INTEGER, lock_id INTEGER, flags INTEGER,
    sort INTEGER, ip_address VARCHAR(64), source TEXT, source_extra VARCHAR(40), isoverdue INTEGER,
    isanswered INTEGER, duedate TIMESTAMP, est_duedate TIMESTAMP, reopened TIMESTAMP, closed TIMESTAMP, lastupdate TIMESTAMP,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (ticket_id));
CREATE TABLE ost_lock (lock_id INTEGER, staff_id INTEGER, expire TIMESTAMP, code VARCHAR(20), created TIMESTAMP,
    PRIMARY KEY (lock_id));
CREATE TABLE ost_event (id INTEGER, name VARCHAR(60), description VARCHAR(60), PRIMARY KEY (id));
CREATE TABLE ost_thread_event (id INTEGER, thread_id INTEGER, thread_type VARCHAR(1), event_id INTEGER,
    staff_id INTEGER, team_id INTEGER, dept_id INTEGER, topic_id INTEGER, data VARCHAR(1024),
    username VARCHAR(128), uid INTEGER, uid_type VARCHAR(1), annulled INTEGER, timestamp TIMESTAMP,
    PRIMARY KEY (id));
CREATE TABLE ost_thread_referral (id INTEGER, thread_id INTEGER, object_id INTEGER, object_type VARCHAR(1),
    created TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_ticket_status (id INTEGER, name VARCHAR(60), state VARCHAR(16), mode INTEGER, flags INTEGER,
    sort INTEGER, properties TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_ticket_priority (priority_id INTEGER, priority VARCHAR(60), priority_desc VARCHAR(30),
    priority_color VARCHAR(7), priority_urgency INTEGER, ispublic INTEGER, PRIMARY KEY (priority_id));
CREATE TABLE ost_thread_collaborator (id INTEGER, flags INTEGER, thread_id INTEGER, user_id INTEGER,
    role VARCHAR(1), created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_task (id INTEGER, object_id INTEGER, object_type VARCHAR(1), number VARCHAR(20),
    dept_id INTEGER, staff_id INTEGER, team_id INTEGER, lock_id INTEGER, flags INTEGER,
    duedate TIMESTAMP, closed TIMESTAMP, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_content (id INTEGER, isactive INTEGER, type VARCHAR(32), name VARCHAR(255), body TEXT,
    notes TEXT, created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_plugin (id INTEGER, name VARCHAR(255), install_path VARCHAR(60), isphar INTEGER,
    isactive INTEGER, version VARCHAR(64), notes TEXT, installed TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_plugin_instance (id INTEGER, plugin_id INTEGER, flags INTEGER, name VARCHAR(255), notes TEXT,
    created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_queue (id INTEGER, parent_id INTEGER, columns_id INTEGER, sort_id INTEGER, flags INTEGER,
    staff_id INTEGER, sort INTEGER, title VARCHAR(60), config TEXT, filter VARCHAR(64), root VARCHAR(32),
    path VARCHAR(80), created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_queue_column (id INTEGER, flags INTEGER, name VARCHAR(64), "primary" VARCHAR(64),
    secondary VARCHAR(64), filter VARCHAR(32), truncate VARCHAR(16), annotations TEXT, conditions TEXT, extra TEXT, PRIMARY KEY (id));
CREATE TABLE ost_queue_columns (queue_id INTEGER, column_id INTEGER, staff_id INTEGER, bits INTEGER,
    sort INTEGER, heading VARCHAR(64), width INTEGER, PRIMARY KEY (queue_id, column_id, staff_id));
CREATE TABLE ost_queue_sort (id INTEGER, root VARCHAR(32), name VARCHAR(64), columns TEXT, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_queue_sorts (queue_id INTEGER, sort_id INTEGER, bits INTEGER, sort INTEGER,
    PRIMARY KEY (queue_id, sort_id));
CREATE TABLE ost_queue_export (id INTEGER, queue_id INTEGER, path VARCHAR(64), heading VARCHAR(64), sort INTEGER,
    PRIMARY KEY (id));
CREATE TABLE ost_queue_config (queue_id INTEGER, staff_id INTEGER, setting TEXT, updated TIMESTAMP,
    PRIMARY KEY (queue_id,staff_id));
CREATE TABLE ost_translation (id INTEGER, object_hash VARCHAR(16), type TEXT, flags INTEGER, revision INTEGER,
    agent_id INTEGER, lang VARCHAR(16), text TEXT, source_text TEXT, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_user (id INTEGER, org_id INTEGER, default_email_id INTEGER, status INTEGER,
    name VARCHAR(128), created TIMESTAMP, updated TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_user_email (id INTEGER, user_id INTEGER, flags INTEGER, address VARCHAR(255), PRIMARY KEY (id));
CREATE TABLE ost_user_account (id INTEGER, user_id INTEGER, status INTEGER, timezone VARCHAR(64), lang VARCHAR(16),
    username VARCHAR(64), passwd VARCHAR(128), backend VARCHAR(32), extra TEXT, registered TIMESTAMP, PRIMARY KEY (id));
CREATE TABLE ost_user__cdata (user_id INTEGER, name TEXT, email TEXT, phone TEXT, notes TEXT, PRIMARY KEY (user_id));
CREATE TABLE ost_ticket__cdata (ticket_id INTEGER, subject TEXT, priority TEXT, PRIMARY KEY (ticket_id));
CREATE TABLE ost_organization__cdata (org_id INTEGER, name TEXT, notes TEXT, PRIMARY KEY (org_id));
CREATE TABLE ost__search (object_type VARCHAR(8), object_id INTEGER, title TEXT, content TEXT, PRIMARY KEY (object_type, object_id));
