/** The heading of what no release has yet. */
const UNRELEASED = "Unreleased";

interface Section {
  readonly title: string;
  /** Without the heading and the empty lines around. */
  readonly text: string;
}

/** The sections of CHANGELOG.md, the newest first. */
function sections(changelog: string): readonly Section[] {
  const [, ...parts] = changelog.split(/^## /m);
  return parts.map((part) => {
    const [title = "", ...lines] = part.split("\n");
    return { title: title.trim(), text: lines.join("\n").trim() };
  });
}

/**
 * The changelog with a version in the place of what is not released.
 * @throws {Error} when nothing is to be released, or the version has a section already.
 */
export function withVersion(changelog: string, version: string): string {
  const [first, ...others] = sections(changelog);
  if (others.some(({ title }) => title === version)) throw new Error(`CHANGELOG.md has a section ${version} already`);
  if (first?.title !== UNRELEASED || first.text === "") {
    throw new Error(
      `CHANGELOG.md says nothing of ${version}: its first section has to be "${UNRELEASED}", with what is new`,
    );
  }
  return changelog.replace(`## ${UNRELEASED}\n`, `## ${version}\n`);
}

/**
 * What CHANGELOG.md says of a version that is to be released.
 * @throws {Error} when it is not its newest section, or an empty one.
 */
export function notesOf(changelog: string, version: string): string {
  const [first] = sections(changelog);
  if (first?.title !== version) {
    throw new Error(`the first section of CHANGELOG.md is "${first?.title ?? ""}", and not "${version}"`);
  }
  if (first.text === "") throw new Error(`CHANGELOG.md says nothing of ${version}`);
  return `${first.text}\n`;
}
