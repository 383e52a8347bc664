import { expect, test } from "vitest";
import { newsIn } from "./news.js";

const CHANGELOG = `# Changelog

## Unreleased

- not yet

## 0.10.0

- **Breaking:** rename \`a\`
  to \`b\`.
- fine

### Breaking

- c is gone

## 0.9.0 - 2026-01-01

### New

- nine

## 0.1.0

- first
`;

test("the points between two versions, those that ask for something first", () => {
  expect(newsIn(CHANGELOG, "0.1.0", "0.10.0")).toEqual({
    breaking: ["**Breaking:** rename `a` to `b`.", "c is gone"],
    others: ["fine", "nine"],
  });
  expect(newsIn(CHANGELOG, "0.9.0", "0.10.0").others).toEqual(["fine"]);
  expect(newsIn(CHANGELOG, "0.10.0", "0.10.0")).toEqual({ breaking: [], others: [] });
});
