-- Scenarios in a headless Neovim. Each writes its outcome to $HASTEN_E2E_RESULTS as it ends.
-- $HASTEN_E2E_PLAN: {workspace, command, snippet} as JSON; `snippet` is the folder of hasten.lua.

local plan = vim.fn.json_decode(os.getenv("HASTEN_E2E_PLAN"))
local PATIENCE_MS = 120000
package.path = plan.snippet .. "/?.lua;" .. package.path

local progress = {} -- token -> list of {kind, message, cancellable}
vim.lsp.handlers["$/progress"] = function(_, result)
  progress[result.token] = progress[result.token] or {}
  table.insert(progress[result.token], result.value)
end
local shown = {}
vim.lsp.handlers["window/showMessage"] = function(_, result)
  table.insert(shown, result.message)
end

local asked = {} -- the questions that the server asked the user
local answer_of_user = nil -- the button that the user presses, nil for none
vim.lsp.handlers["window/showMessageRequest"] = function(_, question)
  table.insert(asked, question)
  for _, button in ipairs(question.actions or {}) do
    if button.title == answer_of_user then
      return button
    end
  end
  return vim.NIL
end

local function wait_for(what, question, patience)
  if not vim.wait(patience or PATIENCE_MS, question, 200) then
    error("waited in vain for " .. what .. "; messages: " .. vim.inspect(shown))
  end
end

local function client()
  return vim.lsp.get_active_clients()[1]
end

local function open(name)
  vim.cmd("edit " .. plan.workspace .. "/" .. name)
  wait_for("the client to attach", function()
    return next(vim.lsp.buf_get_clients(0)) ~= nil and client().server_capabilities ~= nil
  end)
end

local function text()
  return table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), "\n") .. "\n"
end

local function document()
  return { uri = vim.uri_from_bufnr(0), version = vim.lsp.util.buf_versions[0] }
end

--- The LSP position of the first occurrence of `needle`.
local function position_of(needle)
  for number, line in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, false)) do
    local column = line:find(needle, 1, true)
    if column then
      return { line = number - 1, character = column - 1 }
    end
  end
  error(needle .. " is not in the buffer")
end

--- Sends a request and waits for its answer.
local function ask(method, params, patience)
  local answer = client().request_sync(method, params, patience or PATIENCE_MS, 0)
  assert(answer, method .. " was not answered in time")
  assert(not answer.err, vim.inspect(answer.err))
  return answer.result
end

local function actions_at(needle, only)
  local position = position_of(needle)
  return ask("textDocument/codeAction", {
    textDocument = document(),
    range = { start = position, ["end"] = position },
    context = { diagnostics = {}, only = only },
  })
end

local function titled(actions, pattern)
  for _, action in ipairs(actions or {}) do
    if action.title:find(pattern) then
      return action
    end
  end
end

--- How many programs under test run beneath this Neovim.
local function programs_under_test()
  local parents, tests = {}, {}
  for pid, parent, command in vim.fn.system("ps -eo pid=,ppid=,args="):gmatch(
    "(%d+)%s+(%d+)%s+([^\n]*)"
  ) do
    parents[pid] = parent
    if command:find("callgrind") then
      table.insert(tests, pid)
    end
  end
  local count = 0
  for _, pid in ipairs(tests) do
    while pid and pid ~= tostring(vim.loop.os_getpid()) do
      pid = parents[pid]
    end
    count = count + (pid and 1 or 0)
  end
  return count
end

--- Begins the search for the function at `needle` by the command of its code action.
local function optimize(needle)
  local actions = actions_at(needle, { "refactor.rewrite" })
  local action = titled(actions, "^Optimize this function$")
  ask("workspace/executeCommand", {
    command = action.command.command,
    arguments = action.command.arguments,
  })
end

local scenarios = {
  {
    "the_snippet_attaches_to_a_cpp_buffer",
    function()
      vim.cmd("filetype on")
      require("hasten").setup({ cmd = plan.command })
      open("climb.cpp")
      assert(client().name == "hasten")
    end,
  },
  {
    "hover_answers",
    function()
      local hover = ask("textDocument/hover", {
        textDocument = document(),
        position = position_of("ways"),
      })
      assert(hover.contents.value:lower():find("hasten"), vim.inspect(hover))
    end,
  },
  {
    "actions_are_listed_by_kind",
    function()
      local actions = actions_at("ways", { "refactor.rewrite" })
      assert(titled(actions, "^Optimize this function$"), vim.inspect(actions))
      assert(titled(actions, "^Optimize this program$"), vim.inspect(actions))
      assert(not titled(actions_at("ways", { "quickfix" }), "^Optimize"))
    end,
  },
  {
    "the_command_searches_with_progress_and_asks_before_it_changes_anything",
    function()
      local before = text()
      optimize("ways")
      wait_for("the question", function()
        return #asked == 1
      end)
      assert(asked[1].message:find("faster"), vim.inspect(asked))
      local _, reports = next(progress)
      assert(reports and reports[1].kind == "begin", vim.inspect(progress))
      assert(reports[1].cancellable, "the progress cannot be cancelled")
      assert(reports[#reports].kind == "end", vim.inspect(reports))
      assert(text() == before, "the buffer was changed without consent")
    end,
  },
  {
    "after_the_search_the_edit_is_one_action_away",
    function()
      local before = text()
      local action = titled(actions_at("ways", { "refactor.rewrite" }), "^Apply verified edit")
      if not action.edit then -- Neovim 0.7 does not resolve lazily, later ones do
        action = ask("codeAction/resolve", action)
      end
      vim.lsp.util.apply_workspace_edit(action.edit, client().offset_encoding)
      assert(text() ~= before, "nothing was changed")
      vim.cmd("undo")
      assert(text() == before)
    end,
  },
  {
    "the_edit_is_applied_once_the_user_agrees",
    function()
      local before = text()
      answer_of_user = "Apply"
      optimize("ways")
      wait_for("the edit", function()
        return text() ~= before
      end)
      vim.cmd("write")
    end,
  },
  {
    "a_module_of_llvm_ir_is_shrunk_and_its_command_is_at_hand",
    function()
      open("counts.ll")
      local before = text()
      local actions = actions_at("@count", { "refactor.rewrite" })
      local action = titled(actions, "^Shrink this module$")
      assert(action, vim.inspect(actions))
      answer_of_user = "Apply"
      local wish = action.command.arguments[1]
      wish.seconds = 3
      ask("workspace/executeCommand", { command = action.command.command, arguments = { wish } })
      wait_for("the edit", function()
        return text() ~= before
      end)
      assert(asked[#asked].message:find("below %-Oz"), vim.inspect(asked))
      local line = require("hasten").opt_command()
      assert(line and line:find("-passes=", 1, true), vim.inspect(line))
      assert(vim.fn.getreg('"') == line)
      vim.cmd("bdelete!")
    end,
  },
  {
    "cancelling_the_progress_ends_the_programs",
    function()
      open("patient.cpp")
      progress = {}
      optimize("ways")
      wait_for("a program under test", function()
        return programs_under_test() > 0
      end)
      local token, reports = next(progress)
      client().notify("window/workDoneProgress/cancel", { token = token })
      wait_for("the end of the progress", function()
        return reports[#reports].kind == "end"
      end, 20000)
      wait_for("the programs to end", function()
        return programs_under_test() == 0
      end, 20000)
    end,
  },
  {
    "the_server_ends_with_the_client",
    function()
      local id = client().id
      vim.lsp.stop_client(id)
      wait_for("the server to end", function()
        return vim.lsp.get_client_by_id(id) == nil
      end, 20000)
    end,
  },
}

for _, scenario in ipairs(scenarios) do
  local name, run = unpack(scenario)
  local started = vim.loop.hrtime()
  local fine, problem = xpcall(run, debug.traceback)
  local outcome = {
    name = name,
    error = fine and vim.NIL or tostring(problem),
    seconds = (vim.loop.hrtime() - started) / 1e9,
  }
  local results = assert(io.open(os.getenv("HASTEN_E2E_RESULTS"), "a"))
  results:write(vim.fn.json_encode(outcome) .. "\n")
  results:close()
end
vim.cmd("qall!")
