"""The language server: what editors see. The only room that knows LSP types.

`hasten.lsp.server` starts it; every file in `hasten.lsp.features` is one feature, found by walking
the folder.
"""
