import type { Architecture } from '../../theory/architecture';
import { setText } from '../base/barsFigure';
import { ASK_EVENT, SHOWN_EVENT, type WidgetContext } from '../base/widget';
import type { CurvesView, Line } from '../shared/lab/curvesView';
import { describeMachine, type Words } from '../shared/lab/describe';
import { describeFault } from '../shared/lab/faults';
import { find, make } from '../shared/lab/lookup';
import { IDLE } from '../shared/lab/run';
import {
  describeLabRun,
  describePace,
  describeTrained,
  type LabRunDescription,
  methodOf,
  shareTrained,
  type Trained,
  UNTRAINED,
  wordsOf,
} from './describe';
import type { LooksView } from './looks/looksView';
import { entryName, legsOf } from './plan';
import { showRows } from './rowsView';
import type { LabRunState } from './state';
import type { Trainer } from './trainer';

/** What a run shows and does, once a reader has touched the figure. */
export interface LabRunView {
  /** Draws the settings and the run as they stand. */
  update(): void;
  /** Train, or Stop where a run is at work. */
  press(): void;
  /** Back to a run that nobody has begun. */
  reset(): void;
  /** A run that another window trains. */
  takeShown(shown: unknown): void;
  /** What a window asks that shows the run of this one. */
  takeAsked(asked: unknown): void;
}

type Asked = 'stop' | 'reset' | 'leave';

/** Session, worker, model and curves are fetched when Train is pressed. */
export function createLabRunView(context: WidgetContext<LabRunState>): LabRunView {
  const { host, signal, get } = context;
  const words = wordsOf(context.language, context.translate);
  const architecture = JSON.parse(host.dataset['architecture'] ?? '{}') as Architecture;
  const show = createShow(host, words);
  let trained: Trained = UNTRAINED;
  let trainer: Trainer | null = null;
  let curves: CurvesView | null = null;
  let looks: LooksView | null = null;

  /** The run stands here as another window trains it. */
  let elsewhere = false;

  const isAtWork = (): boolean => trained.phase === 'loading' || trained.phase === 'training';
  const draw = (): void => {
    const state = get();
    show(describeLabRun(state, trained, architecture, words), trained, elsewhere);
    const steps = trained.legs[0]?.lab.steps ?? state.steps;
    curves?.update(linesOf(trained, words), { curve: state.curve, axis: 'linear', steps });
    looks?.follow(trained, trainer?.client ?? null);
  };
  const tell = (): void => {
    // What others show; the weights stay where they are trained.
    const runs = trained.runs.map((run) => ({ ...run, snapshot: null }));
    const detail: Trained = { ...trained, runs };
    host.dispatchEvent(new CustomEvent(SHOWN_EVENT, { bubbles: true, detail }));
  };
  const ask = (asked: Asked): void => {
    host.dispatchEvent(new CustomEvent(ASK_EVENT, { bubbles: true, detail: asked }));
  };
  const follow = (next: Trained): void => {
    trained = next;
    elsewhere = false;
    draw();
    tell();
  };
  const openCurves = async (): Promise<void> => {
    const isLookedAt = trained.legs.some(({ lookedAt }) => lookedAt !== null);
    const [{ createCurvesView }, looking] = await Promise.all([
      import('../shared/lab/curvesView'),
      isLookedAt ? import('./looks/looksView') : null,
    ]);
    if (signal.aborted) return;
    curves ??= createCurvesView(host, words, signal);
    if (looking) looks ??= looking.createLooksView(host, words, signal);
  };
  /** The figure is about to be taken off its page: whoever shows this run in another window learns that it is over. */
  const leave = (): void => {
    if (elsewhere || !isAtWork()) return;
    trained = { ...trained, phase: 'stopped' };
    tell();
  };
  addEventListener('pagehide', leave, { signal });
  const start = async (): Promise<void> => {
    const legs = legsOf(get());
    follow({ phase: 'loading', legs, runs: [] });
    try {
      const [{ Trainer }] = await Promise.all([import('./trainer'), openCurves()]);
      // Stopped, reset or taken off the page before the code had come.
      if (signal.aborted || !isAtWork()) return;
      trainer ??= new Trainer(signal, follow);
      await trainer.start(legs);
    } catch (error) {
      console.warn('lab-run:', error);
      // What trains, or what draws it, has not come.
      const runs = [{ ...IDLE, fault: { kind: 'network' } as const }];
      if (!signal.aborted) follow({ ...trained, phase: 'error', runs });
    }
  };
  const stop = (): void => {
    // Pressed before the code has come, there is no trainer yet.
    if (elsewhere) ask('stop');
    else if (trainer) void trainer.stop();
    else follow(UNTRAINED);
  };
  return {
    update: draw,
    press: () => (isAtWork() ? stop() : void start()),
    reset() {
      if (elsewhere) ask('reset');
      trainer?.reset();
      follow(UNTRAINED);
    },
    takeAsked(asked) {
      if (elsewhere || !isAtWork()) return;
      if (asked === 'stop') stop();
      else if (asked === 'leave') leave();
      else this.reset();
    },
    takeShown(shown) {
      // One window trains at a time; the later press wins.
      if (!elsewhere && isAtWork()) trainer?.reset();
      trained = shown as Trained;
      elsewhere = trained.phase !== 'idle';
      void openCurves().then(draw);
    },
  };
}

/** A line for each method or rank that has been measured. */
function linesOf({ legs, runs }: Trained, words: Words): readonly Line[] {
  return legs.flatMap(({ entries }, index) =>
    entries.flatMap((entry): readonly Line[] => {
      const run = runs[index];
      const each = run && methodOf(run, entry);
      if (!each) return [];
      return [{ key: entry.key, label: entryName(entry, words), each, baseline: run.baseline }];
    }),
  );
}

/** Writes a description and the state of the run into the places that the build made for them. */
function createShow(
  host: HTMLElement,
  words: Words,
): (told: LabRunDescription, trained: Trained, elsewhere: boolean) => void {
  const place = (name: string): HTMLElement => find(host, `[data-${name}]`);
  const bar = find<HTMLProgressElement>(host, '[data-progress]');
  const controls = find<HTMLFieldSetElement>(host, '[data-controls]');
  const [title, tip] = [find(host, '.figure-title'), find(host, '.figure-tip')];
  const write = (element: HTMLElement, text: string): void => {
    setText(element, text);
    element.hidden = text === '';
  };
  return (told, trained, elsewhere) => {
    const { phase, runs } = trained;
    const atWork = phase === 'loading' || phase === 'training';
    host.dataset['run'] = phase;
    setText(title, told.title);
    setText(tip, told.tip);
    setText(place('plan'), told.plan);
    setText(place('train'), words.translate(atWork ? 'labRun.stop' : 'labRun.train'));
    setText(place('phase'), describeTrained(trained, words));
    const report = runs.at(-1)?.report;
    setText(
      place('machine'),
      report ? describeMachine(report, words) : words.translate('lab.machine.before'),
    );
    // Another window's clock began at another time.
    write(place('steps'), elsewhere ? '' : describePace(trained, words, performance.now() / 1000));
    bar.hidden = !atWork;
    const share = shareTrained(trained);
    if (share === undefined) bar.removeAttribute('value');
    else bar.value = share;
    controls.disabled = atWork;
    place('plot').hidden = phase === 'idle' || phase === 'loading';
    const fault = phase === 'error' ? runs.at(-1)?.fault : undefined;
    write(place('fault'), fault ? describeFault(fault, words.translate) : '');
    write(place('result'), told.result);
    showRows(place('rows'), told.rows);
    showLinks(place('links'), told.links, host.dataset['laboratory'] ?? '');
  };
}

function showLinks(place: HTMLElement, links: LabRunDescription['links'], laboratory: string): void {
  const wanted = links.map(({ query, label }) => ({ href: `${laboratory}?${query}`, label }));
  const shown = [...place.querySelectorAll('a')];
  if (shown.map((link) => link.getAttribute('href')).join() === wanted.map(({ href }) => href).join()) return;
  place.replaceChildren(...wanted.map(({ href, label }) => make('a', { href }, label)));
}
