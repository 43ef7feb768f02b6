-- FusionPBX 5: every table that may hold personal data, with all its columns, as the program makes them on PostgreSQL. It makes no foreign keys.
CREATE TABLE v_call_block (
  domain_uuid uuid, call_block_uuid uuid PRIMARY KEY, call_block_direction text, extension_uuid uuid, call_block_name text,
  call_block_country_code numeric, call_block_number text, call_block_count numeric, call_block_action text, call_block_app text,
  call_block_data text, date_added text, call_block_enabled boolean, call_block_description text, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_call_center_agents (
  call_center_agent_uuid uuid PRIMARY KEY, domain_uuid uuid, user_uuid uuid, agent_name text, agent_type text, agent_call_timeout numeric,
  agent_id text, agent_password text, agent_contact text, agent_status text, agent_logout text, agent_max_no_answer numeric,
  agent_wrap_up_time numeric, agent_reject_delay_time numeric, agent_busy_delay_time numeric, agent_no_answer_delay_time text,
  agent_record boolean, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_call_center_queues (
  call_center_queue_uuid uuid PRIMARY KEY, domain_uuid uuid, dialplan_uuid uuid, queue_name text, queue_extension text, queue_greeting text,
  queue_strategy text, queue_moh_sound text, queue_record_template text, queue_language text, queue_dialect text, queue_voice text,
  queue_limit text, queue_time_base_score text, queue_time_base_score_sec numeric, queue_max_wait_time numeric,
  queue_max_wait_time_with_no_agent numeric, queue_max_wait_time_with_no_agent_time_reached numeric, queue_tier_rules_apply boolean,
  queue_tier_rule_wait_second numeric, queue_tier_rule_no_agent_no_wait boolean, queue_timeout_action text, queue_discard_abandoned_after numeric,
  queue_abandoned_resume_allowed boolean, queue_tier_rule_wait_multiply_level boolean, queue_cid_prefix text, queue_outbound_caller_id_name text,
  queue_outbound_caller_id_number text, queue_announce_position text, queue_announce_sound text, queue_announce_frequency numeric,
  queue_cc_exit_keys text, queue_email_address text, queue_context text, queue_description text, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_call_center_tiers (
  call_center_tier_uuid uuid PRIMARY KEY, domain_uuid uuid, call_center_queue_uuid uuid, call_center_agent_uuid uuid, agent_name text,
  queue_name text, tier_level numeric, tier_position numeric, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_contact_addresses (
  contact_address_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, address_type text, address_label text, address_primary boolean,
  address_street text, address_extended text, address_community text, address_locality text, address_region text, address_postal_code text,
  address_country text, address_latitude text, address_longitude text, address_description text, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_contact_emails (
  contact_email_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, email_label text, email_primary boolean, email_address text,
  email_description text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_contact_notes (
  contact_note_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, contact_note text, last_mod_date text, last_mod_user text,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_contact_phones (
  contact_phone_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, phone_label text, phone_type_voice numeric, phone_type_fax numeric,
  phone_type_video numeric, phone_type_text numeric, phone_speed_dial text, phone_country_code numeric, phone_number text, phone_extension text,
  phone_primary boolean, phone_description text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_contact_users (
  contact_user_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, user_uuid uuid, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_contacts (
  contact_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_parent_uuid uuid, contact_type text, contact_organization text,
  contact_name_prefix text, contact_name_given text, contact_name_middle text, contact_name_family text, contact_name_suffix text,
  contact_nickname text, contact_title text, contact_role text, contact_category text, contact_url text, contact_time_zone text, contact_note text,
  last_mod_date text, last_mod_user text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_database_transactions (
  domain_uuid uuid, database_transaction_uuid uuid PRIMARY KEY, user_uuid uuid, app_name text, app_uuid uuid, transaction_code text,
  transaction_address text, transaction_type text, transaction_date timestamptz, transaction_old text, transaction_new text,
  transaction_result text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_destinations (
  domain_uuid uuid, destination_uuid uuid PRIMARY KEY, dialplan_uuid uuid, fax_uuid uuid, user_uuid uuid, group_uuid uuid, provider_uuid uuid,
  destination_type text, destination_number text, destination_trunk_prefix text, destination_area_code text, destination_prefix text,
  destination_condition_field text, destination_number_regex text, destination_caller_id_name text, destination_caller_id_number text,
  destination_cid_name_prefix text, destination_context text, destination_record boolean, destination_hold_music text,
  destination_distinctive_ring text, destination_ringback text, destination_accountcode text, destination_type_voice numeric,
  destination_type_fax numeric, destination_type_emergency numeric, destination_type_text numeric, destination_conditions json,
  destination_actions json, destination_app text, destination_data text, destination_alternate_app text, destination_alternate_data text,
  destination_order numeric, destination_enabled boolean, destination_description text, destination_email boolean, insert_date timestamptz,
  insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_device_lines (
  domain_uuid uuid, device_line_uuid uuid PRIMARY KEY, device_uuid uuid, line_number text, server_address text, server_address_primary text,
  server_address_secondary text, outbound_proxy_primary text, outbound_proxy_secondary text, label text, display_name text, user_id text,
  auth_id text, password text, sip_port numeric, sip_transport text, register_expires numeric, shared_line text, enabled boolean,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_devices (
  device_uuid uuid PRIMARY KEY, domain_uuid uuid, device_profile_uuid uuid, device_address text, device_label text, device_vendor text,
  device_location text, device_serial_number text, device_model text, device_firmware_version text, device_enabled boolean,
  device_enabled_date timestamptz, device_template text, device_user_uuid uuid, device_username text, device_password text,
  device_uuid_alternate uuid, device_description text, device_provisioned_date timestamptz, device_provisioned_method text,
  device_provisioned_ip text, device_provisioned_agent text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_domains (
  domain_uuid uuid PRIMARY KEY, domain_parent_uuid uuid, domain_name text, domain_enabled boolean, domain_description text,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_email_queue (
  email_queue_uuid uuid PRIMARY KEY, domain_uuid uuid, hostname text, email_date timestamptz, email_from text, email_to text, email_subject text,
  email_body text, email_status text, email_retry_count numeric, email_action_before text, email_action_after text, email_uuid uuid,
  email_transcription text, email_response text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_extension_users (
  extension_user_uuid uuid PRIMARY KEY, domain_uuid uuid, extension_uuid uuid, user_uuid uuid, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_extensions (
  extension_uuid uuid PRIMARY KEY, domain_uuid uuid, extension text, number_alias text, password text, accountcode text,
  effective_caller_id_name text, effective_caller_id_number text, outbound_caller_id_name text, outbound_caller_id_number text,
  emergency_caller_id_name text, emergency_caller_id_number text, directory_first_name text, directory_last_name text, directory_visible boolean,
  directory_exten_visible boolean, max_registrations text, limit_max text, limit_destination text, missed_call_app text, missed_call_data text,
  user_context text, toll_allow text, call_timeout numeric, call_group text, call_screen_enabled boolean, user_record text, hold_music text,
  auth_acl text, cidr text, sip_force_contact text, nibble_account text, sip_force_expires numeric, mwi_account text, sip_bypass_media text,
  unique_id numeric, dial_string text, dial_user text, dial_domain text, do_not_disturb boolean, forward_all_destination text,
  forward_all_enabled boolean, forward_busy_destination text, forward_busy_enabled boolean, forward_no_answer_destination text,
  forward_no_answer_enabled boolean, forward_user_not_registered_destination text, forward_user_not_registered_enabled boolean,
  follow_me_uuid uuid, follow_me_enabled boolean, follow_me_destinations text, extension_language text, extension_dialect text,
  extension_voice text, extension_type text, enabled boolean, description text, absolute_codec_string text, force_ping boolean,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_fax (
  fax_uuid uuid PRIMARY KEY, domain_uuid uuid, dialplan_uuid uuid, fax_extension text, fax_destination_number text, fax_prefix text, fax_name text,
  fax_email text, fax_email_confirmation text, fax_file text, fax_email_connection_type text, fax_email_connection_host text,
  fax_email_connection_port text, fax_email_connection_security text, fax_email_connection_validate boolean, fax_email_connection_username text,
  fax_email_connection_password text, fax_email_connection_mailbox text, fax_email_inbound_subject_tag text, fax_email_outbound_subject_tag text,
  fax_email_outbound_authorized_senders text, fax_pin_number text, fax_caller_id_name text, fax_caller_id_number text, fax_toll_allow text,
  fax_forward_number text, fax_send_channels numeric, fax_description text, accountcode text, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_fax_files (
  domain_uuid uuid, fax_file_uuid uuid PRIMARY KEY, fax_uuid uuid, fax_mode text, fax_recipient text, fax_destination text, fax_file_type text,
  fax_file_path text, fax_caller_id_name text, fax_caller_id_number text, fax_date timestamptz, fax_epoch numeric, fax_base64 text,
  read_date timestamptz, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_fax_logs (
  fax_log_uuid uuid PRIMARY KEY, domain_uuid uuid, fax_uuid uuid, fax_success text, fax_result_code numeric, fax_result_text text, fax_file text,
  fax_ecm_used text, fax_local_station_id text, fax_document_transferred_pages numeric, fax_document_total_pages numeric,
  fax_image_resolution text, fax_image_size numeric, fax_bad_rows numeric, fax_transfer_rate numeric, fax_retry_attempts numeric,
  fax_retry_limit numeric, fax_retry_sleep numeric, fax_uri text, fax_duration numeric, fax_date timestamptz, fax_epoch numeric,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_follow_me (
  domain_uuid uuid, follow_me_uuid uuid PRIMARY KEY, cid_name_prefix text, cid_number_prefix text, dial_string text, follow_me_enabled boolean,
  follow_me_ignore_busy boolean, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_follow_me_destinations (
  domain_uuid uuid, follow_me_uuid uuid, follow_me_destination_uuid uuid PRIMARY KEY, follow_me_destination text, follow_me_delay numeric,
  follow_me_timeout numeric, follow_me_prompt text, follow_me_order numeric, insert_date timestamptz, insert_user uuid, update_date timestamptz,
  update_user uuid);
CREATE TABLE v_recordings (
  recording_uuid uuid PRIMARY KEY, domain_uuid uuid, recording_filename text, recording_name text, recording_voice text, recording_speed numeric,
  recording_message text, recording_description text, recording_base64 text, insert_date timestamptz, insert_user uuid, update_date timestamptz,
  update_user uuid);
CREATE TABLE v_ring_group_destinations (
  ring_group_destination_uuid uuid PRIMARY KEY, domain_uuid uuid, ring_group_uuid uuid, destination_number text, destination_delay numeric,
  destination_timeout numeric, destination_enabled boolean, destination_prompt numeric, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid, destination_description text);
CREATE TABLE v_ring_groups (
  domain_uuid uuid, ring_group_uuid uuid PRIMARY KEY, ring_group_name text, ring_group_extension text, ring_group_greeting text,
  ring_group_exit_key text, ring_group_call_timeout numeric, ring_group_forward_destination text, ring_group_forward_enabled boolean,
  ring_group_caller_id_name text, ring_group_caller_id_number text, ring_group_cid_name_prefix text, ring_group_cid_number_prefix text,
  ring_group_strategy text, ring_group_timeout_app text, ring_group_timeout_data text, ring_group_distinctive_ring text, ring_group_ringback text,
  ring_group_call_screen_enabled boolean, ring_group_call_forward_enabled boolean, ring_group_follow_me_enabled boolean,
  ring_group_missed_call_app text, ring_group_missed_call_data text, ring_group_context text, ring_group_enabled boolean,
  ring_group_description text, dialplan_uuid uuid, ring_group_forward_toll_allow text, ring_group_wait_announcement text,
  ring_group_wait_interval numeric, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_user_groups (
  user_group_uuid uuid PRIMARY KEY, domain_uuid uuid, group_name text, group_uuid uuid, user_uuid uuid, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_user_logs (
  user_log_uuid uuid PRIMARY KEY, domain_uuid uuid, hostname text, timestamp timestamptz, user_uuid uuid, username text, type text, result text,
  detail text, remote_address text, user_agent text, session_id text, remember_selector uuid, remember_validator text, insert_date timestamptz,
  insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_user_settings (
  user_setting_uuid uuid PRIMARY KEY, user_uuid uuid, domain_uuid uuid, user_setting_category text, user_setting_subcategory text,
  user_setting_name text, user_setting_value text, user_setting_order numeric, user_setting_enabled boolean, user_setting_description text,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_users (
  user_uuid uuid PRIMARY KEY, domain_uuid uuid, contact_uuid uuid, username text, password text, salt text, user_email text, user_status text,
  api_key text, user_totp_secret text, user_type text, user_enabled boolean, add_user text, add_date text, insert_date timestamptz,
  insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_voicemail_greetings (
  voicemail_greeting_uuid uuid PRIMARY KEY, domain_uuid uuid, voicemail_id text, greeting_id numeric, greeting_name text, greeting_voice text,
  greeting_message text, greeting_filename text, greeting_description text, greeting_base64 text, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_voicemail_messages (
  domain_uuid uuid, voicemail_message_uuid uuid PRIMARY KEY, voicemail_uuid uuid, created_epoch numeric, read_epoch numeric, caller_id_name text,
  caller_id_number text, message_length numeric, message_status text, message_priority text, message_intro_base64 text, message_base64 text,
  message_transcription text, insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_voicemails (
  domain_uuid uuid, voicemail_uuid uuid PRIMARY KEY, voicemail_id text, voicemail_password text, voicemail_tutorial boolean, greeting_id numeric,
  voicemail_alternate_greet_id text, voicemail_recording_instructions boolean, voicemail_recording_options boolean, voicemail_mail_to text,
  voicemail_sms_to text, voicemail_transcription_enabled boolean, voicemail_transcription_prompt_enabled boolean,
  voicemail_transcription_prompt text, voicemail_attach_file text, voicemail_file text, voicemail_local_after_email boolean,
  voicemail_local_after_forward boolean, voicemail_enabled boolean, voicemail_description text, alternate_voicemail_destination text,
  alternate_voicemail_enabled boolean, voicemail_name_base64 text, insert_date timestamptz, insert_user uuid, update_date timestamptz,
  update_user uuid);
CREATE TABLE v_xml_cdr (
  xml_cdr_uuid uuid PRIMARY KEY, domain_uuid uuid, provider_uuid uuid, extension_uuid uuid, sip_call_id text, domain_name text, accountcode text,
  direction text, default_language text, context text, caller_id_name text, caller_id_number text, caller_destination text, source_number text,
  destination_number text, start_epoch numeric, start_stamp timestamptz, answer_stamp timestamptz, answer_epoch numeric, end_epoch numeric,
  end_stamp timestamptz, duration numeric, mduration numeric, billsec numeric, billmsec numeric, hold_accum_seconds numeric, bridge_uuid text,
  read_codec text, read_rate text, write_codec text, write_rate text, remote_media_ip text, network_addr text, record_path text, record_name text,
  record_length numeric, record_transcription text, leg char(1), originating_leg_uuid uuid, pdd_ms numeric, rtp_audio_in_mos numeric,
  last_app text, last_arg text, voicemail_message boolean, missed_call boolean, call_center_queue_uuid uuid, cc_side text, cc_member_uuid uuid,
  cc_queue_joined_epoch numeric, cc_queue text, cc_member_session_uuid uuid, cc_agent_uuid uuid, cc_agent text, cc_agent_type text,
  cc_agent_bridged text, cc_queue_answered_epoch numeric, cc_queue_terminated_epoch numeric, cc_queue_canceled_epoch numeric,
  cc_cancel_reason text, cc_cause text, waitsec numeric, conference_name text, conference_uuid uuid, conference_member_id text, digits_dialed text,
  pin_number text, status text, call_disposition text, hangup_cause text, hangup_cause_q850 numeric, sip_hangup_disposition text,
  ring_group_uuid uuid, ivr_menu_uuid uuid, processed boolean, call_flow jsonb, xml text, json jsonb, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_xml_cdr_flow (
  xml_cdr_flow_uuid uuid PRIMARY KEY, xml_cdr_uuid uuid, domain_uuid uuid, call_flow jsonb, insert_date timestamptz, insert_user uuid,
  update_date timestamptz, update_user uuid);
CREATE TABLE v_xml_cdr_json (
  xml_cdr_json_uuid uuid PRIMARY KEY, xml_cdr_uuid uuid, domain_uuid uuid, start_stamp timestamptz, json jsonb, insert_date timestamptz,
  insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_xml_cdr_logs (
  xml_cdr_log_uuid uuid PRIMARY KEY, xml_cdr_uuid uuid, domain_uuid uuid, log_date text, log_content text, insert_date timestamptz,
  insert_user uuid, update_date timestamptz, update_user uuid);
CREATE TABLE v_xml_cdr_transcripts (
  xml_cdr_transcript_uuid uuid PRIMARY KEY, xml_cdr_uuid uuid, domain_uuid uuid, transcript_json jsonb, transcript_summary text,
  insert_date timestamptz, insert_user uuid, update_date timestamptz, update_user uuid);
