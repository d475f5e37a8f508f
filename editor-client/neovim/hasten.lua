-- Hasten in Neovim (0.7 or newer). Put this file into ~/.config/nvim/lua/ and add to init.lua:
--
--   require("hasten").setup()
--
-- Then, in a C++ file with tests beside it: `:lua vim.lsp.buf.code_action()` on a function offers
-- "Optimize this function", and `:lua vim.lsp.buf.hover()` says what is known about it.
-- In LLVM IR (.ll) it offers "Shrink this function" and more; `require("hasten").opt_command()` puts
-- the opt command that repeats an edit into the unnamed register.
-- Works beside clangd. `setup` takes {cmd = {...}, settings = {...}}; README lists the settings.

local M = {}

local defaults = { cmd = { "hasten", "lsp" }, settings = {} }
local clients = {} -- root folder -> client id

local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ":p:h")
  for _, marker in ipairs({ "hasten.toml", "compile_commands.json", ".git" }) do
    local found = vim.fn.findfile(marker, folder .. ";")
    if found == "" then
      found = vim.fn.finddir(marker, folder .. ";")
    end
    if found ~= "" then
      return (vim.fn.fnamemodify(found, ":p:h"):gsub("/%.git$", ""))
    end
  end
  return folder
end

--- Attaches a buffer to the server of its root folder; starts the server when there is none.
function M.attach(buffer, options)
  local root = root_of(vim.api.nvim_buf_get_name(buffer))
  local config = {
    name = "hasten",
    cmd = options.cmd,
    root_dir = root,
    settings = { hasten = options.settings },
    get_language_id = function(of, filetype)
      return vim.api.nvim_buf_get_name(of):match("%.ll$") and "llvm" or filetype
    end,
    workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
    on_exit = function()
      clients[root] = nil
    end,
  }
  if vim.lsp.start then -- 0.8 and newer share clients by name and root themselves
    clients[root] = vim.lsp.start(config, { bufnr = buffer })
  else
    clients[root] = clients[root] or vim.lsp.start_client(config)
    vim.lsp.buf_attach_client(buffer, clients[root])
  end
  return clients[root]
end

function M.setup(options)
  options = vim.tbl_extend("force", defaults, options or {})
  vim.api.nvim_create_autocmd("FileType", {
    pattern = { "c", "cpp" },
    callback = function(event)
      M.attach(event.buf, options)
    end,
  })
  -- Vim takes .ll for another language; the name tells enough.
  vim.api.nvim_create_autocmd({ "BufReadPost", "BufNewFile" }, {
    pattern = "*.ll",
    callback = function(event)
      M.attach(event.buf, options)
    end,
  })
end

--- The opt command that makes the edited text from the file before the edit, for the function at
--- the cursor or the module; nil when nothing has been found there. Also in the unnamed register.
function M.opt_command()
  local place = vim.lsp.util.make_position_params(0, "utf-16")
  local answers = vim.lsp.buf_request_sync(0, "workspace/executeCommand", {
    command = "hasten.optCommand",
    arguments = { { uri = place.textDocument.uri, position = place.position } },
  }, 5000)
  for _, answer in pairs(answers or {}) do
    if type(answer.result) == "string" then
      vim.fn.setreg('"', answer.result)
      return answer.result
    end
  end
end

return M
