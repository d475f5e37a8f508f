// Scenarios that run inside VS Code. Each writes its outcome to $HASTEN_E2E_RESULTS as it ends.

const assert = require("node:assert/strict");
const { appendFileSync } = require("node:fs");
const path = require("node:path");
const vscode = require("vscode");

const EXTENSION = "hasten.hasten";
const PATIENCE_MS = 120_000;

const root = () => vscode.workspace.workspaceFolders[0].uri.fsPath;
const fileOf = (name) => vscode.Uri.file(path.join(root(), name));

/** Waits until `question` answers something true, and returns it. */
async function until(what, question, patience = PATIENCE_MS) {
  const end = Date.now() + patience;
  for (;;) {
    const answer = await question();
    if (answer) return answer;
    if (Date.now() > end) throw new Error(`waited ${patience / 1000} s in vain for ${what}`);
    await new Promise((done) => setTimeout(done, 200));
  }
}

async function show(name, line, character) {
  const document = await vscode.workspace.openTextDocument(fileOf(name));
  const editor = await vscode.window.showTextDocument(document);
  const place = new vscode.Position(line, character);
  editor.selection = new vscode.Selection(place, place);
  return document;
}

/** The position of the first character of `text`. */
async function placeOf(name, text) {
  const document = await vscode.workspace.openTextDocument(fileOf(name));
  const offset = document.getText().indexOf(text);
  assert.notEqual(offset, -1, `${text} is not in ${name}`);
  return document.positionAt(offset);
}

async function showAt(name, text) {
  const { line, character } = await placeOf(name, text);
  return show(name, line, character);
}

function actionsAt(document, place, only) {
  const range = new vscode.Range(place, place);
  return vscode.commands.executeCommand(
    "vscode.executeCodeActionProvider",
    document.uri,
    range,
    only,
    20,
  );
}

const titles = (actions) => actions.map(({ title }) => title);
const ownTabs = () =>
  vscode.window.tabGroups.all
    .flatMap(({ tabs }) => tabs)
    .filter(({ input }) => input?.modified?.scheme === "hasten");

async function textOf(uri) {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

async function restore(document, text) {
  const edit = new vscode.WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new vscode.Range(new vscode.Position(0, 0), end), text);
  await vscode.workspace.applyEdit(edit);
}

// The scenarios run in this order, in one window. Later ones build on what earlier ones searched.
const scenarios = {
  async activates_on_a_cpp_file() {
    const document = await showAt("climb.cpp", "ways");
    const extension = vscode.extensions.getExtension(EXTENSION);
    await until("the extension to activate", () => extension.isActive);
    const actions = await until("the server's code actions", async () => {
      const found = await actionsAt(document, await placeOf("climb.cpp", "ways"));
      return found.some(({ title }) => title === "Optimize this function") && found;
    });
    assert.ok(titles(actions).includes("Optimize this program"), titles(actions).join());
  },

  async lists_actions_of_the_kind_that_is_asked_for() {
    const place = await placeOf("climb.cpp", "ways");
    const document = await vscode.workspace.openTextDocument(fileOf("climb.cpp"));
    const rewrites = await actionsAt(document, place, "refactor.rewrite");
    assert.ok(titles(rewrites).includes("Optimize this function"), titles(rewrites).join());
    const fixes = await actionsAt(document, place, "quickfix");
    assert.ok(!titles(fixes).includes("Optimize this function"), titles(fixes).join());
  },

  async hover_over_a_function_says_what_can_be_done() {
    const hovers = await vscode.commands.executeCommand(
      "vscode.executeHoverProvider",
      fileOf("climb.cpp"),
      await placeOf("climb.cpp", "ways"),
    );
    const text = hovers.flatMap(({ contents }) => contents.map(({ value }) => value)).join("\n");
    assert.match(text, /hasten/i);
  },

  async a_search_opens_the_best_edit_as_a_diff_and_changes_nothing() {
    const document = await showAt("climb.cpp", "ways(stairs - 1)");
    const before = document.getText();
    const result = await vscode.commands.executeCommand("hasten.client.optimizeFunction");
    assert.equal(result.status, "proposals", result.message);
    assert.ok(result.proposals[0].speedup >= 1.1, `${result.proposals[0].speedup}`);
    const [tab] = await until("the diff", () => ownTabs().length === 1 && ownTabs());
    assert.equal(tab.input.original.toString(), document.uri.toString());
    assert.equal(await textOf(tab.input.modified), result.proposals[0].newText);
    assert.equal(document.getText(), before);
  },

  async a_proposal_is_refused_once_the_document_has_changed() {
    const document = await vscode.workspace.openTextDocument(fileOf("climb.cpp"));
    const before = document.getText();
    const changed = before.replace("stairs <= 1", "stairs < 2");
    await restore(document, changed);
    assert.equal(await vscode.commands.executeCommand("hasten.client.applyProposal"), false);
    assert.equal(document.getText(), changed);
    await restore(document, before);
  },

  async a_dismissed_proposal_closes_its_diff() {
    assert.equal(ownTabs().length, 1);
    await vscode.commands.executeCommand("hasten.client.dismissProposal");
    await until("the diff to close", () => ownTabs().length === 0);
  },

  async evidence_opens_as_a_page() {
    await showAt("climb.cpp", "ways(stairs - 1)");
    assert.equal(await vscode.commands.executeCommand("hasten.client.showEvidence"), true);
    const isEvidence = ({ label }) => label === "Hasten: evidence";
    const tab = await until("the panel", () =>
      vscode.window.tabGroups.all.flatMap(({ tabs }) => tabs).find(isEvidence),
    );
    await vscode.window.tabGroups.close(tab);
  },

  async after_a_search_the_edit_is_one_action_away() {
    const place = await placeOf("climb.cpp", "ways");
    const document = await vscode.workspace.openTextDocument(fileOf("climb.cpp"));
    const actions = await actionsAt(document, place, "refactor.rewrite");
    const instant = actions.find(({ title }) => /^Apply verified edit/.test(title));
    assert.ok(instant, titles(actions).join());
    assert.match(instant.title, /[0-9.]+×/);
    assert.ok(instant.edit.get(document.uri).length > 0);
  },

  async a_search_of_the_workspace_lists_edits_and_applies_none() {
    const document = await vscode.workspace.openTextDocument(fileOf("climb.cpp"));
    const before = document.getText();
    const result = await vscode.commands.executeCommand("hasten.client.optimizeWorkspace");
    const best = result.proposals.find(({ uri }) => uri === document.uri.toString());
    assert.ok(best, result.message);
    assert.ok(best.speedup >= 1.1, `${best.speedup}`);
    assert.equal(document.getText(), before);
    await until("the list of edits to open one as a diff", async () => {
      await vscode.commands.executeCommand("workbench.action.acceptSelectedQuickOpenItem");
      return ownTabs().length === 1;
    });
    await vscode.commands.executeCommand("hasten.client.dismissProposal");
    assert.equal(document.getText(), before);
  },

  async the_best_edit_of_a_program_is_applied() {
    const document = await showAt("climb.cpp", "int main");
    const result = await vscode.commands.executeCommand("hasten.client.optimizeProgram");
    assert.equal(result.status, "proposals", result.message);
    await until("the diff", () => ownTabs().length === 1);
    assert.equal(await vscode.commands.executeCommand("hasten.client.applyProposal"), true);
    assert.equal(document.getText(), result.proposals[0].newText);
    assert.equal(ownTabs().length, 0);
    assert.ok(await document.save());
  },

  async a_search_without_tests_says_so_and_offers_nothing() {
    const document = await showAt("untested/lonely.cpp", "main");
    const result = await vscode.commands.executeCommand("hasten.client.optimizeProgram");
    assert.notEqual(result?.status, "proposals");
    assert.match(result.message, /test/i);
    assert.equal(ownTabs().length, 0);
    assert.equal(document.isDirty, false);
  },

  async a_module_is_shrunk_and_its_command_is_copied() {
    const document = await showAt("counts.ll", "@count");
    assert.equal(document.languageId, "llvm");
    const before = document.getText();
    const place = await placeOf("counts.ll", "@count");
    const actions = await until("the actions", async () => {
      const found = await actionsAt(document, place, "refactor.rewrite");
      return titles(found).includes("Shrink this function") && found;
    });
    assert.ok(titles(actions).includes("Shrink this module"), titles(actions).join());
    const result = await vscode.commands.executeCommand("hasten.client.shrinkModule");
    assert.equal(result.status, "proposals", result.message);
    assert.equal(document.getText(), before);
    await until("the diff", () => ownTabs().length === 1);
    assert.equal(await vscode.commands.executeCommand("hasten.client.applyProposal"), true);
    assert.equal(document.getText(), result.newText);
    assert.match(result.message, /below -Oz/);
    assert.equal(await vscode.commands.executeCommand("hasten.client.copyOptCommand"), true);
    assert.equal(await vscode.env.clipboard.readText(), result.command);
  },

  async the_server_can_be_restarted() {
    await vscode.commands.executeCommand("hasten.client.restart");
    const document = await showAt("climb.cpp", "int main");
    await until("the actions of the new server", async () => {
      const found = await actionsAt(document, await placeOf("climb.cpp", "int main"));
      return titles(found).includes("Optimize this program");
    });
  },

  async a_python_without_hasten_is_told_and_can_be_mended() {
    const settings = () => vscode.workspace.getConfiguration("hasten");
    const target = vscode.ConfigurationTarget.Workspace;
    const document = await showAt("climb.cpp", "int main");
    await settings().update("pythonPath", "/bin/false", target);
    await until("the command to be refused", () =>
      vscode.commands.executeCommand("hasten.client.optimizeProgram").then(
        () => false,
        (reason) => /not running/.test(String(reason)),
      ),
    );
    await settings().update("pythonPath", undefined, target);
    await until("the actions of the new server", async () => {
      const found = await actionsAt(document, await placeOf("climb.cpp", "int main"));
      return titles(found).includes("Optimize this program");
    });
  },
};

exports.run = async () => {
  for (const [name, scenario] of Object.entries(scenarios)) {
    const started = Date.now();
    let error = null;
    try {
      await scenario();
    } catch (reason) {
      error = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    }
    const outcome = { name, error, seconds: (Date.now() - started) / 1000 };
    appendFileSync(process.env.HASTEN_E2E_RESULTS, `${JSON.stringify(outcome)}\n`);
  }
};
