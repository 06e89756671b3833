import { isQuantized } from '../theory/detailed';
import { call, commented, type Options, raw } from './code';
import { memoryLines, type Words } from './memoryComment';
import { peftCall, quantizationOptions, sftOptions } from './options';
import type { Plan } from './plan';

export const DATA_FILE = 'data/train.jsonl';

/** `train.py`: one run with TRL's SFTTrainer, and below it how what was trained is loaded again. */
export function trainScript(plan: Plan, words: Words): string {
  const say = (id: string): string => words.translate(`recipe.comment.${id}`);
  const quantization = quantizationOptions(plan, say);
  const peft = peftCall(plan, say);
  const bitfit = plan.run.method === 'bitfit';
  return [
    commented(headLines(plan, words)),
    imports(plan),
    '',
    `MODEL = ${JSON.stringify(plan.repository)}${plan.gated ? `  # ${say('gated')}` : ''}`,
    `DATA = ${JSON.stringify(DATA_FILE)}  # ${say('data')}`,
    'OUTPUT = "output"',
    '',
    '',
    'def main():',
    `    # ${say('first')}`,
    `    args = ${call('SFTConfig', sftOptions(plan, say), '    ')}`,
    '    tokenizer = AutoTokenizer.from_pretrained(MODEL)',
    '    if tokenizer.pad_token is None:',
    '        tokenizer.pad_token = tokenizer.eos_token',
    `    train = ${call(
      'load_dataset',
      [
        ['path', 'json'],
        ['data_files', raw('DATA')],
        ['split', 'train'],
      ],
      '    ',
    )}`,
    ...(quantization ? [`    quantization = ${call('BitsAndBytesConfig', quantization, '    ')}`] : []),
    `    model = ${call('AutoModelForCausalLM.from_pretrained', modelOptions(plan), '    ')}`,
    ...(bitfit
      ? [
          `    # ${say('bitfit')}`,
          '    for name, parameter in model.named_parameters():',
          '        parameter.requires_grad = name.endswith("bias")',
        ]
      : []),
    ...(peft ? [`    adapter = ${call(peft.name, peft.options, '    ')}`] : []),
    `    trainer = ${call('SFTTrainer', trainerOptions(peft !== null), '    ')}`,
    ...castLines(plan, say),
    '    trainer.train()',
    ...savingLines(plan, say),
    '',
    '',
    commented([say('again'), ...loadingLines(plan)]),
    '',
    '',
    'if __name__ == "__main__":',
    '    main()',
    '',
  ].join('\n');
}

function headLines(plan: Plan, words: Words): string[] {
  return [
    words.translate('recipe.comment.head', { model: plan.request.model?.name ?? plan.repository }),
    '',
    ...memoryLines(plan, words),
  ];
}

function imports(plan: Plan): string {
  const peft = peftCall(plan, (id) => id);
  const transformers = [
    'AutoModelForCausalLM',
    'AutoTokenizer',
    ...(isQuantized(plan.run.precision) ? ['BitsAndBytesConfig'] : []),
  ];
  return [
    'import torch',
    'from datasets import load_dataset',
    ...(peft ? [`from peft import ${peft.name}, TaskType`] : []),
    ...(plan.run.method === 'bitfit' ? ['from safetensors.torch import save_file'] : []),
    `from transformers import ${transformers.join(', ')}`,
    'from trl import SFTConfig, SFTTrainer',
  ].join('\n');
}

function modelOptions(plan: Plan): Options {
  const quantized: Options = isQuantized(plan.run.precision)
    ? [['quantization_config', raw('quantization')]]
    : [];
  return [
    ['pretrained_model_name_or_path', raw('MODEL')],
    ['dtype', raw(`torch.${plan.loaded}`)],
    ['attn_implementation', plan.attention],
    ...quantized,
  ];
}

function trainerOptions(peft: boolean): Options {
  return [
    ['model', raw('model')],
    ['args', raw('args')],
    ['train_dataset', raw('train')],
    ['processing_class', raw('tokenizer')],
    ...(peft ? ([['peft_config', raw('adapter')]] as const) : []),
  ];
}

/**
 * The type of what is trained, said outright: PEFT's default is fp32, TRL makes it bf16 on quantized weights. DeepSpeed
 * settles it by itself, and its shards could not be cast here.
 */
function castLines({ run, distribution }: Plan, say: (id: string) => string): string[] {
  if (run.method === 'full' || distribution.kind === 'deepspeed') return [];
  const type = run.adapterPrecision === 'fp32' ? 'float32' : 'bfloat16';
  return [
    `    # ${say('cast')}`,
    '    for parameter in trainer.model.parameters():',
    '        if parameter.requires_grad:',
    `            parameter.data = parameter.data.to(torch.${type})`,
  ];
}

function savingLines({ run, distribution }: Plan, say: (id: string) => string): string[] {
  const whole =
    distribution.kind === 'fsdp'
      ? [
          '    if trainer.is_fsdp_enabled:',
          '        trainer.accelerator.state.fsdp_plugin.set_state_dict_type("FULL_STATE_DICT")',
        ]
      : [];
  if (run.method === 'bitfit') {
    return [
      ...whole,
      `    # ${say('saveBiases')}`,
      '    state = trainer.accelerator.get_state_dict(trainer.model)',
      '    if trainer.accelerator.is_main_process:',
      '        biases = {name: value.contiguous() for name, value in state.items() if name.endswith("bias")}',
      '        save_file(biases, f"{OUTPUT}/biases.safetensors")',
      '        tokenizer.save_pretrained(OUTPUT)',
    ];
  }
  return [
    ...whole,
    `    trainer.save_model(OUTPUT)  # ${say(run.method === 'full' ? 'saveModel' : 'saveAdapter')}`,
  ];
}

function loadingLines({ run, compute, repository }: Plan): string[] {
  const source = run.method === 'full' ? '"output"' : JSON.stringify(repository);
  const by: Partial<Record<typeof run.method, readonly [load: string, use: string]>> = {
    full: ['', ''],
    bitfit: [
      'from safetensors.torch import load_file',
      'model.load_state_dict(load_file("output/biases.safetensors"), strict=False)',
    ],
  };
  const [load, use] = by[run.method] ?? [
    'from peft import PeftModel',
    'model = PeftModel.from_pretrained(model, "output")',
  ];
  return [
    'import torch',
    load,
    'from transformers import AutoModelForCausalLM, AutoTokenizer',
    `model = AutoModelForCausalLM.from_pretrained(${source}, dtype=torch.${compute}, device_map="auto")`,
    use,
    'tokenizer = AutoTokenizer.from_pretrained("output")',
    'inputs = tokenizer("…", return_tensors="pt").to(model.device)',
    'print(tokenizer.decode(model.generate(**inputs, max_new_tokens=64)[0]))',
  ].filter((line) => line !== '');
}
