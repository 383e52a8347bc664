import { createTwoFilesPatch, FILE_HEADERS_ONLY } from "diff";

/** What `patch` and `git apply` take; line ends and the lack of a last one included. Empty when nothing differs. */
export function unifiedDiff(file: string, before: string | undefined, after: string): string {
  if (before === after) return "";
  const from = before === undefined ? "/dev/null" : file;
  return createTwoFilesPatch(from, file, before ?? "", after, undefined, undefined, {
    headerOptions: FILE_HEADERS_ONLY,
  });
}
