import { MODELS } from '../../facts/models';

/** Models that have all seven matrices to choose from. */
export const GATED_MODELS = MODELS.filter(({ architecture }) => architecture.gated);
