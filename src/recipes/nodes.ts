import type { DetailedSetup } from '../theory/detailed';
import type { Sharding } from './request';

/** How a run is spread over cards. */
export interface Distribution {
  /** One card; copies of the model on each (DDP); or shards. */
  readonly kind: 'single' | 'ddp' | Sharding;
  readonly gpus: number;
  readonly nodes: number;
  readonly gpusPerNode: number;
}

/** Cards in the usual server. */
export const CARDS_IN_A_NODE = 8;

/** The fewest nodes of at most eight cards each that come out even. */
export function distributionOf(
  { gpus, zero }: Pick<DetailedSetup, 'gpus' | 'zero'>,
  sharding: Sharding,
): Distribution {
  let gpusPerNode = Math.min(gpus, CARDS_IN_A_NODE);
  while (gpus % gpusPerNode !== 0) gpusPerNode -= 1;
  const kind = gpus === 1 ? 'single' : zero === 0 ? 'ddp' : sharding;
  return { kind, gpus, nodes: gpus / gpusPerNode, gpusPerNode };
}
