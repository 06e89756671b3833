/** What is wrong with a safetensors file, in a word; the sentence is the page's. */
export type SafetensorsFault =
  /** Fewer bytes than the length, the header or the offsets promise. */
  | 'truncated'
  /** More than 100 MB of header, the reference implementation's limit. */
  | 'headerTooLarge'
  | 'headerNotUtf8'
  /** Not one JSON object that begins with `{` and ends with it or with spaces. */
  | 'headerNotJson'
  /** Nested deeper than anybody needs. */
  | 'headerTooDeep'
  /** A list of more items than a tensor has dimensions. */
  | 'listTooLong'
  /** A name that stands twice in one object of the header. */
  | 'duplicateName'
  /** `__metadata__` for a tensor, or a name with half a surrogate pair. */
  | 'badName'
  /** Not a map from strings to strings. */
  | 'badMetadata'
  /** Not an object of exactly `dtype`, `shape` and `data_offsets`. */
  | 'badEntry'
  | 'badDtype'
  /** Sides that are no whole numbers from 0, too many of them, or more bytes than 2^53 − 1. */
  | 'badShape'
  /** Not two whole numbers in order. */
  | 'badOffsets'
  /** The offsets' distance, or the bytes, are not what shape and dtype come to. */
  | 'badSize'
  | 'hole'
  | 'overlap'
  /** Bytes after the last tensor. */
  | 'trailing'
  /** Tensors of more bytes together than this machine gives in one piece. */
  | 'tooLarge';

/** A hostile name may have a hundred million letters; a sentence has not. */
const LONGEST = 200;

/** A file that is no safetensors file, or tensors that cannot become one. */
export class SafetensorsError extends Error {
  readonly kind: SafetensorsFault;
  /** The tensor's name, or the key of the metadata, where there is one. Cut to a sentence's length. */
  readonly tensor: string | undefined;
  /** The value that is wrong, against what it should be: for whoever mends the file. */
  readonly detail: string;

  constructor(kind: SafetensorsFault, tensor?: string, detail = '') {
    const name = tensor === undefined ? undefined : cut(tensor);
    super([kind, name, cut(detail)].filter((part) => part !== undefined && part !== '').join(': '));
    this.name = 'SafetensorsError';
    this.kind = kind;
    this.tensor = name;
    this.detail = cut(detail);
  }
}

const cut = (text: string): string => (text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text);
