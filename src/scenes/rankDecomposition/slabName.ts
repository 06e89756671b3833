/** A slab's name, and its sizes, which small screens leave out. */
export interface SlabName {
  readonly text: string;
  readonly sizes?: string;
}
