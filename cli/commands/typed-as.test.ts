import { expect, test } from "vitest";
import { typedAs } from "./typed-as.js";

const NAMES = ["laniakea-plugin", "register"];

test.each([
  ["a shell", {}, "laniakea-plugin register"],
  ["npm run", { npm_config_user_agent: "npm/10.8.2 node/v20", npm_lifecycle_event: "register" }, "npm run register --"],
  ["npm run of another script", { npm_config_user_agent: "npm/10.8.2", npm_lifecycle_event: "ci" }, "npm run ci --"],
  ["pnpm run", { npm_config_user_agent: "pnpm/9.1.0 npm/?", npm_lifecycle_event: "register" }, "pnpm run register"],
  ["yarn run", { npm_config_user_agent: "yarn/4.1.0 npm/?", npm_lifecycle_event: "register" }, "yarn run register"],
  ["npx", { npm_config_user_agent: "npm/10.8.2", npm_lifecycle_event: "npx" }, "npx laniakea-plugin register"],
  ["pnpm exec", { npm_config_user_agent: "pnpm/9.1.0" }, "pnpm laniakea-plugin register"],
])("started by %s", (_by, env, line) => {
  expect(typedAs(NAMES, env)).toBe(line);
});
