import rows from '../../content/facts/references.json';
import { byId } from './byId';
import type { ReferenceFact } from './types';

// TypeScript widens JSON's literals; the schema, which the tests run, checks them instead.
/** Every source of the course. */
export const REFERENCES = rows as readonly ReferenceFact[];

/** The reference with this id. Throws an Error naming the id when there is none. */
export const referenceById: (id: string) => ReferenceFact = byId('reference', REFERENCES);
