import { readFileSync } from 'node:fs';
import type { Architecture } from '../../../theory/architecture';
import { readConfiguration } from '../../../theory/configuration';
import type { ModelConfig } from '../../../training/model/config';

/** Build time only: the shape of the model that the site ships, from its own `config.json`. */
const FILE = 'public/models/tiny/config.json';

const TEXT = readFileSync(FILE, 'utf8');

export const TINY_CONFIG = pick(JSON.parse(TEXT) as ModelConfig);

export const TINY_ARCHITECTURE: Architecture = read();

function read(): Architecture {
  const outcome = readConfiguration(TEXT);
  if ('problem' in outcome) throw new Error(`${FILE}: ${JSON.stringify(outcome.problem)}`);
  return outcome.architecture;
}

function pick(config: ModelConfig): ModelConfig {
  const { vocab_size, hidden_size, intermediate_size, num_hidden_layers } = config;
  const { num_attention_heads, max_position_embeddings, rope_theta, rms_norm_eps } = config;
  return {
    ...{ vocab_size, hidden_size, intermediate_size, num_hidden_layers },
    ...{ num_attention_heads, max_position_embeddings, rope_theta, rms_norm_eps },
  };
}
