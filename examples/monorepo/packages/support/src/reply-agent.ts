import OpenAI from 'openai'

/** Drafts a reply, and then a subject for it. */
export async function replyAgent(complaint: string): Promise<{ subject: string; body: string }> {
  const client = new OpenAI()
  const ask = async (content: string) => {
    const { choices } = await client.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages: [
        { role: 'system', content: 'You answer complaints of a shop.' },
        { role: 'user', content },
      ],
    })
    return choices[0]!.message.content ?? ''
  }
  const body = await ask(`Draft a reply: ${complaint}`)
  return { subject: await ask(`Find a subject: ${body}`), body }
}
