import type { CodeProblem } from './codeEditorProblem';

export interface CodeEditorOptions {
  readonly value: string;
  readonly label: string;
  /** Shown below the editor: that Tab indents, and Escape then Tab leaves. */
  readonly hint: string;
  readonly onChange: (value: string) => void;
  readonly language: 'javascript' | 'typescript';
  /** Ctrl+Enter, or ⌘ Enter: absent, the editor has no use for it. */
  readonly onRun?: (() => void) | undefined;
}

export interface CodeEditor {
  /** The present text. Setting it does not call `onChange`. */
  value: string;
  /** Marks a line (and word) with a message, or takes the mark away. */
  setProblem(problem: CodeProblem | null): void;
  focus(): void;
  dispose(): void;
  /** Whether the editor came ('editor') or the plain text field stays ('plain'), once that is decided. */
  readonly ready: Promise<'editor' | 'plain'>;
}

/**
 * A text field in `host` at once (the build's own `<textarea>` where there is one), which becomes an editor with line
 * numbers and colours when CodeMirror has come. Where it does not come, the field goes on working.
 */
export function createCodeEditor(host: HTMLElement, options: CodeEditorOptions): CodeEditor {
  const { label, hint, onChange, onRun, language } = options;
  const built = host.querySelector('textarea');
  const field = built ?? document.createElement('textarea');
  field.classList.add('code-field');
  field.setAttribute('aria-label', label);
  field.spellcheck = false;
  field.autocapitalize = 'off';
  // The build's own is as high already as its text asks for.
  if (!built) field.rows = 12;
  field.value = options.value;
  if (!built) host.append(field);

  const listening = new AbortController();
  field.addEventListener('input', () => onChange(field.value), { signal: listening.signal });
  if (onRun) {
    const runs = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      onRun();
    };
    field.addEventListener('keydown', runs, { signal: listening.signal });
  }
  let problem: CodeProblem | null = null;
  let disposed = false;
  /** Set while the text is set from outside, which is no change of the reader's. */
  let silent = false;
  let editor: Loaded | null = null;

  interface Loaded {
    readonly view: import('@codemirror/view').EditorView;
    readonly show: (problem: CodeProblem | null) => void;
    readonly remove: () => void;
  }

  async function load(): Promise<'editor' | 'plain'> {
    const { createEditor, showProblem } = await import('./codeEditorSetup');
    if (disposed) return 'plain';
    const box = document.createElement('div');
    box.className = 'code-editor';
    const note = document.createElement('p');
    note.className = 'code-hint';
    note.textContent = hint;
    // Its words are the editor's own description, which is read with it.
    note.setAttribute('aria-hidden', 'true');
    field.after(box, note);
    try {
      const view = createEditor({
        root: box.attachShadow({ mode: 'open' }),
        value: field.value,
        label,
        hint,
        language,
        onRun,
        onChange: (value) => {
          field.value = value;
          if (!silent) onChange(value);
        },
      });
      editor = {
        view,
        show: (next) => showProblem(view, next),
        remove() {
          view.destroy();
          box.remove();
          note.remove();
        },
      };
    } catch (error) {
      box.remove();
      note.remove();
      throw error;
    }
    if (document.activeElement === field) {
      // Whoever was already writing goes on where they were.
      const [anchor, head] = [field.selectionStart, field.selectionEnd];
      editor.view.dispatch({ selection: { anchor, head } });
      editor.view.focus();
    }
    field.hidden = true;
    editor.show(problem);
    return 'editor';
  }

  return {
    get value() {
      return field.value;
    },
    set value(text) {
      silent = true;
      field.value = text;
      editor?.view.dispatch({ changes: { from: 0, to: editor.view.state.doc.length, insert: text } });
      silent = false;
    },
    setProblem(next) {
      problem = next;
      if (next) field.setAttribute('aria-invalid', 'true');
      else field.removeAttribute('aria-invalid');
      editor?.show(next);
    },
    focus: () => (editor ? editor.view.focus() : field.focus()),
    dispose() {
      disposed = true;
      listening.abort();
      editor?.remove();
      field.removeAttribute('aria-invalid');
      if (built) field.hidden = false;
      else field.remove();
    },
    ready: load().catch((): 'plain' => 'plain'),
  };
}
