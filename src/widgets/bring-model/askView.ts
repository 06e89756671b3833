import { setText } from '../base/barsFigure';
import { find } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';
import type { PairsView } from './pairsView';
import { showProgress } from './progressView';
import { describeWork } from './words';

/** One prompt, continued by the model as it came and as it was tuned, side by side. */
export function createAskView({ host, words, signal, session }: PanelAround, pairs: PairsView): PanelView {
  const { translate } = words;
  const part = find(host, '[data-part="asking"]');
  const prompt = find<HTMLTextAreaElement>(part, '[data-prompt]');
  const tokens = find<HTMLSelectElement>(part, '[data-tokens]');
  const ask = find<HTMLButtonElement>(part, '[data-ask]');
  const stop = find<HTMLButtonElement>(part, '[data-ask-stop]');
  const told = find(part, '[data-ask-told]');
  const bar = find<HTMLProgressElement>(part, '[data-ask-bar]');
  const line = find(part, '[data-ask-work]');
  const list = find(part, '[data-answers]');
  const place = { before: find(list, '[data-answer="before"]'), after: find(list, '[data-answer="after"]') };
  let busy = false;
  let stopped = false;
  let kept: { readonly text: string; readonly count: number; readonly before: string } | null = null;
  let loaded: object | null = null;
  /** Steps of the adapter that the answers on the page are of. */
  let answered = 0;

  const write = (when: 'before' | 'after', text: string, isAnswer = true): void => {
    // Greedy text may be nothing but the end.
    setText(place[when], isAnswer && text.trim() === '' ? '∅' : text);
    place[when].toggleAttribute('data-empty', !isAnswer);
  };
  const answer = async (text: string, count: number): Promise<string> => {
    const step = session.state.points.at(-1)?.step;
    answered = step ?? 0;
    // The model as it came says the same again.
    const known = kept?.text === text && kept.count === count ? kept.before : null;
    const before = known ?? (await session.generate(text, count, false));
    write('before', before ?? '–', before !== null);
    if (before === null) return '';
    // An answer that was cut short is not kept.
    if (stopped) {
      write('after', '–', false);
      return translate('bring.asking.stopped');
    }
    kept = { text, count, before };
    if (step === undefined) {
      write('after', translate('bring.asking.untrained'), false);
      return translate('bring.asking.answered');
    }
    const after = await session.generate(text, count, true);
    write('after', after ?? '–', after !== null);
    if (after !== null && stopped) return translate('bring.asking.stopped');
    return after === null ? '' : translate('bring.asking.answeredBoth', { count: step });
  };
  const press = async (): Promise<void> => {
    if (busy || session.state.phase !== 'ready') return;
    if (prompt.value.trim() === '') {
      setText(told, translate('bring.asking.noPrompt'));
      prompt.focus();
      return;
    }
    busy = true;
    stopped = false;
    list.hidden = false;
    for (const when of ['before', 'after'] as const) write(when, '…', false);
    setText(told, translate('bring.asking.asking'));
    update();
    const sentence = await answer(prompt.value, Number(tokens.value));
    busy = false;
    setText(told, sentence);
    update();
  };
  ask.addEventListener('click', () => void press(), { signal });
  stop.addEventListener(
    'click',
    () => {
      stopped = true;
      void session.stop();
      ask.focus();
    },
    { signal },
  );

  function update(): void {
    const { state } = session;
    if (state.loaded !== loaded) {
      loaded = state.loaded;
      kept = null;
      // Another model says other things; the prompt is the reader's.
      list.hidden = true;
      setText(told, '');
      if (loaded && prompt.value === '')
        prompt.value = pairs.firstPrompt() || translate('bring.asking.exampleText');
    }
    const isOld = !list.hidden && !busy && (state.points.at(-1)?.step ?? 0) !== answered;
    if (isOld && state.phase === 'ready') setText(told, translate('bring.asking.stale'));
    const isAnswering = state.phase === 'answering';
    // Not disabled while it answers: the keyboard would lose its place.
    ask.disabled = state.phase !== 'ready' && !busy;
    ask.setAttribute('aria-disabled', String(busy));
    stop.hidden = !busy;
    showProgress(bar, line, isAnswering ? state : null, isAnswering ? describeWork(state, words, 0) : '');
  }
  return { update };
}
