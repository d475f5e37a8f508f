// Runs suite/index.cjs inside VS Code's extension host. Argument: the plan as JSON.

import path from "node:path";
import { fileURLToPath } from "node:url";
import { openEditor } from "./editor.mjs";

const PATIENCE_MS = 420_000;
const plan = JSON.parse(process.argv[2]);
const suite = path.join(path.dirname(fileURLToPath(import.meta.url)), "suite", "index.cjs");

process.env.HASTEN_E2E_RESULTS = plan.results;
const editor = await openEditor(plan, { options: ["--vscode-option", "enable-smoke-test-driver"] });
const ended = new Promise((done) => {
  editor.page.exposeFunction("codeAutomationLog", (type, args) => console.log(type, ...args));
  editor.page.exposeFunction("codeAutomationExit", (code) => done(code));
});
await editor.show([
  ["extensionDevelopmentPath", editor.remote(plan.client)],
  ["extensionTestsPath", editor.remote(suite)],
  ["skipWelcome", "true"],
]);
const late = new Promise((done) => setTimeout(() => done("late"), PATIENCE_MS));
const code = await Promise.race([ended, late]);
await editor.close();
console.log(`the extension host ended: ${code}`);
process.exit(code === 0 ? 0 : 1);
