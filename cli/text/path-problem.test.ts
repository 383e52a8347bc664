import { expect, test } from "vitest";
import { pathProblem } from "./path-problem.js";

test("a path with a quote is a mistake on Windows, where a backslash has quoted it, and a path elsewhere", () => {
  expect(pathProblem('C:\\lab dir" --yes', { platform: "win32" })).toBe(
    'no path on Windows has a quotation mark in it: C:\\lab dir" --yes; leave out the backslash before the closing one, as in "C:\\lab dir"',
  );
  expect(pathProblem("C:\\lab dir\\", { platform: "win32" })).toBeUndefined();
  expect(pathProblem('the "lab"', { platform: "linux" })).toBeUndefined();
});

test("a ~ that no shell has expanded stands for nothing", () => {
  const home = "/home/ada";
  expect(pathProblem("~/lab", { home })).toBe(
    '"~/lab" begins with ~, which only a shell expands; write the whole path, such as /home/ada/lab',
  );
  expect(pathProblem("~", { home })).toContain("such as /home/ada");
  expect(pathProblem("~/lab", { home: undefined })).toMatch(/write the whole path$/);
  // Another user's, which nobody here knows, or a file's own name.
  for (const path of ["~ada", "a/~", "./~/lab"]) expect(pathProblem(path, { home })).toBeUndefined();
});
