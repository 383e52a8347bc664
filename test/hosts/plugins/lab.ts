// A datasource with settings: what they are, then samples in batches.
import { batch, channel, datasource, serve } from "../../../sdk/typescript/src/index.js";

void serve(
  datasource({
    name: "lab",
    version: "1.0.0",
    settings: {
      port: { default: "/dev/ttyUSB0" },
      kiloHertz: { default: 10, minimum: 1, maximum: 100 },
    },
    async *record({ settings, signal, log }) {
      yield settings;
      const samples = channel<number>({ capacity: 100_000, signal, log });
      let n = 0;
      const start = performance.now();
      const timer = setInterval(() => {
        // As an instrument with its own clock would have them, whenever this process gets to run.
        const due = (performance.now() - start) * settings.kiloHertz;
        while (n < due) samples.push(n++);
      }, 5);
      try {
        yield* batch(samples, { count: 1000, withinMs: 100, intervalMs: 1 / settings.kiloHertz });
      } finally {
        clearInterval(timer);
      }
    },
  }),
);
