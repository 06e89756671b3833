import type { Dropped } from './dropped';

/** A file with its path below what was chosen or dropped. */
export interface Found {
  readonly path: string;
  readonly file: File;
}

/** Folders in folders beyond these are not looked into. */
const DEEPEST = 4;
/** Nor more files than these, of whatever kind, in all that was dropped. */
const MOST_SEEN = 1000;

/** What a file input holds. */
export function chosenFiles(input: HTMLInputElement): readonly Found[] {
  return [...(input.files ?? [])].map((file) => ({ path: file.webkitRelativePath || file.name, file }));
}

/** What was dropped, folders with what is in them. */
export async function droppedFiles(dropped: readonly Dropped[]): Promise<readonly Found[]> {
  const found: Found[] = [];
  for (const each of dropped) {
    if (each instanceof File) found.push({ path: each.name, file: each });
    else await walk(each, '', 0, found);
  }
  return found;
}

async function walk(entry: FileSystemEntry, folder: string, depth: number, found: Found[]): Promise<void> {
  if (depth > DEEPEST || found.length >= MOST_SEEN) return;
  const path = folder + entry.name;
  if (isFile(entry)) {
    found.push({ path, file: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  for (;;) {
    // A folder is told in parts, the last of them empty.
    const part = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (part.length === 0 || found.length >= MOST_SEEN) return;
    for (const each of part) await walk(each, `${path}/`, depth + 1, found);
  }
}

const isFile = (entry: FileSystemEntry): entry is FileSystemFileEntry => entry.isFile;
