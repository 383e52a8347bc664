/** What both packages run on; `engines` in their package.json files say the same, but package managers only warn of it. */
export const SUPPORTED_NODE = "^20.17 || >=22.9";

export interface NodeProblem {
  readonly message: string;
  readonly remedy: string;
}

/** Why this Node.js will not do; undefined when it will. */
export function nodeProblem(version: string): NodeProblem | undefined {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isFine = (major === 20 && minor >= 17) || (major === 22 && minor >= 9) || major > 22;
  if (isFine) return undefined;
  const message = `this is Node.js ${version}; ${SUPPORTED_NODE} is needed`;
  return { message, remedy: "install a newer one (https://nodejs.org), then run this again" };
}
