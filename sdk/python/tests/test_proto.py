import pickle

from google.protobuf import descriptor_pool
from google.protobuf.descriptor_pb2 import FileDescriptorProto

from laniakea_plugin_sdk.proto.plugin_pb2 import DESCRIPTOR, Empty, Frame, VersionNumber


def test_messages_have_the_bytes_of_laniakea_s_plugin_proto() -> None:
    frame = Frame(source="a", type="b", timestamp=300, payload=b"c")
    assert frame.SerializeToString() == b"\x0a\x01a\x12\x01b\x18\xac\x02\x22\x01c"
    assert VersionNumber(version="1.0.0").SerializeToString() == b"\x0a\x051.0.0"
    assert Empty().SerializeToString() == b""


def test_a_message_of_a_newer_daemon_is_read() -> None:
    assert VersionNumber.FromString(b"\x0a\x011\x12\x03new").version == "1"


def test_a_frame_goes_to_another_process() -> None:
    frame = Frame(source="a", payload=b"\0")
    assert pickle.loads(pickle.dumps(frame)) == frame


def test_another_description_of_the_same_name_does_no_harm() -> None:
    other = FileDescriptorProto(name=DESCRIPTOR.name, package=DESCRIPTOR.package)
    other.message_type.add(name="Frame")
    assert descriptor_pool.Default().AddSerializedFile(other.SerializeToString()) is not None
