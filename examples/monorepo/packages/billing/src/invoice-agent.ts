import OpenAI from 'openai'

/** Summarises an invoice in one sentence. */
export async function invoiceAgent({ lines }: { lines: string[] }): Promise<string | null> {
  const { choices } = await new OpenAI().chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      { role: 'system', content: 'Say in one sentence what this invoice is about.' },
      { role: 'user', content: lines.join('\n') },
    ],
  })
  return choices[0]!.message.content
}
