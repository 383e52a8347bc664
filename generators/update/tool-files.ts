/** A file that a tool makes and that was changed here: the tool's own changes stay, what the template pins is the template's. */
export function madeAnew(path: string, ours: Buffer, theirs: Buffer): Buffer {
  // An empty lock file only says that this folder is a project of its own.
  if (theirs.length === 0) return ours;
  const merge = MERGES[path];
  try {
    return merge === undefined ? theirs : Buffer.from(merge(ours.toString("utf8"), theirs.toString("utf8")));
  } catch {
    return theirs; // It is no such lock file any more: the tool makes it anew.
  }
}

const MERGES: Readonly<Record<string, (ours: string, theirs: string) => string>> = {
  "package-lock.json": npmLock,
  "requirements.lock": requirementsLock,
  "go.sum": goSum,
};

/** Sums of modules that were added here stay. Go itself leaves lines that nothing needs. */
function goSum(ours: string, theirs: string): string {
  const lines = `${ours}\n${theirs}`.split(/\r?\n/).filter((line) => line !== "");
  return `${[...new Set(lines)].sort().join("\n")}\n`;
}

type Packages = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** Packages that were added here stay locked. npm prunes what nobody needs any more. */
function npmLock(ours: string, theirs: string): string {
  const [mine, made] = [JSON.parse(ours), JSON.parse(theirs)] as { packages: Packages }[];
  if (mine === undefined || made === undefined) throw new Error("no lock");
  const root = { ...mine.packages[""], ...made.packages[""] };
  for (const kind of ["dependencies", "devDependencies"]) {
    root[kind] = { ...(mine.packages[""]?.[kind] as object), ...(made.packages[""]?.[kind] as object) };
  }
  const packages = { ...mine.packages, ...made.packages, "": root };
  return `${JSON.stringify({ ...mine, packages }, null, 2)}\n`;
}

/** Each package's lines: its name and version, its hashes, and what a comment says of it. */
function requirementsLock(ours: string, theirs: string): string {
  const made = new Map(entriesOf(theirs).map((entry) => [nameOf(entry), entry]));
  const mine = entriesOf(ours);
  const names = new Set(mine.map(nameOf));
  const kept = mine.map((entry) => made.get(nameOf(entry)) ?? entry);
  return [...kept, ...[...made].filter(([name]) => !names.has(name)).map(([, entry]) => entry)].join("");
}

function entriesOf(lock: string): readonly string[] {
  return lock.split(/^(?=[A-Za-z0-9])/m);
}

function nameOf(entry: string): string {
  return /^[\w.-]*/.exec(entry)?.[0].toLowerCase() ?? "";
}
