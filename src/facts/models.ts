import rows from '../../content/facts/models.json';
import { byId } from './byId';
import type { ModelFact } from './types';

// TypeScript widens JSON's literals ('rms' to string); the schema, which the tests run, checks them instead.
/** Every model of the course, with its source. */
export const MODELS = rows as readonly ModelFact[];

/** The model with this id. Throws an Error naming the id when there is none. */
export const modelById: (id: string) => ModelFact = byId('model', MODELS);
