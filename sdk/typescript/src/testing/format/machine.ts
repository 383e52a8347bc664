/** What the file of a program says of the machine that it is for. */
export interface Program {
  readonly platform: "linux" | "darwin" | "win32";
  /** As Node.js calls it; undefined for one that is not known here. */
  readonly arch: string | undefined;
  readonly libc?: "glibc" | "musl" | undefined;
  /** The dynamic loader of Linux that it asks for. */
  readonly loader?: string | undefined;
  /** The oldest glibc that it runs with. */
  readonly glibc?: string | undefined;
  /** The oldest macOS that it runs on. */
  readonly macos?: string | undefined;
  /** Whether it has a signature, which macOS wants of it. */
  readonly signed?: boolean;
}
