import { readPairs, type WrittenPair } from '../../training/brought/pairs';
import { setText } from '../base/barsFigure';
import { boxProblem } from '../shared/lab/boxProblem';
import { find } from '../shared/lab/lookup';
import type { PanelAround } from './around';
import type { Trouble } from './session';
import { describePairProblem, describeTrouble } from './words';

/** The text is read again when typing rests; problems beyond these are counted. */
const QUIET_MS = 300;
const SHOWN = 5;

export interface PairsView {
  /** The pairs as they stand; null where something is wrong with them, which is told then. */
  pairs(): readonly WrittenPair[] | null;
  /** A prompt to begin with. */
  firstPrompt(): string;
  showTrouble(trouble: Trouble): void;
}

/** The reader's pairs, with what is wrong at its line. They stay in the page. */
export function createPairsView({ host, words, signal }: PanelAround): PairsView {
  const { translate } = words;
  const part = find(host, '[data-part="pairs"]');
  const box = find<HTMLTextAreaElement>(part, '[data-pairs]');
  const told = find(part, '[data-pairs-told]');
  const problem = find(part, '[data-trouble="pairs"]');
  let timer = 0;

  const show = boxProblem(box, problem);
  const read = (): readonly WrittenPair[] | null => {
    clearTimeout(timer);
    const result = readPairs(box.value);
    if (result.ok) {
      setText(told, translate('bring.pairs.good', { count: result.pairs.length }));
      show([]);
      return result.pairs;
    }
    setText(told, '');
    const { problems } = result;
    const sentences = problems.slice(0, SHOWN).map((each) => describePairProblem(each, words));
    if (problems.length > SHOWN) {
      sentences.push(translate('bring.pairs.more', { count: problems.length - SHOWN }));
    }
    show(sentences);
    return null;
  };

  box.addEventListener(
    'input',
    () => {
      clearTimeout(timer);
      timer = window.setTimeout(read, QUIET_MS);
    },
    { signal },
  );
  find(part, '[data-pairs-example]').addEventListener(
    'click',
    () => {
      // What the reader wrote is not written over.
      const written = box.value.trimEnd();
      const example = translate('bring.pairs.exampleText');
      box.value = written === '' ? example : `${written}\n${example}`;
      read();
    },
    { signal },
  );
  signal.addEventListener('abort', () => clearTimeout(timer));
  return {
    pairs: read,
    firstPrompt: () => {
      const result = readPairs(box.value);
      return result.ok ? (result.pairs[0]?.prompt ?? '') : '';
    },
    showTrouble(trouble) {
      show([describeTrouble(trouble, words)]);
      box.focus();
    },
  };
}
