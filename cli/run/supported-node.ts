/** The oldest Node.js that there is a promise for; what is published is translated for it. */
export const OLDEST_NODE = "20.19";
/** The oldest of those after 21, of which none will do. */
const OLDEST_LATER = "22.12";

/**
 * What both packages and a made project run on: the linter of a made project is the one that needs the most. `engines` in the
 * package.json files say the same, but package managers only warn of it.
 */
export const SUPPORTED_NODE = `^${OLDEST_NODE} || >=${OLDEST_LATER}`;

export interface NodeProblem {
  readonly message: string;
  readonly remedy: string;
}

/** Why this Node.js will not do; undefined when it will. */
export function nodeProblem(version: string): NodeProblem | undefined {
  const [major, minor] = numbers(version);
  const [oldestMajor, oldestMinor] = numbers(OLDEST_NODE);
  const [laterMajor, laterMinor] = numbers(OLDEST_LATER);
  const isFine =
    (major === oldestMajor && minor >= oldestMinor) ||
    (major === laterMajor && minor >= laterMinor) ||
    major > laterMajor;
  if (isFine) return undefined;
  const message = `this is Node.js ${version}; ${SUPPORTED_NODE} is needed`;
  return { message, remedy: "install a newer one (https://nodejs.org), then run this again" };
}

function numbers(version: string): readonly [number, number] {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return [major, minor];
}
