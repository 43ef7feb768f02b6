-- FreePBX 16: the tables of the databases asterisk and asteriskcdrdb with all their columns; without defaults and keys, types that all databases have.
CREATE TABLE trunks (
  trunkid integer, name varchar(50), tech varchar(20), outcid varchar(255), keepcid varchar(4), maxchans varchar(6), failscript varchar(255),
  dialoutprefix varchar(255), channelid varchar(190), usercontext varchar(255), provider varchar(40), disabled varchar(4), "continue" varchar(4),
  routedisplay varchar(4));
CREATE TABLE pjsip (
  id varchar(20), keyword varchar(30), data varchar(8100), flags integer);
CREATE TABLE sip (
  id varchar(20), keyword varchar(30), data varchar(8100), flags integer);
CREATE TABLE devices (
  id varchar(20), tech varchar(10), dial varchar(255), devicetype varchar(5), "user" varchar(50), description varchar(50),
  emergency_cid varchar(100), hint_override varchar(100));
CREATE TABLE users (
  extension varchar(20), password varchar(20), name varchar(50), voicemail varchar(50), ringtimer integer, noanswer varchar(100),
  recording varchar(50), outboundcid varchar(50), sipname varchar(50), noanswer_cid varchar(20), busy_cid varchar(20), chanunavail_cid varchar(20),
  noanswer_dest varchar(255), busy_dest varchar(255), chanunavail_dest varchar(255), mohclass varchar(80));
CREATE TABLE incoming (
  cidnum varchar(50), extension varchar(50), destination varchar(50), privacyman integer, alertinfo varchar(255), ringing varchar(20),
  fanswer varchar(20), mohclass varchar(80), description varchar(80), grppre varchar(80), delay_answer integer, pricid varchar(20),
  pmmaxretries varchar(2), pmminlength varchar(2), reversal varchar(10), rvolume varchar(2), indication_zone varchar(20));
CREATE TABLE userman_users (
  id integer, auth varchar(150), authid varchar(750), username varchar(150), description varchar(255), password varchar(255),
  default_extension varchar(45), primary_group integer, permissions blob, fname varchar(100), lname varchar(100), displayname varchar(200),
  title varchar(100), company varchar(100), department varchar(100), language varchar(100), timezone varchar(100), dateformat varchar(100),
  timeformat varchar(100), datetimeformat varchar(100), email text, cell varchar(100), work varchar(100), home varchar(100), fax varchar(100));
CREATE TABLE userman_users_settings (
  uid integer, module varchar(65), "key" varchar(190), val blob, type varchar(16));
CREATE TABLE userman_groups (
  id integer, auth varchar(150), authid varchar(750), groupname varchar(150), description varchar(255), language varchar(100),
  timezone varchar(100), dateformat varchar(100), timeformat varchar(100), datetimeformat varchar(100), priority integer, users blob,
  permissions blob, local integer);
CREATE TABLE contactmanager_groups (
  id integer, owner integer, name varchar(80), type varchar(25));
CREATE TABLE contactmanager_group_entries (
  id integer, groupid integer, "user" integer, displayname varchar(100), fname varchar(100), lname varchar(100), title varchar(100),
  company varchar(100), address varchar(200), uuid varchar(36));
CREATE TABLE contactmanager_entry_speeddials (
  id varchar(5), entryid integer, numberid integer);
CREATE TABLE contactmanager_entry_numbers (
  id integer, entryid integer, number varchar(100), extension varchar(100), countrycode varchar(4), nationalnumber varchar(100),
  regioncode varchar(2), locale varchar(2), stripped varchar(100), type varchar(100), flags varchar(100), "E164" varchar(100),
  possibleshort integer);
CREATE TABLE contactmanager_entry_images (
  entryid integer, image blob, format varchar(45), gravatar integer);
CREATE TABLE contactmanager_entry_userman_images (
  uid integer, image blob, format varchar(45), gravatar integer);
CREATE TABLE contactmanager_entry_xmpps (
  id integer, entryid integer, xmpp varchar(100));
CREATE TABLE contactmanager_entry_emails (
  id integer, entryid integer, email varchar(100));
CREATE TABLE contactmanager_entry_websites (
  id integer, entryid integer, website varchar(100));
CREATE TABLE contactmanager_general_favorites (
  id integer, list_name varchar(100), contact_ids blob);
CREATE TABLE contactmanager_user_favorites (
  uid integer, contact_ids blob);
CREATE TABLE asteriskcdrdb.cdr (
  calldate timestamp, clid varchar(80), src varchar(80), dst varchar(80), dcontext varchar(80), channel varchar(80), dstchannel varchar(80),
  lastapp varchar(80), lastdata varchar(80), duration integer, billsec integer, disposition varchar(45), amaflags integer, accountcode varchar(20),
  uniqueid varchar(32), userfield varchar(255), did varchar(50), recordingfile varchar(255), cnum varchar(80), cnam varchar(80),
  outbound_cnum varchar(80), outbound_cnam varchar(80), dst_cnam varchar(80), linkedid varchar(32), peeraccount varchar(80), sequence integer);
CREATE TABLE asteriskcdrdb.cel (
  id integer, eventtype varchar(30), eventtime timestamp, cid_name varchar(80), cid_num varchar(80), cid_ani varchar(80), cid_rdnis varchar(80),
  cid_dnid varchar(80), exten varchar(80), context varchar(80), channame varchar(80), appname varchar(80), appdata varchar(1024), amaflags integer,
  accountcode varchar(20), uniqueid varchar(32), linkedid varchar(32), peer varchar(80), userdeftype varchar(255), extra varchar(512));
CREATE TABLE asteriskcdrdb.queue_log (
  id integer, time timestamp, callid varchar(80), queuename varchar(256), agent varchar(80), event varchar(32), data1 varchar(100),
  data2 varchar(100), data3 varchar(100), data4 varchar(100), data5 varchar(100));
CREATE TABLE asteriskcdrdb.voicemessages (
  id integer, msgnum integer, dir varchar(80), context varchar(80), macrocontext varchar(80), callerid varchar(40), origtime varchar(40),
  duration varchar(20), mailboxuser varchar(80), mailboxcontext varchar(80), recording blob, flag varchar(128), "read" integer, msg_id varchar(40));
