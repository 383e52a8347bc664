import { expect, test } from "vitest";
import { madeAnew } from "./tool-files.js";

const anew = (path: string, ours: string, theirs: string) =>
  madeAnew(path, Buffer.from(ours), Buffer.from(theirs)).toString();

test("npm's lock has the template's packages, and those that were added here", () => {
  const lock = (packages: object) => JSON.stringify({ lockfileVersion: 3, packages });
  const ours = lock({
    "": { dependencies: { sdk: "1", mine: "^1" } },
    "node_modules/sdk": { version: "1" },
    "node_modules/mine": { version: "1.2.3" },
  });
  const theirs = lock({ "": { dependencies: { sdk: "2" } }, "node_modules/sdk": { version: "2" } });
  expect(JSON.parse(anew("package-lock.json", ours, theirs)).packages).toMatchObject({
    "": { dependencies: { sdk: "2", mine: "^1" } },
    "node_modules/sdk": { version: "2" },
    "node_modules/mine": { version: "1.2.3" },
  });
});

test("requirements.lock has the template's packages, and those that were added here", () => {
  const ours = "# head\na==1 \\\n    --hash=sha256:1\nmine==3 \\\n    --hash=sha256:3\n";
  const theirs = "# head\na==2 \\\n    --hash=sha256:2\nb==1 \\\n    --hash=sha256:4\n";
  expect(anew("requirements.lock", ours, theirs)).toBe(
    "# head\na==2 \\\n    --hash=sha256:2\nmine==3 \\\n    --hash=sha256:3\nb==1 \\\n    --hash=sha256:4\n",
  );
});

test("go.sum has the sums of both, each once", () => {
  const [a, mine, b] = ["a v1 h1:1=", "mine v1 h1:2=", "b v2 h1:3="];
  expect(anew("go.sum", `${a}\n${mine}\n`, `${a}\n${b}\n`)).toBe(`${a}\n${b}\n${mine}\n`);
});

test("an empty lock file of the template, a damaged one, and any other file of a tool", () => {
  expect(anew("yarn.lock", "ours", "")).toBe("ours");
  expect(anew("package-lock.json", "<<<<", "{}")).toBe("{}");
  expect(anew("vendor/sdk.tgz", "ours", "theirs")).toBe("theirs");
});
