import { np, type Tensor, type Tensors } from '../engine';
import { headWidth, type ModelConfig } from '../model/config';
import { linear } from '../model/forward';
import { gaussian, kaimingUniform, zeros } from './initial';
import type { Method, Start } from './method';

/**
 * Prefix tuning (Li and Liang 2021): in every layer P trained keys and values stand before those of the tokens, and
 * every token may attend to them. With `prefixHidden` they are made by a small network from P trained vectors, which
 * can be thrown away after training: only its output is needed.
 */
export const prefix: Method = {
  id: 'prefix',
  prepare: (start) => {
    const { config, options } = start;
    return {
      frozen: start.base,
      trainable: options.prefixHidden > 0 ? network(start) : direct(start),
      weights: (frozen) => frozen,
      adapt: (trainable) => {
        const table = options.prefixHidden > 0 ? produced(trainable) : part(trainable, TABLE);
        return {
          prefixLength: options.virtualTokens,
          prefix: (layer) => ({
            keys: heads(config, table.ref, 2 * layer),
            values: heads(config, table.ref, 2 * layer + 1),
          }),
        };
      },
    };
  },
};

/** The table [P, 2·L·H] as PEFT stores it: for each virtual token the key and the value of layer 0, of layer 1, … */
const TABLE = 'prompt_embeddings';

const part = (trainable: Tensors, name: string): Tensor => (trainable[name] as Tensor).ref;

function direct({ config, options, random }: Start) {
  const columns = 2 * config.num_hidden_layers * config.hidden_size;
  // PEFT starts them as PyTorch starts an embedding, with normal numbers of deviation 1.
  return { [TABLE]: gaussian([options.virtualTokens, columns], 1, random) };
}

function network({ config, options, random }: Start) {
  const { hidden_size: width, num_hidden_layers: layers } = config;
  const { prefixHidden: hidden, virtualTokens } = options;
  const columns = 2 * layers * width;
  return {
    'embedding.weight': gaussian([virtualTokens, width], 1, random),
    'transform.0.weight': kaimingUniform([hidden, width], random),
    'transform.0.bias': zeros([hidden]),
    'transform.2.weight': kaimingUniform([columns, hidden], random),
    'transform.2.bias': zeros([columns]),
  };
}

function produced(trainable: Tensors): Tensor {
  const inner = linear(part(trainable, 'embedding.weight'), part(trainable, 'transform.0.weight'));
  const hidden = np.tanh(inner.add(part(trainable, 'transform.0.bias')));
  return linear(hidden, part(trainable, 'transform.2.weight')).add(part(trainable, 'transform.2.bias'));
}

/** Slice `index` of the table as [heads, P, D]. */
function heads(config: ModelConfig, table: Tensor, index: number): Tensor {
  const width = config.hidden_size;
  const virtualTokens = table.shape[0] as number;
  return table
    .slice([], [index * width, (index + 1) * width])
    .reshape([virtualTokens, config.num_attention_heads, headWidth(config)])
    .transpose([1, 0, 2]);
}
