"""Call records as a cluster writes them: two head lines, times and addresses as numbers, calls that are passed on, groups and conferences."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.profiles.installed import Answered, access, book, source_file

# the columns of a release 12.5, in the order in which the cluster writes them
CDR = """cdrRecordType globalCallID_callManagerId globalCallID_callId origLegCallIdentifier dateTimeOrigination origNodeId origSpan origIpAddr
    callingPartyNumber callingPartyUnicodeLoginUserID origCause_location origCause_value origPrecedenceLevel origMediaTransportAddress_IP
    origMediaTransportAddress_Port origMediaCap_payloadCapability origMediaCap_maxFramesPerPacket origMediaCap_g723BitRate
    origVideoCap_Codec origVideoCap_Bandwidth origVideoCap_Resolution origVideoTransportAddress_IP origVideoTransportAddress_Port
    origRSVPAudioStat origRSVPVideoStat destLegIdentifier destNodeId destSpan destIpAddr originalCalledPartyNumber finalCalledPartyNumber
    finalCalledPartyUnicodeLoginUserID destCause_location destCause_value destPrecedenceLevel destMediaTransportAddress_IP
    destMediaTransportAddress_Port destMediaCap_payloadCapability destMediaCap_maxFramesPerPacket destMediaCap_g723BitRate
    destVideoCap_Codec destVideoCap_Bandwidth destVideoCap_Resolution destVideoTransportAddress_IP destVideoTransportAddress_Port
    destRSVPAudioStat destRSVPVideoStat dateTimeConnect dateTimeDisconnect lastRedirectDn pkid originalCalledPartyNumberPartition
    callingPartyNumberPartition finalCalledPartyNumberPartition lastRedirectDnPartition duration origDeviceName destDeviceName
    origCallTerminationOnBehalfOf destCallTerminationOnBehalfOf origCalledPartyRedirectOnBehalfOf lastRedirectRedirectOnBehalfOf
    origCalledPartyRedirectReason lastRedirectRedirectReason destConversationId globalCallId_ClusterID joinOnBehalfOf comment
    authCodeDescription authorizationLevel clientMatterCode origDTMFMethod destDTMFMethod callSecuredStatus origConversationId
    origMediaCap_Bandwidth destMediaCap_Bandwidth authorizationCodeValue outpulsedCallingPartyNumber outpulsedCalledPartyNumber
    origIpv4v6Addr destIpv4v6Addr origVideoCap_Codec_Channel2 origVideoCap_Bandwidth_Channel2 origVideoCap_Resolution_Channel2
    origVideoTransportAddress_IP_Channel2 origVideoTransportAddress_Port_Channel2 origVideoChannel_Role_Channel2 destVideoCap_Codec_Channel2
    destVideoCap_Bandwidth_Channel2 destVideoCap_Resolution_Channel2 destVideoTransportAddress_IP_Channel2
    destVideoTransportAddress_Port_Channel2 destVideoChannel_Role_Channel2 IncomingProtocolID IncomingProtocolCallRef OutgoingProtocolID
    OutgoingProtocolCallRef currentRoutingReason origRoutingReason lastRedirectingRoutingReason huntPilotPartition huntPilotDN
    calledPartyPatternUsage IncomingICID IncomingOrigIOI IncomingTermIOI OutgoingICID OutgoingOrigIOI OutgoingTermIOI
    outpulsedOriginalCalledPartyNumber outpulsedLastRedirectingNumber wasCallQueued totalWaitTimeInQueue callingPartyNumber_uri
    originalCalledPartyNumber_uri finalCalledPartyNumber_uri lastRedirectDn_uri mobileCallingPartyNumber finalMobileCalledPartyNumber
    origMobileDeviceName destMobileDeviceName origMobileCallDuration destMobileCallDuration mobileCallType originalCalledPartyPattern
    finalCalledPartyPattern lastRedirectingPartyPattern huntPilotPattern origDeviceType destDeviceType origDeviceSessionID
    destDeviceSessionID"""
CMR = """cdrRecordType globalCallID_callManagerId globalCallID_callId nodeId directoryNum callIdentifier dateTimeStamp numberPacketsSent
    numberOctetsSent numberPacketsReceived numberOctetsReceived numberPacketsLost jitter latency pkid directoryNumPartition
    globalCallId_ClusterID deviceName varVQMetrics duration videoContentType videoDuration numberVideoPacketsSent numberVideoOctetsSent
    numberVideoPacketsReceived numberVideoOctetsReceived numberVideoPacketsLost videoAverageJitter videoRoundTripTime videoOneWayDelay
    videoReceptionMetrics videoTransmissionMetrics videoContentType_channel2 videoDuration_channel2 numberVideoPacketsSent_channel2
    numberVideoOctetsSent_channel2 numberVideoPacketsReceived_channel2 numberVideoOctetsReceived_channel2 numberVideoPacketsLost_channel2
    videoAverageJitter_channel2 videoRoundTripTime_channel2 videoOneWayDelay_channel2 videoReceptionMetrics_channel2
    videoTransmissionMetrics_channel2 localSessionID remoteSessionID headsetSN headsetMetrics"""
NUMBERS = ("cdrRecordType", "Id", "dateTime", "IpAddr", "_IP", "Reason", "duration", "_value", "jitter", "latency", "number", "wasCallQueued")
SECRET = "4711sesam"
JULY = 1751320800  # 1 July 2025, 00:00 in Copenhagen


def line(names: str, kind: str, cells: dict[str, object]) -> str:
    """A record: numbers bare, texts in quotes, what is not given 0 or empty."""
    given = {"cdrRecordType": kind, "origCalledPartyRedirectReason": 0, "lastRedirectRedirectReason": 0, **cells}
    return ",".join(str(given.get(name, 0)) if is_number(name) else f'"{given.get(name, "")}"' for name in names.split())


def is_number(name: str) -> bool:
    return any(word in name for word in NUMBERS) and name != "pkid" and "ID" not in name.replace("globalCallID", "")


def a_file(names: str, kind: str, *records: dict[str, object]) -> str:
    head = ",".join(f'"{name}"' for name in names.split())
    types = ",".join("INTEGER" if is_number(name) else "VARCHAR(50)" for name in names.split())
    return "\n".join([head, types, *(line(names, kind, one) for one in records)]) + "\n"


def call(pkid: str, caller: str, first: str, final: str = "", at: int = JULY + 1000, **more: object) -> dict[str, object]:
    final = final or first
    return {"pkid": pkid, "callingPartyNumber": caller, "originalCalledPartyNumber": first, "finalCalledPartyNumber": final, "lastRedirectDn": first,
            "dateTimeOrigination": at, "dateTimeConnect": at + 5, "dateTimeDisconnect": at + 65, "duration": 60, **more}


def passed(reason: int, last: str) -> dict[str, object]:
    return {"origCalledPartyRedirectReason": reason, "lastRedirectRedirectReason": reason, "lastRedirectDn": last}


OUTSIDE, MOBILE = "+4522334455", "+4526123456"
CALLS = [
    call("a", "201", "202", at=JULY - 1, callingPartyUnicodeLoginUserID="carol", finalCalledPartyUnicodeLoginUserID="dave",
        origDeviceName="SEP0011AABBCC01",
         destDeviceName="SEP0011AABBCC02", origIpAddr=-1139627840, destIpAddr=33663168, mobileCallingPartyNumber=MOBILE,
         authorizationCodeValue=SECRET),
    call("b", OUTSIDE, "201", at=JULY, destDeviceName="SEP0011AABBCC01", origIpAddr=16777226),
    call("c", "2011", "20", dateTimeConnect=0), call("d", "anonymous", "201", destDeviceName="SEP0011AABBCC01"),
    call("e", "202", "978770202", outpulsedCalledPartyNumber="78770202", destDeviceName="sip_trunk"),
    call("f", OUTSIDE, "201", "202", **passed(15, "201"), destDeviceName="SEP0011AABBCC02", finalCalledPartyUnicodeLoginUserID="dave"),
    call("g", OUTSIDE, "201", "9" + MOBILE.removeprefix("+45"), **passed(2, "201"), outpulsedCalledPartyNumber=MOBILE.removeprefix("+45")),
    call("h", OUTSIDE, "500", "202", **passed(5, "500"), huntPilotDN="500", wasCallQueued=1, totalWaitTimeInQueue=7),
    call("i", "202", "b00123", comment="ConfControllerDn=201;ConfControllerDeviceName=SEP0011AABBCC01;ConfRequestorDn=203"),
    call("j", "203", "b00123", comment="ConfControllerDn=2011;ConfControllerDeviceName=SEP0011AABBCC09"),
    call("k", "203", "202")]
QUALITY: list[dict[str, object]] = [
    {"pkid": "q1", "directoryNum": "201", "deviceName": "SEP0011AABBCC01", "dateTimeStamp": JULY + 70, "numberPacketsSent": 3000, "duration": 60},
    {"pkid": "q2", "directoryNum": "202", "deviceName": "SEP0011AABBCC02", "dateTimeStamp": JULY + 70}]


@pytest.fixture
def sources(tmp_path: Path) -> Path:
    """Two clusters; that of Nordlys keeps files of two releases, that of Sydkyst has no records of quality."""
    for name in ("nordlys", "sydkyst"):
        root = tmp_path / name
        (root / "2025").mkdir(parents=True)
        source_file(tmp_path / "sources", "cisco_cucm", f"{{root: '{root}'}}", key=name, connector="files", more=f"tenant: {name}.example")
    old = " ".join(name for name in CDR.split() if not name.endswith(("_uri", "Pattern", "SessionID")) and "obile" not in name)
    (tmp_path / "nordlys/2025/cdr_StandAloneCluster_01_202507010000_1").write_text(a_file(CDR, "1", *CALLS[:6]), encoding="utf-8")
    (tmp_path / "nordlys/cdr_StandAloneCluster_01_202507010001_2").write_text(a_file(old, "1", *CALLS[6:]), encoding="utf-8")
    (tmp_path / "nordlys/cmr_StandAloneCluster_01_202507010001_2").write_text(a_file(CMR, "2", *QUALITY), encoding="utf-8")
    (tmp_path / "sydkyst/cdr_StandAloneCluster_01_202507010000_1").write_text(a_file(CDR, "1", call("s", "201", "300")), encoding="utf-8")
    return tmp_path / "sources"


def found(sources: Path, *identities: str) -> tuple[Answered, dict[str, list[str]]]:
    answered = access(sources, sources.parent / "out", *identities)
    return answered, {name: answered.keys(name, "pkid") for name, rows in answered.rows.items() if rows}


def test_every_column_is_said() -> None:
    (source,) = book("cisco_cucm").sources
    said = {one.address.collection: {*one.left_out, *(field.name for field in one.fields)} for one in source.collections()}
    assert ({*CDR.split()} - said["cdr"], {*CMR.split()} - said["cmr"]) == (set(), set())


@pytest.mark.parametrize(("identity", "entries"), [
    ("extension=201#nordlys.example", {"cdr": [*"abdfgi"], "cmr": ["q1"]}),
    ("extension=201@2025-07-01T00:00:00+02:00..#nordlys.example", {"cdr": [*"bdfgi"], "cmr": ["q1"]}),
    ("extension=201@..2025-07-01T00:00:00+02:00#nordlys.example", {"cdr": ["a"]}),
    ("extension=201#sydkyst.example", {"cdr": ["s"]}), ("extension=20#nordlys.example", {"cdr": ["c"]}), ("extension=2011#nordlys.example",
        {"cdr": [*"cj"]}),
    ("username=Dave#nordlys.example", {"cdr": [*"af"]}), ("mac=00:11:aa:bb:cc:01#nordlys.example", {"cdr": [*"abd"], "cmr": ["q1"]}),
    ("phone_number=+4578770202#nordlys.example", {"cdr": ["e"]}), (f"phone_number={OUTSIDE}#nordlys.example", {"cdr": [*"bfgh"]}),
    (f"phone_number={MOBILE}#nordlys.example", {"cdr": [*"ag"]}), ("phone_number=+452233445#nordlys.example", {}),
    ("extension=204#nordlys.example", {}), ("extension=50#nordlys.example", {}), ("extension=500#nordlys.example", {}),
    ("username=VARCHAR(50)#nordlys.example", {})])
def test_each_has_their_calls_and_nobody_elses(sources: Path, identity: str, entries: dict[str, list[str]]) -> None:
    """An instant at which a number changes hands, numbers that begin others, an access digit, the maker of a conference, the head's second line."""
    answered, got = found(sources, identity)
    assert (got, answered.status) == (entries, 0)


def test_numbers_of_machines_are_told_as_times_and_addresses(sources: Path) -> None:
    answered, _ = found(sources, "username=carol#nordlys.example")
    (own,) = answered.rows["cdr"]
    assert (own["dateTimeOrigination"], own["dateTimeConnect"]) == ("2025-06-30T23:59:59+02:00", "2025-07-01T00:00:04+02:00")
    assert (own["origIpAddr"], own["destIpAddr"], own["mobileCallingPartyNumber"]) == ("192.168.18.188", None, MOBILE)
    assert (own["finalCalledPartyNumber"], own["finalCalledPartyUnicodeLoginUserID"], own["destDeviceName"]) == ("202", None, None)
    assert [word for word in (SECRET, "dave", "BBCC02") if word in answered.text] == []


def test_who_called_does_not_learn_where_the_call_went(sources: Path) -> None:
    answered, _ = found(sources, f"phone_number={OUTSIDE}#nordlys.example")
    calls = {row["pkid"]: row for row in answered.rows["cdr"]}
    assert (calls["g"]["originalCalledPartyNumber"], calls["g"]["finalCalledPartyNumber"], calls["g"]["outpulsedCalledPartyNumber"]) == ("201",
        None, None)
    assert (calls["b"]["origIpAddr"], calls["b"]["destDeviceName"]) == ("10.0.0.1", None)
    assert [word for word in ("26123456", "dave", "BBCC") if word in answered.text] == []


def test_who_passed_a_call_on_sees_no_device_or_name_of_the_next(sources: Path) -> None:
    answered, _ = found(sources, "extension=201#nordlys.example")
    calls = {row["pkid"]: row for row in answered.rows["cdr"]}
    assert (calls["f"]["finalCalledPartyNumber"], calls["f"]["destDeviceName"], calls["f"]["finalCalledPartyUnicodeLoginUserID"]) == ("202", None,
        None)
    assert (calls["d"]["callingPartyNumber"], calls["d"]["destDeviceName"]) == ("anonymous", "SEP0011AABBCC01")
    assert (calls["i"]["comment"], calls["i"]["callingPartyNumber"]) == (None, "202")
    assert "203" not in {row["callingPartyNumber"] for row in calls.values()}


def test_who_was_reached_by_a_call_that_was_passed_on_sees_their_own_number(sources: Path) -> None:
    answered, _ = found(sources, f"phone_number={MOBILE}#nordlys.example")
    calls = {row["pkid"]: row for row in answered.rows["cdr"]}
    assert (calls["g"]["outpulsedCalledPartyNumber"], calls["g"]["callingPartyNumber"]) == ("26123456", OUTSIDE)


def test_a_call_to_a_group_is_counted_and_nobodys_but_who_took_it(sources: Path) -> None:
    answered, _ = found(sources, "extension=500#nordlys.example")
    assert {one["address"]: (one["found"], one["withheld"]) for one in answered.response["collections"] if one["found"]} == {"nordlys.cdr": (1, 1)}
    _, entries = found(sources, "extension=202#nordlys.example")
    assert "h" in entries["cdr"]
