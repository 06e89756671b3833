import { numberFormat } from './format';
import { LANGUAGE_TAGS, type Language } from './languages';

/** A message, or its plural forms by `Intl.PluralRules` category, chosen by the parameter `count`. */
export type Message = string | { readonly one?: string; readonly other: string };
export type Messages = Readonly<Record<string, Message>>;
export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: string, parameters?: Parameters) => string;

/** As slow to make as formats of numbers are, and a page has many translators. */
const plurals: Partial<Record<Language, Intl.PluralRules>> = {};
const pluralsIn = (language: Language): Intl.PluralRules =>
  (plurals[language] ??= new Intl.PluralRules(LANGUAGE_TAGS[language]));

/**
 * A translator over a flat table of messages (`"calculator.fits": "…{card}…"`).
 * The browser's half of a widget gets only its own table, so no page ships the whole interface.
 *
 * @throws Error naming a key or parameter that is missing: a half-filled sentence is never shown.
 */
export function translator(language: Language, messages: Messages): Translate {
  return (key, parameters = {}) => {
    const message = messages[key];
    if (message === undefined) throw new Error(`no message “${key}” in ${language}`);
    let template: string | undefined;
    if (typeof message === 'string') template = message;
    else
      template =
        pluralsIn(language).select(Number(parameters['count'])) === 'one'
          ? (message.one ?? message.other)
          : message.other;
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name];
      if (value === undefined) throw new Error(`message “${key}” needs “${name}”`);
      // Counts read as all numbers on the page do: 1,024.
      return typeof value === 'number' ? numberFormat(language, {}).format(value) : value;
    });
  };
}
