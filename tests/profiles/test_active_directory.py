"""A domain as Active Directory keeps it, on a real server that knows its attributes: accounts, contacts, groups and computers."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.profiles.installed import Answered, access, book, source_file
from tests.servers.ldap import SUFFIX, Directory, Entry, a_type

# what a user may have (MS-ADSC: top, person, organizationalPerson, user, mailRecipient, posixAccount), but for what the server keeps for itself
USER = """accountExpires adminCount assistant audio badPasswordTime badPwdCount businessCategory c carLicense cn co codePage comment company
    countryCode department departmentNumber description displayName displayNamePrintable division employeeID employeeNumber employeeType
    facsimileTelephoneNumber gecos generationQualifier gidNumber givenName homeDirectory homeDrive homePhone homePostalAddress info initials
    internationalISDNNumber ipPhone jpegPhoto l lastLogoff lastLogon lastLogonTimestamp localeID lockoutTime loginShell logonCount
    logonHours logonWorkstation mail mailNickname managedObjects manager memberOf middleName mobile name o objectClass objectGUID objectSid
    otherFacsimileTelephoneNumber otherHomePhone otherIpPhone otherMailbox otherMobile otherPager otherTelephone ou pager personalTitle
    photo physicalDeliveryOfficeName postOfficeBox postalAddress postalCode preferredLanguage primaryGroupID primaryInternationalISDNNumber
    primaryTelexNumber profilePath proxyAddresses pwdLastSet registeredAddress roomNumber sAMAccountName sAMAccountType scriptPath secretary
    seeAlso servicePrincipalName sIDHistory sn st street streetAddress telephoneAssistant telephoneNumber telexNumber thumbnailLogo
    thumbnailPhoto title uid uidNumber unicodePwd unixHomeDirectory url userAccountControl userCertificate userParameters userPassword
    userPrincipalName userSMIMECertificate userWorkstations wWWHomePage whenChanged whenCreated x121Address directReports ntPwdHistory
    lmPwdHistory dBCSPwd supplementalCredentials unixUserPassword msSFU30Password userPKCS12 altSecurityIdentities distinguishedName
    objectCategory uSNCreated uSNChanged nTSecurityDescriptor legacyExchangeDN targetAddress msRTCSIP-PrimaryUserAddress msRTCSIP-Line
    msNPAllowDialin msRADIUSCallbackNumber msRADIUSFramedIPAddress msDS-KeyCredentialLink aCSPolicyName controlAccessRights
    defaultClassStore desktopProfile dynamicLDAPServer groupMembershipSAM groupPriority groupsToIgnore labeledURI maxStorage
    mS-DS-CreatorSID msCOM-UserPartitionSetLink msDRM-IdentityCertificate msDS-AssignedAuthNPolicy msDS-AssignedAuthNPolicySilo
    msDS-AuthenticatedAtDC msDS-AuthNPolicySiloMembersBL msDS-Cached-Membership msDS-Cached-Membership-Time-Stamp
    msDS-FailedInteractiveLogonCount msDS-FailedInteractiveLogonCountAtLastSuccessfulLogon msDS-LastFailedInteractiveLogonTime
    msDS-LastSuccessfulInteractiveLogonTime msDS-PrimaryComputer msDS-ResultantPSO msDS-SecondaryKrbTgtNumber msDS-Site-Affinity
    msDS-SourceObjectDN msDS-SupportedEncryptionTypes msDS-SyncServerUrl msDS-User-Account-Control-Computed
    msDS-UserPasswordExpiryTimeComputed msIIS-FTPDir msIIS-FTPRoot mSMQDigests mSMQDigestsMig mSMQSignCertificates mSMQSignCertificatesMig
    msNPCallingStationID msNPSavedCallingStationID msPKI-CredentialRoamingTokens msPKIAccountCredentials msPKIDPAPIMasterKeys
    msPKIRoamingTimeStamp msRADIUS-FramedInterfaceId msRADIUS-FramedIpv6Prefix msRADIUS-FramedIpv6Route msRADIUS-SavedFramedInterfaceId
    msRADIUS-SavedFramedIpv6Prefix msRADIUS-SavedFramedIpv6Route msRADIUSFramedRoute msRADIUSServiceType msRASSavedCallbackNumber
    msRASSavedFramedIPAddress msRASSavedFramedRoute msSFU30Name msSFU30NisDomain msTSAllowLogon msTSBrokenConnectionAction
    msTSConnectClientDrives msTSConnectPrinterDrives msTSDefaultToMainPrinter msTSExpireDate msTSExpireDate2 msTSExpireDate3 msTSExpireDate4
    msTSHomeDirectory msTSHomeDrive msTSInitialProgram msTSLicenseVersion msTSLicenseVersion2 msTSLicenseVersion3 msTSLicenseVersion4
    msTSLSProperty01 msTSLSProperty02 msTSManagingLS msTSManagingLS2 msTSManagingLS3 msTSManagingLS4 msTSMaxConnectionTime
    msTSMaxDisconnectionTime msTSMaxIdleTime msTSPrimaryDesktop msTSProfilePath msTSProperty01 msTSProperty02 msTSReconnectionAction
    msTSRemoteControl msTSSecondaryDesktops msTSWorkDirectory networkAddress operatorCount otherLoginWorkstations preferredOU terminalServer
    userSharedFolder userSharedFolderOther x500uniqueIdentifier"""
MORE = ("member", "managedBy", "groupType", "dNSHostName", "operatingSystem", "operatingSystemVersion", "location", "ms-Mcs-AdmPwd",
    "msLAPS-Password")
MANY = ("objectClass", "proxyAddresses", "otherMobile", "memberOf", "member", "mail", "telephoneNumber", "description", "otherTelephone")
KNOWN_TO_THE_SERVER = ("cn", "mail", "ou", "telephoneNumber", "userPassword", "uid", "jpegPhoto", "objectClass", "name")
OCTETS, TEXT = (f"1.3.6.1.4.1.1466.115.121.1.{number}" for number in (40, 15))
SECRETS = ("sesam-hash", "sesam-laps", "sesam-key")
PEOPLE = f"ou=people,{SUFFIX}"
CAROL, BOSS = f"CN=Holm\\2c Carol,{PEOPLE}", f"CN=Boss,{PEOPLE}"


def entry(dn: str, *classes: str, **more: object) -> Entry:
    given = {name.replace("_", "-"): one if isinstance(one, list) else [one] for name, one in more.items()}
    return dn, {"objectClass": list(classes), "cn": [dn.partition(",ou")[0].partition(",dc")[0].removeprefix("CN=").replace("\\", "")], **given}  # type: ignore[dict-item]


ENTRIES: list[Entry] = [
    entry(CAROL, "person", "user", sAMAccountName="carol", userPrincipalName="carol@nordlys.example", mail="carol.holm@nordlys.example",
          proxyAddresses=["SMTP:carol.holm@nordlys.example", "smtp:ch@nordlys.example", "sip:carol@sip.nordlys.example", "X500:/o=Nord/cn=carol"],
          telephoneNumber="+45 78 77 02 02", ipPhone="201", msRTCSIP_Line="tel:+4578770202;ext=201",
          msRTCSIP_PrimaryUserAddress="sip:carol@sip.nordlys.example",
          manager=BOSS, assistant=f"CN=Help,{PEOPLE}", telephoneAssistant="+45 22 33 44 55", directReports=[f"CN=Report,{PEOPLE}"],
          accountExpires="9223372036854775807", lastLogonTimestamp="134129520000000000", badPasswordTime="0", userAccountControl="512",
          objectGUID=b"\x01\x02", unicodePwd=SECRETS[0], msDS_KeyCredentialLink=SECRETS[2],
          otherMobile=["+45 26 12 34 56"], memberOf=[f"CN=Sales,{SUFFIX}"]),
    entry(BOSS, "person", "user", sAMAccountName="boss", userPrincipalName="boss@nordlys.example", mail="boss@nordlys.example", ipPhone="2011",
          facsimileTelephoneNumber="+45 78 77 02 02", assistant=CAROL.upper()),
    entry(f"CN=Holm\\, Carol,ou=other,{SUFFIX}", "person", "user", sAMAccountName="carol2", userPrincipalName="carol.holm@nordlys.example",
          ipPhone="20", mail="carol2@nordlys.example", telephoneNumber="+45 78 77 02 0", homePhone="+45 78 77 02 02",
          manager=CAROL.upper()),
    entry(f"CN=Partner,{SUFFIX}", "person", "contact", mail="partner@outside.example", mobile="+45 33 44 55 66",
          proxyAddresses=["SMTP:partner@outside.example"]),
    entry(f"CN=PC7,{SUFFIX}", "person", "user", "computer", sAMAccountName="PC7$", dNSHostName="pc7.nordlys.example", managedBy=CAROL,
          ms_Mcs_AdmPwd=SECRETS[1]),
    entry(f"CN=Sales,{SUFFIX}", "group", member=[BOSS, CAROL.lower()], managedBy=BOSS, groupType="-2147483646"),
    entry(f"CN=Board,{SUFFIX}", "group", member=[BOSS], managedBy=CAROL)]


@pytest.fixture(scope="module")
def server() -> Iterator[Directory]:
    started = Directory()
    names = dict.fromkeys(name for name in (*USER.split(), *MORE) if name not in KNOWN_TO_THE_SERVER)
    types = [a_type(300 + number, name, OCTETS if name == "objectGUID" else TEXT, "" if name in MANY else "SINGLE-VALUE ")
             for number, name in enumerate(names)]
    classes = [f"( 1.3.6.1.4.1.99999.{number} NAME '{name}' )" for number, name in enumerate(("user", "contact", "group", "computer"), 900)]
    started.put(ENTRIES, types, classes)
    yield started
    started.stop()


@pytest.fixture
def sources(server: Directory, tmp_path: Path) -> Path:
    return source_file(tmp_path / "sources", "active_directory", f"{{url: '{server.url}', base: '{SUFFIX}'}}", key="ad", connector="ldap",
                       more="tenant: nordlys.example")


def found(sources: Path, *identities: str) -> tuple[Answered, dict[str, list[str]]]:
    answered = access(sources, sources.parent / "out", *identities)
    return answered, {name: answered.keys(name, "cn" if "cn" in rows[0] else "dn") for name, rows in answered.rows.items() if rows}


def test_every_attribute_of_a_user_is_said() -> None:
    (source,) = book("active_directory").sources
    users = next(one for one in source.collections() if one.address.collection == "users")
    assert {*USER.split()} - {*users.left_out, *(field.name for field in users.fields)} == set()


@pytest.mark.parametrize("identity", [
    "email=Carol.Holm@nordlys.example", "email=CH@nordlys.example", "username=CAROL", "username=carol@nordlys.example",
    "extension=201#nordlys.example",
    "phone_number=+4578770202", "phone_number=+4526123456", "sip_uri=carol@sip.nordlys.example",
    "phone_number=+4578770202@2025-07-01T00:00:00+02:00..#nordlys.example"])
def test_a_person_has_their_account_and_what_names_it(sources: Path, identity: str) -> None:
    answered, entries = found(sources, identity)
    assert entries == {"users": ["['Holm2c Carol']"], "reports": ["None"], "assists": ["None"], "groups": ["['Sales']"],
                       "managed_groups": ["['Board']"], "managed_computers": ["['PC7']"]}
    assert answered.status == 0


@pytest.mark.parametrize("identity", [
    "email=eve@nordlys.example", "email=carol@nordlys.example", "extension=201#sydkyst.example", "extension=2012#nordlys.example", "username=PC7$",
    "username=carol#sydkyst.example", "phone_number=+457877020", "phone_number=+4522334455", "phone_number=+4578770202@..2025-07-01T00:00:00+02:00"])
def test_nobody_is_found_by_what_is_not_theirs(sources: Path, identity: str) -> None:
    """A stranger, a name to sign in with that is no mailbox, other companies, a computer, a beginning of a number, one that was given up."""
    answered, entries = found(sources, identity)
    assert (answered.status, entries) == (0, {})


def test_two_people_of_one_name_are_two(sources: Path) -> None:
    """One signs in with what is the other's mail address."""
    _, entries = found(sources, "email=carol2@nordlys.example")
    assert entries == {"users": ["['Holm, Carol']"]}


def test_a_contact_is_no_user(sources: Path) -> None:
    _, entries = found(sources, "email=partner@outside.example")
    assert entries == {"contacts": ["['Partner']"]}


def test_other_people_stay_behind_and_machine_words_are_told(sources: Path) -> None:
    answered, _ = found(sources, "extension=201#nordlys.example")
    (own,) = answered.rows["users"]
    assert (own["manager"], own["assistant"], own["telephoneAssistant"]) == (None, None, None)
    assert (own["accountExpires"], own["badPasswordTime"], own["lastLogonTimestamp"]) == (None, None, "2026-01-15T13:00:00+01:00")
    assert own["objectGUID"] == "AQI="
    assert len(own["proxyAddresses"]) == 4
    assert answered.rows["groups"][0]["member"] == [CAROL.lower()]
    assert [row["dn"] for row in (*answered.rows["reports"], *answered.rows["assists"])] == [None, None]
    assert [other for other in ("Boss", "Help", "carol2", "Report,", "22 33 44 55", "Partner") if other in answered.text] == []


def test_no_secret_is_written_or_even_asked_for(server: Directory, sources: Path) -> None:
    answered, _ = found(sources, "username=carol#nordlys.example")
    assert [word for word in SECRETS if word in answered.text] == []
    asked = {str(name).lower() for search in server.asked() for name in search["attributes"]}
    assert "thumbnailphoto" in asked
    assert asked & {"unicodepwd", "ntpwdhistory", "ms-mcs-admpwd", "mslaps-password", "msds-keycredentiallink", "directreports", "*"} == set()
