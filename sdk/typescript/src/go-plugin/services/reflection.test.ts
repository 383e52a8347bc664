import { expect, test } from "vitest";
import { PLUGIN_PROTO } from "../../plugin-proto.js";
import type { OutgoingStream } from "../rpc/service.js";
import { MessageWriter, readFields, toBytes, toInteger, toText, type WireField } from "../rpc/wire.js";
import { DescriptorIndex } from "./descriptor-index.js";
import { DESCRIPTORS } from "./descriptors.js";
import { withReflection } from "./reflection.js";

const builtIn = Buffer.from(DESCRIPTORS, "base64");
const laniakea = Buffer.from(PLUGIN_PROTO, "base64");
const namesOf = (files: readonly { name: string }[] | undefined) => files?.map(({ name }) => name);

test("a file is found by what it defines, with what it imports after it", () => {
  const index = new DescriptorIndex([builtIn, laniakea]);
  expect(namesOf(index.fileContaining("plugin.StdioData.Channel"))).toEqual([
    "internal/plugin/grpc_stdio.proto",
    "google/protobuf/empty.proto",
  ]);
  const known = new Set(["google/protobuf/empty.proto"]);
  expect(namesOf(index.fileContaining("plugin.GRPCStdio.StreamStdio", known))).toEqual([
    "internal/plugin/grpc_stdio.proto",
  ]);
  expect(namesOf(index.fileContaining("proto.Datasource.StartRecord"))).toEqual(["plugin.proto"]);
  expect(namesOf(index.fileNamed("grpc/health/v1/health.proto"))).toEqual(["grpc/health/v1/health.proto"]);
  expect(index.fileNamed("nothing.proto")).toBeUndefined();
  expect(index.fileContaining("plugin")).toBeUndefined();
});

/** One answer of the service to one request. */
async function ask(request: Uint8Array): Promise<Map<number, WireField["value"]>> {
  const [method] = withReflection([{ name: "proto.Datasource", methods: {} }], laniakea)
    .filter(({ name }) => name === "grpc.reflection.v1.ServerReflection")
    .map(({ methods }) => methods["ServerReflectionInfo"]);
  if (method?.kind !== "bidi-stream") throw new Error("no method");
  const answers: Uint8Array[] = [];
  const stream = { send: async (message: Uint8Array) => void answers.push(message) } as unknown as OutgoingStream;
  await method.handle(
    (async function* () {
      yield request;
    })(),
    stream,
  );
  return new Map([...readFields(answers[0] ?? Buffer.of())].map(({ number, value }) => [number, value]));
}

test("the author's services are described by the descriptors that came with them", async () => {
  const answer = await ask(new MessageWriter().string(1, "me").string(4, "proto.Datasource").finish());
  expect(toText(answer.get(1) ?? 0n)).toBe("me");
  const [file] = [...readFields(toBytes(answer.get(4) ?? 0n))];
  expect(Buffer.from(toBytes(file?.value ?? 0n))).toEqual(
    Buffer.from(new DescriptorIndex([laniakea]).fileNamed("plugin.proto")?.[0]?.bytes ?? []),
  );
});

test("a question about extensions is answered, and not with a broken stream", async () => {
  const answer = await ask(new MessageWriter().string(6, "proto.Frame").finish());
  const [code, message] = [...readFields(toBytes(answer.get(7) ?? 0n))];
  expect([toInteger(code?.value ?? 0n), toText(message?.value ?? 0n)]).toEqual([12, "extensions are not supported"]);
});
