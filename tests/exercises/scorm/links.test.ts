import { expect, it } from 'vitest';
import { targetOf } from '../../../src/exercises/scorm/links';

const ROOT = 'https://lms.example/files/42/';
const PAGE = `${ROOT}en/lessons/lora/index.html`;
const FILES = new Set(['en/lessons/lora/index.html', 'en/lab/index.html', 'index.html']);
const target = (href: string) => targetOf(href, PAGE, ROOT, FILES);

it('finds a page of the package, as the file that it is', () => {
  expect(target('../../../en/lab/?v=1&rank=4#run')).toEqual({
    kind: 'inside',
    path: 'en/lab/index.html?v=1&rank=4#run',
  });
  expect(target('../../../')).toEqual({ kind: 'inside', path: 'index.html' });
  expect(target('./')).toEqual({ kind: 'inside', path: 'en/lessons/lora/index.html' });
});

it('tells a page that is left out from another site, and from what is no page', () => {
  expect(target('../qlora/#nf4')).toEqual({ kind: 'left-out', path: 'en/lessons/qlora/index.html#nf4' });
  expect(target('https://arxiv.org/abs/2106.09685').kind).toBe('web');
  // The LMS around the package is another site too.
  expect(target('/course/view.php?id=3').kind).toBe('web');
  expect(target('mailto:a@b.example').kind).toBe('other');
  expect(target('blob:https://lms.example/1-2').kind).toBe('other');
  expect(target('http://[').kind).toBe('other');
});
