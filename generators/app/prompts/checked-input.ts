import { createPrompt, isEnterKey, isTabKey, makeTheme, useKeypress, usePrefix, useState } from "@inquirer/core";

export interface CheckedInputConfig {
  readonly message: string;
  readonly default?: string;
  /** What Esc does. Default: back. */
  readonly escape?: "back" | "leave";
  /** What is wrong with the text so far, in one line; undefined when nothing is. */
  readonly problem?: (text: string) => string | undefined;
  /** The thorough check, on Enter: true, or the problem. */
  readonly validate?: (text: string) => true | string;
}

/** A line of text that is checked while it is typed: inquirer's own input looks only after Enter. */
export const checkedInput = createPrompt<string, CheckedInputConfig>((config, done) => {
  const theme = makeTheme();
  const [status, setStatus] = useState<"idle" | "loading" | "done">("idle");
  const [value, setValue] = useState("");
  const [problem, setProblem] = useState<string>();
  const prefix = usePrefix({ status, theme });

  useKeypress((key, rl) => {
    if (status !== "idle") return;
    if (isTabKey(key)) {
      // It takes the default over, to be changed; in a text it would be a character that nobody sees.
      const text = value === "" ? (config.default ?? "") : value;
      rl.clearLine(0);
      rl.write(text);
      setValue(text);
      return;
    }
    if (!isEnterKey(key)) {
      setValue(rl.line);
      setProblem(rl.line === "" ? undefined : config.problem?.(rl.line));
      return;
    }
    const answer = value === "" ? (config.default ?? "") : value;
    setStatus("loading");
    const result = config.problem?.(answer) ?? config.validate?.(answer) ?? true;
    if (result === true) {
      setValue(answer);
      setStatus("done");
      done(answer);
      return;
    }
    // Enter has emptied readline's line: what was typed comes back, to be corrected.
    rl.write(value);
    setProblem(result);
    setStatus("idle");
  });

  const hint = config.default !== undefined && value === "" ? theme.style.defaultAnswer(config.default) : "";
  const keys = `⏎ accept • Tab edit what is suggested • Esc ${config.escape ?? "back"}`;
  const line = [prefix, theme.style.message(config.message, status), hint, value]
    .filter((part) => part !== "")
    .join(" ");
  return [line, problem === undefined ? theme.style.help(keys) : theme.style.error(problem)];
});
