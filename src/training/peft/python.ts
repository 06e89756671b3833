import type { MethodId } from '../methods/method';

/** The line that installs what the lines below need. */
export function pythonInstall(method: MethodId): string {
  return `pip install torch transformers ${method === 'adapter' ? 'adapters' : method === 'full' ? '' : 'peft'}`.trim();
}

/**
 * Python that loads what `trainedFiles` wrote, beside the folder `base`, and answers a prompt. The model becomes float32,
 * in which it was trained: the base is stored in float16. The tokenizer adds no mark of the beginning by itself.
 */
export function pythonLines(method: MethodId, prompt: string, tokens: number): string {
  const base = method === 'full' ? 'model' : method === 'qlora' ? 'base-dequantized' : 'base';
  const tokenizer = method === 'full' ? 'model' : 'base';
  return [
    'import torch',
    'from transformers import AutoModelForCausalLM, AutoTokenizer',
    ...(method === 'full' ? [] : method === 'adapter' ? ['import adapters'] : ['from peft import PeftModel']),
    '',
    `tokenizer = AutoTokenizer.from_pretrained("${tokenizer}")`,
    `model = AutoModelForCausalLM.from_pretrained("${base}").float()`,
    ...attach(method),
    'model.eval()',
    '',
    `prompt = ${JSON.stringify(prompt)}`,
    'ids = [tokenizer.bos_token_id] + tokenizer.encode(prompt, add_special_tokens=False)',
    'ids = torch.tensor([ids])',
    'with torch.no_grad():',
    '    told = model.generate(',
    '        input_ids=ids,',
    '        attention_mask=torch.ones_like(ids),',
    `        max_new_tokens=${tokens},`,
    '        do_sample=False,',
    '        pad_token_id=tokenizer.pad_token_id,',
    '    )',
    'print(tokenizer.decode(told[0, ids.shape[1]:], skip_special_tokens=True))',
    '',
  ].join('\n');
}

function attach(method: MethodId): readonly string[] {
  if (method === 'full') return [];
  if (method === 'adapter') {
    return ['adapters.init(model)', 'model.load_adapter("adapter", set_active=True, use_safetensors=True)'];
  }
  return ['model = PeftModel.from_pretrained(model, "adapter")'];
}

/** QLoRA as it is done on a card: the base in 4 bits by bitsandbytes, in the place of `base-dequantized`. */
export const PYTHON_4_BIT = [
  'import torch',
  'from transformers import AutoModelForCausalLM, BitsAndBytesConfig',
  '',
  'quantization = BitsAndBytesConfig(',
  '    load_in_4bit=True,',
  '    bnb_4bit_quant_type="nf4",',
  '    bnb_4bit_use_double_quant=True,',
  '    bnb_4bit_compute_dtype=torch.float32,',
  ')',
  'model = AutoModelForCausalLM.from_pretrained("base", quantization_config=quantization)',
  '',
].join('\n');
