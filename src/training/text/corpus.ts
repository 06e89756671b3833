import { createRandom } from '../random';
import { markedStory, story } from './story';

/** The two streams are independent: a story of one occurs in the other only by chance, which is next to none. */
export type Split = 'training' | 'heldOut';

/** Story `index` of an endless corpus; each can be had without those before it. */
export function corpusStory(seed: number, index: number, split: Split = 'training'): string {
  return story(createRandom(seed, 'corpus', split, index));
}

/** The same story with the words that can be looked up in brackets: see `markedStory`. */
export function markedCorpusStory(seed: number, index: number, split: Split = 'training'): string {
  return markedStory(createRandom(seed, 'corpus', split, index));
}

/** The stories from `from` on, without end. */
export function* corpus(seed: number, split: Split = 'training', from = 0): Generator<string, never> {
  for (let index = from; ; index++) yield corpusStory(seed, index, split);
}
