import type { AskedExample, LabMethod } from '../../training/laboratory/api';
import { faultOf } from '../../training/laboratory/fault';
import { setText } from '../base/barsFigure';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, make, methodName } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';

/** How many held-out examples are offered. */
const EXAMPLES = 12;
/** How long an answer may grow, where the right one is not longer. */
const TOKENS = 24;
const SHOWN_PROMPT = 70;

/** Whether a run stands still and its trained methods can be asked. */
export function canAsk(run: RunState, session: Session): boolean {
  return (
    session.client !== null &&
    (run.phase === 'paused' || run.phase === 'done') &&
    run.methods.some(({ step }) => step > 0)
  );
}

export interface SaysView {
  update(run: RunState): void;
}

/** One prompt, answered by the base and by each method: one base, many adapters. */
export function createSaysView(
  host: HTMLElement,
  words: Words,
  session: Session,
  signal: AbortSignal,
): SaysView {
  const { translate } = words;
  const panel = find(host, '[data-panel="says"]');
  const select = find<HTMLSelectElement>(panel, '[data-example]');
  const prompt = find<HTMLTextAreaElement>(panel, '[data-prompt]');
  const expected = find(panel, '[data-expected]');
  const ask = find<HTMLButtonElement>(panel, '[data-ask]');
  const told = find(panel, '[data-says-told]');
  const list = find(panel, '[data-answers]');
  let examples: readonly AskedExample[] = [];
  let asked: RunState['setup'] = null;
  let busy = false;

  const showExpected = (): void => {
    setText(expected, examples.find((each) => each.prompt === prompt.value)?.answer ?? '–');
  };
  const choose = (): void => {
    prompt.value = examples[Number(select.value)]?.prompt ?? '';
    showExpected();
  };
  const answer = async (): Promise<void> => {
    const { client, run } = session;
    if (!client || busy) return;
    busy = true;
    ask.disabled = true;
    const isAsked = (): boolean => session.client === client && session.run.setup === run.setup;
    const text = prompt.value;
    const example = examples.find((each) => each.prompt === text);
    list.replaceChildren();
    try {
      const all: readonly (LabMethod | 'base')[] = [
        'base',
        ...run.methods.filter((each) => !each.fault).map(({ method }) => method),
      ];
      for (const method of all) {
        setText(told, translate('lab.says.asking', { method: methodName(method, translate) }));
        const sample = await client.sample(method, text, Math.max(TOKENS, example?.tokens ?? 0));
        if (!isAsked()) return;
        list.append(card(method, sample.text, example?.answer));
      }
      setText(told, translate('lab.says.answered', { count: all.length }));
    } catch (error) {
      if (isAsked()) setText(told, describeFault(faultOf(error), translate));
    } finally {
      busy = false;
      ask.disabled = !canAsk(session.run, session);
    }
  };
  const card = (method: LabMethod | 'base', text: string, right: string | undefined): HTMLElement => {
    const exact = right === undefined ? null : text.trim() === right.trim();
    const mark = exact === null ? '' : translate(exact ? 'lab.says.right' : 'lab.says.wrong');
    const when = translate(method === 'base' ? 'lab.says.before' : 'lab.says.after');
    const attributes = { 'data-says': method, ...(exact !== null && { 'data-exact': exact ? 'yes' : 'no' }) };
    return make(
      'li',
      attributes,
      make('p', { class: 'lab-answer-name' }, methodName(method, translate), make('small', {}, when)),
      make('p', { class: 'lab-verbatim', lang: 'en' }, text.trim() === '' ? '∅' : text.trim()),
      make('p', { class: 'lab-answer-mark' }, mark),
    );
  };

  select.addEventListener('change', choose, { signal });
  prompt.addEventListener('input', showExpected, { signal });
  ask.addEventListener('click', () => void answer(), { signal });

  const load = async (): Promise<void> => {
    const { client } = session;
    if (!client) return;
    try {
      examples = await client.examples(EXAMPLES);
    } catch {
      examples = [];
    }
    select.replaceChildren(
      ...examples.map((each, index) => make('option', { value: String(index) }, shortened(each.prompt))),
    );
    choose();
  };

  return {
    update(run) {
      panel.hidden = run.methods.length === 0;
      const able = canAsk(run, session);
      if (!busy) ask.disabled = !able;
      if (!able && !busy) setText(told, translate('lab.says.wait'));
      if (!able || asked === run.setup) return;
      asked = run.setup;
      list.replaceChildren();
      setText(told, '');
      void load();
    },
  };
}

/** The end of a prompt tells it apart: stories begin alike. */
function shortened(prompt: string): string {
  const line = prompt.replaceAll(/\s+/g, ' ').trim();
  return line.length > SHOWN_PROMPT ? `…${line.slice(-SHOWN_PROMPT)}` : line;
}
