-- SuiteCRM: the tables that hold people and what hangs on them, with all their columns, in types that SQLite and Postgres share.
CREATE TABLE contacts (lead_source VARCHAR(255), reports_to_id VARCHAR(36), birthdate DATE, campaign_id VARCHAR(36), joomla_account_id VARCHAR(255),
    portal_account_disabled INTEGER, portal_user_type VARCHAR(100), id VARCHAR(36), date_entered TIMESTAMP, date_modified TIMESTAMP,
    modified_user_id VARCHAR(36), created_by VARCHAR(36), description TEXT, deleted INTEGER, assigned_user_id VARCHAR(36), salutation VARCHAR(255),
    first_name VARCHAR(100), last_name VARCHAR(100), title VARCHAR(100), photo VARCHAR(255), department VARCHAR(255), do_not_call INTEGER,
    phone_home VARCHAR(100), phone_mobile VARCHAR(100), phone_work VARCHAR(100), phone_other VARCHAR(100), phone_fax VARCHAR(100), lawful_basis TEXT,
    date_reviewed DATE, lawful_basis_source VARCHAR(100), primary_address_street VARCHAR(150), primary_address_city VARCHAR(100),
    primary_address_state VARCHAR(100), primary_address_postalcode VARCHAR(20), primary_address_country VARCHAR(255),
    alt_address_street VARCHAR(150), alt_address_city VARCHAR(100), alt_address_state VARCHAR(100), alt_address_postalcode VARCHAR(20),
    alt_address_country VARCHAR(255), assistant VARCHAR(75), assistant_phone VARCHAR(100), PRIMARY KEY (id));
CREATE TABLE contacts_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE accounts (parent_id VARCHAR(36), sic_code VARCHAR(10), campaign_id VARCHAR(36), id VARCHAR(36), name VARCHAR(255),
    date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36), created_by VARCHAR(36), description TEXT, deleted INTEGER,
    assigned_user_id VARCHAR(36), account_type VARCHAR(50), industry VARCHAR(50), annual_revenue VARCHAR(100), phone_fax VARCHAR(100),
    billing_address_street VARCHAR(150), billing_address_city VARCHAR(100), billing_address_state VARCHAR(100),
    billing_address_postalcode VARCHAR(20), billing_address_country VARCHAR(255), rating VARCHAR(100), phone_office VARCHAR(100),
    phone_alternate VARCHAR(100), website VARCHAR(255), ownership VARCHAR(100), employees VARCHAR(10), ticker_symbol VARCHAR(10),
    shipping_address_street VARCHAR(150), shipping_address_city VARCHAR(100), shipping_address_state VARCHAR(100),
    shipping_address_postalcode VARCHAR(20), shipping_address_country VARCHAR(255), PRIMARY KEY (id));
CREATE TABLE accounts_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE calls (name VARCHAR(50), duration_hours INTEGER, duration_minutes INTEGER, date_start TIMESTAMP, date_end TIMESTAMP,
    parent_type VARCHAR(255), status VARCHAR(100), direction VARCHAR(100), parent_id VARCHAR(36), reminder_time INTEGER, email_reminder_time INTEGER,
    email_reminder_sent INTEGER, outlook_id VARCHAR(255), repeat_type VARCHAR(36), repeat_interval INTEGER, repeat_dow VARCHAR(7), repeat_until DATE,
    repeat_count INTEGER, repeat_parent_id VARCHAR(36), recurring_source VARCHAR(36), id VARCHAR(36), date_entered TIMESTAMP,
    date_modified TIMESTAMP, modified_user_id VARCHAR(36), created_by VARCHAR(36), description TEXT, deleted INTEGER, assigned_user_id VARCHAR(36),
    PRIMARY KEY (id));
CREATE TABLE cases (description TEXT, account_id VARCHAR(36), state VARCHAR(100), status VARCHAR(100), priority VARCHAR(100), resolution TEXT,
    contact_created_by_id VARCHAR(36), id VARCHAR(36), name VARCHAR(255), date_entered TIMESTAMP, date_modified TIMESTAMP,
    modified_user_id VARCHAR(36), created_by VARCHAR(36), deleted INTEGER, assigned_user_id VARCHAR(36), case_number INTEGER, type VARCHAR(255),
    work_log TEXT, PRIMARY KEY (id));
CREATE TABLE cases_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE leads (converted INTEGER, refered_by VARCHAR(100), lead_source VARCHAR(100), lead_source_description TEXT, status VARCHAR(100),
    status_description TEXT, department VARCHAR(100), reports_to_id VARCHAR(36), account_name VARCHAR(255), account_description TEXT,
    contact_id VARCHAR(36), account_id VARCHAR(36), opportunity_id VARCHAR(36), opportunity_name VARCHAR(255), opportunity_amount VARCHAR(50),
    campaign_id VARCHAR(36), birthdate DATE, portal_name VARCHAR(255), portal_app VARCHAR(255), website VARCHAR(255), id VARCHAR(36),
    date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36), created_by VARCHAR(36), description TEXT, deleted INTEGER,
    assigned_user_id VARCHAR(36), salutation VARCHAR(255), first_name VARCHAR(100), last_name VARCHAR(100), title VARCHAR(100), photo VARCHAR(255),
    do_not_call INTEGER, phone_home VARCHAR(100), phone_mobile VARCHAR(100), phone_work VARCHAR(100), phone_other VARCHAR(100),
    phone_fax VARCHAR(100), lawful_basis TEXT, date_reviewed DATE, lawful_basis_source VARCHAR(100), primary_address_street VARCHAR(150),
    primary_address_city VARCHAR(100), primary_address_state VARCHAR(100), primary_address_postalcode VARCHAR(20),
    primary_address_country VARCHAR(255), alt_address_street VARCHAR(150), alt_address_city VARCHAR(100), alt_address_state VARCHAR(100),
    alt_address_postalcode VARCHAR(20), alt_address_country VARCHAR(255), assistant VARCHAR(75), assistant_phone VARCHAR(100), PRIMARY KEY (id));
CREATE TABLE leads_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE notes (id VARCHAR(36), date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36), created_by VARCHAR(36),
    name VARCHAR(255), file_mime_type VARCHAR(100), filename VARCHAR(255), parent_type VARCHAR(255), parent_id VARCHAR(36), contact_id VARCHAR(36),
    portal_flag INTEGER, embed_flag INTEGER, description TEXT, deleted INTEGER, assigned_user_id VARCHAR(36), PRIMARY KEY (id));
CREATE TABLE aop_case_updates (case_id VARCHAR(36), contact_id VARCHAR(36), internal INTEGER, id VARCHAR(36), name VARCHAR(255),
    date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36), created_by VARCHAR(36), description TEXT, deleted INTEGER,
    assigned_user_id VARCHAR(36), PRIMARY KEY (id));
CREATE TABLE aop_case_updates_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE email_addresses (id VARCHAR(36), email_address VARCHAR(255), email_address_caps VARCHAR(255), invalid_email INTEGER, opt_out INTEGER,
    confirm_opt_in VARCHAR(255), confirm_opt_in_date TIMESTAMP, confirm_opt_in_sent_date TIMESTAMP, confirm_opt_in_fail_date TIMESTAMP,
    confirm_opt_in_token VARCHAR(255), date_created TIMESTAMP, date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE email_addresses_audit (id VARCHAR(36), parent_id VARCHAR(36), date_created TIMESTAMP, created_by VARCHAR(36), field_name VARCHAR(100),
    data_type VARCHAR(100), before_value_string VARCHAR(255), after_value_string VARCHAR(255), before_value_text TEXT, after_value_text TEXT,
    PRIMARY KEY (id));
CREATE TABLE email_addr_bean_rel (id VARCHAR(36), email_address_id VARCHAR(36), bean_id VARCHAR(36), bean_module VARCHAR(100),
    primary_address INTEGER, reply_to_address INTEGER, date_created TIMESTAMP, date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE accounts_contacts (id VARCHAR(36), contact_id VARCHAR(36), account_id VARCHAR(36), date_modified TIMESTAMP, deleted INTEGER,
    PRIMARY KEY (id));
CREATE TABLE calls_contacts (id VARCHAR(36), call_id VARCHAR(36), contact_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE calls_users (id VARCHAR(36), call_id VARCHAR(36), user_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE contacts_cases (id VARCHAR(36), contact_id VARCHAR(36), case_id VARCHAR(36), contact_role VARCHAR(50), date_modified TIMESTAMP,
    deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE calls_leads (id VARCHAR(36), call_id VARCHAR(36), lead_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE meetings_contacts (id VARCHAR(36), meeting_id VARCHAR(36), contact_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE meetings_leads (id VARCHAR(36), meeting_id VARCHAR(36), lead_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE meetings_users (id VARCHAR(36), meeting_id VARCHAR(36), user_id VARCHAR(36), required VARCHAR(1), accept_status VARCHAR(25),
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE meetings (id VARCHAR(36), name VARCHAR(255), date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36),
    created_by VARCHAR(36), description TEXT, deleted INTEGER, assigned_user_id VARCHAR(36), location VARCHAR(50), password VARCHAR(50),
    join_url VARCHAR(600), host_url VARCHAR(600), displayed_url VARCHAR(400), creator VARCHAR(50), external_id VARCHAR(50), duration_hours INTEGER,
    duration_minutes INTEGER, date_start TIMESTAMP, date_end TIMESTAMP, parent_type VARCHAR(100), status VARCHAR(100), type VARCHAR(255),
    parent_id VARCHAR(36), reminder_time INTEGER, email_reminder_time INTEGER, email_reminder_sent INTEGER, outlook_id VARCHAR(255),
    sequence INTEGER, repeat_type VARCHAR(36), repeat_interval INTEGER, repeat_dow VARCHAR(7), repeat_until DATE, repeat_count INTEGER,
    repeat_parent_id VARCHAR(36), recurring_source VARCHAR(36), gsync_id VARCHAR(1024), gsync_lastsync INTEGER, PRIMARY KEY (id));
CREATE TABLE tasks (id VARCHAR(36), name VARCHAR(255), date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36),
    created_by VARCHAR(36), description TEXT, deleted INTEGER, assigned_user_id VARCHAR(36), status VARCHAR(100), date_due_flag INTEGER,
    date_due TIMESTAMP, date_start_flag INTEGER, date_start TIMESTAMP, parent_type VARCHAR(255), parent_id VARCHAR(36), contact_id VARCHAR(36),
    priority VARCHAR(100), PRIMARY KEY (id));
CREATE TABLE emails (id VARCHAR(36), name VARCHAR(255), date_entered TIMESTAMP, date_modified TIMESTAMP, modified_user_id VARCHAR(36),
    created_by VARCHAR(36), deleted INTEGER, assigned_user_id VARCHAR(36), orphaned INTEGER, last_synced TIMESTAMP, date_sent_received TIMESTAMP,
    message_id VARCHAR(255), type VARCHAR(100), status VARCHAR(100), flagged INTEGER, reply_to_status INTEGER, intent VARCHAR(100),
    mailbox_id VARCHAR(36), parent_type VARCHAR(100), parent_id VARCHAR(36), uid VARCHAR(255), category_id VARCHAR(100), PRIMARY KEY (id));
CREATE TABLE emails_text (email_id VARCHAR(36), from_addr VARCHAR(255), reply_to_addr VARCHAR(255), to_addrs TEXT, cc_addrs TEXT, bcc_addrs TEXT,
    description TEXT, description_html TEXT, raw_source TEXT, deleted INTEGER, PRIMARY KEY (email_id));
CREATE TABLE emails_beans (id VARCHAR(36), email_id VARCHAR(36), bean_id VARCHAR(36), bean_module VARCHAR(100), campaign_data TEXT,
    date_modified TIMESTAMP, deleted INTEGER, PRIMARY KEY (id));
CREATE TABLE emails_email_addr_rel (id VARCHAR(36), email_id VARCHAR(36), address_type VARCHAR(4), email_address_id VARCHAR(36), deleted INTEGER,
    PRIMARY KEY (id));
