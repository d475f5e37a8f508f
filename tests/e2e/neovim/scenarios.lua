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
  local pids = vim.fn.system("pgrep -f callgrind -s 0")
  local _, count = pids:gsub("%d+", "")
  return count
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
    "the_command_searches_with_progress",
    function()
      local before = text()
      local action = titled(actions_at("ways", { "refactor.rewrite" }), "^Optimize this function$")
      if not action.command then
        action = ask("codeAction/resolve", action)
      end
      local command = action.command
      ask("workspace/executeCommand", {
        command = command.command,
        arguments = command.arguments,
      })
      wait_for("the verified edit", function()
        return titled(actions_at("ways", { "refactor.rewrite" }), "^Apply verified edit")
      end)
      local _, reports = next(progress)
      assert(reports and reports[1].kind == "begin", vim.inspect(progress))
      assert(reports[1].cancellable, "the progress cannot be cancelled")
      wait_for("the end of the progress", function()
        return reports[#reports].kind == "end"
      end)
      assert(text() == before, "the search itself changed the buffer")
    end,
  },
  {
    "the_verified_edit_is_resolved_and_applied",
    function()
      local before = text()
      local action = titled(actions_at("ways", { "refactor.rewrite" }), "^Apply verified edit")
      local resolved = ask("codeAction/resolve", action)
      assert(resolved.edit, vim.inspect(resolved))
      vim.lsp.util.apply_workspace_edit(resolved.edit, client().offset_encoding)
      assert(text() ~= before, "nothing was changed")
      vim.cmd("write")
    end,
  },
  {
    "a_request_that_is_cancelled_ends_its_programs",
    function()
      open("patient.cpp")
      local failure
      local _, request = client().request("hasten/optimize", {
        textDocument = document(),
        position = position_of("ways"),
        scope = "function",
        workDoneToken = "patient",
      }, function(problem)
        failure = problem or { code = 0 }
      end, 0)
      wait_for("a program under test", function()
        return programs_under_test() > 0
      end)
      assert(progress.patient, "no progress for the token of the request")
      client().cancel_request(request)
      wait_for("the answer to the cancelled request", function()
        return failure ~= nil
      end, 20000)
      wait_for("the programs to end", function()
        return programs_under_test() == 0
      end, 20000)
    end,
  },
  {
    "the_server_ends_with_the_client",
    function()
      client().stop()
      wait_for("the server to end", function()
        return #vim.lsp.get_active_clients() == 0
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
