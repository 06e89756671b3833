import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import { bindControls, type Controls } from './controls';
import { bindExports } from './exports';
import { reportFailure } from './failure';
import { showMessage } from './message';
import { describeLinkProblem, describeProblem } from './problems';
import {
  fieldNames,
  linkForm,
  type Problem,
  readState,
  type Schema,
  STATE_VERSION,
  writeState,
} from './state';
import { STATE_EVENT, type StateEventDetail, type View, type WidgetDefinition } from './widget';

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
  #state: S;
  #frame = 0;

  constructor(host: HTMLElement, definition: WidgetDefinition<S>, around: Surroundings) {
    this.#host = host;
    this.#schema = definition.schema;
    this.#around = around;
    // The lesson may start a figure from values of its own: the build wrote them as a query.
    this.#defaults = readState(definition.schema, host.dataset['defaults'] ?? '').state;
    this.#state = this.#defaults;
    // For exercises, which know a figure by its element: every field of the state in the form of a link.
    Object.assign(host, { fields: () => this.#fields() });
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
    this.#host.querySelector('[data-link]')?.addEventListener('click', () => this.#copyLink(), { signal });
    bindExports(this.#host, this.#around, () => this.#link());
    this.#draw();
  }

  set(patch: Partial<S>): void {
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
    this.#draw();
    const detail: StateEventDetail = {
      figure: this.#host.id,
      main: this.#host.dataset['main'] !== undefined,
      query: linkForm(writeState(this.#schema, this.#state, this.#defaults)),
    };
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
    link.hash = main ? '' : this.#host.id;
    return link.href;
  }

  async #copyLink(): Promise<void> {
    const link = this.#link();
    const told = this.#host.querySelector('[data-told]');
    let answer = this.#around.translate('figure.linkCopied');
    try {
      await navigator.clipboard.writeText(link);
    } catch {
      // No clipboard (an insecure origin, a refused permission): the address itself is shown, to be copied by hand.
      answer = link;
    }
    if (told) told.textContent = answer;
  }

  #showProblem(name: keyof S, problem: Problem): void {
    const sentence = describeProblem(problem, this.#around);
    if (!this.#controls.showProblem(name, sentence)) this.#say(`${String(name)}: ${sentence}`);
  }

  #say(sentence: string): void {
    showMessage(this.#host, sentence);
  }
}
