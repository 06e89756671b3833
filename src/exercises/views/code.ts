import type { Translate } from '../../i18n/translate';
import { createCodeEditor } from '../../scenes/codeEditor';
import { runInWorker } from '../code/client';
import { openDraft } from '../code/draft';
import { grade, planOf, type Report } from '../code/grade';
import { loadCodeWords } from '../code/messages/load';
import { createReportView, failureSentence, type ReportView } from '../code/reportView';
import { complaintSentence, faultSentence } from '../code/sentences';
import { isTaskName, type TaskName, taskOf } from '../code/tasks';
import type { VariantOf, Verdict } from '../types';
import type { Mount } from './view';

/** A text that is no attempt: it cannot be run at all. */
const UNREADABLE: readonly string[] = ['syntax', 'noFunction', 'sourceTooLong'];

/**
 * A function to complete: an editor, which keeps what is typed, and the properties that the function is held against. It
 * runs when the reader asks for it and never else, whether the text is new, kept from before, or came with a page.
 */
export const mount: Mount<'code'> = (context) => {
  const { host, form, definition, language, signal } = context;
  const { problem } = definition;
  if (!isTaskName(problem)) throw new Error(`no exercise “${problem}” in code`);
  const field = form.querySelector<HTMLTextAreaElement>('textarea');
  const place = field?.parentElement;
  const undo = form.querySelector<HTMLButtonElement>('[data-undo]');
  if (!field || !place || !undo) throw new Error('the form lacks its parts');

  const starter = field.defaultValue;
  const draft = openDraft(host.dataset['exercise'] ?? problem);
  let variant: VariantOf<'code'> | null = null;
  let words: Translate | null = null;
  let report: ReportView | null = null;
  /** What the button brings back: the text before the starter took its place. */
  let replaced: string | null = null;

  const kept = draft.read();
  if (kept !== null && kept !== field.value) {
    if (field.value === starter) field.value = kept;
    // Whoever was faster than this code has begun anew: what was kept is one button away.
    else offer(kept);
  }

  const editor = createCodeEditor(place, {
    value: field.value,
    label: field.getAttribute('aria-label') ?? '',
    hint: place.dataset['editorHint'] ?? '',
    language: 'typescript',
    onRun: context.submit,
    onChange: typed,
  });
  const loaded = loadCodeWords(language).then((translate) => {
    words = translate;
    report = createReportView(host, problem, translate);
    if (kept !== null && editor.value === kept) context.say(translate('codeExercise.restored'));
    return translate;
  });
  // Whoever waits for the words says that they did not come.
  loaded.catch(() => {});

  function typed(text: string): void {
    const isKept = draft.write(text === starter ? null : text);
    editor.setProblem(null);
    report?.clear();
    context.changed();
    if (!isKept) void loaded.then((translate) => context.say(translate('codeExercise.notKept')));
  }

  function offer(text: string | null): void {
    replaced = text;
    if (undo) undo.hidden = text === null;
  }

  function replace(text: string, message: string): void {
    const before = editor.value;
    if (before === text) return;
    editor.value = text;
    typed(text);
    offer(before === starter ? null : before);
    if (words) context.say(words(message));
    editor.focus();
  }

  form
    .querySelector('[data-reset]')
    ?.addEventListener('click', () => replace(starter, 'codeExercise.wasReset'), { signal });
  undo.addEventListener(
    'click',
    () => {
      if (replaced !== null) replace(replaced, 'codeExercise.undone');
    },
    { signal },
  );
  signal.addEventListener('abort', () => editor.dispose());

  /** The sentence that the editor shows at a line. */
  function mark(told: Report, translate: Translate): void {
    const complaint = told.properties.find(({ failure }) => failure?.complaint)?.failure?.complaint;
    const { fault, line } = told;
    if (line < 1 || (!fault && !complaint)) return;
    const message = fault
      ? faultSentence(fault, translate)
      : complaint && complaintSentence(complaint, translate);
    // Columns are the reader's own only where the types still stand.
    const column = fault?.kind === 'syntax' ? fault.column || undefined : undefined;
    editor.setProblem({ line, column, message: message ?? '' });
  }

  return {
    show(next) {
      // Other inputs, the same function: the code stays.
      variant = next;
      report?.clear();
      editor.setProblem(null);
    },
    async grade() {
      const [source, asked] = [editor.value, variant];
      if (!asked || source.trim() === '' || source === starter) {
        return { state: 'empty', feedback: [{ message: 'codeStarter' }] };
      }
      const translate = await loaded;
      context.say(translate('codeExercise.running'));
      const task = taskOf(problem);
      const plan = planOf(problem, asked.key);
      const outcome = await runInWorker({ source, entry: task.entry, calls: plan.calls });
      const told = grade(task, plan, outcome);
      // Whoever went on has no use for a mark on another text, or for what another variant's inputs showed.
      if (editor.value === source && variant === asked && !signal.aborted) {
        report?.show(told, plan);
        mark(told, translate);
      }
      return verdictOf(problem, told, translate);
    },
    code: {
      read: () => editor.value,
      write(text) {
        if (editor.value === text) return;
        editor.value = text;
        typed(text);
      },
    },
    answer: () =>
      editor.value
        .replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '')
        .replace(/\s+/g, ' ')
        .trim(),
  };
};

/** The whole of a run in a sentence. */
function verdictOf(task: TaskName, { properties, fault }: Report, translate: Translate): Verdict {
  if (fault) {
    const feedback = [{ message: 'codeFault', values: { sentence: faultSentence(fault, translate) } }];
    return UNREADABLE.includes(fault.kind)
      ? { state: 'unreadable', feedback }
      : { state: 'wrong', feedback, score: 0 };
  }
  const held = properties.filter(({ state }) => state === 'holds').length;
  const failed = properties.find(({ state }) => state === 'fails');
  if (!failed) return { state: 'right', feedback: [{ message: 'codeRight' }] };
  const values = { held, all: properties.length, sentence: failureSentence(task, failed, translate) };
  return { state: 'wrong', feedback: [{ message: 'codeWrong', values }], score: held / properties.length };
}
