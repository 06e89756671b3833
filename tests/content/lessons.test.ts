import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../src/i18n/languages';
import { frontMatterOf, headingsIn, LESSONS, wordsIn } from './lessons';

const files = (language: string) =>
  LESSONS.filter((each) => each.language === language).map((each) => each.file);
const textOf = (language: string, file: string) =>
  LESSONS.find((each) => each.language === language && each.file === file)?.text ?? '';

/** What must be the same in every language: not the words, but what they are about. */
const COMMON: Record<string, (attributes: Record<string, string>) => unknown> = {
  Figure: (attributes) => attributes,
  Cite: ({ of }) => of,
  Slip: ({ of }) => of,
  Slide: ({ of, minutes }) => [of, minutes],
  Exercise: ({ name }) => name,
  Line: ({ tex }) => tex,
};

it('both languages have the same lessons', () => {
  expect(files('en').length).toBeGreaterThan(0);
  expect(files('zh')).toEqual(files('en'));
});

describe.each(files('en'))('%s', (file) => {
  const [english, chinese] = [textOf('en', file), textOf('zh', file)];

  it('has the same sections in both languages', () => {
    expect(headingsIn(english).length).toBeGreaterThan(3);
    expect(headingsIn(chinese)).toEqual(headingsIn(english));
  });

  it.each(Object.entries(COMMON))('has the same %ss in the same order', (name, about) => {
    const list = (text: string) =>
      wordsIn(text)
        .filter((word) => word.name === name)
        .map((word) => about(word.attributes));
    expect(list(chinese)).toEqual(list(english));
  });

  it('has as many steps, notes, speaker notes, hints and solutions', () => {
    for (const name of [
      'Step',
      'SpeakerNotes',
      'Note',
      'Hint',
      'Solution',
      'Misunderstanding',
      'Derivation',
      'Summary',
    ]) {
      const count = (text: string) => wordsIn(text).filter((word) => word.name === name).length;
      expect(count(chinese), name).toBe(count(english));
    }
  });

  it('treats the same slides for the same time', () => {
    const facts = (text: string) => frontMatterOf(text).match(/^(slides|minutes):.*$/gm);
    expect(facts(chinese)).toEqual(facts(english));
    expect(facts(english)).toHaveLength(2);
  });

  it.each(LANGUAGES)('imports nothing and has an id at each heading (%s)', (language) => {
    const text = textOf(language, file);
    expect(text).not.toMatch(/^\s*(import|export) /m);
    const headings = text.match(/^#{1,6} .*$/gm) ?? [];
    expect(headings.filter((heading) => !/\[#[a-z][a-z0-9-]*\]\s*$/.test(heading))).toEqual([]);
  });

  it('gives every slide speaker notes', () => {
    for (const text of [english, chinese]) {
      const slides = text
        .split(/<Slide\s/)
        .slice(1)
        .map((rest) => rest.split('</Slide>')[0] ?? '');
      expect(slides.length).toBeGreaterThan(3);
      for (const slide of slides) expect(slide).toContain('<SpeakerNotes>');
    }
  });

  it('types no number of bytes by hand', () => {
    // A number before GB, GiB, billion or 亿 in prose must be a <Value>; coefficients of formulas are no such numbers.
    const typed = /(?<![@{=\w.])\d[\d,.]*\s*(?:GB|GiB|billion|亿)(?![\w"])/g;
    for (const text of [english, chinese]) {
      const prose = text
        .slice(frontMatterOf(text).length + 8)
        .replaceAll(/(?:A800|A100)(?: |&nbsp;)?[“"]?80 GB|[“"]\d+ GB[”"]/g, '');
      expect(prose.match(typed) ?? []).toEqual([]);
    }
  });
});

it('files are named by number and slug, and numbered without a gap', () => {
  expect(files('en').filter((file) => !/^\d\d-[a-z0-9-]+\.mdx$/.test(file))).toEqual([]);
  expect(files('en').map((file) => Number(file.slice(0, 2)))).toEqual(
    files('en').map((_, index) => index + 1),
  );
});

it('Chinese text uses Chinese punctuation', () => {
  for (const { language, file, text } of LESSONS) {
    if (language !== 'zh') continue;
    expect(text.match(/[\u4e00-\u9fff][,;?!](?=[\u4e00-\u9fff\s])/g) ?? [], file).toEqual([]);
  }
});
