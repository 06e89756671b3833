import rows from '../../content/facts/gpus.json';
import { byId } from './byId';
import type { GpuFact } from './types';

// TypeScript widens JSON's literals; the schema, which the tests run, checks them instead.
/** Every card of the course, with its source. */
export const GPUS = rows as readonly GpuFact[];

/** The card with this id. Throws an Error naming the id when there is none. */
export const gpuById: (id: string) => GpuFact = byId('GPU', GPUS);
