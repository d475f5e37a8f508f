-- Hasten in Neovim (0.7 or newer). Put this file into ~/.config/nvim/lua/ and add to init.lua:
--
--   require("hasten").setup()
--
-- Then, in a C++ file with tests beside it: `:lua vim.lsp.buf.code_action()` on a function offers
-- "Optimize this function", and `:lua vim.lsp.buf.hover()` says what is known about it.
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
end

return M
