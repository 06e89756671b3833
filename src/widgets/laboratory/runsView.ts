import type { LabEvent, Snapshot } from '../../training/laboratory/api';
import { setText } from '../base/barsFigure';
import type { Words } from '../shared/lab/describe';
import { find } from '../shared/lab/lookup';
import type { RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import { createAutosave } from './autosave';
import type { Keeper, KeepProblem, KeptRun, UnreadableRun } from './keeper';
import type { Overlaid } from './overlaid';
import { runEntry, unreadableEntry } from './runEntry';

export interface RunsView {
  heard(event: LabEvent, run: RunState): void;
  update(run: RunState): void;
}

interface Handlers {
  /** Shows a kept run; with a snapshot, goes on with it. */
  open(run: RunState, snapshot: Snapshot | null): void;
  compare(others: readonly Overlaid[]): void;
}

/** Saved runs: saving by name, the list with its buttons, comparison, and the offer to go on after an interruption. */
export function createRunsView(
  host: HTMLElement,
  words: Words,
  session: Session,
  signal: AbortSignal,
  keeper: Keeper,
  { open, compare }: Handlers,
): RunsView {
  const { translate, language } = words;
  const panel = find(host, '[data-panel="runs"]');
  const nameBox = find<HTMLInputElement>(panel, '[data-save-name]');
  const saveButton = find<HTMLButtonElement>(panel, '[data-save-button]');
  const told = find(panel, '[data-runs-told]');
  const list = find(panel, '[data-run-list]');
  const compareButton = find<HTMLButtonElement>(panel, '[data-compare]');
  const comparedTold = find(panel, '[data-compare-told]');
  let kept: readonly (KeptRun | UnreadableRun)[] = [];

  const tell = (sentence: string): void => setText(told, sentence);
  const autosave = createAutosave(host, words, session, signal, keeper, tell, open);
  /** Does something with the store and lists it anew; what goes wrong there is a sentence, and the page works on. */
  const attempt = async (work: () => Promise<KeepProblem | null>, sentence = ''): Promise<void> => {
    const problem = await work();
    const found = await keeper.list();
    if (signal.aborted) return;
    kept = found.runs;
    show();
    const refused = problem ?? found.problem;
    tell(refused ? translate(`lab.runs.${refused}`) : sentence);
  };
  const remove = (id: string, name: string): void =>
    void attempt(() => keeper.remove(id), translate('lab.runs.deleted', { name }));
  const resume = async (one: KeptRun): Promise<void> => {
    const snapshot = await keeper.snapshot(one);
    if (snapshot) open(one.run, snapshot);
    else tell(translate('lab.runs.noSnapshot'));
  };

  const show = (): void => {
    const chosen = new Set(chosenIds());
    list.replaceChildren(
      ...kept.map((one) =>
        'problem' in one
          ? unreadableEntry(one, words, () => remove(one.id, one.id))
          : runEntry(one, words, {
              open: () => {
                open(one.run, null);
                tell(translate('lab.runs.loaded', { name: one.name }));
              },
              resume: () => void resume(one),
              rename: (name) => void attempt(() => keeper.rename(one.id, name)),
              remove: () => remove(one.id, one.name),
              chosen: chosen.has(one.id),
              choose: enableCompare,
            }),
      ),
    );
    compareButton.hidden = kept.length === 0;
    enableCompare();
  };
  const chosenIds = (): string[] =>
    [...list.querySelectorAll<HTMLInputElement>('input[type="checkbox"]:checked')].map((box) => box.value);
  const enableCompare = (): void => {
    const any = chosenIds().length > 0 || comparedTold.textContent !== '';
    compareButton.disabled = !any;
  };

  find(panel, '[data-save]').addEventListener(
    'submit',
    (event) => {
      event.preventDefault();
      const { run } = session;
      if (run.methods.length === 0) return;
      const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'short' }).format();
      const name = nameBox.value.trim() || translate('lab.runs.unnamed', { date });
      nameBox.value = '';
      void attempt(() => keeper.save(name, run), translate('lab.runs.saved', { name }));
    },
    { signal },
  );
  compareButton.addEventListener(
    'click',
    () => {
      const ids = chosenIds();
      const others = kept.filter((one): one is KeptRun => 'run' in one && ids.includes(one.id));
      compare(others);
      setText(
        comparedTold,
        others.length > 0 ? translate('lab.runs.compared', { count: others.length }) : '',
      );
      enableCompare();
      find(host, '[data-curves]').scrollIntoView({ block: 'nearest' });
    },
    { signal },
  );

  void attempt(async () => null);
  return {
    heard: autosave.heard,
    update(run) {
      const able = run.methods.some(({ points }) => points.length > 0);
      saveButton.disabled = !able;
      autosave.update(run);
    },
  };
}
