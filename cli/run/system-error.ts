/** What a person can make of a failed system call, by its code. */
const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "no space left on the disk",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is not a folder",
  EISDIR: "is a folder, not a file",
  ELOOP: "too many symbolic links",
  ENAMETOOLONG: "the path is too long",
  ENOENT: "not found",
  EBUSY: "in use by another program; stop the daemon first",
  ETXTBSY: "in use by another program; stop the daemon first",
  EIO: "the disk failed",
};

/** What a failed system call means, in words: "no space left on the disk (ENOSPC)"; undefined for a code that says little to a person. */
export function reasonOf(code: string | undefined): string | undefined {
  const reason = code === undefined ? undefined : REASONS[code];
  return reason === undefined ? undefined : `${reason} (${code})`;
}
