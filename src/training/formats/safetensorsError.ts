/** What is wrong with a safetensors file, in a word; the sentence is the page's. */
export type SafetensorsFault =
  /** Fewer bytes than the length, the header or the offsets promise. */
  | 'truncated'
  /** More than 100 MB of header, the reference implementation's limit. */
  | 'headerTooLarge'
  | 'headerNotUtf8'
  /** Not one JSON object that begins with `{` and ends with it or with spaces. */
  | 'headerNotJson'
  /** A name that stands twice in one object of the header. */
  | 'duplicateName'
  /** `__metadata__` for a tensor, or a name with half a surrogate pair. */
  | 'badName'
  /** Not a map from strings to strings. */
  | 'badMetadata'
  /** Not an object of exactly `dtype`, `shape` and `data_offsets`. */
  | 'badEntry'
  | 'badDtype'
  /** Sides that are no whole numbers from 0, or more elements than 2^53 − 1. */
  | 'badShape'
  /** Not two whole numbers in order. */
  | 'badOffsets'
  /** The offsets' distance, or the bytes, are not what shape and dtype come to. */
  | 'badSize'
  | 'hole'
  | 'overlap'
  /** Bytes after the last tensor. */
  | 'trailing';

/** A file that is no safetensors file, or tensors that cannot become one. */
export class SafetensorsError extends Error {
  readonly kind: SafetensorsFault;
  /** The tensor's name, or the key of the metadata, where there is one. */
  readonly tensor: string | undefined;

  constructor(kind: SafetensorsFault, tensor?: string) {
    super(tensor === undefined ? kind : `${kind}: ${tensor}`);
    this.name = 'SafetensorsError';
    this.kind = kind;
    this.tensor = tensor;
  }
}
