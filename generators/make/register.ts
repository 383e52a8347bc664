import { realpath } from "node:fs/promises";
import { warningLines } from "../../cli/doctor/doctor.js";
import { runningDaemon } from "../../cli/doctor/running-daemon.js";
import { whatTheDaemonNeeds } from "../../cli/register/daemon-needs.js";
import { register } from "../../cli/register/register.js";
import { inStep } from "../../cli/run/progress/step.js";
import type { RegisteredHere } from "../plan/outcome.js";
import type { Plan } from "../plan/plan.js";
import { whereOf } from "../plan/registration.js";
import type { Run } from "../run.js";

/** Installs a project's binary and adds its entry. @throws {UserError} exit 7. */
export async function registerProject(plan: Plan, executable: string, run: Run): Promise<RegisteredHere> {
  const { entry, switches } = plan;
  return inStep(run.progress, "Registering it with Laniakea", async () => {
    const project = await realpath(plan.project);
    const result = await register({ entry, executable, project, ...whereOf(switches), signal: run.signal });
    const registered = { ...result, entry, daemon: await runningDaemon(result.folder) };
    const daemonLines = registered.daemon === undefined ? [] : whatTheDaemonNeeds(registered);
    return { ...registered, warnings: warningLines(result), daemonLines };
  });
}
