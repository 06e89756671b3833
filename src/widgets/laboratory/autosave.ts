import type { LabEvent, Snapshot } from '../../training/laboratory/api';
import { setText } from '../base/barsFigure';
import type { Words } from '../shared/lab/describe';
import { find } from '../shared/lab/lookup';
import type { Phase, RunState } from '../shared/lab/run';
import type { Session } from '../shared/lab/session';
import type { Keeper, KeptRun } from './keeper';
import { furthest, namesOf } from './runEntry';

/** A run whose page crashed counts as interrupted after so long a silence: then it is looked for again. */
const LATER_MS = 16_000;

export interface Autosave {
  heard(event: LabEvent, run: RunState): void;
  update(run: RunState): void;
}

/**
 * Keeps the newest snapshot of the run that is going on, so that closing the page or a crash loses seconds. The worker
 * sends one every few seconds; another is asked for on pause and when the page goes out of sight. On the next visit it
 * is offered to go on; a run that has ended is not offered.
 */
export function createAutosave(
  host: HTMLElement,
  { translate, language }: Words,
  session: Session,
  signal: AbortSignal,
  keeper: Keeper,
  tell: (sentence: string) => void,
  open: (run: RunState, snapshot: Snapshot | null) => void,
): Autosave {
  const offer = find(host, '[data-offer]');
  const text = find(host, '[data-offer-text]');
  let phase: Phase = 'idle';
  let saving = false;
  let waiting: RunState | null = null;
  /** After a refusal nothing more is tried: one sentence is enough. */
  let given = false;

  const keep = async (run: RunState): Promise<void> => {
    if (given) return;
    waiting = run;
    if (saving) return;
    saving = true;
    while (waiting) {
      const next: RunState = waiting;
      waiting = null;
      const problem = await keeper.keepGoing(next, false);
      if (!problem) continue;
      given = true;
      tell(translate(`lab.runs.${problem}`));
    }
    saving = false;
  };
  const drop = (): void => {
    waiting = null;
    void keeper.dropGoing();
  };
  /** Nobody answers any more when the page goes: what is at hand is kept, as interrupted. */
  const leave = (): void => {
    const { run } = session;
    const isGoing = run.phase === 'training' || run.phase === 'paused';
    if (isGoing && run.snapshot && !given) void keeper.keepGoing(run, true);
  };

  document.addEventListener('visibilitychange', () => document.hidden && void session.takeSnapshot(), {
    signal,
  });
  addEventListener('pagehide', leave, { signal });

  let offered: KeptRun | null = null;
  find(host, '[data-offer-take]').addEventListener(
    'click',
    async () => {
      offer.hidden = true;
      if (!offered) return;
      if (!(await keeper.take(offered))) return tell(translate('lab.offer.elsewhere'));
      const snapshot = await keeper.snapshot(offered);
      if (snapshot) open(offered.run, snapshot);
      else tell(translate('lab.runs.noSnapshot'));
    },
    { signal },
  );
  find(host, '[data-offer-drop]').addEventListener(
    'click',
    () => {
      offer.hidden = true;
      if (offered) void keeper.remove(offered.id);
    },
    { signal },
  );
  const look = async (): Promise<void> => {
    if (signal.aborted || session.run.phase !== 'idle') return;
    const found = await keeper.interrupted();
    if (found === 'later') timer = window.setTimeout(() => void look(), LATER_MS);
    if (found === 'later' || !found || signal.aborted || session.run.phase !== 'idle') return;
    offered = found;
    setText(
      text,
      translate('lab.offer.text', {
        step: furthest(found.run),
        total: found.run.setup?.steps ?? 0,
        methods: namesOf(found.run, { language, translate }),
      }),
    );
    offer.hidden = false;
  };
  let timer = 0;
  signal.addEventListener('abort', () => clearTimeout(timer));
  void look();

  return {
    heard(event, run) {
      if (event.type === 'snapshot') void keep(run);
    },
    update(run) {
      if (run.phase === phase) return;
      const before = phase;
      phase = run.phase;
      if (phase === 'loading' || phase === 'training') offer.hidden = true;
      if (phase === 'paused') void session.takeSnapshot();
      // Ended by itself or by the reader: there is nothing to go on with. After an error there may be.
      const wasGoing = before === 'loading' || before === 'training' || before === 'paused';
      if (wasGoing && (phase === 'done' || phase === 'idle')) drop();
    },
  };
}
