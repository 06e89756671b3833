import type { Language } from '../../i18n/languages';
import type { Translate } from '../../i18n/translate';
import type { Random } from '../../training/random';
import type { DefinitionOf, Kind, VariantOf, Verdict } from '../types';

/** What a kind's browser half is given. The form is in the built page already; `signal` aborts when it leaves it. */
export interface ViewContext<K extends Kind> {
  /** The exercise's element, `[data-exercise]`. */
  readonly host: HTMLElement;
  /** The element with the kind's inputs, `[data-form]`, within `host`. */
  readonly form: HTMLElement;
  readonly definition: DefinitionOf<K>;
  readonly language: Language;
  /** Messages of the section `exercise` of `content/ui`, by their full key. */
  readonly translate: Translate;
  readonly signal: AbortSignal;
  /** Grades what is in the form, as the button does: for the key Enter, or a run that ended. */
  submit(): void;
  /** The answer was changed after a verdict: the old verdict is put away. */
  changed(): void;
  /** Says a sentence in the live region, where verdicts stand. */
  say(sentence: string): void;
}

/** A mounted form. `src/exercises/views/<kind>.ts` exports `mount`, of the type `Mount<kind>`. */
export interface View<K extends Kind> {
  /**
   * Takes up a variant, and empties the form for it. The first one that a page shows is in the form already, and what
   * was typed while this code came stays. `random` is for what is only shown, such as the order of options.
   */
  show(variant: VariantOf<K>, random: Random, first: boolean): void;
  /** Grades what is in the form now. Never rejects for what a reader typed. */
  grade(): Verdict | Promise<Verdict>;
  /** What is in the form, as short plain text. */
  answer(): string;
  /** The text of an editor, which is no input. */
  readonly code?: { read(): string; write(text: string): void };
}

export type Mount<K extends Kind> = (context: ViewContext<K>) => View<K>;
