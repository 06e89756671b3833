/** A file or folder of a drop. A file that comes from no disk, from another page for one, has no entry. */
export type Dropped = FileSystemEntry | File;

/** A drop's items are gone when its event is over, so they are taken hold of at once. */
export function held({ items }: DataTransfer): readonly Dropped[] {
  return [...items]
    .map((item) => item.webkitGetAsEntry() ?? item.getAsFile())
    .filter((each) => each !== null);
}
