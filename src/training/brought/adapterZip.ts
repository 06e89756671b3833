import type { NamedValues } from '../engine';
import type { ModelConfig } from '../model/config';
import { zip } from '../peft/archive';
import { adapterFiles, utf8, within } from '../peft/write';
import type { BroughtSetup } from './api';
import { methodOptions } from './options';

/** What was trained, in PEFT's files, with the lines that load it: the base stays where the reader has it. */
export function packedAdapter(
  config: ModelConfig,
  base: string,
  setup: BroughtSetup,
  values: NamedValues,
): Uint8Array<ArrayBuffer> {
  const options = methodOptions(setup);
  const files = adapterFiles({ method: setup.method, config, options, values }, base);
  return zip({ 'README.md': utf8(readme(base, setup)), ...within('adapter', files) });
}

/** For whoever finds the zip later: in Python's language, as the library's own model cards are. */
function readme(base: string, { method, rank, alpha, steps, learningRate, seed }: BroughtSetup): string {
  return `# An adapter for ${base.replace(/[\r\n]/g, ' ')}

${method === 'qlora' ? 'QLoRA (base in NF4 with double quantization)' : 'LoRA'}, rank ${rank}, alpha ${alpha}; ${steps} steps at most, learning rate ${learningRate}, seed ${seed}.

Put this folder beside the base model's, and run:

\`\`\`sh
pip install torch transformers peft${method === 'qlora' ? ' bitsandbytes' : ''}
\`\`\`

\`\`\`python
${pythonLines(base, method).join('\n')}
\`\`\`
`;
}

function pythonLines(base: string, method: BroughtSetup['method']): readonly string[] {
  const quantized = method === 'qlora';
  return [
    'import torch',
    `from transformers import AutoModelForCausalLM, AutoTokenizer${quantized ? ', BitsAndBytesConfig' : ''}`,
    'from peft import PeftModel',
    '',
    `base = ${JSON.stringify(base)}`,
    ...(quantized
      ? [
          '# Trained on a base in 4 bits; without the card that bitsandbytes needs, leave the quantization out.',
          'quantization = BitsAndBytesConfig(',
          '    load_in_4bit=True,',
          '    bnb_4bit_quant_type="nf4",',
          '    bnb_4bit_use_double_quant=True,',
          '    bnb_4bit_compute_dtype=torch.float32,',
          ')',
          'model = AutoModelForCausalLM.from_pretrained(base, quantization_config=quantization)',
        ]
      : ['model = AutoModelForCausalLM.from_pretrained(base).float()']),
    'model = PeftModel.from_pretrained(model, "adapter").eval()',
    'tokenizer = AutoTokenizer.from_pretrained(base)',
    'asked = tokenizer("Your prompt", return_tensors="pt").to(model.device)',
    'told = model.generate(**asked, max_new_tokens=32, do_sample=False)',
    'print(tokenizer.decode(told[0], skip_special_tokens=True))',
  ];
}
