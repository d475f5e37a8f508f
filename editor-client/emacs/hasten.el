;;; hasten.el --- Verified optimization of C++ and C functions  -*- lexical-binding: t; -*-

;; Hasten in Emacs: load this file from your init file, and open a C++ or C file with tests beside it.
;; M-x eglot-code-actions (or lsp-execute-code-action) on a function offers
;; "Optimize this function".
;;
;; eglot speaks with one server for each mode, so with eglot hasten takes the place of clangd;
;; lsp-mode runs it beside clangd.

;;; Code:

(defvar hasten-command '("hasten" "lsp")
  "The command line that starts the server.")

(defvar eglot-server-programs)
(declare-function make-lsp-client "ext:lsp-mode")
(declare-function lsp-register-client "ext:lsp-mode")
(declare-function lsp-stdio-connection "ext:lsp-mode")
(declare-function lsp-activate-on "ext:lsp-mode")

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs `((c++-mode c++-ts-mode c-mode c-ts-mode) . ,hasten-command))
  ;; LLVM's own mode, which comes with LLVM (emacs/llvm-mode.el).
  (add-to-list 'eglot-server-programs `((llvm-mode :language-id "llvm") . ,hasten-command)))

(with-eval-after-load 'lsp-mode
  (lsp-register-client
   (make-lsp-client
    :new-connection (lsp-stdio-connection (lambda () hasten-command))
    :activation-fn (lsp-activate-on "cpp" "c" "llvm")
    :add-on? t
    :server-id 'hasten)))

(provide 'hasten)
;;; hasten.el ends here
