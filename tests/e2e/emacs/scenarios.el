;;; scenarios.el --- Scenarios in a batch Emacs with eglot  -*- lexical-binding: t; -*-

;; Each writes its outcome to $HASTEN_E2E_RESULTS as it ends.
;; $HASTEN_E2E_PLAN: {workspace, command, snippet} as JSON; `snippet` is the path of hasten.el.

;;; Code:

(require 'cl-lib)
(require 'json)
(package-initialize)

(defvar plan (json-parse-string (getenv "HASTEN_E2E_PLAN") :object-type 'alist :array-type 'list))
(defvar patience 120)

(setq eglot-confirm-server-initiated-edits nil
      eglot-autoshutdown nil
      make-backup-files nil)
(load (alist-get 'snippet plan))
(setq hasten-command (alist-get 'command plan))
(require 'eglot)

(defun wait-for (what question)
  "Wait until QUESTION answers something true; WHAT names it."
  (let ((end (+ (float-time) patience)) answer)
    (while (not (setq answer (funcall question)))
      (when (> (float-time) end)
        (error "Waited in vain for %s" what))
      (accept-process-output nil 0.2))
    answer))

(defun go-to (text)
  "Move to the first occurrence of TEXT."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun action-titled (pattern)
  "The code action at point whose title matches PATTERN."
  (cl-find-if (lambda (action) (string-match-p pattern (plist-get action :title)))
              (append (jsonrpc-request
                       (eglot-current-server) :textDocument/codeAction
                       (list :textDocument (eglot--TextDocumentIdentifier)
                             :range (list :start (eglot--pos-to-lsp-position)
                                          :end (eglot--pos-to-lsp-position))
                             :context (list :diagnostics [])))
                      nil)))

(defun optimize ()
  "Run the command of the code action that optimizes the function at point."
  (let* ((action (action-titled "^Optimize this function$"))
         (command (plist-get action :command)))
    (jsonrpc-request (eglot-current-server) :workspace/executeCommand
                     (list :command (plist-get command :command)
                           :arguments (plist-get command :arguments)))))

(defvar scenarios
  (list
   (cons "the_snippet_names_the_server"
         (lambda ()
           (find-file (expand-file-name "climb.cpp" (alist-get 'workspace plan)))
           (c++-mode)
           (apply #'eglot (eglot--guess-contact))
           (wait-for "the server" #'eglot-current-server)))
   (cons "hover_answers"
         (lambda ()
           (go-to "ways")
           (let ((hover (jsonrpc-request (eglot-current-server) :textDocument/hover
                                         (eglot--TextDocumentPositionParams))))
             (cl-assert (string-match-p "hasten" (format "%S" hover)) t))))
   (cons "the_edit_is_applied_once_the_user_agrees"
         (lambda ()
           (go-to "ways")
           (let ((before (buffer-string)))
             (cl-letf (((symbol-function 'completing-read) (lambda (&rest _) "Apply"))
                       ((symbol-function 'y-or-n-p) (lambda (&rest _) t)))
               (optimize)
               (wait-for "the edit" (lambda () (not (equal before (buffer-string)))))))
           (save-buffer)))
   (cons "the_server_ends_with_the_client"
         (lambda ()
           (eglot-shutdown (eglot-current-server))
           (wait-for "the server to end" (lambda () (not (eglot-current-server))))))))

(dolist (scenario scenarios)
  (let* ((started (float-time))
         (problem (condition-case reason (progn (funcall (cdr scenario)) nil)
                    (error (format "%S" reason))))
         (outcome (list (cons 'name (car scenario))
                        (cons 'error problem)
                        (cons 'seconds (- (float-time) started)))))
    (write-region (concat (json-encode outcome) "\n") nil (getenv "HASTEN_E2E_RESULTS") t)))
(kill-emacs 0)
;;; scenarios.el ends here
