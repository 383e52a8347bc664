import fc from "fast-check";

/** Configs as people write them, in every shape that the list of plugins can have; text, line ends and all. */
export function configs(): fc.Arbitrary<string> {
  const sections = fc.array(fc.oneof({ weight: 5, arbitrary: setting() }, { weight: 2, arbitrary: filler() }), {
    maxLength: 5,
  });
  return fc
    .record({
      top: sections,
      plugins: fc.option(pluginList(), { freq: 8 }),
      bottom: sections,
      lineEnd: fc.constantFrom("\n", "\n", "\r\n", "mixed"),
      mark: fc.constantFrom("", "", "", "\uFEFF"),
      start: fc.constantFrom("", "", "", "---\n", "--- # lab\n"),
      end: fc.constantFrom("", "", "", "", "...\n", "...\n# after\n"),
      finalLineEnd: fc.boolean(),
    })
    .map(({ top, plugins, bottom, lineEnd, mark, start, end, finalLineEnd }) => {
      const lines = `${start}${[...top, plugins ?? "", ...bottom].join("")}${end}`;
      const text = mark + withLineEnds(lines, lineEnd);
      return finalLineEnd ? text : text.replace(/\r?\n$/, "");
    });
}

/** A real-looking config with some characters or lines changed at random; most of them still parse. */
export function mutations(originals: readonly string[]): fc.Arbitrary<string> {
  const character = fc.constantFrom(..."-:[]{},#&*!|>'\"%@`? \n\t\r~.aN0".split(""), "\u00e9", "\u2028", "\u{1F9EA}");
  const change = fc.record({
    at: fc.nat(),
    kind: fc.constantFrom("insert", "delete", "replace", "double", "drop"),
    character,
  });
  return fc
    .tuple(fc.constantFrom(...originals), fc.array(change, { minLength: 1, maxLength: 4 }))
    .map(([text, changes]) =>
      changes.reduce((current, { at, kind, character }) => mutate(current, at, kind, character), text),
    );
}

/** Configs with much that an edit need not look at, and now and then something in the middle of it that it must. */
export function longConfigs(): fc.Arbitrary<string> {
  const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,5}$/);
  const simple = fc.oneof(
    fc.constantFrom(
      "# c\n",
      "\n",
      "  # indented\n",
      "   \n",
      "# it's: \"open\n",
      "GrpcPort: 7_777 # p\n",
      "grpcport: 1\n",
    ),
    fc
      .tuple(
        word,
        fc.oneof(
          word,
          word.map((text) => `"${text} # ${text}"`),
          fc.constantFrom("12", "a - b", "'[x'"),
        ),
      )
      .map(([key, value]) => `x${key}: ${value}\n`),
  );
  const runs = fc.array(fc.oneof({ weight: 12, arbitrary: simple }, { weight: 1, arbitrary: setting() }), {
    maxLength: 30,
  });
  const value = fc.tuple(word, fc.constantFrom("", "'", '"')).map(([text, quote]) => `${quote}${text}${quote}`);
  const plain = fc
    .tuple(
      value,
      fc.constantFrom("datasource", '"controller"', "'datasource'"),
      value,
      fc.constantFrom("", "# c\n", "\n"),
    )
    .map(
      ([name, type, exec, above]) => `${above}- name: ${name}\n  type: ${type}\n  exec: ${exec} # e\n  timeout: 30\n`,
    );
  const odd = item().map((one) => blockItem(one, 0, 1));
  const items = fc.array(fc.oneof({ weight: 15, arbitrary: plain }, { weight: 1, arbitrary: odd }), {
    minLength: 6,
    maxLength: 30,
  });
  const list = fc
    .tuple(items, fc.constantFrom(0, 2, 2, 3))
    .map(([lines, indent]) => `Plugins:\n${lines.join("").replace(/^(?=.)/gm, " ".repeat(indent))}`);
  const character = fc.constantFrom(..."-:[]{}&*|'\" \n\t#".split(""));
  const change = fc.record({ at: fc.nat(), kind: fc.constantFrom("insert", "delete", "double", "drop"), character });
  return fc
    .tuple(runs, fc.oneof({ weight: 6, arbitrary: list }, { weight: 1, arbitrary: pluginList() }), runs)
    .chain(([top, middle, bottom]) =>
      fc
        .tuple(fc.constantFrom("\n", "\n", "\r\n"), fc.array(change, { maxLength: 2 }))
        .map(([lineEnd, changes]) =>
          changes.reduce(
            (text, { at, kind, character }) => mutate(text, at, kind, character),
            withLineEnds([...top, middle, ...bottom].join(""), lineEnd),
          ),
        ),
    );
}

function mutate(text: string, at: number, kind: string, character: string): string {
  const i = at % (text.length + 1);
  if (kind === "insert") return text.slice(0, i) + character + text.slice(i);
  if (kind === "delete") return text.slice(0, i) + text.slice(i + 1);
  if (kind === "replace") return text.slice(0, i) + character + text.slice(i + 1);
  const lines = text.split(/(?<=\n)/);
  const line = at % lines.length;
  return lines.toSpliced(line, 1, ...(kind === "double" ? [lines[line] ?? "", lines[line] ?? ""] : [])).join("");
}

function withLineEnds(text: string, lineEnd: string): string {
  if (lineEnd === "\n") return text;
  let line = 0;
  return text.replace(/\n/g, () => (lineEnd === "\r\n" || line++ % 2 === 0 ? "\r\n" : "\n"));
}

function setting(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.constantFrom(
      "DefaultLogDir: yes\n",
      "ConsoleOutput: off # quiet\n",
      "GrpcPort: 017141\n",
      "RestPort: 8_080\n",
      "MaxLogFiles: 0x10\n",
      "MaxLogFileSize: +12\n",
      'LogFileDir: "/var/log/a \\\n  long/path"\n',
      "LogFileDir: /var/log/a\n  second line\n",
      "LogFileDir: 'it''s: here # not a comment'\n",
      "ExtraIPAddr:\n  - 10.0.0.1\n  - '::1'\n",
      'ExtraIPAddr: [10.0.0.1, "::1"]\n',
      "ExtraIPAddr:\n- 10.0.0.1\n",
      "PluginDir: /opt/laniakea\n",
      "'PluginDir': \"C:\\\\lab\"\n",
      "Note: |\n  Plugins:\n    - name: not-one\n\n  end\n",
      "Note2: >+\n  folded\n  text\n\n\n",
      "Note3: |2-\n    indented\n   less\n",
      "Ort: Zürich # Kälte 🧪\n",
      "base: &base {type: datasource, timeout: 5}\n",
      "base2: &base2\n  type: controller\n  timeout: 30\n",
      "empty:\n",
      "when: 2001-12-14t21:59:43.10-05:00\n",
      "sexagesimal: 190:20:30\n",
      "nothing: ~\n",
      "float: 1.5e3\n",
      "? complex\n: value\n",
      "nested:\n  a:\n    - b: [1, 2, {c: d}]\n    - - x\n      - y\n",
      "tagged: !!str 12\n",
    ),
    fc
      .tuple(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9]{0,6}$/), scalar())
      .filter(([key]) => !/^(y|n|yes|no|on|off|true|false|null)$/i.test(key))
      .map(([key, value]) => `x${key}: ${value}\n`),
  );
}

function scalar(): fc.Arbitrary<string> {
  return fc.oneof(
    fc.stringMatching(/^[a-zA-Z0-9/._-]{1,12}$/).filter((text) => !/^[-.]/.test(text)),
    fc.string({ maxLength: 12 }).map((text) => JSON.stringify(text)),
    fc
      .string({ maxLength: 12 })
      .filter(isPrintable)
      .map((text) => `'${text.replaceAll("'", "''")}'`),
    fc.integer().map(String),
  );
}

function isPrintable(text: string): boolean {
  return /^[\x20-\x7e]*$/.test(text);
}

function filler(): fc.Arbitrary<string> {
  return fc.constantFrom(
    "\n",
    "\n\n",
    "# comment\n",
    "  # indented comment\n",
    "#\n",
    "# Plugins:\n#   - name: x\n",
    "   \n",
  );
}

function pluginList(): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 3, arbitrary: emptyList() },
    { weight: 8, arbitrary: blockList() },
    { weight: 4, arbitrary: flowList() },
  );
}

const KEY = fc.constantFrom(
  "Plugins:",
  "Plugins:",
  "Plugins:",
  '"Plugins":',
  "'Plugins':",
  "Plugins :",
  "Plugins: &list",
);

function emptyList(): fc.Arbitrary<string> {
  const value = fc.constantFrom(
    "",
    " ",
    " ~",
    " null",
    " NULL",
    " []",
    " [ ]",
    " [\n]",
    " [ # none\n]",
    "\n  []",
    "\n  ~",
  );
  const comment = fc.constantFrom("", " # none", "\n  # - name: x\n  #   exec: x", "\n# none", "\n\n  # far");
  return fc.tuple(KEY, value, comment).map(([key, text, after]) => `${key}${text}${after}\n`);
}

interface Item {
  readonly fields: readonly (readonly [key: string, value: string])[];
  readonly flow: boolean;
  readonly comment: string;
  readonly above: string;
}

function item(): fc.Arbitrary<Item> {
  const word = fc
    .stringMatching(/^[a-z][a-z0-9_-]{0,5}$/)
    .filter((name) => !/^(y|n|yes|no|on|off|true|false|null)$/.test(name));
  const quotes = fc.constantFrom("", "'", '"');
  const value = fc.tuple(word, quotes).map(([text, quote]) => `${quote}${text}${quote}`);
  const keys = fc.shuffledSubarray(["name", "type", "exec", "timeout", "maxTimeouts"], { minLength: 2 });
  return fc
    .record({
      keys,
      values: fc.array(value, { minLength: 5, maxLength: 5 }),
      keyQuote: fc.constantFrom("", "", '"', "'"),
      flow: fc.boolean(),
      comment: fc.constantFrom("", "", "", " # c", "\t# c"),
      above: fc.constantFrom("", "", "", "# above", ""),
    })
    .map(({ keys, values, keyQuote, flow, comment, above }) => {
      const fields = keys.map((key, i) => {
        const number = key === "timeout" || key === "maxTimeouts";
        return [`${keyQuote}${key}${keyQuote}`, number ? String(i * 7) : (values[i] ?? "x")] as const;
      });
      return { fields, flow, comment, above };
    });
}

function blockList(): fc.Arbitrary<string> {
  return fc
    .record({
      key: KEY,
      comment: fc.constantFrom("", "", " # list", "\n\n  # far"),
      indent: fc.constantFrom(0, 1, 2, 2, 4),
      gap: fc.constantFrom(1, 1, 1, 3),
      items: fc.array(item(), { minLength: 1, maxLength: 4 }),
      between: fc.constantFrom("", "", "\n", "\n\n"),
      after: fc.constantFrom("", "", "    # own\n", "  # - name: old\n", "\n  # far\n", "# next\n", "\n"),
    })
    .map(({ key, comment, indent, gap, items, between, after }) => {
      const text = items.map((one) => blockItem(one, indent, gap)).join(between);
      return `${key}${comment}\n${text}${after}`;
    });
}

function blockItem({ fields, flow, comment, above }: Item, indent: number, gap: number): string {
  const pad = " ".repeat(indent);
  const head = above === "" ? "" : `${pad}${above}\n`;
  if (flow) return `${head}${pad}-${" ".repeat(gap)}${flowMap(fields)}${comment}\n`;
  const keyPad = " ".repeat(indent + 1 + gap);
  const lines = fields.map(
    ([key, value], i) => `${i === 0 ? `${pad}-${" ".repeat(gap)}` : keyPad}${key}: ${value}${comment}\n`,
  );
  return head + lines.join("");
}

function flowMap(fields: Item["fields"]): string {
  return `{${fields.map(([key, value]) => `${key}: ${value}`).join(", ")}}`;
}

function flowList(): fc.Arbitrary<string> {
  return fc
    .record({
      key: KEY,
      items: fc.array(item(), { minLength: 1, maxLength: 4 }),
      layout: fc.constantFrom<[open: string, separator: string, close: string]>(
        ["[", ", ", "]"],
        ["[ ", " , ", " ]"],
        ["[\n  ", ",\n  ", "\n  ]"],
        ["[\n  ", ",\n  ", ",\n  ]"],
        ["[\n  ", ", # c\n  ", " # last\n  ]"],
        ["[\n  ", ", # c\n  ", ", # last\n  ]"],
        ["[", ",\n   ", "]"],
        ["[ # c\n  ", "\n  , ", "\n  ]"],
        ["[\n", "\n, ", "\n]"],
        ["[\n  ", ",\n", "]"],
        ["[\n  # first\n  ", ",\n\n  # next\n  ", "\n  # end\n  ]"],
      ),
      after: fc.constantFrom("", "", " # after"),
    })
    .map(({ key, items, layout: [open, separator, close], after }) => {
      const text = items.map(({ fields }) => flowMap(fields)).join(separator);
      return `${key} ${open}${text}${close}${after}\n`;
    });
}

/** Settings of the daemon with values of every type, right ones and wrong ones. */
export function typedSettings(): fc.Arbitrary<string> {
  const value = fc.constantFrom(
    ...[
      "yes",
      "Y",
      "n",
      "off",
      "TRUE",
      "tRUE",
      '"yes"',
      "12",
      '"12"',
      "'a'",
      "text",
      "1:20",
      "0o17",
      "017",
      "08",
      "09.5",
      "1e3",
    ],
    ...[
      "1e-3",
      "1_000",
      "_1",
      "1__0",
      ".5",
      "5.",
      ".",
      "-",
      "+1",
      "-0x1F",
      "0x",
      "0b11",
      "0b12",
      "-0b1",
      "~",
      "null",
      "Null",
      "nULL",
    ],
    ...[
      "",
      "[]",
      "[1, a]",
      "[[a]]",
      "[{}]",
      "{}",
      "{a: b}",
      "2001-01-01",
      "2001-12-14t21:59:43.10Z",
      "99999999999999999999",
    ],
    ...[
      "9223372036854775807",
      "9223372036854775808",
      "-9223372036854775808",
      "18446744073709551616",
      "1.5",
      ".inf",
      "-.INF",
      ".nan",
    ],
    ...[
      "30s",
      '"1h30m"',
      "1.5h",
      "10 s",
      "<<",
      "=",
      "-.5",
      "+.5e1",
      "0.",
      "0_7",
      "0x_F",
      "1e400",
      "Infinity",
      "NaN",
      "0",
      "-0",
      "00",
    ],
  );
  const setting = fc.constantFrom(
    ...[
      "DefaultLogDir",
      "LogFileDir",
      "MaxLogFiles",
      "ConsoleOutput",
      "GrpcPort",
      "RestPort",
      "ExtraIPAddr",
      "PluginDir",
    ],
    ...["Plugins", "regeneratemacaroons", "macaroondbpath", "wspinginterval", "wspongwait", "unknown", "plugins"],
  );
  const field = fc.constantFrom("name", "type", "exec", "timeout", "maxTimeouts", "note");
  const settings = fc.array(
    fc.tuple(setting, value).map(([key, text]) => `${key}: ${text}\n`),
    { maxLength: 3 },
  );
  const fields = fc.array(
    fc.tuple(field, value).map(([key, text]) => `  ${key}: ${text}\n`),
    { minLength: 1, maxLength: 3 },
  );
  const items = fc.oneof(
    fields.map((lines) => `-${lines.join("").slice(1)}`),
    value.map((text) => `- ${text}\n`),
  );
  return fc
    .tuple(settings, fc.option(fc.array(items, { minLength: 1, maxLength: 3 })))
    .map(([lines, list]) => lines.join("") + (list === null ? "" : `Plugins:\n${list.join("")}`));
}
