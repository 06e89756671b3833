import facts from '../../content/facts/notation.json';
import en from '../../content/notation/en.json';
import zh from '../../content/notation/zh.json';
import type { Language } from '../i18n/languages';
import { fillText } from '../quantities/show';

/** The course's one notation: symbols, the deck's slides, and the slides' slips, each with its words. */
export interface SymbolEntry {
  readonly tex: string;
  readonly name: string;
  readonly text: string;
}

const WORDS = { en, zh };

export function symbolOf(id: string, language: Language): SymbolEntry {
  const tex = lookUp(facts.symbols, id, 'symbol');
  const { name, text } = lookUp(WORDS[language].symbols, id, 'symbol');
  return { tex, name, text: fillText(text, language) };
}

export function slideTitle(id: string, language: Language): string {
  return lookUp(WORDS[language].slides, id, 'slide');
}

export function slipTitle(id: string, language: Language): string {
  return lookUp(WORDS[language].slips, id, 'slip');
}

function lookUp<T>(table: Readonly<Record<string, T>>, id: string, kind: string): T {
  const entry = Object.hasOwn(table, id) ? table[id] : undefined;
  if (entry === undefined) throw new Error(`no ${kind} “${id}”; there are ${Object.keys(table).join(', ')}`);
  return entry;
}
