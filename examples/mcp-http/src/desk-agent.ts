import { createMCPClient } from '@ai-sdk/mcp'
import { openai } from '@ai-sdk/openai'
import { generateText, stepCountIs } from 'ai'

/** The tools are those of an MCP server: they come over HTTP, and are called over it. */
export async function deskAgent(prompt: string): Promise<string> {
  const client = await createMCPClient({
    transport: { type: 'http', url: process.env['MCP_URL']! },
  })
  try {
    const { text } = await generateText({
      model: openai.chat('gpt-4.1-mini'),
      system: 'You run the complaints desk. Send a spare part first.',
      prompt,
      tools: await client.tools(),
      stopWhen: stepCountIs(6),
    })
    return text
  } finally {
    await client.close()
  }
}
