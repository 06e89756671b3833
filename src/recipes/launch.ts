import { mixedPrecision } from './accelerateFiles';
import { commented } from './code';
import type { Words } from './memoryComment';
import { CARDS_IN_A_NODE } from './nodes';
import type { Plan } from './plan';

export interface Commands {
  readonly card: string;
  readonly node: string;
  readonly nodes: string;
  /** Which of them starts the run as it is set. */
  readonly chosen: 'card' | 'node' | 'nodes';
}

/** How Accelerate on one of several nodes finds the others. */
export const MEETING = `--machine_rank "$NODE_RANK" --main_process_ip "$MASTER_ADDR" --main_process_port 29500`;

/** How the run is started on one card, on one node, and on each of several nodes. */
export function commandsOf(plan: Plan, script = 'train.py'): Commands {
  const { kind, gpus, nodes, gpusPerNode } = plan.distribution;
  const precision = `--mixed_precision ${mixedPrecision(plan)} --dynamo_backend no`;
  // A configuration for one card knows no others; plain copies on each card need none.
  const file = kind === 'single' ? `--multi_gpu ${precision}` : '--config_file accelerate.yaml';
  const onNode = nodes > 1 || gpus === 1 ? CARDS_IN_A_NODE : gpus;
  const each = nodes > 1 ? gpusPerNode : onNode;
  const many = nodes > 1 ? nodes : 2;
  return {
    card: `accelerate launch --num_processes 1 --num_machines 1 ${precision} ${script}`,
    node: `accelerate launch ${file} --num_processes ${onNode} --num_machines 1 ${script}`,
    nodes: `accelerate launch ${file} --num_processes ${many * each} --num_machines ${many} ${MEETING} ${script}`,
    chosen: gpus === 1 ? 'card' : nodes === 1 ? 'node' : 'nodes',
  };
}

/** `launch.sh`, which takes `card`, `node` or `nodes`, and without any starts the run as it is set. */
export function launchScript(plan: Plan, { translate }: Words): string {
  const { card, node, nodes, chosen } = commandsOf(plan);
  const say = (id: string): string => translate(`recipe.launch.${id}`);
  return [
    '#!/usr/bin/env bash',
    commented([say('head')]),
    'set -euo pipefail',
    'cd "$(dirname "$0")"',
    `case "\${1:-${chosen}}" in`,
    `  # ${say('card')}`,
    `  card) ${card} ;;`,
    `  # ${say('node')}`,
    `  node) ${node} ;;`,
    `  # ${say('nodes')}`,
    `  nodes) ${nodes} ;;`,
    '  *) echo "launch.sh [card|node|nodes]" >&2; exit 2 ;;',
    'esac',
    '',
  ].join('\n');
}
