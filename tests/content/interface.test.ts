import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import facts from '../../content/facts/notation.json';
import notationEn from '../../content/notation/en.json';
import notationZh from '../../content/notation/zh.json';
import en from '../../content/ui/en.json';
import zh from '../../content/ui/zh.json';

type Tree = { readonly [key: string]: string | Tree };

function leaves(tree: Tree, prefix = ''): Record<string, string> {
  return Object.fromEntries(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === 'string' ? [[prefix + key, value]] : Object.entries(leaves(value, `${prefix}${key}.`)),
    ),
  );
}

/** A language without a singular leaves `.one` out. */
const keys = (tree: Tree) =>
  Object.keys(leaves(tree))
    .filter((key) => !key.endsWith('.one'))
    .sort();
const parameters = (text: string) => [...new Set(text.match(/(?<!@)\{\w+\}/g) ?? [])].sort();

describe('the interface', () => {
  it('has the same messages in both languages', () => {
    expect(keys(zh)).toEqual(keys(en));
  });

  it('uses the same parameters in both', () => {
    const [english, chinese] = [leaves(en), leaves(zh)];
    for (const key of keys(en)) {
      // A plural form may leave a parameter out: “one card”.
      const forms = [english[key], english[key.replace(/other$/, 'one')]].map((text) =>
        parameters(text ?? ''),
      );
      expect([...new Set(forms.flat())].sort(), key).toEqual(parameters(chinese[key] ?? ''));
    }
  });

  it('has Chinese where Chinese is due, and no empty message', () => {
    const latin = Object.entries(leaves(zh))
      .filter(([, text]) => !/\p{Script=Han}/u.test(text))
      .map(([key]) => key);
    expect(latin.sort()).toEqual([
      'calculator.changeLine',
      'lesson.cite',
      'lesson.citePlace',
      'method.lora',
      'method.qlora',
      'methodMemory.model',
      'present.button.language',
      'recipe.shardings.deepspeed',
      'recipe.shardings.fsdp',
      'site.language',
      'site.name',
    ]);
    for (const [key, text] of Object.entries({ ...leaves(en), ...leaves(zh) }))
      expect(text.trim(), key).not.toBe('');
  });

  it('holds no message that nothing uses', () => {
    const source = ['src', 'tools/package-scorm']
      .flatMap((folder) =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name)),
      )
      .filter((name) => /\.(ts|astro)$/.test(name))
      .map((name) => readFileSync(name, 'utf8'))
      .join('\n');
    // Keys may be built: `term.${term}` uses all that begin so; a figure’s section has a title and a tip.
    const beginnings = [...source.matchAll(/`([a-zA-Z.]+\.)\$\{/g)].map((match) => match[1] ?? '');
    const sections = [...source.matchAll(/messages="(\w+)"/g)].map((match) => match[1] ?? '');
    const used = (key: string) =>
      source.includes(`'${key}'`) ||
      beginnings.some((beginning) => key.startsWith(beginning)) ||
      sections.some((section) => key === `${section}.title` || key === `${section}.tip`);
    const plural = (key: string) =>
      key.replace(/\.(one|other)$/, (suffix) =>
        key === 'term.other' || key.startsWith('calculator.coverage') ? suffix : '',
      );
    expect(
      [...new Set(Object.keys(leaves(en)).map(plural))].filter(
        (key) => !used(key) && !/^zeroStages\.stage\d$/.test(key),
      ),
    ).toEqual([]);
  });
});

describe('the notation', () => {
  it.each(['symbols', 'slides', 'slips'] as const)('has words for all %s in both languages', (part) => {
    const wanted = part === 'slips' ? facts.slips : Object.keys(facts[part]);
    expect(Object.keys(notationEn[part])).toEqual(wanted);
    expect(Object.keys(notationZh[part])).toEqual(wanted);
  });
});
