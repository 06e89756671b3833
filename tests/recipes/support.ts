import fc from 'fast-check';
import type { Language } from '../../src/i18n/languages';
import { interfaceOf } from '../../src/i18n/messages';
import { type Recipe, recipeOf, SHARDINGS, type Sharding } from '../../src/recipes';
import { readState } from '../../src/widgets/base/state';
import { recipeRequestOf } from '../../src/widgets/memory-calculator/recipeRequest';
import { CALCULATOR_SCHEMA, type CalculatorState } from '../../src/widgets/shared/calculatorState';

/** A state of the calculator as its links write it; a field that a test misspells is no field. */
export function stateOf(query: string): CalculatorState {
  for (const name of new URLSearchParams(query).keys()) {
    if (!(name in CALCULATOR_SCHEMA)) throw new Error(`the calculator has no field “${name}”`);
  }
  const { state, problems, linkProblem } = readState<CalculatorState>(CALCULATOR_SCHEMA, query);
  if (linkProblem || Object.keys(problems).length > 0) throw new Error(JSON.stringify(problems));
  return state;
}

export function recipeFrom(
  state: CalculatorState,
  sharding: Sharding = 'deepspeed',
  language: Language = 'en',
): Recipe {
  return recipeOf(recipeRequestOf(state, sharding), { language, translate: interfaceOf(language) });
}

/** A file's text; empty where the recipe has none of that name. */
export function fileOf(recipe: Recipe, name: string): string {
  return recipe.files.find((file) => file.name === name)?.text ?? '';
}

export const reasonsOf = (recipe: Recipe): string[] => recipe.reasons.map(({ id }) => id);

/** A reader's own models, of each family that the sizes tell apart. */
export const OWN_MODELS = {
  phi3: '32.3072.32.32.96.8192.32064.0.0.0.0.0.010000000111',
  gpt2: '12.768.12.12.64.3072.50257.1024.0.0.0.0.101111000110',
  opt: '32.4096.32.32.128.16384.50272.2050.0.0.0.0.101111000100',
  bloom: '24.1024.16.16.64.4096.250880.0.0.0.0.0.101111001110',
} as const;

/** Any state that the calculator can be in, some with a model of the reader's own, and either way to shard. */
export const anyRun: fc.Arbitrary<{ readonly state: CalculatorState; readonly sharding: Sharding }> = fc
  .record({
    own: fc.option(fc.constantFrom(...Object.values(OWN_MODELS)), { freq: 4, nil: null }),
    sharding: fc.constantFrom(...SHARDINGS),
    fields: fc.record(
      Object.fromEntries(
        Object.entries(CALCULATOR_SCHEMA).flatMap(([name, field]): [string, fc.Arbitrary<unknown>][] => {
          if (name === 'targets')
            return [[name, fc.subarray([...CALCULATOR_SCHEMA.targets.options], { minLength: 1 })]];
          if ('stops' in field) return [[name, fc.constantFrom(...field.stops)]];
          if ('options' in field) return [[name, fc.constantFrom(...(field.options as readonly string[]))]];
          return [];
        }),
      ),
    ),
  })
  .map(({ own, sharding, fields }) => {
    const query = new URLSearchParams(
      Object.entries(fields).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(',') : String(value),
      ]),
    );
    if (own !== null) query.set('model', 'custom');
    if (own !== null) query.set('custom', own);
    return { state: stateOf(query.toString()), sharding };
  });

/** A call in `train.py`: its name and what is given to each argument, as written. */
export interface WrittenCall {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

/** The calls that a recipe writes with one argument a line. */
export function callsOf(script: string): WrittenCall[] {
  const calls: WrittenCall[] = [];
  let open: { name: string; options: Map<string, string> } | null = null;
  for (const line of script.split('\n')) {
    if (line.startsWith('#')) continue;
    const start = /([A-Za-z_][\w.]*)\($/.exec(line);
    const option = /^\s+(\w+)=(.+?),(?: {2}# .*)?$/.exec(line);
    if (start) open = { name: start[1] ?? '', options: new Map() };
    else if (open && /^\s*\)$/.test(line)) {
      calls.push(open);
      open = null;
    } else if (open) {
      if (!option) throw new Error(`no argument: ${line}`);
      if (open.options.has(option[1] ?? '')) throw new Error(`given twice: ${line}`);
      open.options.set(option[1] ?? '', option[2] ?? '');
    }
  }
  if (open) throw new Error(`${open.name} is not closed`);
  return calls;
}

export interface Yaml {
  readonly [key: string]: string | number | boolean | Yaml;
}

/** Strict reader of what recipes write of YAML: block mappings of scalars. Throws on anything else. */
export function readYaml(text: string): Yaml {
  const root: Record<string, unknown> = {};
  const stack: { indent: number; map: Record<string, unknown> }[] = [{ indent: -1, map: root }];
  for (const line of text.split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    const match = /^( *)([a-z0-9_]+):(?: (.+?))?(?: {2}# .*)?$/.exec(line);
    if (!match) throw new Error(`not YAML as we write it: ${line}`);
    const indent = match[1]?.length ?? 0;
    while ((stack.at(-1)?.indent ?? -1) >= indent) stack.pop();
    const { map } = stack.at(-1) ?? { map: root };
    const key = match[2] ?? '';
    if (key in map) throw new Error(`${key} stands twice`);
    if (match[3] === undefined) {
      const inner = {};
      map[key] = inner;
      stack.push({ indent, map: inner });
    } else map[key] = readScalar(match[3]);
  }
  return root as Yaml;
}

function readScalar(text: string): string | number | boolean {
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (text.startsWith('"')) return JSON.parse(text) as string;
  if (!/^[A-Za-z][\w./, -]*$/.test(text) || /^(yes|no|on|off|null|true|false|y|n)$/i.test(text)) {
    throw new Error(`not a plain text: ${text}`);
  }
  return text;
}
