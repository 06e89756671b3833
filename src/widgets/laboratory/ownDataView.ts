import type { Fault } from '../../training/laboratory/api';
import { readOwnPairs } from '../../training/tasks/own';
import { setText } from '../base/barsFigure';
import { boxProblem } from '../shared/lab/boxProblem';
import type { Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find } from '../shared/lab/lookup';

/** The reader's text is read again when typing rests; problems beyond these are counted. */
const QUIET_MS = 300;
const SHOWN = 5;

/** In the small English of the model's stories. */
const EXAMPLE = ['drum', 'lamp', 'book', 'flute', 'kite', 'bell', 'sword', 'cup', 'hat', 'coat']
  .map((thing, index) => `${index % 2 === 0 ? 'The red' : 'The blue'} ${thing} → ${thing}`)
  .join('\n');

export interface OwnDataView {
  pairs(): string;
  put(text: string): void;
  showFault(fault: Fault): void;
}

/** The reader's own pairs, with what is wrong at its line. They stay in the page. */
export function createOwnDataView(host: HTMLElement, { translate }: Words, signal: AbortSignal): OwnDataView {
  const box = find<HTMLTextAreaElement>(host, '[data-pairs]');
  const told = find(host, '[data-pairs-told]');
  const problem = find(host, '[data-pairs-problem]');
  let timer = 0;

  const show = boxProblem(box, problem);
  const read = (): void => {
    // How many tokens a line has is known to the tokenizer alone, which comes with the model: the run checks it.
    const result = readOwnPairs(box.value, () => 0);
    if (result.ok) {
      const { training, heldOut } = result.pairs;
      setText(
        told,
        translate('lab.own.dataGood', { count: training.length + heldOut.length, heldOut: heldOut.length }),
      );
      show([]);
      return;
    }
    setText(told, '');
    const { problems } = result;
    const sentences = problems
      .slice(0, SHOWN)
      .map(({ kind, line }) =>
        describeFault({ kind: 'data', detail: kind, ...(line !== null && { line }) }, translate),
      );
    if (problems.length > SHOWN) {
      sentences.push(translate('lab.own.more', { count: problems.length - SHOWN }));
    }
    show(sentences);
  };
  const put = (text: string): void => {
    box.value = text;
    read();
  };

  box.addEventListener(
    'input',
    () => {
      clearTimeout(timer);
      timer = window.setTimeout(read, QUIET_MS);
    },
    { signal },
  );
  find(host, '[data-pairs-example]').addEventListener('click', () => put(EXAMPLE), { signal });
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    pairs: () => box.value,
    put,
    showFault: (fault) => show([describeFault(fault, translate)]),
  };
}
