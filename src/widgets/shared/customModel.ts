import type { Architecture } from '../../theory/architecture';
import { isCountable } from '../../theory/detailed';
import type { Field, Parsed } from '../base/state';

/**
 * A reader's own architecture in a link: its sizes and flags in a fixed order, joined by dots, flags as 0 and 1,
 * and 0 where an optional size is absent.
 */
function format(architecture: Architecture | null): string {
  if (!architecture) return '';
  const a = architecture;
  const flags = [
    a.tiedEmbeddings,
    a.gated,
    a.attentionBias.qkv,
    a.attentionBias.output,
    a.feedForwardBias,
    a.norm === 'layer',
    a.normsPerLayer === 4,
    a.queryKeyNorm,
    a.embeddingNorm ?? false,
    a.finalNorm ?? true,
    a.fusedQkv ?? false,
    a.fusedGateUp ?? false,
  ];
  return [
    a.numHiddenLayers,
    a.hiddenSize,
    a.numAttentionHeads,
    a.numKeyValueHeads,
    a.headDim,
    a.intermediateSize,
    a.vocabSize,
    a.learnedPositions,
    a.embeddingSize ?? 0,
    a.experts?.count ?? 0,
    a.experts?.active ?? 0,
    a.experts?.intermediateSize ?? 0,
    flags.map(Number).join(''),
  ].join('.');
}

const LINK_FORM = /^(?:\d{1,9}\.){12}[01]{12}$/;

function parse(text: string): Parsed<Architecture | null> {
  if (text === '') return { value: null };
  const refused: Parsed<Architecture | null> = {
    problem: { kind: 'choice', given: text.slice(0, 32), allowed: [] },
  };
  if (!LINK_FORM.test(text)) return refused;
  const parts = text.split('.');
  const size = (index: number): number => Number(parts[index]);
  const flag = (index: number): boolean => parts[12]?.[index] === '1';
  const architecture: Architecture = {
    numHiddenLayers: size(0),
    hiddenSize: size(1),
    numAttentionHeads: size(2),
    numKeyValueHeads: size(3),
    headDim: size(4),
    intermediateSize: size(5),
    vocabSize: size(6),
    learnedPositions: size(7),
    ...(size(8) > 0 && { embeddingSize: size(8) }),
    experts: size(9) === 0 ? null : { count: size(9), active: size(10), intermediateSize: size(11) },
    tiedEmbeddings: flag(0),
    gated: flag(1),
    attentionBias: { qkv: flag(2), output: flag(3) },
    feedForwardBias: flag(4),
    norm: flag(5) ? 'layer' : 'rms',
    normsPerLayer: flag(6) ? 4 : 2,
    queryKeyNorm: flag(7),
    embeddingNorm: flag(8),
    finalNorm: flag(9),
    fusedQkv: flag(10),
    fusedGateUp: flag(11),
  };
  return isCountable(architecture) ? { value: architecture } : refused;
}

export const architectureField: Field<Architecture | null> = { initial: null, parse, format };
