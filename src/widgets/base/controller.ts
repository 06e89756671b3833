import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { bindControls, type Controls } from './controls';
import { reportFailure } from './failure';
import { showMessage } from './message';
import { describeLinkProblem, describeProblem } from './problems';
import { keepQuiet } from './quiet';
import {
  fieldNames,
  linkForm,
  type Problem,
  readState,
  type Schema,
  STATE_VERSION,
  writeState,
} from './state';
import type { Tool } from './tools';
import {
  ALIVE_EVENT,
  type LiveFigure,
  STATE_EVENT,
  type StateEventDetail,
  type View,
  type WidgetDefinition,
} from './widget';

interface Surroundings {
  readonly language: Language;
  readonly translate: Translate;
  readonly signal: AbortSignal;
}

/**
 * Joins one widget's state to its controls, its drawing and its link.
 * However many inputs arrive within a frame, the view draws once, at the frame.
 */
export class WidgetController<S extends object> {
  readonly #host: HTMLElement;
  readonly #schema: Schema<S>;
  readonly #around: Surroundings;
  readonly #defaults: S;
  readonly #view: View<S>;
  readonly #controls: Controls<S>;
  readonly #keepQuiet: () => void;
  #state: S;
  #frame = 0;
  /** Whether all that changed since the last frame was taken from another window. */
  #taken = true;

  constructor(host: HTMLElement, definition: WidgetDefinition<S>, around: Surroundings) {
    this.#host = host;
    this.#schema = definition.schema;
    this.#around = around;
    // The lesson may start a figure from values of its own: the build wrote them as a query.
    this.#defaults = readState(definition.schema, host.dataset['defaults'] ?? '').state;
    this.#state = this.#defaults;
    const live: Pick<LiveFigure, 'fields' | 'query' | 'take'> = {
      fields: () => this.#fields(),
      query: () => this.query(),
      take: (query) => this.#take(query),
    };
    Object.assign(host, live);
    this.#view = definition.mount({
      host,
      ...around,
      get: () => this.#state,
      set: (patch) => this.set(patch),
    });
    this.#controls = bindControls(host, definition.schema, around.signal, {
      change: (name, value) => this.set({ [name]: value } as unknown as Partial<S>),
      refuse: (name, problem) => this.#showProblem(name, problem),
    });
    this.#keepQuiet = keepQuiet(host, around.signal);
    around.signal.addEventListener('abort', () => cancelAnimationFrame(this.#frame));
  }

  start(query: string): void {
    const { translate, signal } = this.#around;
    const { state, problems, linkProblem } = readState(this.#schema, query, this.#defaults);
    this.#state = state;
    this.#controls.show(state);
    for (const name of fieldNames(this.#schema)) {
      const problem = problems[name];
      if (problem) this.#showProblem(name, problem);
    }
    if (linkProblem) this.#say(describeLinkProblem(linkProblem, translate));
    this.#host.querySelector('[data-reset]')?.addEventListener('click', () => this.reset(), { signal });
    for (const button of this.#host.querySelectorAll<HTMLElement>('[data-tool]'))
      button.addEventListener('click', () => this.#use(button.dataset['tool'] as Tool), { signal });
    this.#draw();
    this.#host.dispatchEvent(new Event(ALIVE_EVENT, { bubbles: true }));
  }

  set(patch: Partial<S>): void {
    this.#taken = false;
    this.#change(patch);
  }

  #take(query: string): void {
    this.#change(readState(this.#schema, query, this.#defaults).state);
  }

  #change(patch: Partial<S>): void {
    this.#state = { ...this.#state, ...patch };
    // What comes after the figure has left the page (a number just typed, an answer awaited) is kept, not drawn.
    if (this.#around.signal.aborted) return;
    for (const name of Object.keys(patch) as (keyof S)[]) this.#controls.clearProblem(name);
    if (this.#frame === 0) this.#frame = requestAnimationFrame(() => this.#drawAndTell());
  }

  reset(): void {
    for (const name of fieldNames(this.#schema)) this.#controls.clearProblem(name);
    this.#say('');
    this.set(this.#defaults);
  }

  /** The state in URL form, relative to this figure's defaults; `v=1` alone stands for the defaults. */
  query(): string {
    const parameters = writeState(this.#schema, this.#state, this.#defaults);
    return linkForm(parameters) || `v=${STATE_VERSION}`;
  }

  #fields(): Readonly<Record<string, string>> {
    return Object.fromEntries(
      fieldNames(this.#schema).map((name) => [name, this.#schema[name].format(this.#state[name])]),
    );
  }

  #drawAndTell(): void {
    this.#frame = 0;
    this.#controls.show(this.#state);
    this.#keepQuiet();
    this.#draw();
    const detail: StateEventDetail = {
      figure: this.#host.id,
      main: this.#host.dataset['main'] !== undefined,
      query: linkForm(writeState(this.#schema, this.#state, this.#defaults)),
      taken: this.#taken,
    };
    this.#taken = true;
    this.#host.dispatchEvent(new CustomEvent(STATE_EVENT, { bubbles: true, detail }));
  }

  #draw(): void {
    try {
      this.#view.update(this.#state);
      if (this.#host.dataset['state'] === 'error') this.#say('');
      this.#host.dataset['state'] = this.#view.condition?.() ?? 'ready';
    } catch (error) {
      reportFailure(this.#host, this.#around.translate('figure.failed'), error);
    }
  }

  /** The address that opens this figure as it stands. */
  #link(): string {
    const link = new URL(location.href);
    const main = this.#host.dataset['main'] !== undefined;
    link.search = main ? this.query() : `figure=${this.#host.id}&${this.query()}`;
    // A page that is made of one figure opens at its top.
    link.hash = this.#host.closest('.tool-page') ? '' : this.#host.id;
    return link.href;
  }

  /** Fetched when it is first wanted: most readers only look. */
  async #use(tool: Tool): Promise<void> {
    const { translate } = this.#around;
    try {
      const { useTool } = await import('./tools');
      await useTool(tool, this.#host, this.#link(), translate);
    } catch {
      this.#say(translate('figure.notLoaded'));
    }
  }

  #showProblem(name: keyof S, problem: Problem): void {
    const sentence = describeProblem(problem, this.#around);
    if (!this.#controls.showProblem(name, sentence)) this.#say(`${String(name)}: ${sentence}`);
  }

  #say(sentence: string): void {
    showMessage(this.#host, sentence);
  }
}
