import { setText } from '../base/barsFigure';
import { find, make } from '../shared/lab/lookup';
import type { PanelAround, PanelView } from './around';
import { showProgress } from './progressView';
import type { BringPhase } from './session';
import { sameSetup } from './state';
import { describeNeed, describeQuestion, describeWork } from './words';

/** What the set-up will need, the question whether to go on, and loading. */
export function createNeedView({ host, words, signal, session, setup }: PanelAround): PanelView {
  const { translate } = words;
  const part = find(host, '[data-part="setup"]');
  const box = find(part, '[data-need]');
  const rows = find(part, '[data-need-rows]');
  const question = find(part, '[data-question]');
  const load = find<HTMLButtonElement>(part, '[data-load]');
  const cancel = find<HTMLButtonElement>(part, '[data-cancel]');
  const changed = find(part, '[data-changed]');
  const told = find(part, '[data-load-told]');
  const bar = find<HTMLProgressElement>(part, '[data-load-bar]');
  const line = find(part, '[data-load-work]');
  let shown: object | null = null;
  let before: BringPhase = 'empty';

  load.addEventListener('click', () => void session.load(setup()), { signal });
  cancel.addEventListener('click', () => void session.cancel(), { signal });

  return {
    update(state) {
      const { phase, need, loaded } = state;
      const bytes = need?.bytes ?? null;
      box.hidden = bytes === null;
      const isCurrent = need !== null && sameSetup(need.setup, setup());
      box.toggleAttribute('data-stale', !isCurrent);
      if (bytes && bytes !== shown) {
        shown = bytes;
        rows.replaceChildren(
          ...describeNeed(bytes, words).map((row) =>
            make(
              'tr',
              { 'data-row': row.name },
              make('th', { scope: 'row' }, row.term),
              make(
                'td',
                { class: 'number' },
                row.value === undefined
                  ? row.text
                  : make('data', { value: String(row.value), 'data-quantity': row.name }, row.text),
              ),
            ),
          ),
        );
        setText(question, describeQuestion(bytes, words));
        box.toggleAttribute('data-refused', bytes.refusal !== null);
      }
      const isOther = loaded !== null && !sameSetup(loaded, setup());
      changed.hidden = !isOther;
      // What is answered is not asked any more.
      question.hidden = phase === 'loading' || (loaded !== null && !isOther);
      setText(load, translate(loaded ? 'bring.loadAgain' : 'bring.load'));
      const able = (phase === 'described' || (phase === 'ready' && isOther)) && bytes?.refusal === null;
      // The keyboard goes where the work goes on, and comes back with it.
      const focused = document.activeElement;
      cancel.hidden = phase !== 'loading';
      if (phase === 'loading' && before !== 'loading' && focused === load) cancel.focus();
      load.disabled = !able || !isCurrent;
      load.hidden = phase === 'loading' || (loaded !== null && !isOther);
      if (before === 'loading' && phase !== 'loading' && focused === cancel) {
        if (phase === 'ready') find(host, '[data-prompt]').focus();
        else if (!load.disabled) load.focus();
      }
      before = phase;
      setText(
        told,
        phase === 'loading'
          ? translate('bring.standing.loading')
          : loaded && !isOther
            ? translate('bring.standing.loaded')
            : '',
      );
      const isLoading = phase === 'loading';
      showProgress(bar, line, isLoading ? state : null, isLoading ? describeWork(state, words, 0) : '');
    },
  };
}
