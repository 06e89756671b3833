import type { GpuClass, GpuFact } from '../../facts/types';
import { formatBytes } from '../../i18n/format';
import type { Language } from '../../i18n/languages';

export const GPU_CLASSES: readonly GpuClass[] = ['consumer', 'workstation', 'datacenter'];

/** A card's name with its memory. Some are told apart by a size in their name, which need not be said twice. */
export function cardLabel(gpu: GpuFact, language: Language): string {
  return /\d\s?GB$/.test(gpu.name)
    ? gpu.name
    : `${gpu.name} · ${formatBytes(gpu.memory, 'GiB', language, 0)}`;
}
