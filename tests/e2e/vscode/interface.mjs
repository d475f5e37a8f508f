// Uses the packaged extension as a person does: mouse, keyboard, and what can be seen.
// Takes the pictures of the README on the way. Argument: the plan as JSON.

import { appendFileSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { openEditor, sleep, until } from "./editor.mjs";

const plan = JSON.parse(process.argv[2]);
const SETTINGS = {
  "breadcrumbs.enabled": false,
  "chat.commandCenter.enabled": false,
  "chat.disableAIFeatures": true,
  "diffEditor.renderSideBySide": true,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 14,
  "editor.lineHeight": 22,
  "editor.minimap.enabled": false,
  "editor.renderLineHighlight": "none",
  "editor.stickyScroll.enabled": false,
  "editor.scrollbar.verticalScrollbarSize": 8,
  "extensions.ignoreRecommendations": true,
  "git.enabled": false,
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.menuBarVisibility": "compact",
  "workbench.colorTheme": "Default Dark Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

const editor = await openEditor(plan, { settings: SETTINGS, vsix: plan.vsix });
const { page } = editor;

const file = (name) => path.join(plan.workspace, name);
const toast = (text) => page.locator(".notification-list-item", { hasText: text });
const statusItem = page.locator(".statusbar-item", { hasText: "Hasten" });

async function open(name) {
  await page.keyboard.press("Control+p");
  await page.locator(".quick-input-widget input").first().fill(name);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: name }).first().click();
  await page.locator(".tab.active", { hasText: path.basename(name) }).waitFor();
}

/** Puts the cursor on the first occurrence of a word. */
async function putCursorOn(name, word) {
  const before = readFileSync(file(name), "utf8").split(word)[0].split("\n");
  await page.keyboard.press("Control+g");
  const input = page.locator(".quick-input-widget input").first();
  await input.fill(`:${before.length}:${before.at(-1).length + 1}`);
  await input.press("Enter");
}

async function runCommand(title) {
  await page.keyboard.press("F1");
  await page.locator(".quick-input-widget input").first().fill(`>${title}`);
  await page.locator(".quick-input-list .monaco-list-row", { hasText: title }).first().click();
}

/** A picture is never a reason to fail. */
async function picture(target) {
  try {
    mkdirSync(path.dirname(target), { recursive: true });
    await sleep(1_500);
    await page.screenshot({ path: target, timeout: 5_000 });
  } catch (error) {
    console.log(`no picture ${target}: ${error.message}`);
  }
}

/** Command lines of the processes that searches have started beneath this harness. */
function programsUnderTest() {
  const parents = new Map();
  const commands = new Map();
  for (const name of readdirSync("/proc").filter((one) => /^\d+$/.test(one))) {
    try {
      const stat = readFileSync(`/proc/${name}/stat`, "latin1");
      parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]));
      commands.set(Number(name), readFileSync(`/proc/${name}/cmdline`, "latin1"));
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (one) => one === process.pid || (parents.get(one) > 0 && isOurs(parents.get(one)));
  return [...commands]
    .filter(([one, line]) => /valgrind|callgrind|\.\/prog/.test(line) && isOurs(one))
    .map(([, line]) => line.replaceAll("\0", " "));
}

const scenarios = {
  async the_packaged_extension_starts_with_the_file() {
    await editor.show([["openFile", editor.remote(file("climb.cpp"))]]);
    await page.locator(".monaco-editor .view-line").first().waitFor({ timeout: 120_000 });
    await statusItem.locator(".codicon-rocket").waitFor({ timeout: 120_000 });
  },

  async a_hover_shows_over_the_function() {
    await page.keyboard.press("Control+b");
    await putCursorOn("climb.cpp", "ways");
    await until("the hover", async () => {
      await page.keyboard.press("Control+k");
      await page.keyboard.press("Control+i");
      await sleep(1_000);
      const hover = page.locator(".monaco-hover-content:visible");
      return (await hover.allInnerTexts()).some((text) => /hasten/i.test(text));
    });
    await picture(path.join(plan.scratch, "hover.png"));
    await page.keyboard.press("Escape");
  },

  async the_light_bulb_menu_offers_to_optimize() {
    await putCursorOn("climb.cpp", "ways");
    const row = page.locator(".action-widget .monaco-list-row", {
      hasText: "Optimize this function",
    });
    await until("the menu", async () => {
      await page.keyboard.press("Control+.");
      await sleep(1_000);
      if (await row.isVisible()) return true;
      await page.keyboard.press("Escape");
      return false;
    });
    await picture(path.join(plan.scratch, "menu.png"));
    await row.click();
    await toast("Optimizing").first().waitFor();
  },

  async the_search_ends_in_a_diff_with_a_number() {
    await page.getByRole("button", { name: "Apply", exact: true }).waitFor({ timeout: 180_000 });
    await page.locator(".monaco-diff-editor").first().waitFor();
    await page.mouse.move(700, 640);
    await picture(path.join(plan.pictures, "optimize.png"));
  },

  async the_evidence_shows_beside_the_diff() {
    await page.locator(".notification-list-item .monaco-button", { hasText: "Evidence" }).click();
    await until("the report", async () => {
      for (const frame of page.frames()) {
        const text = await frame
          .locator("body")
          .innerText({ timeout: 1_000 })
          .catch(() => "");
        if (/callgrind/.test(text) && /speedup/i.test(text)) return true;
      }
      return false;
    });
    await picture(path.join(plan.pictures, "evidence.png"));
  },

  async apply_in_the_title_bar_changes_the_file() {
    const before = readFileSync(file("climb.cpp"), "utf8");
    await page.locator('.editor-actions [aria-label^="Apply Verified Edit"]').first().click();
    await page.locator(".tab", { hasText: "faster" }).waitFor({ state: "detached" });
    await page.locator(".tab.active", { hasText: "climb.cpp" }).waitFor();
    await page.keyboard.press("Control+s");
    await until("the edit to be saved", () => readFileSync(file("climb.cpp"), "utf8") !== before);
  },

  async cancel_ends_the_search_and_its_programs() {
    await open("patient.cpp");
    await putCursorOn("patient.cpp", "ways");
    await runCommand("Hasten: Optimize This Function");
    const searching = toast("Optimizing").first();
    await searching.waitFor();
    await until("a program under test", () => programsUnderTest().length > 0);
    await searching.hover();
    await searching.getByRole("button", { name: "Cancel" }).click();
    await until("the toast to go", async () => (await toast("Optimizing").count()) === 0, 20_000);
    await until("the programs to end", () => programsUnderTest().length === 0, 20_000);
    await statusItem.locator(".codicon-rocket").waitFor();
  },
};

let failed = false;
for (const [name, scenario] of Object.entries(scenarios)) {
  const started = Date.now();
  let error = null;
  try {
    await scenario();
  } catch (reason) {
    failed = true;
    error = reason.stack ?? String(reason);
    await picture(path.join(plan.scratch, `failed-${name}.png`));
  }
  const outcome = { name, error, seconds: (Date.now() - started) / 1000 };
  appendFileSync(plan.results, `${JSON.stringify(outcome)}\n`);
}
await editor.close();
process.exit(failed ? 1 : 0);
