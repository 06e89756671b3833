import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { javascript } from '@codemirror/lang-javascript';
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { lintGutter, setDiagnostics } from '@codemirror/lint';
import { EditorState } from '@codemirror/state';
import { EditorView, keymap, lineNumbers, tooltips } from '@codemirror/view';
import { classHighlighter } from '@lezer/highlight';
import { type CodeProblem, problemRange } from './codeEditorProblem';

export interface EditorSetup {
  readonly root: ShadowRoot;
  readonly value: string;
  readonly label: string;
  /** How to leave the editor by keyboard, for assistive technology. */
  readonly hint: string;
  readonly language: 'javascript' | 'typescript';
  readonly onRun?: (() => void) | undefined;
  readonly onChange: (value: string) => void;
}

/** CodeMirror in a shadow root. This module is the heavy one: it comes by `import()` alone. */
export function createEditor(setup: EditorSetup): EditorView {
  const { root, value, label, hint, language, onRun, onChange } = setup;
  const run = (): boolean => {
    onRun?.();
    return true;
  };
  const running = onRun ? [{ key: 'Mod-Enter', run }] : [];
  return new EditorView({
    // In a shadow root CodeMirror uses constructed style sheets; in the page it would add a style element, which the
    // site's content security policy refuses.
    root,
    parent: root,
    state: EditorState.create({
      doc: value,
      extensions: [
        lineNumbers(),
        lintGutter(),
        history(),
        bracketMatching(),
        indentOnInput(),
        indentUnit.of('  '),
        EditorState.tabSize.of(2),
        EditorView.lineWrapping,
        // The page's figures are containers, against which "fixed" may be measured.
        tooltips({ position: 'absolute' }),
        javascript({ typescript: language === 'typescript' }),
        syntaxHighlighting(classHighlighter),
        // After Escape, CodeMirror itself lets the next Tab go on to the next control.
        keymap.of([...running, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          'aria-label': label,
          'aria-description': hint,
          // What is edited can be reached anyway; checkers of scrolling regions ask for it.
          tabindex: '0',
          autocapitalize: 'off',
          autocorrect: 'off',
          spellcheck: 'false',
        }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) onChange(update.state.doc.toString());
        }),
        THEME,
      ],
    }),
  });
}

export function showProblem(view: EditorView, problem: CodeProblem | null): void {
  const { state } = view;
  const diagnostics = problem
    ? [{ ...problemRange(state.doc, problem), severity: 'error' as const, message: problem.message }]
    : [];
  view.dispatch(setDiagnostics(state, diagnostics));
}

/** The site's tokens reach into the shadow root; its rules do not. */
const THEME = EditorView.theme({
  '&': {
    color: 'var(--ink)',
    backgroundColor: 'var(--sunken)',
    fontSize: 'var(--code-size, 0.875rem)',
    border: '1px solid var(--edge)',
    borderRadius: '6px',
  },
  '&.cm-focused': { outline: '3px solid var(--result)', outlineOffset: '2px' },
  '.cm-scroller': {
    fontFamily: 'var(--mono, ui-monospace, "SF Mono", Menlo, Consolas, monospace)',
    lineHeight: '1.5',
    minHeight: 'var(--code-least, 12rem)',
    maxHeight: 'var(--code-most, 28rem)',
    overflow: 'auto',
  },
  '.cm-content': { padding: '0.5rem 0', caretColor: 'var(--ink)' },
  '.cm-line': { padding: '0 0.5rem' },
  '.cm-gutters': {
    backgroundColor: 'var(--sunken)',
    color: 'var(--ink-soft)',
    borderRight: '1px solid var(--rule)',
  },
  '.cm-lineNumbers .cm-gutterElement': { minWidth: '1.6rem', padding: '0 0.3rem' },
  '.cm-content ::selection, & ::selection': {
    backgroundColor: 'color-mix(in srgb, var(--result) 35%, transparent)',
  },
  '&.cm-focused .cm-matchingBracket, .cm-matchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--result) 22%, transparent)',
  },
  '&.cm-focused .cm-nonmatchingBracket, .cm-nonmatchingBracket': {
    backgroundColor: 'color-mix(in srgb, var(--bad) 25%, transparent)',
  },
  '.cm-lintRange-error': {
    backgroundImage: 'none',
    textDecoration: 'underline wavy var(--bad)',
    textDecorationSkipInk: 'none',
    textUnderlineOffset: '0.25em',
  },
  '.cm-lint-marker-error': {
    content: 'none',
    width: '0',
    height: '0',
    margin: '0.35em 0 0',
    borderRadius: '50%',
    // A border, since forced colours keep borders and drop backgrounds.
    border: '0.375em solid var(--bad)',
  },
  '.cm-tooltip': {
    backgroundColor: 'var(--raised)',
    color: 'var(--ink)',
    border: '1px solid var(--edge)',
    borderRadius: '6px',
    maxWidth: 'min(30rem, 80vw)',
    fontFamily: 'var(--sans)',
    overflowWrap: 'anywhere',
  },
  '.cm-diagnostic-error': { borderLeft: '4px solid var(--bad)' },
  // Weight and slant beside colour: the difference does not hang on colour alone.
  '.tok-keyword': { color: 'var(--code-keyword)', fontWeight: '600' },
  '.tok-comment': { color: 'var(--ink-soft)', fontStyle: 'italic' },
  '.tok-string, .tok-string2': { color: 'var(--code-string)' },
  '.tok-number, .tok-bool, .tok-atom': { color: 'var(--code-number)' },
  '.tok-definition, .tok-propertyName.tok-definition': { color: 'var(--code-name)' },
});
