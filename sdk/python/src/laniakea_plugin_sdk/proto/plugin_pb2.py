"""The messages of Laniakea's plugin.proto. Their types are in plugin_pb2.pyi.

In a pool of its own: a program may have another file of that name, or other messages of these.
"""

from google.protobuf.descriptor_pb2 import FieldDescriptorProto, FileDescriptorProto
from google.protobuf.descriptor_pool import DescriptorPool
from google.protobuf.message_factory import GetMessageClass

_FILE = "plugin.proto"
_PACKAGE = "proto"
_STRING, _INT64, _BYTES = (
    FieldDescriptorProto.TYPE_STRING,
    FieldDescriptorProto.TYPE_INT64,
    FieldDescriptorProto.TYPE_BYTES,
)
# Numbered from 1 in this order.
_MESSAGES = {
    "Empty": {},
    "Frame": {"source": _STRING, "type": _STRING, "timestamp": _INT64, "payload": _BYTES},
    "VersionNumber": {"version": _STRING},
}


def _described():
    file = FileDescriptorProto(name=_FILE, package=_PACKAGE, syntax="proto3")
    for name, fields in _MESSAGES.items():
        message = file.message_type.add(name=name)
        for number, (field, kind) in enumerate(fields.items(), start=1):
            message.field.add(name=field, number=number, type=kind, label=FieldDescriptorProto.LABEL_OPTIONAL)
    pool = DescriptorPool()
    pool.AddSerializedFile(file.SerializeToString())
    return pool.FindFileByName(_FILE)


def _message(name):
    made = GetMessageClass(DESCRIPTOR.message_types_by_name[name])
    made.__module__ = __name__
    return made


DESCRIPTOR = _described()
Empty = _message("Empty")
Frame = _message("Frame")
VersionNumber = _message("VersionNumber")
