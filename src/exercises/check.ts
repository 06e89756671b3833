import type { Written } from './markup';
import type { Definition } from './types';
import { drawVariant } from './variant';

/** So many variants are held against the text by the build; the tests hold fifty against the graders. */
const SEEDS = 20;
/** What some variants alone ask for may need more of them to be met: a sentence is called left over after so many. */
const MOST_SEEDS = 500;

/**
 * Holds an exercise's text against its definition: options, targets, blanks and sentences of feedback must be the same
 * in both. `isMessage` says whether the interface has a sentence of that name.
 *
 * @throws Error naming the exercise and what is missing or left over.
 */
export function checkText(
  exercise: string,
  definition: Definition,
  written: Written,
  isMessage: (name: string) => boolean,
): void {
  const fail = (problem: string): never => {
    throw new Error(`exercise “${exercise}”: ${problem}`);
  };
  if (written.question === '') fail('it has no text');
  const names = (pieces: readonly { readonly name: string }[]) => pieces.map(({ name }) => name);
  const [options, targets, feedback] = [
    names(written.options),
    names(written.targets),
    names(written.feedback),
  ];
  const within = (what: string, some: readonly string[], all: readonly string[]) => {
    const strange = some.find((name) => !all.includes(name));
    if (strange !== undefined) fail(`no ${what} “${strange}”; there are ${all.join(', ')}`);
  };
  for (const [what, list] of Object.entries({
    option: options,
    target: targets,
    feedback,
    blank: written.blanks,
  })) {
    const twice = list.find((name, at) => list.indexOf(name) !== at);
    if (twice !== undefined) fail(`${what} “${twice}” stands twice`);
  }
  const told = new Set<string>();
  const findUnused = () => feedback.find((name) => !name.startsWith('option:') && !told.has(name));
  for (let seed = 1; seed <= SEEDS || (seed <= MOST_SEEDS && findUnused() !== undefined); seed += 1) {
    switch (definition.kind) {
      case 'choice': {
        const { key, options: offered = options } = drawVariant(exercise, definition, seed);
        within('option', [...key, ...offered], options);
        within('option among those on offer', key, offered);
        for (const name of options)
          if (!feedback.includes(`option:${name}`)) fail(`option “${name}” has no feedback`);
        break;
      }
      case 'order': {
        const { key, mistakes = [] } = drawVariant(exercise, definition, seed);
        within('option', key, options);
        within('option in the key', options, key);
        for (const mistake of mistakes) told.add(mistake.feedback);
        break;
      }
      case 'match': {
        const { key, mistakes = [] } = drawVariant(exercise, definition, seed);
        within('option', Object.keys(key), options);
        within('option in the key', options, Object.keys(key));
        within('target', Object.values(key), targets);
        for (const mistake of mistakes) told.add(mistake.feedback);
        break;
      }
      case 'table': {
        const { key } = drawVariant(exercise, definition, seed);
        within('blank', Object.keys(key), written.blanks);
        within('blank in the key', written.blanks, Object.keys(key));
        for (const cell of Object.values(key))
          for (const mistake of cell.mistakes ?? []) told.add(mistake.feedback);
        break;
      }
      case 'number':
      case 'formula':
      case 'shape':
      case 'predict': {
        const { mistakes = [] } = drawVariant(exercise, definition, seed);
        for (const mistake of mistakes) told.add(mistake.feedback);
        break;
      }
      case 'configure':
      case 'code':
        break;
    }
  }
  const unsaid = [...told].find((name) => !feedback.includes(name) && !isMessage(name));
  if (unsaid !== undefined) fail(`no feedback “${unsaid}”, neither in the text nor in the interface`);
  // What a configured figure lacks is known only from the figure.
  if (definition.kind === 'configure' || definition.kind === 'code') return;
  const unused = findUnused();
  if (unused !== undefined) fail(`feedback “${unused}” answers no mistake of the definition`);
}

/**
 * Holds a lesson's source against its part of the bank: every exercise of the bank has a text, and every figure that an
 * exercise names stands on the page.
 *
 * @throws Error naming what is missing.
 */
export function checkLesson(
  lesson: string,
  source: string,
  exercises: Readonly<Record<string, Definition>>,
): void {
  const written = new Set([...source.matchAll(/<Exercise\s+name="([^"]*)"/g)].map((match) => match[1]));
  const figures = new Set(
    [...source.matchAll(/<Figure\s([^>]*)>/g)].map(
      ([, attributes = '']) =>
        /\bid="([^"]*)"/.exec(attributes)?.[1] ?? /\bname="([^"]*)"/.exec(attributes)?.[1],
    ),
  );
  for (const [name, definition] of Object.entries(exercises)) {
    if (!written.has(name))
      throw new Error(`lesson “${lesson}”: the bank has an exercise “${name}”, the text has none`);
    if ('figure' in definition && !figures.has(definition.figure))
      throw new Error(`exercise “${lesson}/${name}”: no figure “${definition.figure}” in the lesson`);
  }
}
