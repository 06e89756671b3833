import { formatPlain } from './format';
import type { Language } from './languages';
import { LANGUAGE_TAGS } from './languages';

/** A message, or its plural forms by `Intl.PluralRules` category, chosen by the parameter `count`. */
export type Message = string | { readonly one?: string; readonly other: string };
export type Messages = Readonly<Record<string, Message>>;
export type Parameters = Readonly<Record<string, string | number>>;
export type Translate = (key: string, parameters?: Parameters) => string;

/**
 * A translator over a flat table of messages (`"calculator.fits": "…{card}…"`).
 * The browser's half of a widget gets only its own table, so no page ships the whole interface.
 *
 * @throws Error naming a key or parameter that is missing: a half-filled sentence is never shown.
 */
export function translator(language: Language, messages: Messages): Translate {
  let plurals: Intl.PluralRules | undefined;
  // Made when a message first needs them: to make them takes a page milliseconds as it loads.
  const pluralOf = (count: number) => {
    plurals ??= new Intl.PluralRules(LANGUAGE_TAGS[language]);
    return plurals.select(count);
  };
  return (key, parameters = {}) => {
    const message = messages[key];
    if (message === undefined) throw new Error(`no message “${key}” in ${language}`);
    const template =
      typeof message === 'string'
        ? message
        : (pluralOf(Number(parameters['count'])) === 'one' && message.one) || message.other;
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name];
      if (value === undefined) throw new Error(`message “${key}” needs “${name}”`);
      // Counts read as all numbers on the page do: 1,024.
      return typeof value === 'number' ? formatPlain(value, language) : value;
    });
  };
}
