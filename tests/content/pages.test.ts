import { readdirSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { headingsIn } from './lessons';

const files = readdirSync('content/pages/en').sort();
const textOf = (language: string, file: string) => readFileSync(`content/pages/${language}/${file}`, 'utf8');
const linksIn = (text: string) =>
  [...text.matchAll(/\]\((#?[^)]*)\)|to="([^"]*)"/g)].map(([, link, page]) => link ?? page).sort();

it('both languages have the same prose pages', () => {
  expect(files.length).toBeGreaterThan(0);
  expect(readdirSync('content/pages/zh').sort()).toEqual(files);
});

it.each(files)('%s has the same sections and links in both languages, and Chinese punctuation', (file) => {
  const [english, chinese] = [textOf('en', file), textOf('zh', file)];
  expect(headingsIn(english).length).toBeGreaterThan(3);
  expect(headingsIn(chinese)).toEqual(headingsIn(english));
  expect(linksIn(chinese)).toEqual(linksIn(english));
  expect(chinese.match(/[\u4e00-\u9fff][,;?!](?=[\u4e00-\u9fff\s])/g) ?? []).toEqual([]);
});
