import rows from '../../content/facts/published.json';
import { byId } from './byId';
import type { PublishedFact } from './types';

/** Figures that somebody else measured or stated, and that no function of ours can give. */
export const PUBLISHED = rows as readonly PublishedFact[];

/** The published figure with this id. Throws an Error naming the id when there is none. */
export const publishedById: (id: string) => PublishedFact = byId('published figure', PUBLISHED);
