/**
 * Modules of Node's own that no plugin needs before a host has connected, or at all. Each is loaded by its first use: with all that they load
 * in turn they would take a quarter of the time to the handshake. An `import` of one in this folder is one of types.
 */
export const lateNode = {
  get http2(): typeof import("node:http2") {
    return process.getBuiltinModule("node:http2");
  },
  get tls(): typeof import("node:tls") {
    return process.getBuiltinModule("node:tls");
  },
  get crypto(): typeof import("node:crypto") {
    return process.getBuiltinModule("node:crypto");
  },
};
