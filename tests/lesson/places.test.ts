import { expect, it } from 'vitest';
import { placesOf } from '../../src/lesson/places';

const LESSONS = [
  {
    slug: 'one',
    title: 'One',
    body: '<Slip of="E1">\n## First [#first]\n<Slide title="x" of="S2">\n### Deeper [#deeper]\n<Slip of="E1">\n<Slip of="E10">',
  },
  {
    slug: 'two',
    title: 'Two',
    body: '## Other [#other]\nText with <Sym of="phi" /> and <SlideRef of="S2" />.',
  },
];

it('finds the first section of each lesson that uses a word', () => {
  expect(placesOf(LESSONS, 'Slip', 'E1')).toEqual([{ slug: 'one', title: 'One', section: 'deeper' }]);
  expect(placesOf(LESSONS, 'Slide', 'S2').map(({ section }) => section)).toEqual(['first']);
  expect(placesOf(LESSONS, 'Sym', 'phi').map(({ slug }) => slug)).toEqual(['two']);
});

it('finds nothing where there is nothing', () => {
  expect(placesOf(LESSONS, 'Slip', 'E12')).toEqual([]);
});
