// Starts a real VS Code (code-server) and a browser that shows it. Both end with `close()`.

import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import path from "node:path";

const CHROMIUM_ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * plan: {tools, scratch, workspace, python, client} — folders of the tools, of this run's files,
 * of the workspace; the Python that has hasten; the folder of the extension.
 */
export async function openEditor(plan, { settings = {}, options = [], vsix } = {}) {
  const folders = Object.fromEntries(
    ["home", "user", "extensions"].map((name) => [name, path.join(plan.scratch, name)]),
  );
  mkdirSync(path.join(folders.user, "Machine"), { recursive: true });
  mkdirSync(folders.home, { recursive: true });
  writeJson(path.join(folders.user, "Machine", "settings.json"), {
    "hasten.pythonPath": plan.python,
    "files.autoSave": "off",
    ...settings,
  });

  const entry = path.join(plan.tools, "node_modules/code-server/out/node/entry.js");
  const common = ["--user-data-dir", folders.user, "--extensions-dir", folders.extensions];
  const environment = {
    ...process.env,
    HOME: folders.home,
    XDG_CACHE_HOME: path.join(folders.home, ".cache"),
    XDG_CONFIG_HOME: path.join(folders.home, ".config"),
    XDG_DATA_HOME: path.join(folders.home, ".local/share"),
  };
  if (vsix) {
    const install = [entry, "--config", "/dev/null", ...common, "--install-extension", vsix];
    const { status, stderr } = spawnSync(process.execPath, install, { env: environment });
    if (status !== 0) throw new Error(`${vsix} cannot be installed: ${stderr}`);
  }
  const port = await freePort();
  const server = spawn(
    process.execPath,
    [
      entry,
      ...["--config", "/dev/null", "--bind-addr", `127.0.0.1:${port}`, "--auth", "none"],
      ...common,
      ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
      ...["--disable-getting-started-override", "--ignore-last-opened"],
      ...options,
    ],
    { env: environment, stdio: ["ignore", "inherit", "inherit"] },
  );
  const origin = `127.0.0.1:${port}`;
  await healthy(origin, server);
  const { chromium } = createRequire(path.join(plan.tools, "package.json"))("playwright-core");
  const browser = await chromium.launch({
    executablePath: plan.chromium,
    headless: true,
    args: CHROMIUM_ARGUMENTS,
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  return {
    page,
    remote: (file) => `vscode-remote://${origin}${file}`,
    show: (payload) =>
      page.goto(
        `http://${origin}/?folder=${encodeURIComponent(plan.workspace)}` +
          `&payload=${encodeURIComponent(JSON.stringify(payload))}`,
      ),
    close: async () => {
      await browser.close();
      server.kill("SIGTERM");
      await Promise.race([new Promise((done) => server.once("exit", done)), sleep(10_000)]);
    },
  };
}

export function sleep(milliseconds) {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Waits until `question` answers something true; its last error says what was missing. */
export async function until(what, question, patience = 90_000) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await sleep(200);
  }
}

function writeJson(file, value) {
  writeFileSync(file, JSON.stringify(value, null, 2));
}

function freePort() {
  return new Promise((done, fail) => {
    const probe = createServer();
    probe.once("error", fail);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => done(port));
    });
  });
}

async function healthy(origin, server) {
  await until("code-server", async () => {
    if (server.exitCode !== null) throw new Error(`code-server ended: ${server.exitCode}`);
    return fetch(`http://${origin}/healthz`).then(
      (response) => response.ok,
      () => false,
    );
  });
}
