import { CheckpointError, type CheckpointFault } from '../formats/checkpointConfig';
import { SafetensorsError } from '../formats/safetensorsError';
import { deviceFault } from '../laboratory/fault';
import type { Answer, BroughtFault, BroughtTrouble } from './api';

/** What is wrong, on its way to an `Answer`. */
export class TroubleError extends Error {
  readonly trouble: BroughtTrouble;

  constructor(kind: BroughtFault, subject: string) {
    super(`${kind}: ${subject}`);
    this.name = 'TroubleError';
    this.trouble = troubled(kind, subject);
  }
}

/** A stranger's words in a sentence. */
const LONGEST = 200;

function troubled(kind: BroughtFault, subject: string): BroughtTrouble {
  return { kind, subject: subject.length > LONGEST ? `${subject.slice(0, LONGEST)}…` : subject };
}

/** Does something and answers for it: nothing is thrown. */
export async function answered<T>(work: () => Promise<T>): Promise<Answer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (cause) {
    return { ok: false, trouble: troubleOf(cause) };
  }
}

const OF_CHECKPOINT: Readonly<Record<CheckpointFault, BroughtFault>> = {
  configNotAnObject: 'badConfig',
  badField: 'badConfig',
  badHeads: 'badConfig',
  unsupported: 'unsupported',
  architecture: 'architecture',
  quantized: 'quantized',
  missingTensor: 'tensor',
  unknownTensor: 'tensor',
  badShape: 'tensor',
  badDtype: 'dtype',
  notFinite: 'tensor',
};

export function troubleOf(cause: unknown): BroughtTrouble {
  if (cause instanceof TroubleError) return cause.trouble;
  if (cause instanceof CheckpointError) return troubled(OF_CHECKPOINT[cause.kind], cause.subject);
  const { kind, detail = '' } = deviceFault(cause);
  return troubled(kind === 'memory' ? 'memory' : 'device', detail);
}

/** What is wrong with files, pairs or a set-up, and not with the device. */
export const isTrouble = (cause: unknown): cause is TroubleError | CheckpointError =>
  cause instanceof TroubleError || cause instanceof CheckpointError;

/** A file that is no safetensors file, or holds numbers of a type that the format does not know. */
export function weightsTrouble(file: string, cause: unknown): unknown {
  if (!(cause instanceof SafetensorsError)) return cause;
  const { kind, tensor, detail, message } = cause;
  return kind === 'badDtype'
    ? new TroubleError('dtype', `${tensor ?? file}: ${detail}`)
    : new TroubleError('file', `${file}: ${message}`);
}
