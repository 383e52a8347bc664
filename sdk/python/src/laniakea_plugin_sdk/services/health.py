"""grpc.health.v1, by which a host may ask whether the plugin serves."""

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

from laniakea_plugin_sdk import _facts as facts


def add_health(server: grpc.Server) -> None:
    """SERVING under the name that go-plugin asks for, and under none, for as long as the process lives."""
    servicer = health.HealthServicer()
    for name in (facts.SERVICE_HEALTH_NAME, ""):
        servicer.set(name, health_pb2.HealthCheckResponse.SERVING)
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
