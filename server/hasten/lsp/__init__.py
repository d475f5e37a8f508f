"""The language server: what editors see. The only room that knows LSP types.

`hasten.lsp.server` starts it, `hasten.lsp.language_server` holds what it knows; every file in
`hasten.lsp.features` is one feature, found by walking the folder.
"""
