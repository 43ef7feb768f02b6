-- Zammad 6: the tables that hold people and what hangs on them, with all their columns, in types that SQLite and Postgres share.
CREATE TABLE users (id INTEGER PRIMARY KEY, organization_id INTEGER, login VARCHAR(255), firstname VARCHAR(100), lastname VARCHAR(100), email VARCHAR(255),
    image VARCHAR(100), image_source VARCHAR(200), web VARCHAR(100), password VARCHAR(120), phone VARCHAR(100), fax VARCHAR(100), mobile VARCHAR(100),
    department VARCHAR(200), street VARCHAR(120), zip VARCHAR(100), city VARCHAR(100), country VARCHAR(100), address VARCHAR(500), vip BOOLEAN,
    verified BOOLEAN, active BOOLEAN, note VARCHAR(5000), last_login TIMESTAMP, source VARCHAR(200), login_failed INTEGER, out_of_office BOOLEAN,
    out_of_office_start_at DATE, out_of_office_end_at DATE, out_of_office_replacement_id INTEGER, preferences TEXT, updated_by_id INTEGER,
    created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE organizations (id INTEGER PRIMARY KEY, name VARCHAR(100), shared BOOLEAN, active BOOLEAN, note VARCHAR(5000), domain VARCHAR(250),
    domain_assignment BOOLEAN, vip BOOLEAN, updated_by_id INTEGER, created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE organizations_users (user_id INTEGER, organization_id INTEGER);
CREATE TABLE authorizations (id INTEGER PRIMARY KEY, provider VARCHAR(250), uid VARCHAR(250), token VARCHAR(2500), secret VARCHAR(250), username VARCHAR(250),
    user_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE tokens (id INTEGER PRIMARY KEY, user_id INTEGER, persistent BOOLEAN, name VARCHAR(255), token VARCHAR(100), action VARCHAR(40),
    created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE tickets (id INTEGER PRIMARY KEY, group_id INTEGER, priority_id INTEGER, state_id INTEGER, organization_id INTEGER, number VARCHAR(60),
    title VARCHAR(250), owner_id INTEGER, customer_id INTEGER, note VARCHAR(250), first_response_at TIMESTAMP, first_response_escalation_at TIMESTAMP,
    first_response_in_min INTEGER, first_response_diff_in_min INTEGER, close_at TIMESTAMP, close_escalation_at TIMESTAMP, close_in_min INTEGER,
    close_diff_in_min INTEGER, update_escalation_at TIMESTAMP, update_in_min INTEGER, update_diff_in_min INTEGER, last_close_at TIMESTAMP,
    last_contact_at TIMESTAMP, last_contact_agent_at TIMESTAMP, last_contact_customer_at TIMESTAMP, last_owner_update_at TIMESTAMP,
    create_article_type_id INTEGER, create_article_sender_id INTEGER, article_count INTEGER, escalation_at TIMESTAMP, pending_time TIMESTAMP,
    type VARCHAR(100), approver INTEGER, approval_state VARCHAR(100), time_unit NUMERIC(6,2), preferences TEXT, updated_by_id INTEGER,
    created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE ticket_articles (id INTEGER PRIMARY KEY, ticket_id INTEGER, type_id INTEGER, sender_id INTEGER, detected_language VARCHAR(8), "from" VARCHAR(3000),
    "to" VARCHAR(3000), cc VARCHAR(3000), subject VARCHAR(3000), reply_to VARCHAR(300), message_id VARCHAR(3000), message_id_md5 VARCHAR(32),
    in_reply_to VARCHAR(3000), content_type VARCHAR(20), body TEXT, internal BOOLEAN, preferences TEXT, updated_by_id INTEGER, created_by_id INTEGER,
    origin_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE histories (id INTEGER PRIMARY KEY, history_type_id INTEGER, history_object_id INTEGER, history_attribute_id INTEGER, o_id INTEGER,
    related_o_id INTEGER, related_history_object_id INTEGER, id_to INTEGER, id_from INTEGER, value_from VARCHAR(500), value_to VARCHAR(500),
    sourceable_type VARCHAR(255), sourceable_id INTEGER, sourceable_name VARCHAR(500), created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE history_objects (id INTEGER PRIMARY KEY, name VARCHAR(250), note VARCHAR(250), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE history_types (id INTEGER PRIMARY KEY, name VARCHAR(250), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE history_attributes (id INTEGER PRIMARY KEY, name VARCHAR(250), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE object_lookups (id INTEGER PRIMARY KEY, name VARCHAR(250), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE stores (id INTEGER PRIMARY KEY, store_object_id INTEGER, store_file_id INTEGER, o_id INTEGER, preferences VARCHAR(2500), size VARCHAR(50),
    filename VARCHAR(250), created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE store_objects (id INTEGER PRIMARY KEY, name VARCHAR(250), note VARCHAR(250), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE store_files (id INTEGER PRIMARY KEY, sha VARCHAR(128), provider VARCHAR(20), created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE store_provider_dbs (id INTEGER PRIMARY KEY, sha VARCHAR(128), data TEXT, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE avatars (id INTEGER PRIMARY KEY, o_id INTEGER, object_lookup_id INTEGER, "default" BOOLEAN, deletable BOOLEAN, initial BOOLEAN,
    store_full_id INTEGER, store_resize_id INTEGER, store_hash VARCHAR(32), source VARCHAR(100), source_url VARCHAR(512), updated_by_id INTEGER,
    created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE cti_logs (id INTEGER PRIMARY KEY, direction VARCHAR(20), state VARCHAR(20), "from" VARCHAR(100), from_comment VARCHAR(250), "to" VARCHAR(100),
    to_comment VARCHAR(250), queue VARCHAR(250), call_id VARCHAR(250), comment VARCHAR(500), initialized_at TIMESTAMP, start_at TIMESTAMP,
    end_at TIMESTAMP, duration_waiting_time INTEGER, duration_talking_time INTEGER, done BOOLEAN, preferences TEXT, created_at TIMESTAMP,
    updated_at TIMESTAMP);
CREATE TABLE cti_caller_ids (id INTEGER PRIMARY KEY, caller_id VARCHAR(100), comment VARCHAR(500), level VARCHAR(100), object VARCHAR(100), o_id INTEGER,
    user_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE chat_sessions (id INTEGER PRIMARY KEY, chat_id INTEGER, session_id VARCHAR(255), name VARCHAR(250), state VARCHAR(50), user_id INTEGER,
    preferences TEXT, updated_by_id INTEGER, created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
CREATE TABLE chat_messages (id INTEGER PRIMARY KEY, chat_session_id INTEGER, content TEXT, created_by_id INTEGER, created_at TIMESTAMP, updated_at TIMESTAMP);
