import { setText } from '../base/barsFigure';
import { find } from '../shared/lab/lookup';
import type { PairsView } from './pairsView';
import type { PanelAround, PanelView } from './panel';
import { showProgress } from './progressView';
import { describeWork } from './words';

/** One prompt, continued by the model as it came and as it was tuned, side by side. */
export function createAskView({ host, words, signal, session }: PanelAround, pairs: PairsView): PanelView {
  const { translate } = words;
  const part = find(host, '[data-part="asking"]');
  const prompt = find<HTMLTextAreaElement>(part, '[data-prompt]');
  const tokens = find<HTMLSelectElement>(part, '[data-tokens]');
  const ask = find<HTMLButtonElement>(part, '[data-ask]');
  const told = find(part, '[data-ask-told]');
  const bar = find<HTMLProgressElement>(part, '[data-ask-bar]');
  const line = find(part, '[data-ask-work]');
  const list = find(part, '[data-answers]');
  const place = { before: find(list, '[data-answer="before"]'), after: find(list, '[data-answer="after"]') };
  let busy = false;
  let loaded: object | null = null;

  const write = (when: 'before' | 'after', text: string, isAnswer = true): void => {
    // Greedy text may be nothing but the end.
    setText(place[when], isAnswer && text.trim() === '' ? '∅' : text);
    place[when].toggleAttribute('data-empty', !isAnswer);
  };
  const answer = async (): Promise<void> => {
    if (busy || session.state.phase !== 'ready') return;
    const text = prompt.value;
    if (text.trim() === '') {
      setText(told, translate('bring.asking.noPrompt'));
      prompt.focus();
      return;
    }
    busy = true;
    list.hidden = false;
    write('before', '…', false);
    write('after', '…', false);
    const count = Number(tokens.value);
    const step = session.state.points.at(-1)?.step;
    setText(told, translate('bring.asking.asking'));
    const before = await session.generate(text, count, false);
    if (before !== null) write('before', before);
    let after: string | null = null;
    if (before !== null && step !== undefined) after = await session.generate(text, count, true);
    if (after !== null) write('after', after);
    else
      write(
        'after',
        before !== null && step === undefined ? translate('bring.asking.untrained') : '–',
        false,
      );
    if (before === null) write('before', '–', false);
    setText(told, '');
    if (before !== null && (step === undefined || after !== null)) {
      setText(
        told,
        step === undefined
          ? translate('bring.asking.answered')
          : translate('bring.asking.answeredBoth', { step }),
      );
    }
    busy = false;
    update();
  };
  ask.addEventListener('click', () => void answer(), { signal });

  function update(): void {
    const { state } = session;
    if (state.loaded !== loaded) {
      loaded = state.loaded;
      // Another model says other things; the prompt is the reader's.
      list.hidden = true;
      setText(told, '');
      if (loaded && prompt.value === '')
        prompt.value = pairs.firstPrompt() || translate('bring.asking.exampleText');
    }
    const isAnswering = state.phase === 'answering';
    // Not disabled while it answers: the keyboard would lose its place.
    ask.disabled = state.phase !== 'ready' && !busy;
    ask.setAttribute('aria-disabled', String(busy));
    showProgress(bar, line, isAnswering ? state : null, isAnswering ? describeWork(state, words, 0) : '');
  }
  return { update };
}
