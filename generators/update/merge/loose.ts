/** Languages in which blanks around a word mean nothing. */
const LOOSE = /\.(ts|mts|cts|tsx|js|mjs|cjs|json|md)$/;

/** Whether a formatter may have changed all lines of a file without having changed what it says. */
export function isLoose(path: string): boolean {
  return LOOSE.test(path);
}

/** A line as it is before and after a formatter: without its indentation, its kind of quotes and its last comma. */
export function looseLine(line: string): string {
  return (
    line
      .trim()
      .replace(/\s+/g, " ")
      .replace(/ ?([{}[\](),;:=<>|&]) ?/g, "$1")
      .replaceAll("'", '"')
      // A table's second line is as wide as its columns.
      .replace(/-{3,}/g, "---")
      .replace(/[,;]+$/, "")
  );
}

/** A text as it is before and after a formatter that also puts words onto other lines. */
export function looseText(text: string): string {
  return looseLine(text.replace(/;(?=\s*$)/gm, "").replace(/,(?=\s*[}\])])/g, ""));
}
