import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { Schema } from './state';

/** What a widget's browser half is given. `signal` aborts when the widget leaves the page. */
export interface WidgetContext<S> {
  readonly host: HTMLElement;
  readonly signal: AbortSignal;
  readonly language: Language;
  readonly translate: Translate;
  /** The state as it stands now, changes that are not drawn yet included. */
  get(): S;
  /** Changes the state as a reader's hand would: controls, picture, words and link follow in the next frame. */
  set(patch: Partial<S>): void;
}

/** A mounted widget: draws a state, any number of times, until its `signal` aborts. */
export interface View<S> {
  update(state: S): void;
  /** What `data-state` says while the widget works, where it is more than 'ready'. */
  condition?(): string;
}

/** The browser half of a widget. Its build-time half is the `.astro` file beside it. */
export interface WidgetDefinition<S> {
  readonly schema: Schema<S>;
  mount(context: WidgetContext<S>): View<S>;
}

/** A drawing asks the page to light up terms (its detail, separated by spaces), as pointing at an element would. */
export const LIGHT_EVENT = 'lr-light';
/** The page tells drawings which terms are lit now (its detail, a set; empty for none). */
export const LIT_EVENT = 'lr-lit';

/** The event by which a widget tells the page its state, in URL form relative to the figure's own defaults. */
export const STATE_EVENT = 'lr-state';
export interface StateEventDetail {
  readonly figure: string;
  readonly main: boolean;
  readonly query: string;
  /** The state came from another window, as `take` was given it. */
  readonly taken: boolean;
}

/** A figure tells that it has come alive: it can be given a state now (`LiveFigure`). */
export const ALIVE_EVENT = 'lr-alive';
/** A figure tells what it shows beyond its state, such as a run in progress (its detail: plain data). */
export const SHOWN_EVENT = 'lr-shown';
/** A figure that shows another window's run asks that window for something (its detail: plain data). */
export const ASK_EVENT = 'lr-ask';

/** A figure's element, once it has come alive: what exercises and presenting know of it. */
export interface LiveFigure extends HTMLElement {
  /** Every field of the state in the form of a link. */
  fields(): Readonly<Record<string, string>>;
  /** The state in the form of a link, relative to the figure's defaults. */
  query(): string;
  /** Takes up the state that this figure has in another window. */
  take(query: string): void;
  /** Takes up what it shows there beyond its state. */
  takeShown?(shown: unknown): void;
  /** Another window that shows what this figure does asks for something. */
  takeAsked?(asked: unknown): void;
}
