import { StatusCode } from "../rpc/plugin-error.js";
import type { OutgoingStream, Service } from "../rpc/service.js";
import { MessageWriter, readFields, toText } from "../rpc/wire.js";
import { DescriptorIndex, type FoundFile } from "./descriptor-index.js";
import { DESCRIPTORS } from "./descriptors.js";

/** The same messages under two names: most clients know only one of them. */
const NAMES = ["grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"] as const;

/** Field numbers of ServerReflectionRequest and ServerReflectionResponse. */
const REQUEST = { host: 1, fileByName: 3, fileContainingSymbol: 4, listServices: 7 } as const;
const RESPONSE = { host: 1, request: 2, files: 4, services: 6, error: 7 } as const;

/**
 * gRPC server reflection: a client such as grpcurl asks what is served. `descriptors` (a FileDescriptorSet) says what the
 * author's own services look like; without it they are only listed.
 */
export function withReflection(services: readonly Service[], descriptors?: Uint8Array): Service[] {
  const names = [...services.map(({ name }) => name), ...NAMES].sort();
  const builtIn = Buffer.from(DESCRIPTORS, "base64");
  // Most plugins are never asked.
  let index: DescriptorIndex | undefined;
  const files = () => (index ??= new DescriptorIndex(descriptors === undefined ? [builtIn] : [builtIn, descriptors]));
  const reflection = NAMES.map((name): Service => ({
    name,
    methods: {
      ServerReflectionInfo: {
        kind: "bidi-stream",
        handle: (requests, stream) => answerAll(requests, stream, names, files()),
      },
    },
  }));
  return [...services, ...reflection];
}

async function answerAll(
  requests: AsyncIterable<Uint8Array>,
  stream: OutgoingStream,
  names: readonly string[],
  files: DescriptorIndex,
): Promise<void> {
  /** Names of the files that this client has already. */
  const sent = new Set<string>();
  for await (const request of requests) await stream.send(answerTo(request, names, files, sent));
}

function answerTo(request: Uint8Array, names: readonly string[], files: DescriptorIndex, sent: Set<string>) {
  const response = new MessageWriter();
  let host = "";
  let asked = { field: 0, text: "" };
  for (const { number, value } of readFields(request)) {
    if (number === REQUEST.host) host = toText(value);
    else asked = { field: number, text: toText(value) };
  }
  response.string(RESPONSE.host, host).message(RESPONSE.request, request);
  switch (asked.field) {
    case REQUEST.listServices:
      return response.message(RESPONSE.services, serviceList(names)).finish();
    case REQUEST.fileByName:
      return addFiles(response, asked.text, files.fileNamed(asked.text, sent), sent);
    case REQUEST.fileContainingSymbol:
      return addFiles(response, asked.text, files.fileContaining(asked.text, sent), sent);
    default:
      // Extensions do not exist in proto3.
      return addError(response, "UNIMPLEMENTED", "extensions are not supported");
  }
}

function serviceList(names: readonly string[]): Uint8Array {
  const list = new MessageWriter();
  for (const name of names) list.message(1, new MessageWriter().string(1, name).finish());
  return list.finish();
}

function addFiles(response: MessageWriter, asked: string, found: FoundFile[] | undefined, sent: Set<string>) {
  if (found === undefined) return addError(response, "NOT_FOUND", `nothing is known of ${asked}`);
  const list = new MessageWriter();
  for (const { name, bytes } of found) {
    sent.add(name);
    list.message(1, bytes);
  }
  return response.message(RESPONSE.files, list.finish()).finish();
}

function addError(response: MessageWriter, code: "NOT_FOUND" | "UNIMPLEMENTED", message: string): Uint8Array {
  const error = new MessageWriter().integer(1, StatusCode[code]).string(2, message).finish();
  return response.message(RESPONSE.error, error).finish();
}
