import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DESCRIPTORS } from "../../sdk/typescript/src/go-plugin/services/descriptors.js";
import { PLUGIN_PROTO } from "../../sdk/typescript/src/plugin-proto.js";
import { BundledPlugins } from "./bundle-plugin.js";
import { genericHostProgram, runGenericHost } from "./generic-host.js";
import { buildGo, goIsThere } from "./go-toolchain.js";
import { failed } from "./host-steps.js";

describe.runIf(goIsThere())("server reflection", () => {
  const bundled = new BundledPlugins();
  let store = "";
  beforeAll(async () => {
    store = await bundled.bundle("store");
    await genericHostProgram();
  }, 300_000);
  afterAll(() => bundled.remove());

  const SERVICES = [
    "grpc.health.v1.Health",
    "grpc.reflection.v1.ServerReflection",
    "grpc.reflection.v1alpha.ServerReflection",
    "plugin.GRPCBroker",
    "plugin.GRPCController",
    "plugin.GRPCStdio",
    "store.Store",
  ];

  it("lists every service, and describes those that every plugin has", async () => {
    const described = [
      "grpc.health.v1.Health",
      "plugin.GRPCStdio",
      "plugin.GRPCBroker.StartStream",
      "plugin.ConnInfo.Knock",
      "plugin.GRPCController",
      "grpc.reflection.v1.ServerReflection",
    ];
    const steps = await runGenericHost(store, [
      "launch",
      "services:v1",
      "services:v1alpha",
      ...described.map((symbol) => `describe:${symbol}`),
      "kill",
    ]);
    expect(failed(steps)).toEqual([]);
    const lists = steps.filter(({ step }) => step === "services").map(({ value }) => value);
    expect(lists).toEqual([SERVICES, SERVICES]);
    const BROKER = ["plugin.GRPCBroker.StartStream(stream plugin.ConnInfo) stream plugin.ConnInfo"];
    expect(steps.filter(({ step }) => step === "describe").map(({ value }) => value)).toEqual([
      [
        "grpc.health.v1.Health.Check(grpc.health.v1.HealthCheckRequest) grpc.health.v1.HealthCheckResponse",
        "grpc.health.v1.Health.Watch(grpc.health.v1.HealthCheckRequest) stream grpc.health.v1.HealthCheckResponse",
      ],
      ["plugin.GRPCStdio.StreamStdio(google.protobuf.Empty) stream plugin.StdioData"],
      BROKER,
      BROKER,
      ["plugin.GRPCController.Shutdown(plugin.Empty) plugin.Empty"],
      [
        "grpc.reflection.v1.ServerReflection.ServerReflectionInfo(stream grpc.reflection.v1.ServerReflectionRequest) " +
          "stream grpc.reflection.v1.ServerReflectionResponse",
      ],
    ]);
  });

  it("says what it does not know", async () => {
    const steps = await runGenericHost(store, ["launch", "describe:store.Store", "describe:store.Shelf", "kill"]);
    expect(failed(steps).map(({ error }) => error)).toEqual([
      "5 nothing is known of store.Store",
      "5 nothing is known of store.Shelf",
    ]);
  });

  it("has the descriptors that Go has", async () => {
    const program = await buildGo({ package: "descriptors", modfile: "go-plugin-1.8.0.mod" });
    const sets = JSON.parse((await execa(program)).stdout);
    expect(DESCRIPTORS.replaceAll("\n", "")).toBe(sets["go-plugin"]);
    expect(PLUGIN_PROTO.replaceAll("\n", "")).toBe(sets["laniakea"]);
  });
});
