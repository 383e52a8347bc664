import { readFields, toBytes, toText } from "../rpc/wire.js";

/** A .proto file as a serialized FileDescriptorProto, and what must be known of it. */
interface ProtoFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly imports: readonly string[];
  /** Full names of its messages, enums, services and methods. */
  readonly symbols: readonly string[];
}

/** Finds .proto files by their name or by what they define. */
export class DescriptorIndex {
  readonly #files = new Map<string, ProtoFile>();
  readonly #bySymbol = new Map<string, ProtoFile>();

  /**
   * @param sets Serialized FileDescriptorSets, as `protoc --include_imports --descriptor_set_out` writes them.
   * @throws {RangeError} when one is none.
   */
  constructor(sets: readonly Uint8Array[]) {
    for (const file of sets.flatMap((set) => messagesIn(set, 1)).map(readFile)) {
      this.#files.set(file.name, file);
      for (const symbol of file.symbols) this.#bySymbol.set(symbol, file);
    }
  }

  /** The file of that name, then all that it imports, as far as they are known; undefined when it is not itself. */
  fileNamed(name: string, without: ReadonlySet<string> = new Set()): FoundFile[] | undefined {
    const file = this.#files.get(name);
    return file && this.#withImports(file, without);
  }

  /** The same for the file that defines a message, enum, service or method. */
  fileContaining(symbol: string, without: ReadonlySet<string> = new Set()): FoundFile[] | undefined {
    const file = this.#bySymbol.get(symbol);
    return file && this.#withImports(file, without);
  }

  #withImports(root: ProtoFile, without: ReadonlySet<string>): FoundFile[] {
    const found = new Set([root]);
    // A set's iteration goes on to what is added meanwhile.
    for (const file of found) {
      for (const name of file.imports) {
        const imported = this.#files.get(name);
        if (imported !== undefined && !without.has(name)) found.add(imported);
      }
    }
    return [...found];
  }
}

export type FoundFile = Pick<ProtoFile, "name" | "bytes">;

/** Field numbers of descriptor.proto. */
const FILE = { name: 1, package: 2, dependency: 3, message: 4, enum: 5, service: 6 } as const;
const MESSAGE = { name: 1, nested: 3, enum: 4 } as const;
const SERVICE = { name: 1, method: 2 } as const;

function readFile(bytes: Uint8Array): ProtoFile {
  const scope = textIn(bytes, FILE.package);
  return {
    name: textIn(bytes, FILE.name),
    bytes,
    imports: messagesIn(bytes, FILE.dependency).map((name) => toText(name)),
    symbols: [
      ...messagesIn(bytes, FILE.message).flatMap((message) => messageSymbols(message, scope)),
      ...messagesIn(bytes, FILE.enum).map((type) => qualify(scope, type)),
      ...messagesIn(bytes, FILE.service).flatMap((service) => serviceSymbols(service, scope)),
    ],
  };
}

function messageSymbols(message: Uint8Array, scope: string): string[] {
  const name = qualify(scope, message);
  const nested = messagesIn(message, MESSAGE.nested).flatMap((inner) => messageSymbols(inner, name));
  return [name, ...nested, ...messagesIn(message, MESSAGE.enum).map((type) => qualify(name, type))];
}

function serviceSymbols(service: Uint8Array, scope: string): string[] {
  const name = qualify(scope, service);
  return [name, ...messagesIn(service, SERVICE.method).map((method) => qualify(name, method))];
}

/** Every descriptor has its name in field 1. */
function qualify(scope: string, descriptor: Uint8Array): string {
  const name = textIn(descriptor, 1);
  return scope === "" ? name : `${scope}.${name}`;
}

function textIn(message: Uint8Array, number: number): string {
  const [text] = messagesIn(message, number);
  return text === undefined ? "" : toText(text);
}

function messagesIn(message: Uint8Array, number: number): Uint8Array[] {
  return [...readFields(message)].filter((field) => field.number === number).map((field) => toBytes(field.value));
}
